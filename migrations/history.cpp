// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/history.h"
#include "migrations/columns.h"

#include <QDateTime>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTimeZone>
#include <QUuid>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

Result<void> run(QSqlQuery &query, const QString &sql, const QVariantList &values,
                 const QString &purpose)
{
    query.setForwardOnly(true);
    bool isDone = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isDone = isDone && query.exec();
    if (isDone)
        return {};
    return fail(ErrorCode::Database, u"Cannot %1: %2"_s.arg(purpose, query.lastError().text()),
                u"Look at the database that the server was told to use"_s, u"plugin_migrations"_s);
}

const QString removedTable = u"plugin_migrations_removed"_s;

Result<bool> hasTable(QSqlDatabase &db, Dialect dialect, const QString &table)
{
    QSqlQuery query(db);
    const Result<void> asked =
        run(query, tableQuery(dialect), {table}, u"look for the history of migrations"_s);
    if (!asked)
        return std::unexpected(asked.error());
    return query.next();
}

bool hasColumn(const QList<Column> &columns, const QString &name)
{
    return std::any_of(columns.begin(), columns.end(),
                       [&](const Column &column) { return column.name == name; });
}

/** Null stays null: a driver may turn it into an empty text. */
QString textOf(const QVariant &value)
{
    return value.isNull() ? QString() : value.toString();
}

/** @param which a condition, with the values for its placeholders */
Result<Histories> readRecords(QSqlDatabase &db, Dialect dialect, const QString &which,
                              const QVariantList &values)
{
    const Result<QList<Column>> columns = listColumns(db, dialect, u"plugin_migrations"_s);
    if (!columns)
        return std::unexpected(columns.error());
    Histories histories;
    if (columns->isEmpty())
        return histories;
    QSqlQuery query(db);
    // As text: drivers differ in what they make of a time and its zone.
    const auto asked =
        run(query,
            u"SELECT plugin, migration_id, checksum, CAST(applied_at AS TEXT), %1 "
            "FROM plugin_migrations %2 ORDER BY migration_id"_s.arg(
                hasColumn(*columns, u"applied_sql"_s) ? u"applied_sql"_s : u"NULL"_s, which),
            values, u"read the history of migrations"_s);
    if (!asked)
        return std::unexpected(asked.error());
    while (query.next())
        histories[query.value(0).toString()].append(
            {query.value(1).toString(), query.value(2).toString(),
             normalisedTime(query.value(3).toString()), textOf(query.value(4))});
    return histories;
}

} // namespace

QString coreOwner()
{
    return u"core"_s;
}

QString currentTime()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

QString normalisedTime(const QString &time)
{
    QDateTime parsed = QDateTime::fromString(QString(time).replace(u' ', u'T'), Qt::ISODateWithMs);
    if (!parsed.isValid())
        return time; // whatever it is, showing it beats hiding it
    if (parsed.timeSpec() == Qt::LocalTime)
        parsed.setTimeSpec(Qt::UTC); // no zone was written: it is UTC
    return parsed.toUTC().toString(Qt::ISODateWithMs);
}

Result<bool> hasHistory(QSqlDatabase &db, Dialect dialect)
{
    return hasTable(db, dialect, u"plugin_migrations"_s);
}

Result<bool> canKeepTexts(QSqlDatabase &db, Dialect dialect)
{
    const Result<QList<Column>> columns = listColumns(db, dialect, u"plugin_migrations"_s);
    if (!columns)
        return std::unexpected(columns.error());
    return hasColumn(*columns, u"applied_sql"_s);
}

Result<QList<Record>> readHistory(QSqlDatabase &db, Dialect dialect, const QString &owner)
{
    const auto histories = readRecords(db, dialect, u"WHERE plugin = ?"_s, {owner});
    if (!histories)
        return std::unexpected(histories.error());
    return histories->value(owner);
}

Result<Histories> readHistories(QSqlDatabase &db, Dialect dialect)
{
    return readRecords(db, dialect, {}, {});
}

Result<QStringList> readOwners(QSqlDatabase &db, Dialect dialect)
{
    const Result<bool> isThere = hasHistory(db, dialect);
    if (!isThere)
        return std::unexpected(isThere.error());
    QStringList owners;
    if (!*isThere)
        return owners;
    QSqlQuery query(db);
    const auto asked =
        run(query, u"SELECT DISTINCT plugin FROM plugin_migrations ORDER BY plugin"_s, {},
            u"read the history of migrations"_s);
    if (!asked)
        return std::unexpected(asked.error());
    while (query.next())
        owners.append(query.value(0).toString());
    return owners;
}

Result<void> writeRecord(QSqlDatabase &db, Dialect dialect, const QString &owner,
                         const Record &record)
{
    const Result<bool> hasText = canKeepTexts(db, dialect);
    if (!hasText)
        return std::unexpected(hasText.error());
    QVariantList values{owner, record.migrationId, record.checksum, record.appliedAt};
    if (*hasText)
        values.append(record.text);
    QSqlQuery query(db);
    return run(query,
               u"INSERT INTO plugin_migrations (plugin, migration_id, checksum, applied_at%1) "
               "VALUES (?, ?, ?, ?%2)"_s.arg(*hasText ? u", applied_sql"_s : QString(),
                                             *hasText ? u", ?"_s : QString()),
               values, u"record %1 as applied"_s.arg(record.migrationId));
}

Result<void> writeText(QSqlDatabase &db, const QString &owner, const Record &record)
{
    QSqlQuery query(db);
    return run(query,
               u"UPDATE plugin_migrations SET applied_sql = ? WHERE plugin = ? AND "
               "migration_id = ? AND applied_sql IS NULL"_s,
               {record.text, owner, record.migrationId},
               u"keep the text of %1"_s.arg(record.migrationId));
}

Result<void> retireRecord(QSqlDatabase &db, Dialect dialect, const QString &owner,
                          const Record &record, const QString &removedBy, const QString &note)
{
    const Result<bool> hasRemoved = hasTable(db, dialect, removedTable);
    if (!hasRemoved)
        return std::unexpected(hasRemoved.error());
    QSqlQuery query(db);
    if (*hasRemoved) {
        const auto kept = run(
            query,
            u"INSERT INTO %1 (id, plugin, migration_id, checksum, applied_at, applied_sql, "
            "removed_at, removed_by, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s.arg(removedTable),
            {QUuid::createUuid().toString(QUuid::WithoutBraces), owner, record.migrationId,
             record.checksum, record.appliedAt, record.text, currentTime(), removedBy, note},
            u"keep what the history says of %1"_s.arg(record.migrationId));
        if (!kept)
            return kept;
    }
    return run(query, u"DELETE FROM plugin_migrations WHERE plugin = ? AND migration_id = ?"_s,
               {owner, record.migrationId},
               u"remove %1 from the history"_s.arg(record.migrationId));
}

Result<QList<RemovedRecord>> readRemoved(QSqlDatabase &db, Dialect dialect, const QString &owner)
{
    const Result<bool> isThere = hasTable(db, dialect, removedTable);
    if (!isThere)
        return std::unexpected(isThere.error());
    QList<RemovedRecord> removed;
    if (!*isThere)
        return removed;
    QSqlQuery query(db);
    const auto asked = run(query,
                           u"SELECT migration_id, checksum, CAST(applied_at AS TEXT), applied_sql, "
                           "CAST(removed_at AS TEXT), removed_by, note FROM %1 WHERE plugin = ? "
                           "ORDER BY removed_at, %2"_s.arg(
                               removedTable,
                               // Its clock counts in milliseconds: several steps fit into one.
                               dialect == Dialect::Sqlite ? u"rowid"_s : u"migration_id"_s),
                           {owner}, u"read the history of migrations"_s);
    if (!asked)
        return std::unexpected(asked.error());
    while (query.next())
        removed.append({{query.value(0).toString(), query.value(1).toString(),
                         normalisedTime(query.value(2).toString()), textOf(query.value(3))},
                        normalisedTime(query.value(4).toString()),
                        query.value(5).toString(),
                        query.value(6).toString()});
    return removed;
}

} // namespace outlet::migrations
