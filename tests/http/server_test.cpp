// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/server.h"
#include "tests/http/rawclient.h"
#include "tests/http/serverthread.h"
#include "tests/http/toyhandler.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

namespace {

QJsonObject json(const RawReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object();
}

} // namespace

class ServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void handsTheRequestOver_data();
    void handsTheRequestOver();
    void refusesATarget_data();
    void refusesATarget();
    void answersAFaultOfTheHandlerWith500_data();
    void answersAFaultOfTheHandlerWith500();
    void writesHeaders();
    void sendsHeadWithoutItsBody_data();
    void sendsHeadWithoutItsBody();
    void leavesTheBodyOutWhereHttpHasNone_data();
    void leavesTheBodyOutWhereHttpHasNone();
    void sendsALargeBodyWhole();
    void keepsTheConnection();
    void settlesTheCorrelationId_data();
    void settlesTheCorrelationId();
    void logsALineForEveryRequest();
    void livesOnAfterAClientThatLeaves();

private:
    RawReply get(const QByteArray &target, const QByteArray &headers = {})
    {
        return RawClient(m_server->port()).get(target, headers);
    }

    std::unique_ptr<ServerThread> m_server;
};

void ServerTest::initTestCase()
{
    m_server = std::make_unique<ServerThread>(handle);
    QVERIFY(m_server->port() > 0);
}

void ServerTest::handsTheRequestOver_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &line, const QByteArray &expected) {
        QTest::newRow(name) << line + "\r\nHost: localhost\r\n\r\n" << expected;
    };
    row("a plain path", "GET /a/b HTTP/1.1", "GET a|b");
    row("the root", "GET / HTTP/1.1", "GET ");
    row("a trailing slash", "GET /a/ HTTP/1.1", "GET a|");
    row("an escaped slash stays in its segment", "GET /a%2Fb/c HTTP/1.1", "GET a/b|c");
    row("an escaped percent is decoded once", "GET /a%252Fb HTTP/1.1", "GET a%2Fb");
    row("dots are no way up", "GET /a/../b/./c HTTP/1.1", "GET a|..|b|.|c");
    row("an escaped dot is no way up either", "GET /a/%2e%2e/b HTTP/1.1", "GET a|..|b");
    row("UTF-8, escaped", "GET /caf%C3%A9 HTTP/1.1", "GET café");
    row("UTF-8, raw", "GET /café HTTP/1.1", "GET café");
    row("a query", "GET /a?x=1&y=a+b%20c&x=%26 HTTP/1.1", "GET a x=1 y=a b c x=&");
    row("an address with its host", "GET http://example.org/a?b=c HTTP/1.1", "GET a b=c");
    row("PUT", "PUT /a HTTP/1.1", "PUT a");
    row("DELETE", "DELETE /a HTTP/1.1", "DELETE a");
    row("PATCH", "PATCH /a HTTP/1.1", "PATCH a");
    row("OPTIONS", "OPTIONS /a HTTP/1.1", "OPTIONS a");
    row("a method that nobody knows", "BREW /a HTTP/1.1", "BREW a");
    row("a method in lower case is another one", "get /a HTTP/1.1", "get a");
    QTest::newRow("a body") << QByteArray("POST /a HTTP/1.1\r\nHost: localhost\r\n"
                                          "Content-Length: 5\r\n\r\nhello")
                            << QByteArray("POST a body=hello");
}

void ServerTest::handsTheRequestOver()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, expected);
    const RawReply reply = RawClient(m_server->port()).exchange(request);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, expected);
    QCOMPARE(reply.header("Content-Type"), "text/plain"_ba);
}

void ServerTest::refusesATarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const char *target, const QString &detail) {
        QTest::newRow(name) << QByteArray(target) << detail;
    };
    row("an escaped NUL", "/a%00b", u"There is a control character in \"a%00b\" of the address"_s);
    row("an escaped line feed", "/a%0A",
        u"There is a control character in \"a%0A\" of the address"_s);
    row("an escaped line break in the query", "/a?b=%0D%0Ac",
        u"There is a control character in \"%0D%0Ac\" of the address"_s);
    row("bytes that are not UTF-8", "/%FF%FE",
        u"There are bytes that are not UTF-8 in \"%FF%FE\" of the address"_s);
    row("a raw byte that is not UTF-8", "/\xff",
        u"There are bytes that are not UTF-8 in \"?\" of the address"_s);
    row("a percent without digits", "/a%zz",
        u"There is a % without two hexadecimal digits in \"a%zz\" of the address"_s);
    row("an overlong slash", "/a%C0%AFb",
        u"There are bytes that are not UTF-8 in \"a%C0%AFb\" of the address"_s);
    row("a character cut off in the query", "/?a=%E2%82",
        u"There are bytes that are not UTF-8 in \"%E2%82\" of the address"_s);
}

void ServerTest::refusesATarget()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, detail);
    const RawReply reply = get(target, "X-Request-ID: mine\r\n");
    QCOMPARE(reply.status, 400);
    QCOMPARE(json(reply)["detail"_L1].toString(), detail);
    QCOMPARE(json(reply)["code"_L1].toString(), u"invalid-argument"_s);
    QCOMPARE(json(reply)["correlation_id"_L1].toString(), u"mine"_s);
    QCOMPARE(reply.header("X-Request-ID"), "mine"_ba);
}

void ServerTest::answersAFaultOfTheHandlerWith500_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("logged");
    const auto row = [](const char *name, const char *target, const QString &logged) {
        QTest::newRow(name) << QByteArray(target) << logged;
    };
    const QString header = u"The answer has a header that cannot be written: "_s;
    row("an exception", "/throw", u"The handler threw: the secret cause"_s);
    row("an exception that is none of the standard's", "/throw-int",
        u"The handler threw something that is no std::exception"_s);
    row("a line break in a header's value", "/split-header", header + u"X-Name"_s);
    row("a NUL in a header's value", "/nul-header", header + u"X-Name"_s);
    row("a line break in a header's name", "/split-header-name", header + u"X-A"_s);
    row("a header without a name", "/nameless-header", header);
    row("a line break in the content type", "/split-type", header + u"Content-Type"_s);
}

void ServerTest::answersAFaultOfTheHandlerWith500()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, logged);
    QTest::ignoreMessage(QtCriticalMsg,
                         QRegularExpression(u"^my.id GET %1 %2"_s.arg(
                             QString::fromLatin1(target), QRegularExpression::escape(logged))));
    RawClient client(m_server->port());
    const RawReply reply = client.get(target, "X-Request-ID: my.id\r\n");
    QCOMPARE(reply.status, 500);
    QCOMPARE(reply.body, R"({"correlation_id":"my.id","detail":"Something went wrong",)"
                         R"("code":"internal"})"_ba);
    QCOMPARE(reply.all("X-Injected").size(), 0);
    QCOMPARE(reply.header("X-Request-ID"), "my.id"_ba);
    QCOMPARE(client.get("/after").body, "GET after"_ba); // the server lives, and so does the client
}

void ServerTest::writesHeaders()
{
    const RawReply reply = get("/header");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("X-Name"), "caf\xc3\xa9\tau lait"_ba);
    QCOMPARE(reply.header("Content-Length"), "10"_ba);
    const QRegularExpression date(
        u"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$"_s);
    QVERIFY2(date.match(QString::fromLatin1(reply.header("Date"))).hasMatch(),
             reply.header("Date").constData());
}

void ServerTest::sendsHeadWithoutItsBody_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("a small answer") << QByteArray("/id");
    QTest::newRow("a large answer") << QByteArray("/large");
    QTest::newRow("an unusual status") << QByteArray("/teapot");
    QTest::newRow("a bad request") << QByteArray("/%00");
}

void ServerTest::sendsHeadWithoutItsBody()
{
    QFETCH(QByteArray, target);
    const QByteArray id = "X-Request-ID: same\r\n";
    RawClient client(m_server->port());
    const RawReply head = client.request("HEAD", target, id);
    const RawReply got = client.get(target, id); // in step only if no body followed the head
    QCOMPARE(head.status, got.status);
    QCOMPARE(head.all("Content-Type"), got.all("Content-Type"));
    QVERIFY(got.body.size() > 0);
    QCOMPARE(head.header("Content-Length").toLongLong(), got.body.size());
    QVERIFY(client.rest().isEmpty());
}

void ServerTest::leavesTheBodyOutWhereHttpHasNone_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::newRow("204") << QByteArray("/nothing") << 204;
    QTest::newRow("304") << QByteArray("/same") << 304;
}

void ServerTest::leavesTheBodyOutWhereHttpHasNone()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    RawClient client(m_server->port());
    const RawReply reply = client.get(target);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.all("Content-Length").size(), 0);
    QCOMPARE(reply.all("Content-Type").size(), 0);
    QCOMPARE(client.get("/next").body, "GET next"_ba);
    QVERIFY(client.rest().isEmpty());
}

void ServerTest::sendsALargeBodyWhole()
{
    const RawReply reply = get("/large");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body == QByteArray(largeSize, 'x'));
}

void ServerTest::keepsTheConnection()
{
    RawClient client(m_server->port());
    for (int i = 0; i < 20; ++i) {
        const QByteArray number = QByteArray::number(i);
        QCOMPARE(client.get("/" + number).body, "GET " + number);
    }
    client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.receive().body, "GET one"_ba);
    QCOMPARE(client.receive().body, "GET two"_ba);
}

void ServerTest::settlesTheCorrelationId_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("expected"); // empty: a fresh one
    const auto row = [](const char *name, const QByteArray &header, const QByteArray &expected) {
        QTest::newRow(name) << header << expected;
    };
    row("a valid one is kept", "X-Request-ID: abc.DEF_1-2\r\n", "abc.DEF_1-2");
    row("the name's case does not matter", "x-request-id: abc\r\n", "abc");
    row("the longest is kept", "X-Request-ID: " + QByteArray(128, 'a') + "\r\n",
        QByteArray(128, 'a'));
    row("none", "", "");
    row("an empty one", "X-Request-ID:\r\n", "");
    row("one that is too long", "X-Request-ID: " + QByteArray(129, 'a') + "\r\n", "");
    row("one with a space", "X-Request-ID: a b\r\n", "");
    row("one with a quote", "X-Request-ID: a\"b\r\n", "");
    row("one beyond ASCII", "X-Request-ID: \xc3\xa9\r\n", "");
}

void ServerTest::settlesTheCorrelationId()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, expected);
    const RawReply reply = get("/id", header);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("X-Request-ID"), reply.body);
    QCOMPARE(reply.all("X-Injected").size(), 0);
    if (expected.isEmpty())
        QVERIFY2(!QUuid::fromString(reply.body).isNull() && reply.body.size() == 36,
                 reply.body.constData());
    else
        QCOMPARE(reply.body, expected);
}

void ServerTest::logsALineForEveryRequest()
{
    ServerThread server(handle, {.logsAccess = true});
    const auto expect = [](const char *line) {
        QTest::ignoreMessage(QtInfoMsg, QRegularExpression(QString::fromLatin1(line)));
    };
    expect("^127.0.0.1 \"GET /a%20b\\?c=%22\" 200 11 [0-9.e-]+ ms$");
    expect("^127.0.0.1 \"HEAD /teapot\" 418 0 [0-9.e-]+ ms$");
    expect("^127.0.0.1 \"GET /%zz\" 400 [0-9]+ [0-9.e-]+ ms$");
    expect("^127.0.0.1 \"GET /next\" 200 8 [0-9.e-]+ ms$");
    RawClient client(server.port());
    client.get("/a%20b?c=%22", "X-Request-ID: my-id\r\n");
    client.request("HEAD", "/teapot", "X-Request-ID: my-id\r\n");
    client.get("/%zz");
    client.get("/next"); // all lines are written by now
}

void ServerTest::livesOnAfterAClientThatLeaves()
{
    for (int i = 0; i < 30; ++i) {
        RawClient leaves(m_server->port());
        leaves.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        RawClient half(m_server->port());
        half.send("GET /a HTTP/1.1\r\nHo");
    }
    QCOMPARE(get("/after").body, "GET after"_ba);
}

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
