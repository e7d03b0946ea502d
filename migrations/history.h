// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

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
};

/** `core`: the owner of the core's own migrations. No connector can have this name. */
QString coreOwner();

// All of these work on the connection as it is, in its thread, inside a transaction of the caller
// or outside of one. Errors are ErrorCode::Database with the database's own words.

/** False while the core's first migration, which makes the table, has not run. */
Result<bool> hasHistory(QSqlDatabase &db, Dialect dialect);

/** The owner's records by id; none if the table is not there yet. */
Result<QList<Record>> readHistory(QSqlDatabase &db, Dialect dialect, const QString &owner);

/** All who have records, sorted; nobody if the table is not there yet. */
Result<QStringList> readOwners(QSqlDatabase &db, Dialect dialect);

/** Adds a record; fails if the owner has one for this migration. */
Result<void> writeRecord(QSqlDatabase &db, const QString &owner, const Record &record);

/** Removes a record; fine if there is none. */
Result<void> removeRecord(QSqlDatabase &db, const QString &owner, const QString &migrationId);

/** Now, in the form of Record::appliedAt. */
QString currentTime();

/** A time as databases print it (`2026-01-31 12:00:00`, taken as UTC) in the form of appliedAt. */
QString normalisedTime(const QString &time);

} // namespace outlet::migrations
