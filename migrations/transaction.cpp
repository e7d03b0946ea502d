// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/transaction.h"
#include "migrations/log.h"

#include <QDeadlineTimer>
#include <QSqlError>
#include <QSqlQuery>
#include <QThread>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

// Between two tries; SQLite itself has waited its busy_timeout in each try already.
constexpr unsigned long retryMilliseconds = 20;

/** The database's own words; the driver's ("Unable to execute statement") only if it has none. */
QString wordsOf(const QSqlError &error)
{
    const QString words = error.databaseText().trimmed();
    return words.isEmpty() ? error.text().trimmed() : words;
}

/** Runs a statement to its end: an error may come with a later row. */
QSqlError errorOf(QSqlDatabase &db, const QString &statement)
{
    QSqlQuery query(db);
    query.setForwardOnly(true);
    // exec() of a text binds nothing, so a ? in it (an operator of PostgreSQL) is left alone.
    if (query.exec(statement)) {
        while (query.next()) {
        }
    }
    return query.lastError();
}

} // namespace

Result<void> execute(QSqlDatabase &db, const QString &statement)
{
    const QSqlError error = errorOf(db, statement);
    if (!error.isValid())
        return {};
    return fail(ErrorCode::Database, wordsOf(error));
}

Transaction::~Transaction()
{
    if (m_isOpen)
        rollBack();
}

Result<void> Transaction::begin(std::chrono::milliseconds wait)
{
    const QDeadlineTimer deadline(wait);
    const QStringList statements =
        QStringList{beginStatement(m_dialect)} + lockStatements(m_dialect, wait);
    for (qsizetype i = 0; i < statements.size();) {
        const QSqlError error = errorOf(m_db, statements[i]);
        if (!error.isValid()) {
            m_isOpen = true;
            ++i;
            continue;
        }
        const bool isLocked = isLockConflict(m_dialect, error.nativeErrorCode());
        if (isLocked && !m_isOpen && !deadline.hasExpired()) {
            QThread::msleep(retryMilliseconds);
            continue;
        }
        if (m_isOpen)
            rollBack();
        if (isLocked)
            return fail(ErrorCode::Timeout,
                        u"Another process has held the database for %1 ms: %2"_s.arg(
                            QString::number(wait.count()), wordsOf(error)),
                        u"Wait until it is done, or end it, and start again"_s, statements[i]);
        return fail(ErrorCode::Database, u"Cannot begin a transaction: %1"_s.arg(wordsOf(error)),
                    u"The connection must be open and in no transaction"_s, statements[i]);
    }
    return {};
}

Result<void> Transaction::commit()
{
    Result<void> committed = execute(m_db, u"COMMIT"_s);
    if (committed) {
        m_isOpen = false;
        return {};
    }
    rollBack();
    return fail(ErrorCode::Database, u"Cannot commit: %1"_s.arg(committed.error().message),
                u"A constraint that is checked at the end of the transaction is broken, or the "
                "disk is full"_s,
                u"COMMIT"_s);
}

void Transaction::rollBack()
{
    m_isOpen = false;
    // Some errors (a full disk, RAISE(ROLLBACK)) have rolled back already: that is no news.
    if (const Result<void> done = execute(m_db, u"ROLLBACK"_s); !done)
        qCDebug(lcMigrations) << "ROLLBACK:" << done.error().message;
}

} // namespace outlet::migrations
