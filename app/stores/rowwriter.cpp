// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/rowwriter.h"

#include "app/stores/transaction.h"
#include "migrations/dialect.h"

#include <QSqlDatabase>
#include <QStringList>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 advisoryLock = 0x6f75'746c'6561; // any number that nothing else here locks

Result<void> done(const Result<QSqlQuery> &query)
{
    return query ? Result<void>() : std::unexpected(query.error());
}

/** What is done, for messages: `write platforms`. */
QString writing(const QString &table)
{
    return u"write "_s + table;
}

QVariantList valuesOf(const Columns &columns)
{
    QVariantList values;
    for (const auto &[name, value] : columns)
        values.append(value);
    return values;
}

} // namespace

Result<void> insertRow(QSqlDatabase &database, const QString &table, const Columns &columns)
{
    QStringList names;
    for (const auto &[name, value] : columns)
        names.append(name);
    return done(
        execute(database, writing(table),
                u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(
                    table, names.join(u", "_s), QStringList(names.size(), u"?"_s).join(u", "_s)),
                valuesOf(columns)));
}

Result<void> updateRow(QSqlDatabase &database, const QString &table, const QString &id,
                       const Columns &columns)
{
    QStringList assignments;
    for (const auto &[name, value] : columns)
        assignments.append(name + u" = ?"_s);
    return done(execute(database, writing(table),
                        u"UPDATE %1 SET %2 WHERE id = ?"_s.arg(table, assignments.join(u", "_s)),
                        valuesOf(columns) + QVariantList{id}));
}

Result<void> removeRow(QSqlDatabase &database, const QString &table, const QString &id)
{
    return done(
        execute(database, writing(table), u"DELETE FROM %1 WHERE id = ?"_s.arg(table), {id}));
}

Result<void> lockInstallation(QSqlDatabase &database)
{
    using migrations::Dialect;
    switch (migrations::dialectOfDriver(database.driverName()).value_or(Dialect::Sqlite)) {
    case Dialect::Sqlite:
        return {}; // a transaction that writes is alone anyway
    case Dialect::PostgreSql:
        return done(execute(database, u"lock the platforms and environments"_s,
                            u"SELECT pg_advisory_xact_lock(%1)"_s.arg(advisoryLock)));
    }
    Q_UNREACHABLE();
}

} // namespace outlet::app::stores
