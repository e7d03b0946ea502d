// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace outlet::migrations::test {

namespace {

/** What the program sets, too; and tests kill processes, not the power. */
void prepare(QSqlDatabase &db)
{
    QSqlQuery query(db);
    for (const QString &pragma :
         {u"foreign_keys = ON"_s, u"journal_mode = WAL"_s, u"synchronous = OFF"_s}) {
        if (!query.exec(u"PRAGMA "_s + pragma))
            qFatal("%s", qPrintable(query.lastError().text()));
    }
}

} // namespace

Folder::Folder()
{
    if (!m_directory.isValid())
        qFatal("No temporary directory");
}

void Folder::write(const QString &name, const QByteArray &content) const
{
    QDir().mkpath(QFileInfo(file(name)).path());
    QFile out(file(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("Cannot write %s", qPrintable(out.fileName()));
}

void Folder::remove(const QString &name) const
{
    if (!QFile::remove(file(name)))
        qFatal("Cannot remove %s", qPrintable(name));
}

Connection::Connection(const QString &file)
    : m_db(QSqlDatabase::addDatabase(u"QSQLITE"_s, QUuid::createUuid().toString()))
{
    m_db.setDatabaseName(file);
    m_db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=20000"_s);
    if (!m_db.open())
        qFatal("Cannot open %s", qPrintable(file));
    prepare(m_db);
}

Connection::~Connection()
{
    const QString name = m_db.connectionName();
    m_db.close();
    m_db = {};
    QSqlDatabase::removeDatabase(name);
}

QString Connection::run(const QString &statement)
{
    QSqlQuery query(m_db);
    return query.exec(statement) ? QString() : query.lastError().databaseText();
}

QStringList Connection::rows(const QString &query)
{
    QSqlQuery result(m_db);
    if (!result.exec(query))
        return {u"ERROR "_s + result.lastError().databaseText()};
    QStringList rows;
    while (result.next()) {
        QStringList row;
        for (int i = 0; i < result.record().count(); ++i)
            row.append(result.value(i).toString());
        rows.append(row.join(u'|'));
    }
    return rows;
}

QStringList textsOf(const QList<Token> &tokens, QStringView text)
{
    QStringList texts;
    for (const Token &token : tokens)
        texts.append(token.in(text).toString());
    return texts;
}

QStringList statesOf(const QList<Step> &steps)
{
    QStringList states;
    for (const Step &step : steps)
        states.append(step.id + u' ' + nameOf(step.state));
    return states;
}

bool applyCore(QSqlDatabase &db, Dialect dialect)
{
    const auto report = migrate(db, dialect, coreSource(), Mode::Apply);
    if (!report)
        qWarning("%s", qPrintable(report.error().error.message));
    return report.has_value();
}

qsizetype coreSize()
{
    return readMigrations(coreSource().directory, Dialect::Sqlite).value().ups.size();
}

QSqlDatabase databaseAt(const QString &url)
{
    const bool isSqlite = dialectAt(url) == Dialect::Sqlite;
    QSqlDatabase db = QSqlDatabase::addDatabase(isSqlite ? u"QSQLITE"_s : u"QPSQL"_s,
                                                QUuid::createUuid().toString());
    const QUrl place(url);
    db.setDatabaseName(isSqlite ? url.sliced(u"sqlite://"_s.size()) : place.path().sliced(1));
    db.setHostName(place.host());
    db.setPort(place.port());
    db.setUserName(place.userName());
    db.setPassword(place.password(QUrl::FullyDecoded));
    if (isSqlite)
        db.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=20000"_s);
    if (!db.open())
        qFatal("Cannot open %s", qPrintable(url));
    if (isSqlite)
        prepare(db);
    return db;
}

Dialect dialectAt(const QString &url)
{
    return url.startsWith(u"sqlite:"_s) ? Dialect::Sqlite : Dialect::PostgreSql;
}

QStringList schemaOf(Connection &connection)
{
    if (connection.db().driverName() == "QSQLITE"_L1)
        return connection.rows(
            u"SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"_s);
    QStringList lines;
    for (const QString &query :
         {u"SELECT table_name, column_name, data_type, is_nullable, column_default "
          "FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2"_s,
          u"SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"_s,
          u"SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
          "WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2"_s,
          u"SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"_s,
          u"SELECT oid::regprocedure::text, prosrc FROM pg_proc "
          "WHERE pronamespace = current_schema()::regnamespace ORDER BY 1"_s,
          u"SELECT typname FROM pg_type WHERE typtype = 'e' "
          "AND typnamespace = current_schema()::regnamespace ORDER BY 1"_s,
          u"SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() "
          "ORDER BY 1"_s})
        lines += connection.rows(query);
    return lines;
}

} // namespace outlet::migrations::test
