// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadirectory.h"

#include "app/registryoptions.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

Error refused(const QString &path, const QString &why)
{
    return {ErrorCode::InvalidArgument,
            u"The data directory %1 cannot be used: %2."_s.arg(ui::quoted(path), why),
            u"Choose a directory that this user may write to with --data-dir or "
            "OUTLET_DATA_DIR."_s,
            {}};
}

/** mkdir for one directory; fine if it is there, whoever made it. */
Result<void> makeOne(const QString &path, mode_t mode)
{
    if (::mkdir(QFile::encodeName(path).constData(), mode) == 0 || QFileInfo(path).isDir())
        return {};
    const int reason = errno == EEXIST ? ENOTDIR : errno;
    return std::unexpected(refused(path, QString::fromLocal8Bit(std::strerror(reason))));
}

/** Parents get the usual mode, the directory itself the given one. */
Result<void> make(const QString &path, mode_t mode)
{
    if (QFileInfo(path).isDir())
        return {};
    const QString parent = QFileInfo(path).path();
    if (parent != path) {
        if (const auto made = make(parent, 0777); !made)
            return made;
    }
    return makeOne(path, mode);
}

} // namespace

Result<void> makeDataDirectory(const Settings &settings)
{
    if (const auto made = make(settings.dataDir, 0700); !made)
        return made;
    if (!QFileInfo(settings.dataDir).isWritable())
        return std::unexpected(refused(settings.dataDir, u"it is not writable"_s));
    if (!isDefault(settings, u"plugin_path"_s))
        return {};
    for (const QString &directory : settings.pluginPath) {
        if (const auto made = make(directory, 0700); !made)
            return made;
    }
    return {};
}

} // namespace outlet::app
