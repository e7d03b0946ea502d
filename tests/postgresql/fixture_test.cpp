// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** The server that other tests rely on: it comes, goes, crashes and comes back as it should. */
class FixtureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itIsInstalled();
    void eachDatabaseIsNewAndEmpty();
    void whatWasCommittedOutlivesACrash();
    void aPausedServerDoesNotAnswer();
    void itLeavesNothingBehind();
    void itLeavesNothingBehindWhenTheTestIsKilled();
};

void FixtureTest::itIsInstalled()
{
    QVERIFY2(PostgresServer::isInstalled(),
             "half of the tests need PostgreSQL: install the package postgresql");
}

void FixtureTest::eachDatabaseIsNewAndEmpty()
{
    Databases databases;
    PostgresServer &server = databases.server();
    const QString one = server.createDatabase();
    const QString two = server.createDatabase();
    QVERIFY(!one.isEmpty() && !two.isEmpty() && one != two);
    QCOMPARE(server.run(u"CREATE TABLE a (x TEXT)"_s, one), QString());
    QVERIFY(server.run(u"SELECT * FROM a"_s, two).startsWith("ERROR"_L1));
    QVERIFY(databases.make(u"SQLite"_s) != databases.make(u"SQLite"_s));
}

void FixtureTest::whatWasCommittedOutlivesACrash()
{
    PostgresServer server;
    QVERIFY2(server.start(PostgresServer::Durability::Durable), qPrintable(server.reason()));
    const QString database = server.createDatabase();
    QCOMPARE(server.run(u"CREATE TABLE a (x TEXT)"_s, database), QString());
    const quint16 port = server.port();
    server.crash();
    QVERIFY(server.run(u"SELECT 1"_s).startsWith("ERROR"_L1));
    QVERIFY2(server.restart(), qPrintable(server.reason()));
    QCOMPARE(server.port(), port);
    QCOMPARE(server.run(u"SELECT count(*) FROM a"_s, database), u"0"_s);
    QVERIFY2(server.restart(), qPrintable(server.reason()));
    QCOMPARE(server.run(u"SELECT count(*) FROM a"_s, database), u"0"_s);
}

void FixtureTest::aPausedServerDoesNotAnswer()
{
    PostgresServer server;
    QVERIFY2(server.start(), qPrintable(server.reason()));
    server.pause();
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, server.port());
    QVERIFY(socket.waitForConnected());                     // by the kernel
    socket.write(QByteArray::fromHex("00000008 04d2162f")); // may we use TLS?
    QVERIFY(!socket.waitForReadyRead(300));
    server.resume();
    QVERIFY(socket.waitForReadyRead());
    QCOMPARE(socket.readAll(), "N");
}

void FixtureTest::itLeavesNothingBehind()
{
    QString directory;
    quint16 port = 0;
    {
        PostgresServer server;
        QVERIFY2(server.start(), qPrintable(server.reason()));
        directory = server.directory();
        port = server.port();
        QVERIFY(QFile::exists(directory));
        server.pause(); // also from here
    }
    QVERIFY(!QFile::exists(directory));
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    QVERIFY(!socket.waitForConnected());
}

/** This program again, as a test that is killed in the middle. */
void FixtureTest::itLeavesNothingBehindWhenTheTestIsKilled()
{
    QProcess victim;
    victim.start(QCoreApplication::applicationFilePath(), {u"--victim"_s});
    QVERIFY(victim.waitForReadyRead(60'000));
    const QString directory = QString::fromUtf8(victim.readLine()).trimmed();
    QVERIFY2(QFile::exists(directory), qPrintable(directory));
    victim.kill();
    QVERIFY(victim.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(directory), 20'000);
}

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (app.arguments().contains(u"--victim"_s)) {
        PostgresServer server;
        if (!server.start())
            return 1;
        std::printf("%s\n", qPrintable(server.directory()));
        std::fflush(stdout);
        return app.exec();
    }
    FixtureTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "fixture_test.moc"
