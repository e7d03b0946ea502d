// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

#include <chrono>
#include <expected>
#include <memory>
#include <vector>

namespace outlet::registry {

/** What tells one state of a connector's folder from another without reading it. */
struct Fingerprint
{
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 module = 0;     ///< last change, in nanoseconds since 1970, by the file system's clock
    qint64 migrations = 0; ///< the same of the folder with the migrations; 0: there is none
    qint64 icon = 0;

    friend bool operator==(const Fingerprint &, const Fingerprint &) = default;
};

/** Three looks at the file system; thread-safe. */
Fingerprint fingerprintOf(const Candidate &candidate);

/**
 * Reads candidates, and remembers what it has read: a folder that has not changed is not read
 * again.
 *
 * The dynamic linker gives the old code for a path that it knows. So where a module has changed
 * under its path, or is wanted anew, its folder is copied, and the candidate's module is that of
 * the copy; the folder itself stays its directory. Lives in one thread.
 */
class ModuleFiles
{
public:
    /** @param copies an absolute path to make copies below; empty: where temporary files are */
    explicit ModuleFiles(QString copies);
    ~ModuleFiles();

    /**
     * Reads them as readAll() does, in their order.
     * @param anew ids of those that are to be loaded anew though they have not changed
     */
    Sorted<Described> read(std::vector<Candidate> candidates, const ui::ManifestLimits &limits,
                           const QSet<QString> &anew);

    /** Something has appeared, gone or changed since read() was called. */
    enum class Change { None, Settled, Unsettled };

    /** @param settle a file that was written less than this ago may still be written to */
    Change changeIn(const std::vector<Candidate> &candidates,
                    std::chrono::milliseconds settle) const;

private:
    struct Known
    {
        Fingerprint fingerprint;
        Described described;
    };
    class Copies;

    std::expected<Described, Verdict> readCopy(const Candidate &candidate,
                                               const ui::ManifestLimits &limits) const;

    QHash<QString, Known> m_known;      ///< by directory; what was loaded once stays known
    QHash<QString, Fingerprint> m_seen; ///< by directory, at the last read()
    std::unique_ptr<Copies> m_copies;
};

} // namespace outlet::registry
