// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/database.h"

#include "app/settings/databaseurl.h"
#include "app/settings/serverurl.h"
#include "ui-schemas/quote.h"

#include <QFile>
#include <QFileInfo>
#include <QHashFunctions>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QVariant>

#include <atomic>
#include <sys/stat.h>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int busyTimeoutMs = 5000;

QString nextConnectionName()
{
    static std::atomic<quint64> count = 0;
    return u"outlet-%1"_s.arg(++count);
}

Error refused(const QString &path, const QString &what, const QString &hint)
{
    return {ErrorCode::Database, u"The database %1 %2."_s.arg(ui::quoted(path), what), hint, path};
}

const QString chooseAnother = u"Give another file with --database-url sqlite:///<absolute path>."_s;

/** SQLite's own words become what they mean for the person who started the program. */
Error explained(const QString &path, const QSqlError &error)
{
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return refused(
            path,
            u"is locked by another program, also after %1 s of waiting"_s.arg(busyTimeoutMs / 1000),
            u"End the program that holds it (`fuser %1` names it), then start again."_s.arg(path));
    case 8: // SQLITE_READONLY
        return refused(path, u"cannot be written"_s,
                       u"Make the file and its directory writable for this user."_s);
    case 11: // SQLITE_CORRUPT
        return refused(path, u"is damaged"_s,
                       u"Restore it from a backup, or move it away to begin with an empty one."_s);
    case 14: // SQLITE_CANTOPEN
        return refused(path, u"cannot be opened"_s,
                       u"Check that this user may read and write the file and its directory."_s);
    case 26: // SQLITE_NOTADB
        return refused(path, u"is not an SQLite database"_s,
                       u"Move the file away, or g"_s + chooseAnother.sliced(1));
    default:
        return refused(path, u"failed: "_s + error.databaseText(),
                       u"Check the file and the disk that it is on."_s);
    }
}

/** Everything that can be said about the path before SQLite looks at it. */
Result<void> checkPath(const QString &path, Access access)
{
    const QFileInfo file(path);
    const QFileInfo directory(file.absolutePath());
    const auto refuse = [&](const QString &what, const QString &hint) {
        return std::unexpected(refused(path, what, hint));
    };
    if (file.exists() && !file.isFile())
        return refuse(file.isDir() ? u"is a directory; wanted a file"_s
                                   : u"is not a regular file"_s,
                      chooseAnother);
    if (file.exists() && !file.isReadable())
        return refuse(u"cannot be read"_s, u"Make it readable for this user."_s);
    if (access == Access::ReadOnly)
        return {};
    if (!directory.exists())
        return refuse(u"lies in a directory that does not exist"_s,
                      u"Make the directory %1."_s.arg(ui::quoted(directory.filePath())));
    if (!directory.isDir())
        return refuse(
            u"lies below %1, which is not a directory"_s.arg(ui::quoted(directory.filePath())),
            chooseAnother);
    if (!directory.isWritable() || (file.exists() && !file.isWritable()))
        return refuse(u"cannot be written"_s,
                      u"Make the file and its directory writable for this user."_s);
    return {};
}

/**
 * A reader of a WAL database makes files beside it, unless it is told that nobody writes. Nobody
 * does where there is no log: a program that has the database open has a log, too.
 */
QString readOnlyName(const QString &path)
{
    const bool isInUse =
        QFileInfo(path + u"-wal"_s).size() > 0 || QFileInfo::exists(path + u"-shm"_s);
    const QString options = isInUse ? u"mode=ro"_s : u"mode=ro&immutable=1"_s;
    return u"file:"_s + QString::fromLatin1(QUrl::toPercentEncoding(path, "/")) + u'?' + options;
}

FileIdentity identityOf(const QString &path)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    return {quint64(status.st_dev), quint64(status.st_ino)};
}

Result<void> run(QSqlDatabase &database, const QString &path, const QString &statement)
{
    QSqlQuery query(database);
    if (!query.exec(statement))
        return std::unexpected(explained(path, query.lastError()));
    return {};
}

Result<void> prepare(QSqlDatabase &database, const QString &path, Access access)
{
    // The first statement is the one that reads the file at all.
    QStringList statements{u"SELECT count(*) FROM sqlite_master"_s, u"PRAGMA foreign_keys = ON"_s};
    if (access == Access::ReadWrite)
        statements.insert(1, u"PRAGMA journal_mode = WAL"_s);
    for (const QString &statement : statements) {
        if (const auto done = run(database, path, statement); !done)
            return done;
    }
    return {};
}

} // namespace

migrations::Dialect dialectOf(const QString &databaseUrl)
{
    return isServerUrl(databaseUrl) ? migrations::Dialect::PostgreSql : migrations::Dialect::Sqlite;
}

Result<Database> Database::open(const QString &databaseUrl, Access access)
{
    Database database(databaseUrl, access);
    if (auto opened = database.reopen(); !opened)
        return std::unexpected(opened.error());
    return database;
}

Database::Database(const QString &databaseUrl, Access access)
    : m_url(databaseUrl), m_access(access), m_dialect(dialectOf(databaseUrl)),
      m_handle(QSqlDatabase::addDatabase(m_dialect == migrations::Dialect::Sqlite ? u"QSQLITE"_s
                                                                                  : u"QPSQL"_s,
                                         nextConnectionName()))
{}

Database::Database(Database &&other) noexcept
    : m_url(std::move(other.m_url)), m_access(other.m_access), m_dialect(other.m_dialect),
      m_handle(std::exchange(other.m_handle, QSqlDatabase())),
      m_path(std::exchange(other.m_path, {})), m_file(other.m_file), m_line(std::move(other.m_line))
{}

Database &Database::operator=(Database &&other) noexcept
{
    std::swap(m_url, other.m_url);
    std::swap(m_access, other.m_access);
    std::swap(m_handle, other.m_handle);
    std::swap(m_dialect, other.m_dialect);
    std::swap(m_path, other.m_path);
    std::swap(m_file, other.m_file);
    std::swap(m_line, other.m_line);
    return *this;
}

Database::~Database()
{
    const QString name = m_handle.connectionName();
    if (name.isEmpty())
        return;
    m_handle.close();
    m_handle = QSqlDatabase();
    QSqlDatabase::removeDatabase(name);
}

void Database::close()
{
    m_handle.close();
    m_path.clear();
    m_line.reset();
}

Result<void> Database::reopen()
{
    close();
    switch (m_dialect) {
    case migrations::Dialect::Sqlite:
        return openFile();
    case migrations::Dialect::PostgreSql:
        return openServer();
    }
    Q_UNREACHABLE();
}

Result<void> Database::openFile()
{
    const auto path = databasePathOf(m_url);
    if (!path)
        return std::unexpected(path.error());
    if (auto checked = checkPath(*path, m_access); !checked)
        return checked;
    QString options = u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeoutMs);
    if (m_access == Access::ReadWrite) {
        m_handle.setDatabaseName(*path);
    } else if (QFileInfo::exists(*path)) {
        m_handle.setDatabaseName(readOnlyName(*path));
        options += u";QSQLITE_OPEN_URI;QSQLITE_OPEN_READONLY"_s;
    } else {
        m_handle.setDatabaseName(u":memory:"_s);
    }
    m_handle.setConnectOptions(options);
    if (!m_handle.isValid())
        return fail(ErrorCode::Database, u"Qt's driver for SQLite (QSQLITE) is not installed."_s,
                    u"Install the package libqt6sql6-sqlite."_s);
    if (!m_handle.open())
        return std::unexpected(app::explained(*path, m_handle.lastError()));
    if (auto prepared = prepare(m_handle, *path, m_access); !prepared)
        return prepared;
    if (m_handle.databaseName() != ":memory:"_L1) {
        m_path = *path;
        m_file = identityOf(*path);
    }
    return {};
}

Result<void> Database::openServer()
{
    const auto server = readServerUrl(m_url);
    if (!server)
        return std::unexpected(server.error());
    if (auto opened = app::openServer(m_handle, *server, m_access == Access::ReadOnly); !opened)
        return opened;
    m_line = Line::of(m_handle);
    return {};
}

bool Database::isAlive()
{
    if (!m_handle.isOpen())
        return false;
    // To ask reads what came; where that says goodbye, the library needs a second try to see it.
    if (m_line && m_line->hasNews() && !QSqlQuery(m_handle).exec(u"SELECT 1"_s))
        return false;
    return m_handle.isOpen();
}

Result<void> Database::checkFile() const
{
    if (!m_path.isEmpty() && identityOf(m_path) != m_file)
        return std::unexpected(
            refused(m_path, u"was replaced or removed while the server had it open"_s,
                    u"Start the server again, so that it opens the file that is there now."_s));
    return {};
}

Error Database::explained(const QSqlError &error) const
{
    if (m_dialect == migrations::Dialect::Sqlite)
        return app::explained(m_handle.databaseName(), error);
    const bool isLost = !m_handle.isOpen();
    return {isLost ? ErrorCode::Unavailable : ErrorCode::Database,
            u"The database %1 %2: %3"_s.arg(maskedUrl(m_url), isLost ? u"is gone"_s : u"failed"_s,
                                            error.databaseText().simplified()),
            u"Look at the server and its log."_s, maskedUrl(m_url)};
}

Result<void> Database::check()
{
    if (auto checked = checkFile(); !checked)
        return checked;
    if (m_dialect == migrations::Dialect::Sqlite)
        return run(m_handle, m_path, u"SELECT count(*) FROM sqlite_master"_s);
    QSqlQuery query(m_handle); // without this table nobody notices what others write
    if (!query.exec(u"SELECT epoch FROM outlet_changes LIMIT 1"_s))
        return std::unexpected(explained(query.lastError()));
    return {};
}

Result<qint64> Database::dataVersion()
{
    if (const auto checked = checkFile(); !checked)
        return std::unexpected(checked.error());
    QSqlQuery query(m_handle);
    if (m_dialect == migrations::Dialect::Sqlite) {
        if (!query.exec(u"PRAGMA data_version"_s) || !query.next())
            return std::unexpected(explained(query.lastError()));
        return query.value(0).toLongLong();
    }
    // Transactions need not commit in the order of their epochs: the highest is not enough.
    if (!query.exec(u"SELECT count(*), coalesce(max(epoch), 0), coalesce(sum(epoch), 0)::bigint "
                    "FROM outlet_changes"_s) ||
        !query.next())
        return std::unexpected(explained(query.lastError()));
    return qint64(qHashMulti(0, query.value(0).toLongLong(), query.value(1).toLongLong(),
                             query.value(2).toLongLong()));
}

} // namespace outlet::app
