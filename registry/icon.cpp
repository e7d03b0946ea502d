// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/icon.h"

#include <QFile>
#include <QFileInfo>

namespace outlet::registry {

using namespace Qt::StringLiterals;

Result<QByteArray> readIcon(const Candidate &candidate)
{
    const qint64 largest = qint64(256) * 1024;
    const QString path = candidate.directory + "/icon.svg"_L1;
    // Served to everybody: not what a link points to, and nothing that has no end.
    const QFileInfo info(path);
    if (!info.exists() && !info.isSymLink())
        return fail(ErrorCode::NotFound, u"There is no %1."_s.arg(path),
                    u"Put a picture there, or let the tile have none."_s, path);
    if (info.isSymLink() || !info.isFile())
        return fail(ErrorCode::InvalidArgument, u"%1 is no regular file."_s.arg(path),
                    u"Replace it by the file itself."_s, path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, u"%1 cannot be read: %2."_s.arg(path, file.errorString()),
                    u"Let everybody read it (chmod)."_s, path);
    QByteArray svg = file.read(largest + 1);
    if (svg.size() > largest)
        return fail(ErrorCode::LimitExceeded,
                    u"%1 has more than %2 bytes, which nobody serves."_s.arg(path).arg(largest),
                    u"Draw it simpler, or save it as plain SVG."_s, path);
    return svg;
}

} // namespace outlet::registry
