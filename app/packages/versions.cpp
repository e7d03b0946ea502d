// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/versions.h"

#include "app/packages/stage.h"
#include "ui-schemas/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &plugins, const QString &id, const QString &folder = {})
{
    const QString path = plugins + u'/' + id;
    return folder.isEmpty() ? path : path + u'/' + folder;
}

/** An id or folder is one part of a path, whoever has asked. */
bool isOnePart(const QString &name)
{
    return !name.isEmpty() && !name.startsWith(u'.') && !name.contains(u'/') &&
           !name.contains(QChar(0));
}

std::optional<InstalledVersion> versionOf(const QString &plugins, const QString &id,
                                          const QString &folder)
{
    static const QRegularExpression form(u"\\A(.+)-[0-9a-f]{8}\\z"_s);
    const auto match = form.match(folder);
    const auto version = ui::Version::parse(match.captured(1));
    const QFileInfo info(pathOf(plugins, id, folder));
    if (!match.hasMatch() || !version || info.isSymLink() || !info.isDir())
        return std::nullopt;
    return InstalledVersion{id,
                            folder,
                            pathOf(plugins, id, folder),
                            match.captured(1),
                            *version,
                            folder == currentFolder(plugins, id)};
}

std::unexpected<Error> notThere(const QString &plugins, const QString &id, const QString &folder)
{
    QStringList folders;
    for (const InstalledVersion &version : installedVersions(plugins, id))
        folders += version.folder;
    return fail(ErrorCode::NotFound,
                u"%1 has no installed version %2; found %3."_s.arg(
                    ui::quoted(id), ui::quoted(folder),
                    folders.isEmpty() ? u"none"_s : folders.join(u", "_s)),
                u"Install its package, or name one that is there."_s, pathOf(plugins, id));
}

/** Takes it out of the way in one step, and then apart. */
Result<void> takeAway(const QString &plugins, const QString &path)
{
    const auto stage = Stage::make(plugins);
    if (!stage)
        return std::unexpected(stage.error());
    const QString away = stage->path() + "/removed"_L1;
    if (::rename(QFile::encodeName(path).constData(), QFile::encodeName(away).constData()) != 0)
        return ioFailure(u"Cannot remove"_s, path, errno);
    return syncFolder(QFileInfo(path).path());
}

} // namespace

QList<InstalledVersion> installedVersions(const QString &plugins, const QString &id)
{
    QList<InstalledVersion> versions;
    if (!isOnePart(id))
        return versions;
    const QDir directory(pathOf(plugins, id));
    for (const QString &folder : directory.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (const auto version = versionOf(plugins, id, folder))
            versions += *version;
    }
    std::ranges::sort(versions, [](const InstalledVersion &a, const InstalledVersion &b) {
        return a.version == b.version ? a.folder < b.folder : a.version < b.version;
    });
    return versions;
}

QString currentFolder(const QString &plugins, const QString &id)
{
    if (!isOnePart(id))
        return {};
    QByteArray target(4096, '\0');
    const QString link = pathOf(plugins, id, currentName);
    const ssize_t size =
        ::readlink(QFile::encodeName(link).constData(), target.data(), size_t(target.size()));
    return size > 0 ? QFile::decodeName(target.first(size)) : QString();
}

Result<void> switchCurrent(const QString &plugins, const QString &id, const QString &folder)
{
    if (!isOnePart(id) || !isOnePart(folder) || !versionOf(plugins, id, folder))
        return notThere(plugins, id, folder);
    if (currentFolder(plugins, id) == folder)
        return {};
    const QString link = pathOf(plugins, id, currentName);
    if (const QFileInfo info(link); info.exists() && !info.isSymLink())
        return fail(ErrorCode::Conflict, u"%1 is no link."_s.arg(link),
                    u"Something else than outlet has put it there: move it away."_s, link);
    const auto stage = Stage::make(plugins);
    if (!stage)
        return std::unexpected(stage.error());
    const QByteArray made = QFile::encodeName(stage->path() + u'/' + currentName);
    if (::symlink(QFile::encodeName(folder).constData(), made.constData()) != 0 ||
        ::rename(made.constData(), QFile::encodeName(link).constData()) != 0)
        return ioFailure(u"Cannot make the link"_s, link, errno);
    return syncFolder(pathOf(plugins, id));
}

Result<void> removeVersion(const QString &plugins, const QString &id, const QString &folder)
{
    if (!isOnePart(id) || !isOnePart(folder) || !versionOf(plugins, id, folder))
        return notThere(plugins, id, folder);
    if (currentFolder(plugins, id) == folder)
        return fail(ErrorCode::Conflict,
                    u"%1 is the version of %2 that is in use."_s.arg(folder, ui::quoted(id)),
                    u"Switch to another version first, or remove the connector as a whole."_s,
                    pathOf(plugins, id, folder));
    return takeAway(plugins, pathOf(plugins, id, folder));
}

Result<void> removeAll(const QString &plugins, const QString &id)
{
    const QString path = pathOf(plugins, id);
    if (!isOnePart(id) || !QFileInfo(path).isDir() || QFileInfo(path).isSymLink())
        return fail(ErrorCode::NotFound, u"%1 has no connector %2."_s.arg(plugins, ui::quoted(id)),
                    u"Name one that was installed there."_s, path);
    if (installedVersions(plugins, id).isEmpty() && currentFolder(plugins, id).isEmpty())
        return fail(ErrorCode::Conflict, u"%1 was not installed from a package."_s.arg(path),
                    u"Who put it there by hand has to remove it by hand."_s, path);
    if (const auto removed = takeAway(plugins, path); !removed)
        return removed;
    return {};
}

} // namespace outlet::app::packages
