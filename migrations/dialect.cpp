// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/dialect.h"

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

// "outlet" in ASCII. Any number does that nobody else on the same database uses.
constexpr qint64 advisoryLock = 0x6f75'746c'6574;

} // namespace

QString nameOf(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return u"sqlite"_s;
    case Dialect::PostgreSql:
        return u"postgresql"_s;
    }
    Q_UNREACHABLE();
}

std::optional<Dialect> dialectNamed(QStringView name)
{
    for (Dialect dialect : {Dialect::Sqlite, Dialect::PostgreSql}) {
        if (nameOf(dialect) == name)
            return dialect;
    }
    return std::nullopt;
}

std::optional<Dialect> dialectOfDriver(QStringView driver)
{
    if (driver == "QSQLITE"_L1)
        return Dialect::Sqlite;
    if (driver == "QPSQL"_L1)
        return Dialect::PostgreSql;
    return std::nullopt;
}

QString quoteIdentifier(QStringView name)
{
    return u'"' + name.toString().replace(u'"', u"\"\""_s) + u'"';
}

QString beginStatement(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        // A deferred BEGIN would read first and then fail to become a writer.
        return u"BEGIN IMMEDIATE"_s;
    case Dialect::PostgreSql:
        // With a stricter level the snapshot would be taken while waiting for the lock, and the
        // history that is read afterwards would be older than what the other process committed.
        return u"BEGIN ISOLATION LEVEL READ COMMITTED"_s;
    }
    Q_UNREACHABLE();
}

QStringList lockStatements(Dialect dialect, std::chrono::milliseconds wait)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return {};
    case Dialect::PostgreSql:
        // The statement timeout of the connection is meant for requests: a migration may take
        // longer. LOCAL: both are back to their old values when the transaction ends.
        return {u"SET LOCAL statement_timeout = 0"_s,
                u"SET LOCAL lock_timeout = %1"_s.arg(qMax<qint64>(1, wait.count())),
                u"SELECT pg_advisory_xact_lock(%1)"_s.arg(advisoryLock)};
    }
    Q_UNREACHABLE();
}

bool isLockConflict(Dialect dialect, const QString &nativeErrorCode)
{
    switch (dialect) {
    case Dialect::Sqlite: {
        const int primary =
            nativeErrorCode.toInt() & 0xff;  // extended codes keep it in the low byte
        return primary == 5 || primary == 6; // SQLITE_BUSY, SQLITE_LOCKED
    }
    case Dialect::PostgreSql:
        return nativeErrorCode == "55P03"_L1; // lock_not_available
    }
    Q_UNREACHABLE();
}

QString tableQuery(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return u"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE"_s;
    case Dialect::PostgreSql:
        // to_regclass() looks where an unqualified name in a statement would be looked up.
        return u"SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass(quote_ident(?)) "
               "AND relkind IN ('r', 'p')"_s;
    }
    Q_UNREACHABLE();
}

QString columnsQuery(Dialect dialect)
{
    switch (dialect) {
    case Dialect::Sqlite:
        // xinfo shows generated columns as well; hidden = 1 are those of virtual tables only.
        return u"SELECT name, \"notnull\", pk > 0 FROM pragma_table_xinfo(?) "
               "WHERE hidden <> 1 ORDER BY cid"_s;
    case Dialect::PostgreSql:
        return u"SELECT a.attname, a.attnotnull, EXISTS (SELECT 1 FROM pg_catalog.pg_index i "
               "WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) "
               "FROM pg_catalog.pg_attribute a WHERE a.attrelid = to_regclass(quote_ident(?)) "
               "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"_s;
    }
    Q_UNREACHABLE();
}

bool isSameColumn(Dialect dialect, QStringView left, QStringView right)
{
    switch (dialect) {
    case Dialect::Sqlite:
        return left.compare(right, Qt::CaseInsensitive) == 0;
    case Dialect::PostgreSql:
        return left == right; // what the catalogue has is folded already
    }
    Q_UNREACHABLE();
}

} // namespace outlet::migrations
