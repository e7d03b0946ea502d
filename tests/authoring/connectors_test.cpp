// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/authoring/checked.h"
#include "tests/fixtures/fixture.h"
#include "tests/postgresql/databases.h"

#include <QFileInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** The connectors of this repository have no fault, on either database. */
class ConnectorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyConnectorPasses_data();
    void everyConnectorPasses();
    void aServerHasNothingLeft();
    void sqlForTheServerIsTried();

private:
    QStringList onServer();

    Workspace m_workspace;
    Databases m_databases;
    QString m_database;
};

/** Nothing, where PostgreSQL is not installed. */
QStringList ConnectorsTest::onServer()
{
    if (!PostgresServer::isInstalled())
        return {};
    if (m_database.isEmpty())
        m_database = m_databases.make(u"PostgreSQL"_s);
    return {u"--postgresql"_s, m_database};
}

void ConnectorsTest::everyConnectorPasses_data()
{
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("source");
    const QString builtIn = QStringLiteral(OUTLET_BUILT_IN) + u'/';
    const QString sources = QStringLiteral(OUTLET_CONNECTORS) + u'/';
    for (const QString &id : {u"snowflake"_s, u"databricks"_s, u"glue"_s, u"redshift"_s})
        QTest::newRow(qPrintable(id)) << builtIn + id << sources + id;
    QTest::newRow("s3") << QStringLiteral(OUTLET_EXTERNAL) + u"/s3"_s << sources + u"external/s3"_s;
    QTest::newRow("audit_log_file")
        << QFileInfo(builtModule(u"audit_log_file"_s, u"audit_log_file"_s)).path()
        << sources + u"external/audit_log_file"_s;
}

void ConnectorsTest::everyConnectorPasses()
{
    QFETCH(QString, module);
    QFETCH(QString, source);
    const Checked built = check(m_workspace, module, onServer());
    QCOMPARE(built.words, QString());
    QVERIFY2(built.outcome.exitCode == 0, qPrintable(built.outcome.err));
    const QString file = module + u'/' + QFileInfo(module).fileName() + u".so"_s;
    const Checked written = check(m_workspace, source, {u"--module"_s, file});
    QCOMPARE(written.words, QString());
    QCOMPARE(written.outcome.exitCode, 0);
}

void ConnectorsTest::aServerHasNothingLeft()
{
    if (onServer().isEmpty())
        QSKIP("PostgreSQL is not installed");
    const QString name = m_database.section(u'/', -1);
    QCOMPARE(
        m_databases.server()
            .run(u"SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'outlet_check%'"_s, name)
            .trimmed(),
        u"0"_s);
    QCOMPARE(m_databases.server()
                 .run(u"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"_s, name)
                 .trimmed(),
             u"0"_s);
}

void ConnectorsTest::sqlForTheServerIsTried()
{
    if (onServer().isEmpty())
        QSKIP("PostgreSQL is not installed");
    const Seeded seeded(m_workspace);
    const Checked good = check(m_workspace, u"seeded"_s, onServer());
    QCOMPARE(good.words, QString());
    seeded.write(u"migrations/0001_create.postgresql.up.sql"_s,
                 "CREATE TABLE seeded_data_output_configurations (id UUID PRIMARY KEY REFERENCES "
                 "data_output_configurations (id) ON DELETE CASCADE, path TEXT, kind TEXT, item "
                 "TEXT);\nCREATE FUNCTION seeded_f() RETURNS int LANGUAGE sql AS 'SELECT 1';");
    const Checked left = check(m_workspace, u"seeded"_s, onServer());
    QCOMPARE(left.codes, QStringList{u"leaves-behind"_s});
    QVERIFY2(left.words.contains(u"postgresql: function seeded_f"_s), qPrintable(left.words));
    QCOMPARE(check(m_workspace, u"seeded"_s).outcome.exitCode, 0);
    const Checked away =
        check(m_workspace, u"seeded"_s,
              {u"--postgresql"_s, u"postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"_s});
    QCOMPARE(away.codes, QStringList{u"migration-failed"_s});
    aServerHasNothingLeft();
}

QTEST_GUILESS_MAIN(ConnectorsTest)

#include "connectors_test.moc"
