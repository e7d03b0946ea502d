// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serverconnection.h"
#include "app/settings/serverurl.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace outlet;
using namespace outlet::app;

/** What a PostgreSQL URL means; the wrong ones stand in settings_values_test. */
class ServerUrlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAreRead_data();
    void partsAreRead();
    void timesAndOptionsAreRead();
    void unknownWordsOfTheServerAreKept();
};

void ServerUrlTest::partsAreRead_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QStringList>("parts"); // host, port, database, user, password
    const auto row = [](const char *name, const char *url, const QStringList &parts) {
        QTest::newRow(name) << QString::fromLatin1(url) << parts;
    };
    row("everything", "postgresql://ann:geheim@db.example.org:5433/x",
        {u"db.example.org"_s, u"5433"_s, u"x"_s, u"ann"_s, u"geheim"_s});
    row("as little as possible", "postgres:///x", {u""_s, u"5432"_s, u"x"_s, u""_s, u""_s});
    row("an empty query", "postgres://db/x?", {u"db"_s, u"5432"_s, u"x"_s, u""_s, u""_s});
    row("a user alone", "postgresql://ann@db/x", {u"db"_s, u"5432"_s, u"x"_s, u"ann"_s, u""_s});
    row("escapes in every part", "postgresql://a%40n:g%2Fe%3Ah%25@%2Frun%2Fpg:1/a%20b",
        {u"/run/pg"_s, u"1"_s, u"a b"_s, u"a@n"_s, u"g/e:h%"_s});
    row("an @ in a password", "postgresql://ann:ge@heim@db/x",
        {u"db"_s, u"5432"_s, u"x"_s, u"ann"_s, u"ge@heim"_s});
    row("a colon in a password", "postgresql://ann:ge:heim@db/x",
        {u"db"_s, u"5432"_s, u"x"_s, u"ann"_s, u"ge:heim"_s});
    row("a quote, a backslash and a semicolon in a password", "postgresql://ann:a'b%5Cc;d@db/x",
        {u"db"_s, u"5432"_s, u"x"_s, u"ann"_s, u"a'b\\c;d"_s});
    row("IPv6", "postgresql://ann@[::1]:5433/x", {u"::1"_s, u"5433"_s, u"x"_s, u"ann"_s, u""_s});
    row("everything as an option",
        "postgresql:///?host=/run/pg&port=5433&dbname=x&user=ann&password=ge%26heim",
        {u"/run/pg"_s, u"5433"_s, u"x"_s, u"ann"_s, u"ge&heim"_s});
}

void ServerUrlTest::partsAreRead()
{
    QFETCH(QString, url);
    QFETCH(QStringList, parts);
    QVERIFY(isServerUrl(url));
    const auto server = readServerUrl(url);
    QVERIFY2(server, qPrintable(server ? QString() : server.error().message));
    QCOMPARE(QStringList({server->host, QString::number(server->port), server->database,
                          server->user, server->password}),
             parts);
    QVERIFY(server->password.isEmpty() || !server->shownAs.contains(server->password));
}

void ServerUrlTest::timesAndOptionsAreRead()
{
    const auto plain = readServerUrl(u"postgresql://db/x"_s);
    QVERIFY(plain);
    QCOMPARE(plain->connectTimeout, 3s);
    QCOMPARE(plain->statementTimeout, 5000ms);
    QCOMPARE(plain->lockTimeout, 2000ms);
    const auto given = readServerUrl(u"postgresql://db/x?connect_timeout=7&statement_timeout=800&"
                                     "lock_timeout=90&sslmode=verify-full&options=-c%20a%3Db"_s);
    QVERIFY(given);
    QCOMPARE(given->connectTimeout, 7s);
    QCOMPARE(given->statementTimeout, 800ms);
    QCOMPARE(given->lockTimeout, 90ms);
    QCOMPARE(given->options, u"-c a=b"_s);
    QCOMPARE(given->parameters,
             (QList<std::pair<QString, QString>>{{u"sslmode"_s, u"verify-full"_s}}));
}

void ServerUrlTest::unknownWordsOfTheServerAreKept()
{
    const auto server = readServerUrl(u"postgresql://ann:geheim@db/x"_s);
    QVERIFY(server);
    const Error error = explainedConnecting(*server, u"FATAL:  der Server\n mag nicht\n"_s);
    QCOMPARE(error.code, ErrorCode::Unavailable);
    QCOMPARE(error.message, u"The database postgresql://ann:***@db/x cannot be used: FATAL: der "
                            "Server mag nicht."_s);
    QVERIFY(!error.hint.isEmpty());
}

QTEST_GUILESS_MAIN(ServerUrlTest)
#include "serverurl_test.moc"
