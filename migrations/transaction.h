// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QSqlDatabase>

#include <chrono>

namespace outlet::migrations {

/**
 * One transaction that holds the lock of all migrations of the database, whoever owns them. What is
 * not committed is rolled back at the end of the object's life; a killed process leaves the same.
 * Used in the thread of the connection. Neither copied nor moved.
 */
class Transaction
{
public:
    Transaction(QSqlDatabase &db, Dialect dialect) : m_db(db), m_dialect(dialect) {}
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    /**
     * Begins and locks. Waits for another process that migrates for about `wait`, then fails with
     * Timeout; any other failure is Database. Nothing is open after a failure.
     */
    Result<void> begin(std::chrono::milliseconds wait);

    /** Makes it last. After a failure everything has been rolled back. */
    Result<void> commit();

private:
    void rollBack();

    QSqlDatabase &m_db;
    Dialect m_dialect;
    bool m_isOpen = false;
};

/** Runs one statement as it is, reads its rows to the end and fails with the database's words. */
Result<void> execute(QSqlDatabase &db, const QString &statement);

} // namespace outlet::migrations
