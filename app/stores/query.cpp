// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/query.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QVariant>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

Result<QSqlQuery> select(QSqlDatabase &database, const QString &what, const QString &sql,
                         const QVariantList &values)
{
    if (!database.isOpen())
        return fail(ErrorCode::Database, u"Cannot read %1: the database is not open"_s.arg(what),
                    u"See the log for why, mend it and start again"_s);
    QSqlQuery query(database);
    query.setForwardOnly(true);
    bool isDone = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isDone = isDone && query.exec();
    if (!isDone)
        return fail(ErrorCode::Database,
                    u"Cannot read %1: %2"_s.arg(what, query.lastError().text().trimmed()),
                    u"See /readyz: it names the part of the database that is not in order"_s, sql);
    return query;
}

QString textOrder(const QSqlDatabase &database, const QString &column)
{
    return database.driverName() == "QPSQL"_L1 ? column + u" COLLATE \"C\""_s : column;
}

QString textOf(const QSqlQuery &query, int column)
{
    return query.isNull(column) ? QString() : query.value(column).toString();
}

} // namespace outlet::app::stores
