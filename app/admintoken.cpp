// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/admintoken.h"

#include <QFile>
#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype minSize = 16;
constexpr qint64 maxSize = 4096;

QByteArray randomToken()
{
    std::array<quint32, 8> words = {};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

std::unexpected<Error> refuse(const QString &path, const QString &what, const QString &hint)
{
    return fail(ErrorCode::InvalidArgument, u"%1: %2"_s.arg(path, what), hint, path);
}

/** Under another name first: nobody ever sees a file that is not yet written. */
Result<QByteArray> make(const QString &path)
{
    const QByteArray token = randomToken();
    const QByteArray name = QFile::encodeName(path);
    const QByteArray unfinished = name + '.' + randomToken().first(16);
    const int file =
        ::open(unfinished.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    const QByteArray line = token + '\n';
    const bool isWritten =
        file >= 0 && ::write(file, line.constData(), size_t(line.size())) == line.size();
    const bool isThere = isWritten && ::link(unfinished.constData(), name.constData()) == 0;
    const int error = errno;
    if (file >= 0) {
        ::close(file);
        ::unlink(unfinished.constData());
    }
    if (isThere)
        return token;
    if (isWritten && error == EEXIST)
        return QByteArray(); // another server was faster
    return refuse(path, u"cannot make the admin token: %1"_s.arg(qt_error_string(error)),
                  u"Let the server's user write there, or give a token in OUTLET_ADMIN_TOKEN."_s);
}

Result<QByteArray> read(const QString &path)
{
    QFile file(path);
    struct stat status = {};
    if (!file.open(QIODevice::ReadOnly) || ::fstat(file.handle(), &status) != 0)
        return refuse(path, u"cannot read the admin token: %1"_s.arg(file.errorString()),
                      u"Let the server's user read it, or remove it: a new one is made."_s);
    if (status.st_mode & 0077)
        return refuse(path, u"others may read the admin token"_s,
                      u"Run: chmod 600 '%1'; if somebody may have read it, remove it and a new one "
                      "is made."_s.arg(path));
    const QByteArray token = file.read(maxSize).trimmed();
    if (token.size() < minSize || token.contains('\n'))
        return refuse(path, u"holds no token of at least 16 characters"_s,
                      u"Remove the file, and a token is made there."_s);
    return token;
}

} // namespace

Result<QByteArray> adminToken(const Settings &settings)
{
    if (!settings.adminToken.isEmpty())
        return settings.adminToken;
    const QString path = settings.dataDir + u"/admin-token"_s;
    if (!QFile::exists(path)) {
        if (const auto made = make(path); !made || !made->isEmpty())
            return made;
    }
    return read(path);
}

} // namespace outlet::app
