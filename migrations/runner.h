// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"
#include "migrations/fault.h"
#include "migrations/history.h"
#include "migrations/migration.h"

#include <QList>
#include <QString>

#include <chrono>
#include <expected>
#include <functional>
#include <limits>
#include <optional>

class QSqlDatabase;

namespace outlet::migrations {

/** A moment of a run: before each statement, before the commit, and after it. */
struct Advance
{
    QString id;               ///< of the step
    int index = 0;            ///< it is the n-th step of this run, from 1
    int count = 0;            ///< of so many
    int statement = 0;        ///< statements that have run
    int statements = 0;       ///< of so many
    bool isCommitted = false; ///< true once per step, when it is there to stay
    qint64 milliseconds = 0;  ///< since the step began
};

/** Called in the thread that runs, inside the transaction: return soon, and do not throw. */
using Progress = std::function<void(const Advance &)>;

/** How long a run waits for another process that migrates the same database. */
inline constexpr std::chrono::milliseconds defaultLockWait = std::chrono::minutes(1);

/** As the last step to apply: as far as the files go. */
inline constexpr int newestStep = std::numeric_limits<int>::max();

/**
 * Applies what is pending of `available` for `owner`, up to number `to`; answers how many steps
 * that were.
 *
 * Each step is one transaction: lock, read the history again (another process may have been here),
 * plan, run one statement after the other, record, commit. So a kill at any moment leaves the
 * database before or after the step, and two processes that start together apply each step once.
 *
 * The first error rolls the step back and ends the run; steps before it stay. The failure has the
 * database's words, the statement and its line, and as evidence what got in and what was not tried.
 *
 * The connection is borrowed, used in its own thread, and must not be in a transaction.
 */
std::expected<int, Failure> runPending(QSqlDatabase &db, Dialect dialect, const QString &owner,
                                       const QList<Migration> &available, const Progress &progress,
                                       std::chrono::milliseconds lockWait = defaultLockWait,
                                       int to = newestStep);

/**
 * Gives the records that an older version wrote the text of what was applied, where the file still
 * says it. Its own transaction; does nothing where there is nothing to do.
 */
Result<void> keepTexts(QSqlDatabase &db, Dialect dialect, const QString &owner,
                       const QList<Migration> &available, const QList<Record> &history);

/**
 * The down scripts that take an owner's steps above number `to` back, newest first; without `to`,
 * the one of the newest step. All reasons against it are found before the first change; the first
 * is the error, the others are evidence: NotFound where nothing is applied or a step has no down
 * script, Conflict if the core is to go back while connectors have tables on top of it, or if
 * tables of others refer to one that would be dropped, and the faults of makePlan(): what is not as
 * it was applied is not taken back by a script that was written for it.
 */
std::expected<QList<Migration>, Failure> planDowns(QSqlDatabase &db, Dialect dialect,
                                                   const QString &owner,
                                                   const Migrations &migrations,
                                                   std::optional<int> to);

/**
 * Takes those steps back, each with its record in one transaction, and judged again under the lock;
 * answers what was taken back. A failure in the middle leaves those before it taken back; its
 * evidence says which.
 */
std::expected<QList<Migration>, Failure>
runDowns(QSqlDatabase &db, Dialect dialect, const QString &owner, const Migrations &migrations,
         std::optional<int> to, const Progress &progress,
         std::chrono::milliseconds lockWait = defaultLockWait);

} // namespace outlet::migrations
