// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/catalogue.h"
#include "migrations/statement.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

class QSqlDatabase;

// Who made what, by the texts that the history keeps: also for connectors that are gone.

namespace outlet::migrations {

/** Everything that was applied for an owner, in order; steps without a text are left out. */
Result<QList<Statement>> appliedStatements(QSqlDatabase &db, Dialect dialect, const QString &owner);

/** Whose migrations made a table; empty if the history does not tell. */
Result<QString> ownerOfTable(QSqlDatabase &db, Dialect dialect, const QString &table);

/**
 * One problem (Conflict) for each table that has a foreign key to one of `tables` without being
 * among them: whose it is, and how many rows hang on it. `subject` begins the sentence.
 */
Result<Problems> judgeReferences(QSqlDatabase &db, Dialect dialect, const QString &subject,
                                 const QStringList &tables);

} // namespace outlet::migrations
