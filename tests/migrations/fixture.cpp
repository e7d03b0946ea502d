// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace outlet::migrations::test {

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
    run(u"PRAGMA foreign_keys = ON"_s);
    run(u"PRAGMA journal_mode = WAL"_s);
    run(u"PRAGMA synchronous = OFF"_s); // tests kill processes, not the power
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

QStringList schemaOf(Connection &connection)
{
    return connection.rows(u"SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"_s);
}

} // namespace outlet::migrations::test
