// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/ownership.h"
#include "migrations/history.h"
#include "migrations/objects.h"

#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

Result<QList<Statement>> appliedStatements(QSqlDatabase &db, Dialect dialect, const QString &owner)
{
    const Result<QList<Record>> history = readHistory(db, dialect, owner);
    if (!history)
        return std::unexpected(history.error());
    QList<Statement> statements;
    for (const Record &record : *history) {
        if (auto applied = splitStatements(record.text, dialect))
            statements += *applied;
    }
    return statements;
}

Result<QString> ownerOfTable(QSqlDatabase &db, Dialect dialect, const QString &table)
{
    const Result<QStringList> owners = readOwners(db, dialect);
    if (!owners)
        return std::unexpected(owners.error());
    for (const QString &owner : *owners) {
        const auto statements = appliedStatements(db, dialect, owner);
        if (!statements)
            return std::unexpected(statements.error());
        const QStringList tables = tablesMadeBy(*statements, dialect);
        if (std::any_of(tables.begin(), tables.end(),
                        [&](const QString &made) { return isSameColumn(dialect, made, table); }))
            return owner;
    }
    return QString();
}

Result<Problems> judgeReferences(QSqlDatabase &db, Dialect dialect, const QString &subject,
                                 const QStringList &tables)
{
    const Result<QList<Reference>> references = findReferences(db, dialect, tables);
    if (!references)
        return std::unexpected(references.error());
    Problems problems;
    for (const Reference &reference : *references) {
        const Result<QString> owner = ownerOfTable(db, dialect, reference.table);
        if (!owner)
            return std::unexpected(owner.error());
        problems.append(
            {ErrorCode::Conflict,
             u"%1: %2 rows of table %3%4 refer to table %5 with their column %6"_s.arg(
                 subject, QString::number(reference.rows), reference.table,
                 owner->isEmpty() ? QString() : u" (of %1)"_s.arg(*owner), reference.to,
                 reference.column),
             owner->isEmpty()
                 ? u"Drop that key or its table first; no migration is known to have made it"_s
                 : u"Take the migrations of %1 back first, or uninstall it"_s.arg(*owner),
             reference.table});
    }
    return problems;
}

} // namespace outlet::migrations
