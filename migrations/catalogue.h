// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QStringList>

class QSqlDatabase;

// What a database says about itself, as far as taking migrations back has to know it. All of these
// run on the connection as it is, in its thread; errors are ErrorCode::Database.

namespace outlet::migrations {

/** A foreign key that points to a table from another one. */
struct Reference
{
    QString table; ///< that has the key
    QString column;
    QString to;      ///< the table that it points to
    qint64 rows = 0; ///< of `table` with a value in that column
};

/** False also for views. */
Result<bool> isTable(QSqlDatabase &db, Dialect dialect, const QString &name);

/** The foreign keys to any of `tables` from tables that are not among them. */
Result<QList<Reference>> findReferences(QSqlDatabase &db, Dialect dialect,
                                        const QStringList &tables);

/** How many rows a query counts; its first column of its first row. */
Result<qint64> countOf(QSqlDatabase &db, const QString &query, const QStringList &values = {});

/** Names that a table's archive would share with a new table: its indexes and own sequences. */
struct Attached
{
    QStringList indexes; ///< those of constraints as well, where they have names of their own
    QStringList sequences;
};

Result<Attached> listAttached(QSqlDatabase &db, Dialect dialect, const QString &table);

/** Functions and procedures of that name, as `name(arguments)`; none in SQLite. */
Result<QStringList> listRoutines(QSqlDatabase &db, Dialect dialect, const QString &name);

} // namespace outlet::migrations
