// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/database.h"
#include "tests/cli/program.h"
#include "tests/fixtures/fixture.h"
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QSqlQuery>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** What `outlet serve` answers, and how soon it notices what other programs write. */
class ServeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theListIsTheGoldenOne_data();
    void theListIsTheGoldenOne();
    void enabledPluginsDecideAboutBuiltInOnes_data();
    void enabledPluginsDecideAboutBuiltInOnes();
    void optionsThatAnotherProgramWritesShowWithinASecond_data() { Databases::addRows(); }
    void optionsThatAnotherProgramWritesShowWithinASecond();
    void aRowThatAnotherProgramDeactivatesShowsWithinASecond_data() { Databases::addRows(); }
    void aRowThatAnotherProgramDeactivatesShowsWithinASecond();
    void everyKindOfChangeShowsWithinASecond_data() { Databases::addRows(); }
    void everyKindOfChangeShowsWithinASecond();
    void bothDatabasesGiveTheSameAnswers();
    void everyCandidateHasALineOnStdout();
    void oneBrokenConnectorStopsNothing();

private:
    Databases m_databases;
};

namespace {

const QString s3Plugins = QStringLiteral(OUTLET_S3_PLUGINS);

QByteArray golden(const QString &name)
{
    QFile file(QStringLiteral(OUTLET_GOLDEN) + u'/' + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no %s", qPrintable(file.fileName()));
    return file.readAll().trimmed();
}

/** What some other program with the same database does. */
class OtherProgram
{
public:
    explicit OtherProgram(const QString &url) : m_database(url, outlet::app::Access::ReadWrite)
    {
        if (const auto opened = m_database.reopen(); !opened)
            qFatal("%s", qPrintable(opened.error().message));
    }
    /** Rows changed; -1 if the statement failed. */
    int run(const QString &statement)
    {
        QSqlQuery query(m_database.handle());
        return query.exec(statement) ? query.numRowsAffected() : -1;
    }

private:
    outlet::app::Database m_database;
};

/** Milliseconds until `holds` is true; at most one second is what the contract allows. */
template<class Condition>
qint64 msUntil(Condition holds)
{
    QElapsedTimer timer;
    timer.start();
    while (!holds() && timer.elapsed() < 20'000) {
    }
    return timer.elapsed();
}

} // namespace

void ServeTest::initTestCase()
{
    QVERIFY2(QFile::exists(s3Plugins + u"/s3/s3.so"_s),
             "the external example is missing: run this test with ctest, which builds it first");
}

void ServeTest::theListIsTheGoldenOne_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("file");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&](const char *name, const QStringList &arguments, const QString &path,
                             const QString &file) {
            QTest::addRow("%s, on %s", name, qPrintable(kind)) << kind << arguments << path << file;
        };
        const QStringList samples{u"--sample-data"_s};
        row("the list with sample data", samples, u"/api/v2/plugins/"_s, u"list-sample.json"_s);
        row("the list without rows", {}, u"/api/v2/plugins/"_s, u"list-not_configured.json"_s);
        row("the tiles", {}, u"/api/v2/plugins/platform-tiles"_s, u"platform-tiles.json"_s);
        for (const QString &name :
             {u"Snowflake"_s, u"Databricks"_s, u"Glue"_s, u"Redshift"_s, u"S3"_s}) {
            const QString plugin = name + u"DataOutput"_s;
            row(qPrintable(u"the form of "_s + name), samples,
                u"/api/v2/plugins/%1/form"_s.arg(plugin), u"form-sample/%1.json"_s.arg(plugin));
        }
    }
}

void ServeTest::theListIsTheGoldenOne()
{
    QFETCH(QString, database);
    QFETCH(QStringList, arguments);
    QFETCH(QString, path);
    QFETCH(QString, file);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace,
                          arguments + QStringList{u"--plugin-path"_s, s3Plugins,
                                                  u"--database-url"_s, m_databases.make(database)}),
             qPrintable(server.err()));
    const Answer answer = server.get(path);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, golden(file));
}

void ServeTest::enabledPluginsDecideAboutBuiltInOnes_data()
{
    QTest::addColumn<Environment>("environment");
    QTest::addColumn<QStringList>("names");
    const QString enabled = u"ENABLED_PLUGINS"_s;
    const QString disabled = u"DISABLED_PLUGINS"_s;
    const QStringList four{u"SnowflakeDataOutput"_s, u"DatabricksDataOutput"_s, u"GlueDataOutput"_s,
                           u"RedshiftDataOutput"_s};
    const QStringList s3{u"S3DataOutput"_s};
    QTest::newRow("nothing set: the default four") << Environment{} << four + s3;
    QTest::newRow("empty: the default four") << Environment{{enabled, u""_s}} << four + s3;
    QTest::newRow("commas and blanks only") << Environment{{enabled, u" , "_s}} << four + s3;
    QTest::newRow("two, in the order named")
        << Environment{{enabled, u"GlueDataOutput,SnowflakeDataOutput"_s}}
        << QStringList{u"GlueDataOutput"_s, u"SnowflakeDataOutput"_s} + s3;
    QTest::newRow("by id, alias and class path")
        << Environment{{enabled, u"glue, SnowflakeTechnicalAssetConfiguration,"
                                 "app.plugins.redshift.RedshiftDataOutput"_s}}
        << QStringList{u"GlueDataOutput"_s, u"SnowflakeDataOutput"_s, u"RedshiftDataOutput"_s} + s3;
    QTest::newRow("a name that nothing has beside one that is known")
        << Environment{{enabled, u"GluDataOutput,RedshiftDataOutput"_s}}
        << QStringList{u"RedshiftDataOutput"_s} + s3;
    QTest::newRow("only names that nothing has") << Environment{{enabled, u"Nothing"_s}} << s3;
    QTest::newRow("the same one twice")
        << Environment{{enabled, u"GlueDataOutput,glue,GlueDataOutput"_s}}
        << QStringList{u"GlueDataOutput"_s} + s3;
    QTest::newRow("disabled wins, built-in and external")
        << Environment{{enabled, u"GlueDataOutput"_s}, {disabled, u"GlueDataOutput,S3DataOutput"_s}}
        << QStringList{};
    QTest::newRow("one of the default four disabled")
        << Environment{{disabled, u"databricks"_s}}
        << QStringList{u"SnowflakeDataOutput"_s, u"GlueDataOutput"_s, u"RedshiftDataOutput"_s} + s3;
}

void ServeTest::enabledPluginsDecideAboutBuiltInOnes()
{
    QFETCH(Environment, environment);
    QFETCH(QStringList, names);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--plugin-path"_s, s3Plugins}, environment),
             qPrintable(server.err()));
    QCOMPARE(server.pluginNames(), names);
}

void ServeTest::optionsThatAnotherProgramWritesShowWithinASecond()
{
    QFETCH(QString, database);
    const QString url = m_databases.make(database);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--sample-data"_s, u"--database-url"_s, url}),
             qPrintable(server.err()));
    const QString path = u"/api/v2/plugins/SnowflakeDataOutput/form"_s;
    QVERIFY(!server.get(path).body.contains("foreign"));
    OtherProgram other(url);

    QCOMPARE(other.run(u"UPDATE platform_service_configs SET config = '[\"foreign\"]' WHERE "
                       "service_id IN (SELECT id FROM platform_services WHERE name = "
                       "'Snowflake')"_s),
             1);
    const qint64 shown = msUntil([&] { return server.get(path).body.contains("foreign"); });

    QVERIFY2(shown <= 1000, qPrintable(QString::number(shown)));
    QVERIFY(!server.get(path).body.contains("master"));

    QVERIFY(other.run(u"DELETE FROM platform_service_configs"_s) > 0);
    const qint64 gone =
        msUntil([&] { return server.get(path).body.contains("\"not_configured\":true"); });
    QVERIFY2(gone <= 1000, qPrintable(QString::number(gone)));
}

void ServeTest::aRowThatAnotherProgramDeactivatesShowsWithinASecond()
{
    QFETCH(QString, database);
    const QString url = m_databases.make(database);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--database-url"_s, url}), qPrintable(server.err()));
    const QStringList all = server.pluginNames();
    QVERIFY(all.contains("GlueDataOutput"_L1));
    OtherProgram other(url);

    QCOMPARE(other.run(u"UPDATE plugins SET status = 'inactive' WHERE name = 'GlueDataOutput'"_s),
             1);
    const qint64 gone =
        msUntil([&] { return !server.pluginNames().contains("GlueDataOutput"_L1); });
    QVERIFY2(gone <= 1000, qPrintable(QString::number(gone)));
    QCOMPARE(server.get(u"/api/v2/plugins/GlueDataOutput/form"_s).status, 404);

    QCOMPARE(other.run(u"UPDATE plugins SET status = 'active'"_s), int(all.size()));
    const qint64 back = msUntil([&] { return server.pluginNames() == all; });
    QVERIFY2(back <= 1000, qPrintable(QString::number(back)));
}

void ServeTest::everyKindOfChangeShowsWithinASecond()
{
    QFETCH(QString, database);
    const QString url = m_databases.make(database);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--sample-data"_s, u"--database-url"_s, url}),
             qPrintable(server.err()));
    const QString path = u"/api/v2/plugins/GlueDataOutput/form"_s;
    OtherProgram other(url);
    const QString service = u"(SELECT id FROM platform_services WHERE name = 'Glue')"_s;
    const std::tuple<QString, QByteArray> changes[] = {
        {u"DELETE FROM platform_service_configs WHERE service_id = "_s + service,
         "\"not_configured\":true"},
        {u"INSERT INTO platform_service_configs (id, platform_id, service_id, config) SELECT "
         "'00000000-0000-4000-8000-000000000001', platform_id, id, '[\"inserted\"]' FROM "
         "platform_services WHERE name = 'Glue'"_s,
         "\"inserted\""},
        {u"UPDATE platform_service_configs SET config = '[\"a\", \"b\"]' WHERE service_id = "_s +
             service,
         "\"label\":\"b\""},
        {u"UPDATE platform_service_configs SET config = 'no JSON' WHERE service_id = "_s + service,
         "\"not_configured\":true"},
        {u"UPDATE platform_service_configs SET config = '[]' WHERE service_id = "_s + service,
         "\"not_configured\":false"},
        {u"UPDATE platform_services SET name = 'Glow' WHERE name = 'Glue'"_s,
         "\"not_configured\":true"},
    };
    for (const auto &[statement, shown] : changes) {
        QVERIFY2(!server.get(path).body.contains(shown), shown.constData());
        QCOMPARE(other.run(statement), 1);
        const qint64 time = msUntil([&] { return server.get(path).body.contains(shown); });
        QVERIFY2(time <= 1000, qPrintable(u"%1 ms: %2"_s.arg(time).arg(statement)));
    }
}

void ServeTest::bothDatabasesGiveTheSameAnswers()
{
    const Workspace workspaces[2];
    Server servers[2];
    const QStringList kinds = Databases::kinds();
    QCOMPARE(kinds.size(), 2);
    for (int i = 0; i < 2; ++i) {
        const QString url = m_databases.make(kinds[i]);
        QVERIFY2(servers[i].start(workspaces[i], {u"--sample-data"_s, u"--database-url"_s, url}),
                 qPrintable(servers[i].err()));
        OtherProgram other(url);
        // Languages sort these in another order than letters do.
        QCOMPARE(other.run(u"INSERT INTO platforms (id, name) VALUES "
                           "('00000000-0000-4000-8000-00000000000a', 'a b'), "
                           "('00000000-0000-4000-8000-00000000000b', 'ab'), "
                           "('00000000-0000-4000-8000-00000000000c', 'Ä'), "
                           "('00000000-0000-4000-8000-00000000000d', 'B')"_s),
                 4);
    }
    const QString platforms = u"/api/v2/configuration/platforms"_s;
    QStringList paths{platforms, platforms + u"/configs"_s,
                      platforms + u"/00000000-0000-4000-8000-00000000000a/services"_s,
                      u"/api/v2/configuration/environments"_s, u"/readyz"_s};
    for (const QJsonValue platform : servers[0].get(platforms).json()["platforms"_L1].toArray())
        paths += u"%1/%2/services"_s.arg(platforms, platform["id"_L1].toString());
    for (const QJsonValue config : servers[0].get(paths[1]).json().begin()->toArray())
        paths += u"%1/configs/%2"_s.arg(platforms, config["id"_L1].toString());
    for (const QJsonValue environment : servers[0].get(paths[3]).json().begin()->toArray()) {
        const QString path = paths[3] + u'/' + environment["id"_L1].toString();
        paths += {path, path + u"/configs"_s};
    }
    QVERIFY(paths.size() > 15);
    for (const QString &path : std::as_const(paths)) {
        const Answer one = servers[0].get(path);
        QVERIFY2(one.status == 200, qPrintable(path));
        QCOMPARE(servers[1].get(path).body, one.body);
    }
}

void ServeTest::everyCandidateHasALineOnStdout()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--plugin-path"_s, s3Plugins},
                          {{u"DISABLED_PLUGINS"_s, u"glue"_s}}),
             qPrintable(server.err()));
    const QStringList lines = server.out().split(u'\n');
    const auto lineOf = [&](const QString &name) {
        const QStringList found = lines.filter(name);
        return found.isEmpty() ? QString() : found.first().simplified();
    };
    QCOMPARE(lineOf(u"SnowflakeDataOutput"_s), u"SnowflakeDataOutput 1.0.0 built-in ready"_s);
    QCOMPARE(lineOf(u"S3DataOutput"_s), u"S3DataOutput 1.0.0 external ready"_s);
    QVERIFY2(lineOf(u"GlueDataOutput"_s)
                 .startsWith("GlueDataOutput 1.0.0 built-in disabled-by-environment"_L1),
             qPrintable(server.out()));
    QVERIFY(!server.out().contains(u'\x1b')); // no terminal, no colours
}

void ServeTest::oneBrokenConnectorStopsNothing()
{
    const Workspace workspace;
    QStringList paths{s3Plugins};
    for (const QString &name : {u"not_elf"_s, u"manifest_invalid"_s, u"migration_failed"_s,
                                u"cannot_load_symbol"_s, u"start_failed"_s}) {
        paths += place(fixtureNamed(name), workspace.path());
    }
    Server server;
    QVERIFY2(server.start(workspace, {u"--plugin-path"_s, paths.join(u':')}),
             qPrintable(server.err()));
    QCOMPARE(server.pluginNames().size(), 5);
    for (const QString &code : {u"not-elf"_s, u"manifest-invalid"_s, u"migration-failed"_s,
                                u"cannot-load"_s, u"start-failed"_s, u"hint: "_s})
        QVERIFY2(server.out().contains(code), qPrintable(code + u" is not in\n"_s + server.out()));
}

QTEST_GUILESS_MAIN(ServeTest)
#include "serve_test.moc"
