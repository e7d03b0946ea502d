// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"
#include "migrations/fault.h"

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QStringList>

#include <expected>

class QSqlDatabase;

namespace outlet::migrations {

/** One column of a table, as the database has it. */
struct Column
{
    QString name;
    bool isNullable = true;
    bool isPrimaryKey = false; ///< alone or with others

    friend bool operator==(const Column &, const Column &) = default;
};

/** The table's columns in its order; none if there is no such table. In the connection's thread. */
Result<QList<Column>> listColumns(QSqlDatabase &db, Dialect dialect, const QString &table);

/** `created_on`, `updated_on`, `deleted_at`: allowed in every connector's table, demanded in none.
 */
QStringList bookkeepingColumns();

/**
 * Compares what a table has with what it should have: `id` as its primary key, every one of
 * `expected`, and nothing else but `bookkeeping`. A problem for each missing and each extra column;
 * one for the table itself if `found` is empty. Pure.
 */
Problems checkColumns(const QString &table, const QList<Column> &found, const QStringList &expected,
                      Dialect dialect, const QStringList &bookkeeping = bookkeepingColumns());

/** Both in one: nothing, or TableDrift. MigrationFailed if the database cannot be asked. */
std::expected<void, Failure> checkTable(QSqlDatabase &db, Dialect dialect, const QString &table,
                                        const QStringList &expected);

} // namespace outlet::migrations
