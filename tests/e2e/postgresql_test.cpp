// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/e2e/hardclient.h"
#include "tests/postgresql/server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

#include <array>
#include <csignal>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** `outlet serve` on a PostgreSQL server: how it begins there, and what it does when it is gone. */
class PostgresqlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void aDatabaseThatCannotBeHadEndsTheStart_data();
    void aDatabaseThatCannotBeHadEndsTheStart();
    void aServerThatHangsEndsTheStart();
    void theSocketDoes();
    void commandsThatLookTouchNothing();
    void severalServersStartOnAnEmptyDatabaseAtOnce();
    void aDatabaseThatGoesComesBack_data();
    void aDatabaseThatGoesComesBack();
    void aDatabaseThatHangsComesBack();
    void aHangingDatabaseDoesNotKeepTheServerFromEnding();
    void connectionsThatAreTerminatedAreMadeAnew();
    void withoutNotificationsTheLookAtEveryIntervalFindsChanges();
    void aNotificationIsAHintAndNoMore();
    void aChangeOfALongTransactionIsNotMissed();
    void whoWritesNeverWaitsForAnotherWriter();
    void oldChangesAreForgotten();
    void thePasswordIsNowhere();

private:
    QString url() const { return m_postgres.url(m_database); }
    QStringList arguments(const QStringList &more = {}) const
    {
        return QStringList{u"--database-url"_s, url() + u"?connect_timeout=2"_s} + more;
    }
    QString run(const QString &sql) const { return m_postgres.run(sql, m_database); }
    /** Has the Glue form offer one thing; the form with it, or how long it was waited for. */
    QString offer(const QString &name) const
    {
        return run(u"UPDATE platform_service_configs SET config = '[\"%1\"]' WHERE service_id = "
                   "(SELECT id FROM platform_services WHERE name = 'Glue')"_s.arg(name));
    }

    PostgresServer m_postgres;
    QString m_database;
};

namespace {

const QString platforms = u"/api/v2/configuration/platforms"_s; // needs the database
const QString list = u"/api/v2/plugins/"_s;                     // needs the snapshot alone
const QString form = u"/api/v2/plugins/GlueDataOutput/form"_s;
const QString tiles = u"/api/v2/plugins/platform-tiles"_s;

template<class Condition>
qint64 msUntil(Condition holds)
{
    QElapsedTimer timer;
    timer.start();
    while (!holds() && timer.elapsed() < 30'000)
        QTest::qWait(5);
    return timer.elapsed();
}

/** The password as it is and as it stands in the URL. */
bool hasSecret(const QString &text)
{
    const QString password = PostgresServer::password();
    return text.contains(password) ||
           text.contains(QString::fromLatin1(QUrl::toPercentEncoding(password)));
}

/** A request that needs the database, while that is away. */
void verifyUnavailable(const Server &server)
{
    QElapsedTimer timer;
    timer.start();
    const Answer answer = server.get(platforms);
    QCOMPARE(answer.status, 503);
    QVERIFY2(answer.head.contains("Retry-After: 1"), answer.head.constData());
    QVERIFY2(answer.body.contains("\"detail\":\"The database does not answer\""),
             answer.body.constData());
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

} // namespace

void PostgresqlTest::initTestCase()
{
    QVERIFY2(m_postgres.start(PostgresServer::Durability::Durable),
             qPrintable(m_postgres.reason()));
}

void PostgresqlTest::init()
{
    m_database = m_postgres.createDatabase();
    QVERIFY2(!m_database.isEmpty(), qPrintable(m_postgres.reason()));
}

/** What a test leaves stopped or hanging is no matter for the next one. */
void PostgresqlTest::cleanup()
{
    m_postgres.resume();
    if (m_postgres.run(u"SELECT 1"_s) != "1"_L1)
        QVERIFY2(m_postgres.restart(), qPrintable(m_postgres.reason()));
}

void PostgresqlTest::aDatabaseThatCannotBeHadEndsTheStart_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    const quint16 port = m_postgres.port();
    const QString host = u"127.0.0.1:%1"_s.arg(port);
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    const quint16 closed = probe.serverPort();
    probe.close();
    const auto row = [](const char *name, const QString &url, const QString &message,
                        const QString &hint) { QTest::newRow(name) << url << message << hint; };
    row("nobody listens", u"postgresql://a:geheim@127.0.0.1:%1/x"_s.arg(closed),
        u"nobody listens at 127.0.0.1, port %1."_s.arg(closed), u"Start the PostgreSQL server"_s);
    row("no such socket", u"postgresql://a:geheim@%2Fnowhere/x"_s,
        u"nobody listens at the socket in \"/nowhere\"."_s, u"Start the PostgreSQL server"_s);
    row("no such host", u"postgresql://a:geheim@no-such-host.invalid/x"_s,
        u"nobody knows the host \"no-such-host.invalid\"."_s, u"Correct the host"_s);
    row("a wrong password", u"postgresql://outlet:geheim@%1/postgres"_s.arg(host),
        u"the server does not let \"outlet\" in."_s, u"pg_hba.conf"_s);
    row("no password", u"postgresql://outlet@%1/postgres"_s.arg(host),
        u"the server does not let \"outlet\" in."_s, u"pg_hba.conf"_s);
    row("a user that there is not", u"postgresql://ann:geheim@%1/postgres"_s.arg(host),
        u"the server does not let \"ann\" in."_s, u"pg_hba.conf"_s);
    row("a user that there is not, on the socket",
        u"postgresql://ann:geheim@:%1/postgres?host=%2"_s.arg(port).arg(m_postgres.directory()),
        u"the server knows no user \"ann\"."_s, u"createuser"_s);
    row("a database that there is not", m_postgres.url(u"absent"_s),
        u"the server has no database \"absent\"."_s, u"createdb -O outlet absent"_s);
    row("TLS that the server does not speak", m_postgres.url(u"postgres"_s) + u"?sslmode=require"_s,
        u"TLS cannot be agreed upon."_s, u"sslmode"_s);
}

void PostgresqlTest::aDatabaseThatCannotBeHadEndsTheStart()
{
    QFETCH(QString, url);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s,
                                           u"--log-level"_s, u"debug"_s, u"--database-url"_s, url});
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.err.contains(message), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(hint), qPrintable(outcome.err));
    QVERIFY(!outcome.err.contains("geheim"_L1) && !hasSecret(outcome.err));
}

void PostgresqlTest::aServerThatHangsEndsTheStart()
{
    QTcpServer silent; // the kernel takes connections, nobody answers
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const Workspace workspace;
    QElapsedTimer timer;
    timer.start();
    const Outcome outcome = workspace.run(
        {u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--database-url"_s,
         u"postgresql://a:geheim@127.0.0.1:%1/x?connect_timeout=2"_s.arg(silent.serverPort())});
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.err.contains("nobody answers at 127.0.0.1, port %1 within 2 s."_L1.arg(
                 QString::number(silent.serverPort()))),
             qPrintable(outcome.err));
    QVERIFY(timer.elapsed() < 6000);
}

void PostgresqlTest::theSocketDoes()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--sample-data"_s, u"--database-url"_s,
                                      m_postgres.socketUrl(m_database)}),
             qPrintable(server.err()));
    QCOMPARE(server.get(platforms).status, 200);
    QVERIFY(!QFile::exists(workspace.path(u".outlet/outlet.sqlite"_s)));
}

void PostgresqlTest::commandsThatLookTouchNothing()
{
    const QString tables = u"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"_s;
    const Workspace workspace;
    const QStringList database{u"--database-url"_s, url()};
    for (const QStringList &command : {QStringList{u"plugins"_s, u"list"_s},
                                       {u"plugins"_s, u"verify"_s},
                                       {u"migrate"_s, u"status"_s},
                                       {u"migrate"_s, u"plan"_s}}) {
        const Outcome outcome = workspace.run(command + database);
        QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.err));
        QCOMPARE(run(tables), u"0"_s);
    }
    const Outcome plan = workspace.run(QStringList{u"migrate"_s, u"plan"_s} + database);
    QVERIFY(plan.out.contains("outlet_note_change"_L1));
    QCOMPARE(run(u"BEGIN;"_s + plan.out + u"; COMMIT"_s), QString()); // it is what it says
    QVERIFY(
        run(u"DROP SCHEMA public CASCADE; CREATE SCHEMA public"_s).contains("drop cascades"_L1));

    const Outcome up = workspace.run(QStringList{u"migrate"_s, u"up"_s} + database);
    QVERIFY2(up.exitCode == 0, qPrintable(up.err));
    QVERIFY(run(tables).toInt() > 10);
    const Outcome status = workspace.run(QStringList{u"migrate"_s, u"status"_s} + database);
    QVERIFY(status.out.contains("0006_note_changes"_L1));
    QVERIFY2(!status.out.contains("pending"_L1), qPrintable(status.out));
    const Outcome list = workspace.run(QStringList{u"plugins"_s, u"list"_s} + database);
    QVERIFY2(list.out.contains("SnowflakeDataOutput"_L1), qPrintable(list.out));
}

void PostgresqlTest::severalServersStartOnAnEmptyDatabaseAtOnce()
{
    const std::array<Workspace, 3> workspaces; // on three machines, as it were
    std::array<Server, 3> servers;
    for (std::size_t i = 0; i < servers.size(); ++i)
        servers[i].launch(workspaces[i], arguments({u"--sample-data"_s}));
    for (Server &server : servers)
        QVERIFY2(server.waitUntilReady(), qPrintable(server.err()));
    qsizetype applied = 0;
    for (Server &server : servers) {
        QCOMPARE(server.get(list).body, servers.front().get(list).body);
        QCOMPARE(server.get(platforms).status, 200);
        QCOMPARE(server.get(u"/readyz"_s).status, 200);
        applied += server.err().count(": applied 0"_L1);
    }
    QVERIFY(!servers.front().get(list).body.contains("\"not_configured\":true"));
    QCOMPARE(QString::number(applied), run(u"SELECT count(*) FROM plugin_migrations"_s));
    QCOMPARE(run(u"SELECT count(*) FROM plugins"_s), u"4"_s);
}

void PostgresqlTest::aDatabaseThatGoesComesBack_data()
{
    QTest::addColumn<bool>("isCrash");
    QTest::newRow("stopped in order") << false;
    QTest::newRow("killed") << true;
}

void PostgresqlTest::aDatabaseThatGoesComesBack()
{
    QFETCH(bool, isCrash);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    QCOMPARE(server.get(platforms).status, 200);
    const QByteArray names = server.get(platforms).body;
    const QByteArray before = server.get(list).body;
    const QByteArray tilesBefore = server.get(tiles).body;

    if (isCrash)
        m_postgres.crash();
    else
        QVERIFY(m_postgres.stop());
    for (int i = 0; i < 20; ++i) { // every worker, before and after the loss is known
        verifyUnavailable(server);
        QCOMPARE(server.get(list).body, before);
    }
    QCOMPARE(server.get(form).status, 200);
    QCOMPARE(server.get(tiles).body, tilesBefore);
    QCOMPARE(server.get(u"/healthz"_s).status, 200);
    QCOMPARE(server.get(u"/metrics"_s).status, 200);
    Answer ready;
    msUntil([&] { // while it shuts down, it says so
        ready = server.get(u"/readyz"_s);
        return ready.status == 503 && ready.body.contains("nobody listens at 127.0.0.1");
    });
    QVERIFY2(ready.body.contains("nobody listens at 127.0.0.1"), ready.body.constData());
    QVERIFY(!hasSecret(QString::fromUtf8(ready.body)));

    QVERIFY2(m_postgres.restart(), qPrintable(m_postgres.reason()));
    QCOMPARE(offer(u"meanwhile"_s), QString());
    const qint64 back = msUntil([&] { return server.get(platforms).status == 200; });
    QVERIFY2(back < 5000, qPrintable(QString::number(back)));
    QCOMPARE(server.get(platforms).body, names);
    QCOMPARE(server.get(u"/readyz"_s).status, 200);
    QVERIFY(msUntil([&] { return server.get(form).body.contains("meanwhile"); }) <= 1000);

    QCOMPARE(offer(u"afterwards"_s), QString());
    QVERIFY(msUntil([&] { return server.get(form).body.contains("afterwards"); }) <= 1000);
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 0);
    const QString err = server.err();
    QVERIFY2(err.contains("The database can be asked for changes again"_L1), qPrintable(err));
    QVERIFY(!hasSecret(err));
}

void PostgresqlTest::aDatabaseThatHangsComesBack()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    QCOMPARE(server.get(platforms).status, 200);
    const QByteArray before = server.get(list).body;
    const quint16 port = quint16(QUrl(server.url()).port());
    QVERIFY(msUntil([&] { // until every worker has a connection, beside the registry and the watch
                std::vector<HardClient> clients;
                for (int i = 0; i < 16; ++i)
                    clients.emplace_back(port).get(platforms.toLatin1());
                for (HardClient &client : clients)
                    client.until("}]}");
                return run(u"SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                           "'outlet'"_s) == "6"_L1;
            }) < 30'000);

    m_postgres.pause();
    QElapsedTimer timer;
    timer.start();
    std::vector<HardClient> clients; // on connections that are as alive as ever
    for (int i = 0; i < 16; ++i)
        clients.emplace_back(port).get(platforms.toLatin1());
    for (HardClient &client : clients) {
        const QByteArray answer = client.until("back\"}");
        QVERIFY2(answer.startsWith("HTTP/1.1 503 "), answer.constData());
    }
    const qint64 waited = timer.elapsed();
    QVERIFY2(waited < 3500, qPrintable(QString::number(waited)));
    for (int i = 0; i < 8; ++i) {
        verifyUnavailable(server); // nobody waits any more
        QCOMPARE(server.get(list).body, before);
    }
    const Answer ready = server.get(u"/readyz"_s);
    QCOMPARE(ready.status, 503);

    m_postgres.resume();
    const qint64 back = msUntil([&] { return server.get(platforms).status == 200; });
    QVERIFY2(back < 8000, qPrintable(QString::number(back)));
    QCOMPARE(offer(u"afterwards"_s), QString());
    QVERIFY(msUntil([&] { return server.get(form).body.contains("afterwards"); }) <= 1000);
}

void PostgresqlTest::aHangingDatabaseDoesNotKeepTheServerFromEnding()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments()), qPrintable(server.err()));
    m_postgres.pause();
    QElapsedTimer timer;
    timer.start();
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    m_postgres.resume();
    QCOMPARE(server.exitCode(), 0);
    QVERIFY2(timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));
}

void PostgresqlTest::connectionsThatAreTerminatedAreMadeAnew()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(server.get(platforms).status, 200);
        QVERIFY(run(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                    "application_name = 'outlet'"_s)
                    .contains(u't'));
        // At most the request that was under way fails; the server itself is there.
        QVERIFY(msUntil([&] { return server.get(platforms).status == 200; }) <= 1000);
        const QString name = u"name%1"_s.arg(i);
        QCOMPARE(offer(name), QString());
        QVERIFY(msUntil([&] { return server.get(form).body.contains(name.toUtf8()); }) <= 1000);
    }
}

void PostgresqlTest::withoutNotificationsTheLookAtEveryIntervalFindsChanges()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    QVERIFY(
        !run(u"DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('outlet_note_change'::regproc), "
             "'PERFORM pg_notify', 'PERFORM concat'); END $do$"_s)
             .startsWith("ERROR"_L1));
    for (const char *name : {"one", "two", "three"}) {
        QCOMPARE(offer(QString::fromLatin1(name)), QString());
        QVERIFY(msUntil([&] { return server.get(form).body.contains(name); }) <= 1000);
    }
}

void PostgresqlTest::aNotificationIsAHintAndNoMore()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace,
                          arguments({u"--sample-data"_s, u"--poll-interval-ms"_s, u"1000"_s})),
             qPrintable(server.err()));
    const QByteArray before = server.get(list).body;
    QVERIFY(!run(u"SELECT pg_notify('outlet_changes', repeat('x', 7000)), "
                 "pg_notify('outlet_changes', '{\"rubbish')"_s)
                 .startsWith("ERROR"_L1));
    // The look of every second would find ten changes in ten seconds.
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 10; ++i) {
        const QString name = u"name%1"_s.arg(i);
        QCOMPARE(offer(name), QString());
        QVERIFY(msUntil([&] { return server.get(form).body.contains(name.toUtf8()); }) <= 1000);
    }
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(server.get(list).body != before);
}

/** Numbers are given when a row is written and seen when it is committed: in another order. */
void PostgresqlTest::aChangeOfALongTransactionIsNotMissed()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    QVERIFY(!run(u"CREATE EXTENSION dblink"_s).startsWith("ERROR"_L1));
    const QString self = u"host=%1 port=%2 user=outlet dbname=%3"_s.arg(
        m_postgres.directory(), QString::number(m_postgres.port()), m_database);
    const QString other = u"UPDATE platform_service_configs SET config = '[\"other\"]' WHERE "
                          "service_id = (SELECT id FROM platform_services WHERE name = 'S3')"_s;
    // The first one writes, a second one writes and commits, a look sees that, the first commits.
    const QString output = run(
        u"BEGIN; UPDATE platform_service_configs SET config = '[\"long\"]' WHERE service_id = "
        "(SELECT id FROM platform_services WHERE name = 'Glue'); "
        "SELECT dblink_exec('%1', $sql$%2$sql$); SELECT pg_sleep(1.5); COMMIT"_s.arg(self, other));
    QVERIFY2(!output.contains("ERROR"_L1), qPrintable(output));
    QVERIFY(msUntil([&] { return server.get(form).body.contains("long"); }) <= 1000);
}

void PostgresqlTest::whoWritesNeverWaitsForAnotherWriter()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    QVERIFY(!run(u"CREATE EXTENSION dblink"_s).startsWith("ERROR"_L1));
    const QString self = u"host=%1 port=%2 user=outlet dbname=%3"_s.arg(
        m_postgres.directory(), QString::number(m_postgres.port()), m_database);
    // While the first transaction is open, 600 others write: two times the old ones are forgotten.
    const QString output =
        run(u"BEGIN; SET LOCAL lock_timeout = 100; UPDATE platforms SET name = name; "
            "SELECT dblink_exec($c$%1 options='-c lock_timeout=100'$c$, $s$DO $d$ BEGIN "
            "FOR i IN 1..600 LOOP UPDATE environments SET name = name; COMMIT; END LOOP; "
            "END $d$$s$); COMMIT"_s.arg(self));
    QVERIFY2(!output.contains("ERROR"_L1), qPrintable(output));
}

void PostgresqlTest::oldChangesAreForgotten()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--sample-data"_s})), qPrintable(server.err()));
    QVERIFY(!run(u"DO $$ BEGIN FOR i IN 1..1500 LOOP UPDATE platforms SET name = name; COMMIT; "
                 "END LOOP; END $$"_s)
                 .startsWith("ERROR"_L1));
    QVERIFY(run(u"SELECT count(*) FROM outlet_changes"_s).toInt() <= 512);
    QCOMPARE(offer(u"afterwards"_s), QString());
    QVERIFY(msUntil([&] { return server.get(form).body.contains("afterwards"); }) <= 1000);
}

void PostgresqlTest::thePasswordIsNowhere()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, arguments({u"--log-level"_s, u"debug"_s})),
             qPrintable(server.err()));
    m_postgres.crash();
    QString texts;
    for (const char *path : {"/readyz", "/metrics", "/api/v2/configuration/platforms", "/",
                             "/api/v2/plugins/discovery", "/openapi.json"})
        texts += QString::fromUtf8(server.get(QString::fromLatin1(path)).body);
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QVERIFY2(m_postgres.restart(), qPrintable(m_postgres.reason()));
    texts += server.out() + server.err();
    const Outcome settings =
        workspace.run({u"settings"_s, u"--database-url"_s, url()}); // prints what is in force
    texts += settings.out + settings.err;
    QVERIFY(!hasSecret(texts));
}

QTEST_GUILESS_MAIN(PostgresqlTest)
#include "postgresql_test.moc"
