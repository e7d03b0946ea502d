// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/finder.h"

#include "registry/parallel.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <expected>
#include <iterator>
#include <memory>
#include <optional>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

/** The names in a directory, sorted, without hidden ones; or errno. */
std::expected<QStringList, int> entries(const QString &directory)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(
        ::opendir(QFile::encodeName(directory).constData()), &::closedir);
    if (!stream)
        return std::unexpected(errno);
    QStringList names;
    while (const dirent *entry = ::readdir(stream.get())) {
        if (entry->d_name[0] != '.')
            names.append(QFile::decodeName(entry->d_name));
    }
    names.sort();
    return names;
}

QString words(int error)
{
    return QString::fromLocal8Bit(std::strerror(error));
}

Verdict unreadable(const QString &path, int error)
{
    const QString hint =
        error == ENOENT
            ? u"Create it, or take it out of the plugin path."_s
            : u"Let the user that the server runs as read and enter it (chmod, chown)."_s;
    return {
        VerdictCode::Unreadable, u"Cannot read %1: %2."_s.arg(path, words(error)), hint, {path}};
}

Verdict notAModule(const QString &message, const QString &hint, const QStringList &evidence)
{
    return {VerdictCode::NotAModule, message, hint, evidence};
}

enum class FileKind { Regular, Directory, Other, Dangling, Unreadable };

struct FileState
{
    FileKind kind;
    int error = 0;
};

FileState stateOf(const QString &path)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) == 0) {
        if (S_ISREG(status.st_mode))
            return {FileKind::Regular};
        return {S_ISDIR(status.st_mode) ? FileKind::Directory : FileKind::Other};
    }
    const int error = errno;
    const bool isLinkProblem = error == ENOENT || error == ELOOP || error == ENOTDIR;
    return {isLinkProblem ? FileKind::Dangling : FileKind::Unreadable, error};
}

Verdict brokenLink(const QString &path, int error)
{
    const QString target = QFile::symLinkTarget(path);
    return {VerdictCode::BrokenLink,
            u"%1 is a link that leads nowhere: %2."_s.arg(path, words(error)),
            u"Install what it points to, or remove the link."_s,
            {target.isEmpty() ? path : u"%1 -> %2"_s.arg(path, target)}};
}

bool isModule(const QString &file)
{
    return file.endsWith(".so"_L1);
}

/** The one module among the names of a folder: `<name>.so`, or else its only `.so`. */
std::expected<QString, Verdict> moduleOf(const QString &directory, const QStringList &names,
                                         const QString &name)
{
    const QString wanted = name + ".so"_L1;
    QStringList modules;
    std::ranges::copy_if(names, std::back_inserter(modules), isModule);
    if (modules.contains(wanted))
        return directory + u'/' + wanted;
    if (modules.size() == 1)
        return directory + u'/' + modules.first();
    if (modules.isEmpty())
        return std::unexpected(
            notAModule(u"%1 holds no module: wanted %2."_s.arg(directory, wanted),
                       u"Install the connector's package again, or remove the folder."_s,
                       names.first(std::min<qsizetype>(names.size(), 20))));
    return std::unexpected(notAModule(
        u"%1 holds %2 modules and none is called %3."_s.arg(
            directory, QString::number(modules.size()), wanted),
        u"A connector is one folder with one module: give each a folder of its own."_s, modules));
}

/** Nothing: it is a folder that can be looked into. */
std::optional<Verdict> folderFault(const QString &path, const QString &wanted)
{
    const FileState state = stateOf(path);
    switch (state.kind) {
    case FileKind::Dangling:
        return brokenLink(path, state.error);
    case FileKind::Unreadable:
        return unreadable(path, state.error);
    case FileKind::Regular:
    case FileKind::Other:
        return notAModule(
            u"%1 is no folder. A connector is a folder with its module, migrations and icon."_s.arg(
                path),
            wanted, {});
    case FileKind::Directory:
        break;
    }
    return std::nullopt;
}

/** Whether these are versions that lie side by side, one of them linked as `current`. */
bool areVersions(const QStringList &names)
{
    return names.contains(u"current"_s) && std::ranges::none_of(names, isModule);
}

std::expected<Candidate, Verdict> look(Candidate candidate)
{
    const QString path = candidate.directory;
    if (auto fault =
            folderFault(path, u"Move it to %1/<id>/, or remove it."_s.arg(QFileInfo(path).path())))
        return std::unexpected(*fault);
    auto names = entries(path);
    if (names && areVersions(*names)) {
        const QString current = path + "/current"_L1;
        if (auto fault = folderFault(current, u"Install the connector's package again."_s))
            return std::unexpected(*fault);
        candidate.directory = QFileInfo(current).canonicalFilePath(); // switched later: stays ours
        names = entries(candidate.directory);
    }
    if (!names)
        return std::unexpected(unreadable(candidate.directory, names.error()));

    auto module = moduleOf(candidate.directory, *names, candidate.name);
    if (!module)
        return std::unexpected(module.error());
    const FileState moduleState = stateOf(*module);
    switch (moduleState.kind) {
    case FileKind::Regular:
        break;
    case FileKind::Dangling:
        return std::unexpected(brokenLink(*module, moduleState.error));
    case FileKind::Unreadable:
        return std::unexpected(unreadable(*module, moduleState.error));
    case FileKind::Directory:
    case FileKind::Other:
        return std::unexpected(notAModule(u"%1 is no regular file."_s.arg(*module),
                                          u"Install the connector's package again."_s, {}));
    }
    candidate.module = *module;
    return candidate;
}

} // namespace

Sorted<Candidate> find(const QList<SearchPath> &paths)
{
    Sorted<Candidate> found;
    for (const SearchPath &path : paths) {
        const auto names = entries(path.directory);
        if (!names) {
            found.rejected.push_back(
                {{QFileInfo(path.directory).fileName(), path.directory, {}, path.source},
                 std::nullopt,
                 unreadable(path.directory, names.error())});
            continue;
        }
        const auto candidate = [&](size_t i) {
            const QString &name = names->at(qsizetype(i));
            return Candidate{name, path.directory + u'/' + name, {}, path.source};
        };
        std::vector<std::expected<Candidate, Verdict>> looked(size_t(names->size()));
        forEachIndex(looked.size(), 128, [&](size_t i) { looked[i] = look(candidate(i)); });
        for (size_t i = 0; i < looked.size(); ++i) {
            if (looked[i])
                found.accepted.push_back(std::move(*looked[i]));
            else
                found.rejected.push_back({candidate(i), std::nullopt, looked[i].error()});
        }
    }
    return found;
}

} // namespace outlet::registry
