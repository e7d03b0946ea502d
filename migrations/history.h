// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

class QSqlDatabase;

namespace outlet::migrations {

/** One row of `plugin_migrations` of one owner: this step is in the database. */
struct Record
{
    QString migrationId; ///< `0001_create_configurations`
    QString checksum;    ///< of what was applied
    QString appliedAt;   ///< UTC, `2026-01-31T12:00:00.000Z`
    QString text = {};   ///< normalisedText() of what was applied; null: not kept
};

/** A record that is no longer in force: the step was taken back, or its owner was uninstalled. */
struct RemovedRecord
{
    Record record;
    QString removedAt; ///< UTC
    QString removedBy; ///< `down`, `archive` or `drop`
    QString note;      ///< for people: where the rows went; may be null
};

/** `core`: the owner of the core's own migrations. No connector can have this name. */
QString coreOwner();

// All of these work on the connection as it is, in its thread, inside a transaction of the caller
// or outside of one. Errors are ErrorCode::Database with the database's own words.

/** False while the core's first migration, which makes the table, has not run. */
Result<bool> hasHistory(QSqlDatabase &db, Dialect dialect);

/** The owner's records by id; none if the table is not there yet. */
Result<QList<Record>> readHistory(QSqlDatabase &db, Dialect dialect, const QString &owner);

using Histories = QHash<QString, QList<Record>>;

/** The same of all owners at once: for a thousand, asking for each takes longer than all else. */
Result<Histories> readHistories(QSqlDatabase &db, Dialect dialect);

/** All who have records, sorted; nobody if the table is not there yet. */
Result<QStringList> readOwners(QSqlDatabase &db, Dialect dialect);

/**
 * Adds a record; fails if the owner has one for this migration. Its text is left out where the
 * table has no column for it yet.
 */
Result<void> writeRecord(QSqlDatabase &db, Dialect dialect, const QString &owner,
                         const Record &record);

/** Adds the text to a record that an older version wrote without one. */
Result<void> writeText(QSqlDatabase &db, const QString &owner, const Record &record);

/** Whether the history has a column for the text. */
Result<bool> canKeepTexts(QSqlDatabase &db, Dialect dialect);

/**
 * Moves a record to those that are no longer in force; fine if there is none. Where there is no
 * table for these (the core is on its way back to nothing) it is only removed.
 */
Result<void> retireRecord(QSqlDatabase &db, Dialect dialect, const QString &owner,
                          const Record &record, const QString &removedBy, const QString &note = {});

/** What the owner once had, oldest removal first. */
Result<QList<RemovedRecord>> readRemoved(QSqlDatabase &db, Dialect dialect, const QString &owner);

/** Now, in the form of Record::appliedAt. */
QString currentTime();

/** A time as databases print it (`2026-01-31 12:00:00`, taken as UTC) in the form of appliedAt. */
QString normalisedTime(const QString &time);

} // namespace outlet::migrations
