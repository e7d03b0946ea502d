// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/postgresql/databases.h"

#include <QTest>

namespace outlet::tests {

using namespace Qt::StringLiterals;

QStringList Databases::kinds()
{
    QStringList kinds{u"SQLite"_s};
    if (PostgresServer::isInstalled())
        kinds += u"PostgreSQL"_s;
    return kinds;
}

void Databases::addRows()
{
    QTest::addColumn<QString>("database");
    for (const QString &kind : kinds())
        QTest::newRow(qPrintable(kind)) << kind;
}

PostgresServer &Databases::server()
{
    if (!m_isRunning && !m_server.start())
        qFatal("No PostgreSQL server: %s", qPrintable(m_server.reason()));
    m_isRunning = true;
    return m_server;
}

QString Databases::make(const QString &kind)
{
    if (kind == "SQLite"_L1)
        return u"sqlite://"_s + m_directory.filePath(u"database%1.sqlite"_s.arg(++m_files));
    const QString name = server().createDatabase();
    if (name.isEmpty())
        qFatal("No PostgreSQL database: %s", qPrintable(m_server.reason()));
    return m_server.url(name);
}

} // namespace outlet::tests
