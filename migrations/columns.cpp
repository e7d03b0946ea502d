// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/columns.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

Error drift(const QString &table, const QString &message, const QString &hint)
{
    return Error{ErrorCode::Conflict, message, hint, table};
}

Problems checkKey(const QString &table, const Column &id)
{
    if (id.isPrimaryKey)
        return {};
    return {drift(table, u"Column id of table %1 is not its primary key"_s.arg(table),
                  u"Declare it: id UUID NOT NULL PRIMARY KEY"_s)};
}

} // namespace

Result<QList<Column>> listColumns(QSqlDatabase &db, Dialect dialect, const QString &table)
{
    QSqlQuery query(db);
    query.setForwardOnly(true);
    const bool isPrepared = query.prepare(columnsQuery(dialect));
    query.addBindValue(table);
    if (!isPrepared || !query.exec())
        return fail(ErrorCode::Database,
                    u"Cannot list the columns of %1: %2"_s.arg(table, query.lastError().text()),
                    u"Look at the database that the server was told to use"_s, table);
    QList<Column> columns;
    while (query.next())
        columns.append(
            {query.value(0).toString(), !query.value(1).toBool(), query.value(2).toBool()});
    return columns;
}

QStringList bookkeepingColumns()
{
    return {u"created_on"_s, u"updated_on"_s, u"deleted_at"_s};
}

Problems checkColumns(const QString &table, const QList<Column> &found, const QStringList &expected,
                      Dialect dialect, const QStringList &bookkeeping)
{
    if (found.isEmpty())
        return {drift(table, u"There is no table %1"_s.arg(table),
                      u"A migration must create it; is the name the same as in connector.json?"_s)};

    Problems problems;
    const QStringList demanded = QStringList{u"id"_s} + expected;
    for (const QString &name : demanded) {
        const auto column = std::find_if(found.begin(), found.end(), [&](const Column &c) {
            return isSameColumn(dialect, c.name, name);
        });
        if (column == found.end())
            problems.append(drift(table, u"Table %1 has no column %2"_s.arg(table, name),
                                  u"Add it in a new migration, or remove the field"_s));
        else if (name == "id"_L1)
            problems += checkKey(table, *column);
    }
    const QStringList allowed = demanded + bookkeeping;
    for (const Column &column : found) {
        const bool isAllowed = std::any_of(allowed.begin(), allowed.end(), [&](const QString &a) {
            return isSameColumn(dialect, column.name, a);
        });
        if (!isAllowed)
            problems.append(drift(
                table, u"Table %1 has a column %2 that no field has"_s.arg(table, column.name),
                u"Declare the field, or drop the column in a new migration"_s));
    }
    return problems;
}

std::expected<void, Failure> checkTable(QSqlDatabase &db, Dialect dialect, const QString &table,
                                        const QStringList &expected)
{
    const Result<QList<Column>> found = listColumns(db, dialect, table);
    if (!found)
        return std::unexpected(Failure{Fault::MigrationFailed, found.error(), {}});
    const Problems problems = checkColumns(table, *found, expected, dialect);
    if (!problems.isEmpty())
        return std::unexpected(failureOf(Fault::TableDrift, problems));
    return {};
}

} // namespace outlet::migrations
