// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QSqlQuery>
#include <QString>
#include <QVariantList>

class QSqlDatabase;

namespace outlet::app::stores {

/**
 * Runs one SELECT with its values bound and gives the query, ready for next(). In the thread that
 * owns the connection.
 * @param what what is being read, for the message: `the platforms`
 * Errors: Database, with the database's own words.
 */
Result<QSqlQuery> select(QSqlDatabase &database, const QString &what, const QString &sql,
                         const QVariantList &values = {});

/**
 * What to order by for texts to come as their letters count, whatever language the database is set
 * to: both databases give the same lists.
 * @param column as `p.name`
 */
QString textOrder(const QSqlDatabase &database, const QString &column);

/** The text of a column; a null string for NULL. */
QString textOf(const QSqlQuery &query, int column);

} // namespace outlet::app::stores
