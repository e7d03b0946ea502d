// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/linter.h"

#include <QSet>

// The rules of the linter: one function for each kind of statement. Of no use outside this room.

namespace outlet::migrations {

/** What a rule has against a statement, at one of its tokens. */
struct LintFinding
{
    QString rule;
    qsizetype token = 0;
    QString reason;
    QString remedy;
};

/** What the rules know of the script so far. */
struct LintContext
{
    Dialect dialect = Dialect::Sqlite;
    QSet<QString> newTables; ///< made by this script, in lower case

    bool isNew(const QString &table) const { return newTables.contains(table.toLower()); }
};

QList<LintFinding> lintCreate(const Statement &statement, const LintContext &context);
QList<LintFinding> lintDrop(const Statement &statement, const LintContext &context);
QList<LintFinding> lintAlterTable(const Statement &statement, const LintContext &context);
/** DELETE, UPDATE and TRUNCATE, wherever they stand in a statement that changes rows. */
QList<LintFinding> lintRows(const Statement &statement, const LintContext &context);
/** LOCK, REINDEX, CLUSTER, REFRESH, and ALTER of anything but a table. */
QList<LintFinding> lintOther(const Statement &statement, const LintContext &context);

} // namespace outlet::migrations
