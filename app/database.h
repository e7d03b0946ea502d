// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/serverconnection.h"
#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QSqlDatabase>
#include <QString>

#include <memory>

class QSqlError;

namespace outlet::app {

enum class Access {
    ReadWrite, ///< made if it does not exist
    ReadOnly,  ///< an absent file reads as an empty database; nothing is created or changed
};

/** Which file a path leads to. */
struct FileIdentity
{
    quint64 device = 0;
    quint64 inode = 0;

    friend bool operator==(const FileIdentity &, const FileIdentity &) = default;
};

/**
 * One named connection, opened with the settings that every use relies on (SQLite: WAL, foreign
 * keys on, busy timeout 5 s; PostgreSQL: see serverconnection.h), and removed again at the end of
 * its life. Belongs to the thread that made it. The only place that turns `database_url` into a
 * connection.
 */
class Database
{
public:
    /**
     * Errors, each with a remedy. ErrorCode::Database: directory missing or not writable, not a
     * database, locked by a program that does not let go, user or database refused, server too old,
     * driver not installed. Unavailable: a server that cannot be reached now; that is known within
     * the URL's connect timeout.
     */
    static Result<Database> open(const QString &databaseUrl, Access access);

    /** Not yet open, for reopen(). Touches nothing. */
    Database(const QString &databaseUrl, Access access);
    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;
    ~Database();

    /** Opens it anew; copies of handle() stay good, prepared queries do not. Errors as open(). */
    Result<void> reopen();

    /** Queries fail at once from now on, until reopen(). */
    void close();

    QSqlDatabase &handle() { return m_handle; }
    migrations::Dialect dialect() const { return m_dialect; }

    /**
     * Whether it is open and, for a server, still connected. Costs next to nothing, and a statement
     * only where the server has said something unasked.
     */
    bool isAlive();

    /**
     * A number that changes when another connection has committed something (PostgreSQL: anybody,
     * in the tables that the snapshot is made from). Errors as check().
     */
    Result<qint64> dataVersion();

    /**
     * Whether the database answers and its file is still the one that was opened: one that was
     * replaced or removed lives on for this process alone, and what is written there is lost.
     */
    Result<void> check();

    /** To cut the connection to a server from another thread; null for a file. */
    const std::shared_ptr<Line> &line() const { return m_line; }

private:
    Result<void> openFile();
    Result<void> openServer();
    Result<void> checkFile() const;
    Error explained(const QSqlError &error) const;

    QString m_url;
    Access m_access;
    migrations::Dialect m_dialect;
    QSqlDatabase m_handle;
    QString m_path;      ///< empty: in memory, or a server
    FileIdentity m_file; ///< of m_path when it was opened
    std::shared_ptr<Line> m_line;
};

/** Whether a database's URL means a file or a server. */
migrations::Dialect dialectOf(const QString &databaseUrl);

} // namespace outlet::app
