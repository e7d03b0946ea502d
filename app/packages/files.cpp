// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/files.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

QString hintFor(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return u"Make room on that file system and try again; nothing was changed."_s;
    case EACCES:
    case EPERM:
    case EROFS:
        return u"Let the user that runs outlet write there (chown, chmod), or name another "
               "plugin path."_s;
    default:
        return u"Look at the path and its file system, then try again."_s;
    }
}

Result<void> sync(const QString &path)
{
    const Descriptor file(
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file.isOpen() || ::fsync(file.number()) != 0)
        return ioFailure(u"Cannot put on the disk:"_s, path, errno);
    return {};
}

} // namespace

Descriptor::~Descriptor()
{
    if (m_number >= 0)
        ::close(m_number);
}

std::unexpected<Error> ioFailure(const QString &what, const QString &path, int error)
{
    return fail(ErrorCode::Io, u"%1 %2: %3."_s.arg(what, path, qt_error_string(error)),
                hintFor(error), path);
}

Result<Descriptor> openFolder(const QString &path)
{
    Descriptor folder(::open(QFile::encodeName(path).constData(), folderFlags));
    if (!folder.isOpen())
        return ioFailure(u"Cannot open the folder"_s, path, errno);
    return folder;
}

Result<Descriptor> openFolderOf(int root, const QByteArray &path)
{
    Descriptor folder(::openat(root, ".", folderFlags));
    if (!folder.isOpen())
        return ioFailure(u"Cannot open the folder of"_s, QString::fromUtf8(path), errno);
    QList<QByteArray> parts = path.split('/');
    parts.removeLast();
    for (const QByteArray &part : parts) {
        const bool isNew = ::mkdirat(folder.number(), part.constData(), 0755) == 0;
        if (!isNew && errno != EEXIST)
            return ioFailure(u"Cannot make the folder of"_s, QString::fromUtf8(path), errno);
        Descriptor next(::openat(folder.number(), part.constData(), folderFlags));
        if (!next.isOpen() || (isNew && ::fchmod(next.number(), 0755) != 0))
            return ioFailure(u"Cannot open the folder of"_s, QString::fromUtf8(path), errno);
        folder = std::move(next);
    }
    return folder;
}

Result<void> writeAll(int file, QByteArrayView bytes, const QString &path)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(file, bytes.data(), size_t(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return ioFailure(u"Cannot write"_s, path, errno);
        bytes = bytes.sliced(written);
    }
    return {};
}

Result<void> syncTree(const QString &path)
{
    QDirIterator entries(path, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                         QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        if (const auto synced = sync(entries.next()); !synced)
            return synced;
    }
    return sync(path);
}

Result<void> syncFolder(const QString &path)
{
    return sync(path);
}

Result<void> removeTree(const QString &path)
{
    std::error_code error;
    std::filesystem::remove_all(QFile::encodeName(path).toStdString(), error);
    if (error)
        return ioFailure(u"Cannot remove"_s, path, error.value());
    return {};
}

Result<QByteArray> readWhole(const QString &path, qint64 most)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, u"There is no file %1."_s.arg(path),
                    u"Correct the path."_s, path);
    if (!info.isFile())
        return fail(ErrorCode::InvalidArgument, u"%1 is no regular file."_s.arg(path),
                    u"Name a package that `outlet pack` made."_s, path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, u"Cannot read %1: %2."_s.arg(path, file.errorString()),
                    u"Let the user that runs outlet read it."_s, path);
    QByteArray bytes = file.read(most + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorCode::Io, u"Cannot read %1: %2."_s.arg(path, file.errorString()),
                    u"Look at the file system that it lies on."_s, path);
    if (bytes.size() > most)
        return fail(ErrorCode::LimitExceeded,
                    u"%1 has more than %2 bytes."_s.arg(path, QString::number(most)),
                    u"Make it smaller, or raise package_max_bytes."_s, path);
    return bytes;
}

} // namespace outlet::app::packages
