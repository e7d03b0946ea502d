// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/history.h"

#include <QDateTime>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTimeZone>
#include <QVariant>

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
    QSqlQuery query(db);
    const Result<void> asked = run(query, tableQuery(dialect), {u"plugin_migrations"_s},
                                   u"look for the history of migrations"_s);
    if (!asked)
        return std::unexpected(asked.error());
    return query.next();
}

Result<QList<Record>> readHistory(QSqlDatabase &db, Dialect dialect, const QString &owner)
{
    const Result<bool> isThere = hasHistory(db, dialect);
    if (!isThere)
        return std::unexpected(isThere.error());
    QList<Record> records;
    if (!*isThere)
        return records;
    QSqlQuery query(db);
    // As text: drivers differ in what they make of a time and its zone.
    const auto asked = run(query,
                           u"SELECT migration_id, checksum, CAST(applied_at AS TEXT) "
                           "FROM plugin_migrations WHERE plugin = ? ORDER BY migration_id"_s,
                           {owner}, u"read the history of migrations"_s);
    if (!asked)
        return std::unexpected(asked.error());
    while (query.next())
        records.append({query.value(0).toString(), query.value(1).toString(),
                        normalisedTime(query.value(2).toString())});
    return records;
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

Result<void> writeRecord(QSqlDatabase &db, const QString &owner, const Record &record)
{
    QSqlQuery query(db);
    return run(query,
               u"INSERT INTO plugin_migrations (plugin, migration_id, checksum, applied_at) "
               "VALUES (?, ?, ?, ?)"_s,
               {owner, record.migrationId, record.checksum, record.appliedAt},
               u"record %1 as applied"_s.arg(record.migrationId));
}

Result<void> removeRecord(QSqlDatabase &db, const QString &owner, const QString &migrationId)
{
    QSqlQuery query(db);
    return run(query, u"DELETE FROM plugin_migrations WHERE plugin = ? AND migration_id = ?"_s,
               {owner, migrationId}, u"remove %1 from the history"_s.arg(migrationId));
}

} // namespace outlet::migrations
