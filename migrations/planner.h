// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/fault.h"
#include "migrations/history.h"
#include "migrations/migration.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <expected>

namespace outlet::migrations {

/** Where one step stands: its file against its record. */
enum class State {
    Applied,    ///< file and record agree
    Pending,    ///< a file without a record
    Changed,    ///< the file no longer says what was applied
    Missing,    ///< a record without a file, which lies among the files that are there
    OutOfOrder, ///< a file without a record, below one that is applied: it came too late
    Newer,      ///< a record beyond the newest file: a later version was here
};

/** `applied`, `pending`, `changed`, `missing`, `out-of-order`, `newer`. */
QString nameOf(State state);

/** Whether the step is in the database, whatever became of its file. */
bool isInDatabase(State state);

/** One file or one record, or both where they belong together. */
struct Step
{
    QString id;
    State state = State::Pending;
    QString checksum;         ///< of the file; for a missing file what is recorded
    QString recordedChecksum; ///< empty while it is not applied
    QString appliedAt;        ///< UTC; empty while it is not applied
    QStringList sql;          ///< what a pending step will run, one statement per entry
    QString path = {};        ///< the file; empty where there is none
    QStringList differences =
        {}; ///< of a changed one, where its record has the text: a sentence each

    friend bool operator==(const Step &, const Step &) = default;
};

/** What is there and what is to be done. */
struct Plan
{
    QList<Step> steps;        ///< all, by number
    QList<Migration> pending; ///< to run, in this order
};

/** Files against records, by number. Judges nothing and so never fails. */
QList<Step> compare(const QList<Migration> &available, const QList<Record> &applied,
                    Dialect dialect);

/**
 * The same, judged: what may be run, or why nothing may. Numbers must count from 0001 without a gap
 * (MigrationGap); no applied number may lie beyond the newest file (DatabaseNewer; with no file at
 * all MigrationMissing); each record needs its file (MigrationMissing), unchanged
 * (ChecksumChanged); pending numbers must lie above the applied ones (OutOfOrder).
 *
 * All problems are found; the failure has the first of the order above, the others are evidence,
 * and so is what differs in a changed file.
 * Pure. `available` is sorted by number without duplicates, as readMigrations() gives it.
 */
std::expected<Plan, Failure> makePlan(const QList<Migration> &available,
                                      const QList<Record> &applied, Dialect dialect);

} // namespace outlet::migrations
