// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/catalogue.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

/** The rows of a query with placeholders, all columns as text. */
Result<QList<QStringList>> ask(QSqlDatabase &db, const QString &sql, const QStringList &values,
                               int columns)
{
    QSqlQuery query(db);
    query.setForwardOnly(true);
    const bool isPrepared = query.prepare(sql);
    for (const QString &value : values)
        query.addBindValue(value);
    if (!isPrepared || !query.exec())
        return fail(ErrorCode::Database,
                    u"Cannot look into the catalogue: %1"_s.arg(query.lastError().text()),
                    u"Look at the database that the server was told to use"_s, sql);
    QList<QStringList> rows;
    while (query.next()) {
        QStringList row;
        for (int i = 0; i < columns; ++i)
            row.append(query.value(i).toString());
        rows.append(row);
    }
    return rows;
}

Result<QStringList> askNames(QSqlDatabase &db, const QString &sql, const QString &name)
{
    const auto rows = ask(db, sql, {name}, 1);
    if (!rows)
        return std::unexpected(rows.error());
    QStringList names;
    for (const QStringList &row : *rows)
        names.append(row.first());
    return names;
}

/** Rows of (table, column) for the foreign keys that point to the table of that name. */
QString referencesQuery(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return u"SELECT m.name, k.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) k "
               "WHERE m.type = 'table' AND k.\"table\" = ? COLLATE NOCASE ORDER BY 1, 2"_s;
    case Dialect::PostgreSql:
        return u"SELECT r.relname, a.attname FROM pg_catalog.pg_constraint c "
               "JOIN pg_catalog.pg_class r ON r.oid = c.conrelid "
               "JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.conkey[1] "
               "WHERE c.contype = 'f' AND c.confrelid = to_regclass(quote_ident(?)) "
               "ORDER BY 1, 2"_s;
    }
    Q_UNREACHABLE();
}

QString indexesQuery(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        // Those of constraints have no text and are renamed with their table.
        return u"SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND "
               "tbl_name = ? COLLATE NOCASE ORDER BY name"_s;
    case Dialect::PostgreSql:
        return u"SELECT x.relname FROM pg_catalog.pg_index i "
               "JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid "
               "WHERE i.indrelid = to_regclass(quote_ident(?)) ORDER BY x.relname"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

Result<bool> isTable(QSqlDatabase &db, Dialect dialect, const QString &name)
{
    const auto rows = ask(db, tableQuery(dialect), {name}, 1);
    if (!rows)
        return std::unexpected(rows.error());
    return !rows->isEmpty();
}

Result<qint64> countOf(QSqlDatabase &db, const QString &query, const QStringList &values)
{
    const auto rows = ask(db, query, values, 1);
    if (!rows)
        return std::unexpected(rows.error());
    return rows->isEmpty() ? 0 : rows->first().first().toLongLong();
}

Result<QList<Reference>> findReferences(QSqlDatabase &db, Dialect dialect,
                                        const QStringList &tables)
{
    QList<Reference> references;
    for (const QString &table : tables) {
        const auto rows = ask(db, referencesQuery(dialect), {table}, 2);
        if (!rows)
            return std::unexpected(rows.error());
        for (const QStringList &row : *rows) {
            const bool isOwn = std::any_of(tables.begin(), tables.end(), [&](const QString &own) {
                return isSameColumn(dialect, own, row[0]);
            });
            if (isOwn)
                continue;
            const auto count = countOf(db, u"SELECT count(*) FROM %1 WHERE %2 IS NOT NULL"_s.arg(
                                               quoteIdentifier(row[0]), quoteIdentifier(row[1])));
            if (!count)
                return std::unexpected(count.error());
            references.append({row[0], row[1], table, *count});
        }
    }
    return references;
}

Result<Attached> listAttached(QSqlDatabase &db, Dialect dialect, const QString &table)
{
    const auto indexes = askNames(db, indexesQuery(dialect), table);
    if (!indexes)
        return std::unexpected(indexes.error());
    if (dialect == Dialect::Sqlite)
        return Attached{*indexes, {}};
    const auto sequences =
        askNames(db,
                 u"SELECT s.relname FROM pg_catalog.pg_depend d "
                 "JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S' "
                 "WHERE d.classid = 'pg_catalog.pg_class'::regclass "
                 "AND d.refclassid = 'pg_catalog.pg_class'::regclass "
                 "AND d.refobjid = to_regclass(quote_ident(?)) AND d.deptype IN ('a', 'i') "
                 "ORDER BY s.relname"_s,
                 table);
    if (!sequences)
        return std::unexpected(sequences.error());
    return Attached{*indexes, *sequences};
}

Result<QStringList> listRoutines(QSqlDatabase &db, Dialect dialect, const QString &name)
{
    if (dialect == Dialect::Sqlite)
        return QStringList();
    return askNames(db,
                    u"SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p "
                    "WHERE p.proname = ? AND p.pronamespace = current_schema()::regnamespace "
                    "ORDER BY 1"_s,
                    name);
}

} // namespace outlet::migrations
