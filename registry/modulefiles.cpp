// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/modulefiles.h"

#include "registry/parallel.h"
#include "registry/reader.h"

#include <outlet/result.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <time.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

constexpr qint64 second = 1'000'000'000;

qint64 nanoseconds(const timespec &time)
{
    return time.tv_sec * second + time.tv_nsec;
}

/** When the file or folder was changed in any way; 0 if it is not there. */
qint64 changeOf(const QString &path)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return 0;
    return nanoseconds(status.st_ctim);
}

Verdict cannotCopy(const Candidate &candidate, const QString &why)
{
    return {VerdictCode::Unreadable,
            u"%1 cannot be copied, which a module needs that is loaded anew: %2"_s.arg(
                candidate.directory, why),
            u"Make room in the data directory, and let the server write there; then reload it."_s,
            {candidate.directory}};
}

} // namespace

Fingerprint fingerprintOf(const Candidate &candidate)
{
    struct stat module = {};
    if (::stat(QFile::encodeName(candidate.module).constData(), &module) != 0)
        return {};
    return {module.st_dev,
            module.st_ino,
            module.st_size,
            nanoseconds(module.st_ctim),
            changeOf(candidate.directory + u"/migrations"_s),
            changeOf(candidate.directory + u"/icon.svg"_s)};
}

/** Copies of folders, below a folder of this process. */
class ModuleFiles::Copies
{
public:
    explicit Copies(QString parent) : m_parent(std::move(parent))
    {
        if (m_parent.isEmpty())
            m_parent = QDir::tempPath();
    }

    ~Copies()
    {
        if (!m_directory.isEmpty())
            QDir(m_directory).removeRecursively();
    }

    /** The module in a copy of its folder; the one before the last copy of the same is removed. */
    std::expected<QString, QString> copyOf(const Candidate &candidate)
    {
        const std::lock_guard lock(m_mutex);
        if (const QString why = prepare(); !why.isEmpty())
            return std::unexpected(why);
        const QString &id = candidate.name;
        const QString target = u"%1/%2-%3"_s.arg(m_directory, id, QString::number(++m_count));
        std::error_code error;
        std::filesystem::copy(candidate.directory.toStdString(), target.toStdString(),
                              std::filesystem::copy_options::recursive, error);
        if (error) {
            QDir(target).removeRecursively();
            return std::unexpected(QString::fromStdString(error.message()));
        }
        // A request that began before the last change may still want to load from the one before.
        QStringList &mine = m_copies[id];
        mine.append(target);
        if (mine.size() > 2)
            QDir(mine.takeFirst()).removeRecursively();
        return target + u'/' + QFileInfo(candidate.module).fileName();
    }

private:
    /** Makes the folder, and removes those of processes that are gone. Empty, or why not. */
    QString prepare()
    {
        if (!m_directory.isEmpty())
            return {};
        const QString prefix = u"outlet-generations-"_s;
        const QDir parent(m_parent);
        for (const QString &name : parent.entryList({prefix + u'*'}, QDir::Dirs)) {
            const pid_t process = name.sliced(prefix.size()).toInt();
            if (process > 0 && process != ::getpid() && ::kill(process, 0) != 0 && errno == ESRCH)
                QDir(parent.filePath(name)).removeRecursively();
        }
        const QString directory = parent.filePath(prefix + QString::number(::getpid()));
        if (!parent.mkpath(directory))
            return u"%1 cannot be made"_s.arg(directory);
        m_directory = directory;
        return {};
    }

    std::mutex m_mutex;
    QString m_parent;
    QString m_directory; ///< empty until it is needed
    int m_count = 0;
    QHash<QString, QStringList> m_copies; ///< by id, oldest first
};

ModuleFiles::ModuleFiles(QString copies) : m_copies(std::make_unique<Copies>(std::move(copies))) {}

ModuleFiles::~ModuleFiles() = default;

Sorted<Described> ModuleFiles::read(std::vector<Candidate> candidates,
                                    const ui::ManifestLimits &limits, const QSet<QString> &anew)
{
    std::vector<Fingerprint> prints(candidates.size());
    forEachIndex(prints.size(), 128, [&](size_t i) { prints[i] = fingerprintOf(candidates[i]); });

    // Qt's reader, too, keeps what it knows of a path that is loaded: a copy is what is read.
    const auto known = [&](size_t i) {
        const auto found = m_known.constFind(candidates[i].directory);
        return found == m_known.cend() ? nullptr : &*found;
    };
    std::vector<std::expected<Described, Verdict>> read(candidates.size());
    const auto readOne = [&](size_t i) -> std::expected<Described, Verdict> {
        const Known *before = known(i);
        if (!before)
            return registry::read(candidates[i], limits);
        if (before->fingerprint == prints[i] && !anew.contains(before->described.manifest.id))
            return before->described;
        return readCopy(candidates[i], limits);
    };
    forEachIndex(read.size(), 32, [&](size_t i) { read[i] = readOne(i); });

    Sorted<Described> sorted;
    m_seen.clear();
    for (size_t i = 0; i < read.size(); ++i) {
        const QString directory = candidates[i].directory;
        m_seen.insert(directory, prints[i]);
        if (!read[i]) {
            sorted.rejected.push_back({std::move(candidates[i]), std::nullopt, read[i].error()});
            continue;
        }
        m_known.insert(directory, {prints[i], *read[i]});
        sorted.accepted.push_back(std::move(*read[i]));
    }
    return sorted;
}

std::expected<Described, Verdict> ModuleFiles::readCopy(const Candidate &candidate,
                                                        const ui::ManifestLimits &limits) const
{
    const auto module = m_copies->copyOf(candidate);
    if (!module)
        return std::unexpected(cannotCopy(candidate, module.error()));
    Candidate copy = candidate;
    copy.module = *module;
    auto read = registry::read(copy, limits);
    if (!read) { // where people can look
        read.error().message.replace(*module, candidate.module);
        read.error().evidence.replaceInStrings(*module, candidate.module);
    }
    return read;
}

ModuleFiles::Change ModuleFiles::changeIn(const std::vector<Candidate> &candidates,
                                          std::chrono::milliseconds settle) const
{
    timespec now = {};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const qint64 fresh = nanoseconds(now) - std::chrono::nanoseconds(settle).count();
    Change change = qsizetype(candidates.size()) == m_seen.size() ? Change::None : Change::Settled;
    for (const Candidate &candidate : candidates) {
        const Fingerprint print = fingerprintOf(candidate);
        if (m_seen.value(candidate.directory) == print && m_seen.contains(candidate.directory))
            continue;
        if (std::max({print.module, print.migrations, print.icon}) > fresh)
            return Change::Unsettled;
        change = Change::Settled;
    }
    return change;
}

} // namespace outlet::registry
