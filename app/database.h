// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QSqlDatabase>
#include <QString>

namespace outlet::app {

enum class Access {
    ReadWrite, ///< made if it does not exist
    ReadOnly,  ///< an absent database reads as an empty one; nothing is created on disk
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
 * keys on, busy timeout 5 s), and removed again at the end of its life. Belongs to the thread that
 * opened it. The only place that turns `database_url` into a connection.
 */
class Database
{
public:
    /**
     * Errors (ErrorCode::Database, each with the path and a remedy): directory missing or not
     * writable, not a database, locked by a program that does not let go, driver not installed.
     */
    static Result<Database> open(const QString &databaseUrl, Access access);

    Database(Database &&other) noexcept;
    Database &operator=(Database &&other) noexcept;
    ~Database();

    QSqlDatabase &handle() { return m_handle; }
    migrations::Dialect dialect() const { return m_dialect; }

    /** A number that changes when another connection has committed something. Errors as check(). */
    Result<qint64> dataVersion();

    /**
     * Whether the database answers and its file is still the one that was opened: one that was
     * replaced or removed lives on for this process alone, and what is written there is lost.
     */
    Result<void> check();

private:
    Database(const QSqlDatabase &handle, migrations::Dialect dialect);

    Result<void> checkFile() const;

    QSqlDatabase m_handle;
    migrations::Dialect m_dialect;
    QString m_path;      ///< empty: in memory
    FileIdentity m_file; ///< of m_path when it was opened
};

} // namespace outlet::app
