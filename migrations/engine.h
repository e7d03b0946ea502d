// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"
#include "migrations/fault.h"
#include "migrations/history.h"
#include "migrations/migration.h"
#include "migrations/planner.h"
#include "migrations/runner.h"

#include <QList>
#include <QString>

#include <expected>
#include <optional>

class QSqlDatabase;

// The way in: everything that the rest of the program asks of this room. The connection is borrowed
// and used in the caller's thread, which must be its own; it must be open and in no transaction.

namespace outlet::migrations {

/** Whose migrations, and where they are. */
struct Source
{
    QString owner;     ///< the plugin's name, or `core`; its name in the history
    QString directory; ///< absolute, or a resource; one that does not exist counts as empty
};

/** The core's own: `core`, `:/outlet/migrations/core`. */
Source coreSource();

enum class Mode {
    Apply,    ///< run what is pending
    PlanOnly, ///< say what would run; changes nothing and takes no lock
};

/** How things stand after the call. */
struct Report
{
    QString owner;
    QString directory;
    QList<Step> steps;  ///< all files and records, by number
    int appliedNow = 0; ///< how many of them this call applied

    /** How many steps are in that state. */
    qsizetype count(State state) const;
};

/**
 * Brings the owner's part of the database up to its newest file, or to number `to`, or says why
 * that cannot be; see makePlan() and runPending() for the faults. All files are read and judged
 * before the first change. Where nothing is pending, no lock is taken and nothing is written.
 */
std::expected<Report, Failure> migrate(QSqlDatabase &db, Dialect dialect, const Source &source,
                                       Mode mode, const Progress &progress = {},
                                       int to = newestStep);

/** What the files of a source say, and what the history said a moment ago. */
struct Reading
{
    Migrations files;
    QList<Record> history;
};

/** The files of a source; asks no database, in any thread. The fault is SourceInvalid. */
std::expected<Migrations, Failure> readFiles(const Source &source, Dialect dialect);

/** The same with what was read before. The history is read again before a step is run. */
std::expected<Report, Failure> migrate(QSqlDatabase &db, Dialect dialect, const Source &source,
                                       Mode mode, const Reading &reading);

/**
 * How things stand, drift included: a changed or missing file is a step in that state, no failure.
 * Fails only where nothing can be said: files that cannot be parsed, a database that cannot be
 * read.
 */
std::expected<Report, Failure> status(QSqlDatabase &db, Dialect dialect, const Source &source);

/** What was taken back, or would be. */
struct Reversal
{
    QList<Step> steps; ///< newest first; `sql` is that of the down script, `path` its file
    Report report;     ///< how things stand after the call
};

/**
 * Takes the applied steps above number `to` back, newest first, or without `to` only the newest.
 * Refused as planDowns() says, before the first change.
 */
std::expected<Reversal, Failure> revert(QSqlDatabase &db, Dialect dialect, const Source &source,
                                        Mode mode, std::optional<int> to,
                                        const Progress &progress = {});

} // namespace outlet::migrations
