// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/fixtures/fixture.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

#include <array>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** How `outlet serve` begins and ends, also when it is not asked. */
class LifeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSignalEndsItInOrder_data();
    void aSignalEndsItInOrder();
    void aSecondSignalEndsItAtOnce_data();
    void aSecondSignalEndsItAtOnce();
    void aSignalWhileItStartsLeavesADatabaseThatStartsAgain();
    void aKillLeavesADatabaseThatStartsAgain();
    void aKillAtAnyMomentOfTheFirstStartDoesNoHarm();
    void severalServersStartOnOneDatabaseAtOnce();
    void aDatabaseOfANewerProgramIsLeftAlone();
    void aFileThatIsNoDatabaseIsLeftAlone();
    void whatItKeepsIsForItsOwnerOnly();
    void sampleDataAtEveryStartChangesNothingMore();
    void theLogIsOneJsonObjectALine();
    void aClientThatLeavesEarlyDoesNoHarm();

private:
    static QString integrityOf(const Workspace &workspace);
};

QString LifeTest::integrityOf(const Workspace &workspace)
{
    QString result;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"check"_s);
        database.setDatabaseName(workspace.path(u".outlet/outlet.sqlite"_s));
        QSqlQuery query(database);
        if (database.open()) {
            query = QSqlQuery(database);
            if (query.exec(u"PRAGMA integrity_check"_s) && query.next())
                result = query.value(0).toString();
        }
    }
    QSqlDatabase::removeDatabase(u"check"_s);
    return result;
}

void LifeTest::aSignalEndsItInOrder_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void LifeTest::aSignalEndsItInOrder()
{
    QFETCH(int, signal);
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace), qPrintable(server.err()));
    QCOMPARE(server.get(u"/api/v2/version"_s).status, 200);

    server.send(signal);

    QVERIFY(server.waitForEnd());
    QVERIFY(!server.isCrashed());
    QCOMPARE(server.exitCode(), 0);
    const QString err = server.err();
    QVERIFY2(err.contains("outlet.app: stopped"_L1), qPrintable(err));
    QVERIFY2(!err.contains(" warning "_L1) && !err.contains(" error "_L1), qPrintable(err));
    QVERIFY(!QFileInfo::exists(workspace.path(u".outlet/outlet.sqlite-wal"_s))); // closed
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, quint16(QUrl(server.url()).port()));
    QVERIFY(!socket.waitForConnected());
}

void LifeTest::aSecondSignalEndsItAtOnce_data()
{
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("SIGTERM") << SIGTERM << 143;
    QTest::newRow("SIGINT") << SIGINT << 130;
}

void LifeTest::aSecondSignalEndsItAtOnce()
{
    QFETCH(int, second);
    QFETCH(int, exitCode);
    const Workspace workspace;
    const QString plugins = place(fixtureNamed(u"stop_hangs"_s), workspace.path(u"built"_s));
    Server server;
    QVERIFY(server.start(workspace,
                         {u"--plugin-path"_s, plugins, u"--hook-timeout-ms"_s, u"600000"_s,
                          u"--log-level"_s, u"warning"_s},
                         {{u"OUTLET_FIXTURE_JOURNAL"_s, workspace.path(u"journal"_s)},
                          {u"OUTLET_FIXTURE_STOP_HANGS"_s, u"1"_s}}));
    server.send(SIGTERM);
    QFile journal(workspace.path(u"journal"_s));
    QTRY_VERIFY_WITH_TIMEOUT(journal.exists(), 10'000); // it hangs in stop()
    QElapsedTimer timer;
    timer.start();
    server.send(second);
    QVERIFY(server.waitForEnd());
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(server.exitCode(), exitCode);
    QCOMPARE(integrityOf(workspace), u"ok"_s);
}

void LifeTest::aSignalWhileItStartsLeavesADatabaseThatStartsAgain()
{
    const Workspace workspace;
    Server server;
    server.launch(workspace, {u"--sample-data"_s});
    // Migrating by now, and nothing is served that could be finished.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(workspace.path(u".outlet/outlet.sqlite"_s)), 30'000);
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(integrityOf(workspace), u"ok"_s);
    Server again;
    QVERIFY2(again.start(workspace), qPrintable(again.err()));
    QCOMPARE(again.pluginNames().size(), 4);
}

void LifeTest::aKillLeavesADatabaseThatStartsAgain()
{
    const Workspace workspace;
    {
        Server server;
        QVERIFY2(server.start(workspace, {u"--sample-data"_s}), qPrintable(server.err()));
        server.send(SIGKILL);
        QVERIFY(server.waitForEnd());
        QVERIFY(server.isCrashed());
    }
    Server again;
    QVERIFY2(again.start(workspace), qPrintable(again.err()));
    QCOMPARE(again.pluginNames().size(), 4);
    QVERIFY(again.get(u"/api/v2/plugins/GlueDataOutput/form"_s).body.contains("master"));
}

void LifeTest::aKillAtAnyMomentOfTheFirstStartDoesNoHarm()
{
    const Workspace workspace;
    const QString database = workspace.path(u".outlet/outlet.sqlite"_s);
    // Each round gets further: the database is there, then its log, then a log that grows.
    for (qint64 size : {-1, 0, 1, 30'000, 100'000}) {
        Server server;
        server.launch(workspace, {u"--sample-data"_s});
        const auto hasCome = [&] {
            return size < 0 ? QFileInfo::exists(database)
                            : QFileInfo(database + u"-wal"_s).size() >= size;
        };
        while (!hasCome() && !server.isReady()) {
        }
        server.send(SIGKILL);
        QVERIFY(server.waitForEnd());
    }
    Server server;
    QVERIFY2(server.start(workspace, {u"--sample-data"_s}), qPrintable(server.err()));
    QCOMPARE(server.pluginNames().size(), 4);
    QVERIFY(server.get(u"/api/v2/plugins/GlueDataOutput/form"_s).body.contains("master"));
    QCOMPARE(integrityOf(workspace), u"ok"_s);
}

void LifeTest::severalServersStartOnOneDatabaseAtOnce()
{
    const Workspace workspace;
    std::array<Server, 4> servers;
    for (Server &server : servers)
        server.launch(workspace, {u"--sample-data"_s});
    for (Server &server : servers)
        QVERIFY2(server.waitUntilReady(), qPrintable(server.err()));
    const Answer first = servers.front().get(u"/api/v2/plugins/"_s);
    QCOMPARE(first.status, 200);
    for (const Server &server : servers)
        QCOMPARE(server.get(u"/api/v2/plugins/"_s).body, first.body);
    QVERIFY(!first.body.contains("\"not_configured\":true"));
    QCOMPARE(integrityOf(workspace), u"ok"_s);
}

void LifeTest::aDatabaseOfANewerProgramIsLeftAlone()
{
    const Workspace workspace;
    {
        Server server;
        QVERIFY2(server.start(workspace), qPrintable(server.err()));
        server.send(SIGTERM);
        QVERIFY(server.waitForEnd());
    }
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
        database.setDatabaseName(workspace.path(u".outlet/outlet.sqlite"_s));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(
            u"INSERT INTO plugin_migrations (plugin, migration_id, checksum, applied_at) "
            "VALUES ('core', '9999_later', 'x', "
            "'2026-01-01T00:00:00.000Z')"_s));
    }
    QSqlDatabase::removeDatabase(u"newer"_s);
    const QStringList before = workspace.listing();

    const Outcome outcome = workspace.run({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s});

    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.err.contains("9999_later"_L1), qPrintable(outcome.err));
    QVERIFY(outcome.err.contains("hint: "_L1));
    QVERIFY(!outcome.out.contains("listens on"_L1));
    QCOMPARE(workspace.listing(), before);
}

void LifeTest::aFileThatIsNoDatabaseIsLeftAlone()
{
    const Workspace workspace;
    const QByteArray text = QByteArray("These are my notes.\n").repeated(300);
    workspace.write(u"notes.txt"_s, text);

    const Outcome outcome =
        workspace.run({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--database-url"_s,
                       u"sqlite://"_s + workspace.path(u"notes.txt"_s)});

    QCOMPARE(outcome.exitCode, 3);
    QVERIFY2(outcome.err.contains("is not an SQLite database"_L1), qPrintable(outcome.err));
    QFile file(workspace.path(u"notes.txt"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), text);
}

void LifeTest::whatItKeepsIsForItsOwnerOnly()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace), qPrintable(server.err()));
    const QFileInfo directory(workspace.path(u".outlet"_s));
    QVERIFY(!(directory.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther)));
    QVERIFY(QFileInfo(workspace.path(u".outlet/plugins"_s)).isDir());
}

void LifeTest::sampleDataAtEveryStartChangesNothingMore()
{
    const Workspace workspace;
    QByteArray platforms;
    for (int i = 0; i < 2; ++i) {
        Server server;
        QVERIFY2(server.start(workspace, {u"--sample-data"_s}), qPrintable(server.err()));
        const Answer answer = server.get(u"/api/v2/configuration/platforms"_s);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.contains("Snowflake"));
        QVERIFY(platforms.isEmpty() || platforms == answer.body);
        platforms = answer.body;
    }
}

void LifeTest::theLogIsOneJsonObjectALine()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--log-format"_s, u"json"_s, u"--log-level"_s, u"debug"_s}),
             qPrintable(server.err()));
    server.get(u"/api/v2/plugins/none/form"_s);
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    const QStringList lines = server.err().split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 3);
    for (const QString &line : lines) {
        const QJsonObject object = QJsonDocument::fromJson(line.toUtf8()).object();
        for (const QString &key : {u"time"_s, u"level"_s, u"category"_s, u"message"_s})
            QVERIFY2(object.contains(key), qPrintable(line));
    }
}

void LifeTest::aClientThatLeavesEarlyDoesNoHarm()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--sample-data"_s}), qPrintable(server.err()));
    for (int i = 0; i < 20; ++i) {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, quint16(QUrl(server.url()).port()));
        QVERIFY(socket.waitForConnected());
        socket.write("GET /api/v2/plugins/ HTTP/1.1\r\nHost: test\r\n\r\n");
        socket.waitForBytesWritten();
        socket.abort(); // a reset, perhaps in the middle of the answer
    }
    QCOMPARE(server.pluginNames().size(), 4);
}

QTEST_GUILESS_MAIN(LifeTest)
#include "life_test.moc"
