// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace outlet::app::packages {

/** What a process that runs strangers' code may use. */
struct Confinement
{
    std::chrono::milliseconds timeout = std::chrono::seconds(10);
    qint64 memoryBytes = qint64(2) * 1024 * 1024 * 1024; ///< of its address space
    qint64 fileBytes = 0;                                ///< of any file that it writes
    QString directory = QStringLiteral("/");             ///< where it runs
};

/** What a process has said and how it ended. */
struct TrialRun
{
    QByteArray output;
    QByteArray complaints;
    bool isLate = false;      ///< it was ended at its deadline
    bool isTalkative = false; ///< it was ended because it said too much
    bool hasStarted = false;
    int exitCode = 0;
    int signal = 0;

    /** At most five lines of what it wrote to stderr, without control characters. */
    QStringList lastComplaints() const;
};

/**
 * Runs `outlet` in a process of its own, which knows none of the server's settings or secrets, and
 * waits for its end; it and all that it has started are gone then. Callable from any thread.
 * @param program absolute path of `outlet`
 */
TrialRun runOnTrial(const QString &program, const QStringList &arguments,
                    const Confinement &confinement);

} // namespace outlet::app::packages
