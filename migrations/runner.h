// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"
#include "migrations/fault.h"
#include "migrations/migration.h"

#include <QList>
#include <QString>

#include <chrono>
#include <expected>
#include <functional>

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

/**
 * Applies what is pending of `available` for `owner`; answers how many steps that were.
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
                                       std::chrono::milliseconds lockWait = defaultLockWait);

/**
 * Takes the owner's newest applied step back with its down script and removes its record, in one
 * transaction; answers the id. NotFound if nothing is applied or the step has no down script;
 * Conflict if the core is to go back while connectors still have tables on top of it.
 */
std::expected<QString, Failure> runDown(QSqlDatabase &db, Dialect dialect, const QString &owner,
                                        const Migrations &migrations, const Progress &progress,
                                        std::chrono::milliseconds lockWait = defaultLockWait);

} // namespace outlet::migrations
