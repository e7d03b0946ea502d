// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QVariant>

#include <utility>

class QSqlDatabase;

namespace outlet::app::stores {

// One row of a table whose key is `id`. Names of tables and columns come from the program and never
// from a request; values are bound. Errors: as statementFailed().

using Columns = QList<std::pair<QString, QVariant>>;

Result<void> insertRow(QSqlDatabase &database, const QString &table, const Columns &columns);
Result<void> updateRow(QSqlDatabase &database, const QString &table, const QString &id,
                       const Columns &columns);
Result<void> removeRow(QSqlDatabase &database, const QString &table, const QString &id);

/**
 * Lets one writer of the administrators' tables in at a time, until the end of the transaction that
 * is open: what one has looked at is then still so when it writes. Other programs are not held up.
 */
Result<void> lockInstallation(QSqlDatabase &database);

} // namespace outlet::app::stores
