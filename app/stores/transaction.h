// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QSqlQuery>
#include <QString>
#include <QVariantList>

class QSqlDatabase;
class QSqlError;

namespace outlet::app::stores {

/** What a transaction is for. */
enum class Purpose {
    Read,  ///< several statements that see one state of the database
    Write, ///< the only one that writes, on SQLite from its beginning
};

/**
 * One transaction. What is not committed is rolled back at the end of its life, and by a kill of
 * the process. Lives in the thread of the connection; neither copied nor moved.
 */
class Transaction
{
public:
    Transaction(QSqlDatabase &database, Purpose purpose);
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    /** Errors: as statementFailed(); Unavailable if another program does not let go. */
    Result<void> begin();

    /** Once it has returned, no crash of the machine takes it back. Errors: as statementFailed().
     */
    Result<void> commit();

    /** Begins anew after a statement that failed: PostgreSQL takes no further one before that. */
    Result<void> restart();

private:
    void rollBack();

    QSqlDatabase &m_database;
    Purpose m_purpose;
    bool m_isOpen = false;
};

/**
 * Runs one statement with its values bound.
 * @param what what is being done, for the message: `store the configuration`
 */
Result<QSqlQuery> execute(QSqlDatabase &database, const QString &what, const QString &sql,
                          const QVariantList &values = {});

/**
 * What it means that a statement failed. Unavailable: somebody else holds the lock, or the
 * connection is lost. Conflict: a constraint of the table. InvalidArgument: a value that its column
 * cannot hold. Database: anything else. The message never has a value in it, which may be a secret:
 * of the database's words it has the first line, and none where that would quote one.
 */
Error statementFailed(const QSqlDatabase &database, const QString &what, const QSqlError &error);

} // namespace outlet::app::stores
