// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/transaction.h"

#include "migrations/dialect.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QVariant>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;
using migrations::Dialect;

namespace {

Dialect dialectOf(const QSqlDatabase &database)
{
    return migrations::dialectOfDriver(database.driverName()).value_or(Dialect::Sqlite);
}

QString beginOf(Dialect dialect, Purpose purpose)
{
    const bool isWriter = purpose == Purpose::Write;
    switch (dialect) {
    case Dialect::Sqlite:
        return isWriter ? u"BEGIN IMMEDIATE"_s : u"BEGIN"_s;
    case Dialect::PostgreSql:
        return isWriter ? u"BEGIN ISOLATION LEVEL READ COMMITTED"_s
                        : u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s;
    }
    Q_UNREACHABLE();
}

/** What the database's own code says. */
struct Cause
{
    bool isBusy = false;
    bool isLost = false;
    bool isConstraint = false;
    bool isValue = false;
};

Cause causeOf(Dialect dialect, const QString &code)
{
    switch (dialect) {
    case Dialect::Sqlite: {
        const int primary = code.toInt() & 0xff; // extended codes keep it in the low byte
        return {.isBusy = primary == 5 || primary == 6,
                .isConstraint = primary == 19,
                .isValue = primary == 18 || primary == 20};
    }
    case Dialect::PostgreSql:
        return {.isBusy = code == "55P03"_L1 || code == "40001"_L1 || code == "40P01"_L1 ||
                          code == "57014"_L1,
                .isLost = code.startsWith("08"_L1) || code.startsWith("57P"_L1),
                .isConstraint = code.startsWith("23"_L1),
                .isValue = code.startsWith("22"_L1)};
    }
    Q_UNREACHABLE();
}

/** A statement about transactions, which PostgreSQL does not prepare. */
Result<void> control(QSqlDatabase &database, const QString &statement)
{
    QSqlQuery query(database);
    if (query.exec(statement))
        return {};
    return std::unexpected(
        statementFailed(database, statement.section(u' ', 0, 0), query.lastError()));
}

/** PostgreSQL tells about the row in further lines (`Failing row contains ...`). */
QString firstLine(const QSqlError &error)
{
    const QString words = error.databaseText().trimmed();
    return (words.isEmpty() ? error.text().trimmed() : words).section(u'\n', 0, 0);
}

} // namespace

Error statementFailed(const QSqlDatabase &database, const QString &what, const QSqlError &error)
{
    const Cause cause = causeOf(dialectOf(database), error.nativeErrorCode());
    if (cause.isBusy)
        return {ErrorCode::Unavailable,
                u"Cannot %1: another program holds the database"_s.arg(what),
                u"Try again in a moment"_s,
                {}};
    if (cause.isLost || !database.isOpen())
        return {ErrorCode::Unavailable,
                u"Cannot %1: the database does not answer"_s.arg(what),
                u"Try again in a moment; /readyz says how the database is"_s,
                {}};
    if (cause.isValue)
        return {ErrorCode::InvalidArgument,
                u"Cannot %1: a value does not fit the column that it belongs to"_s.arg(what),
                u"Pass a smaller number or a shorter text"_s,
                {}};
    if (cause.isConstraint)
        return {ErrorCode::Conflict,
                u"Cannot %1: %2"_s.arg(what, firstLine(error)),
                u"The table has a rule that the values break"_s,
                {}};
    return {ErrorCode::Database,
            u"Cannot %1: %2"_s.arg(what, firstLine(error)),
            u"See /readyz: it names the part of the database that is not in order"_s,
            {}};
}

Result<QSqlQuery> execute(QSqlDatabase &database, const QString &what, const QString &sql,
                          const QVariantList &values)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    bool isDone = query.prepare(sql);
    for (const QVariant &value : values)
        query.addBindValue(value);
    isDone = isDone && query.exec();
    if (isDone)
        return query;
    const Error error = statementFailed(database, what, query.lastError());
    // PostgreSQL does nothing more in this transaction, not even forget what was prepared. The
    // next one, as empty, is rolled back in its place.
    if (dialectOf(database) == Dialect::PostgreSql)
        QSqlQuery(database).exec(u"ROLLBACK AND CHAIN"_s);
    return std::unexpected(error);
}

Transaction::Transaction(QSqlDatabase &database, Purpose purpose)
    : m_database(database), m_purpose(purpose)
{}

Transaction::~Transaction()
{
    rollBack();
}

Result<void> Transaction::begin()
{
    const auto begun = control(m_database, beginOf(dialectOf(m_database), m_purpose));
    m_isOpen = begun.has_value();
    return begun;
}

Result<void> Transaction::commit()
{
    // A transaction of PostgreSQL in which a statement failed "commits" by rolling back; nobody
    // commits one here, as every failure is returned before.
    const auto done = control(m_database, u"COMMIT"_s);
    m_isOpen = m_isOpen && !done;
    return done;
}

Result<void> Transaction::restart()
{
    rollBack();
    return begin();
}

void Transaction::rollBack()
{
    if (!m_isOpen)
        return;
    m_isOpen = false;
    QSqlQuery(m_database).exec(u"ROLLBACK"_s); // some errors have rolled back already
}

} // namespace outlet::app::stores
