// SPDX-License-Identifier: GPL-3.0-or-later
// What HTTP promises to clients that do everything right, and to those that nearly do.
#include "tests/http/rawclient.h"
#include "tests/http/routedserver.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

class SemanticsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsOrEndsTheConnection_data();
    void keepsOrEndsTheConnection();
    void answersAPipelineInOrder_data();
    void answersAPipelineInOrder();
    void sendsNoBodyToHead_data();
    void sendsNoBodyToHead();
    void tellsItsMethods_data();
    void tellsItsMethods();
    void saysContinueBeforeTheBody_data();
    void saysContinueBeforeTheBody();
    void asksForNoBodyThatItRefuses_data();
    void asksForNoBodyThatItRefuses();
    void chunksEqualALength_data();
    void chunksEqualALength();
    void takesAnAddressForATarget_data();
    void takesAnAddressForATarget();
    void takesOddTargets_data();
    void takesOddTargets();
    void answersAClientThatHasEnded_data();
    void answersAClientThatHasEnded();
    void limitsBodies_data();
    void limitsBodies();
    void keepsALargeBodyInAFile_data();
    void keepsALargeBodyInAFile();
    void saysThatABodyCannotBeKept();
    void sendsAStream_data();
    void sendsAStream();

private:
    QTemporaryDir m_directory;
    std::unique_ptr<RoutedServer> m_server;
};

namespace {

constexpr qsizetype bodyLimit = 10'000;
constexpr qsizetype uploadLimit = 3'000'000;

/** Comes in parts of three bytes, with a pause before each. */
class Slow : public api::Stream
{
public:
    std::optional<QByteArray> read(qsizetype) override
    {
        m_isPause = !m_isPause;
        if (m_isPause) {
            m_wake();
            return QByteArray();
        }
        if (m_text.isEmpty())
            return std::nullopt;
        const QByteArray part = m_text.left(3);
        m_text.remove(0, 3);
        return part;
    }

    void onMore(std::function<void()> wake) override { m_wake = std::move(wake); }

private:
    QByteArray m_text = "a stream";
    std::function<void()> m_wake;
    bool m_isPause = false;
};

QByteArray hash(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

/** Answers with target and body, or with the hash of a body that is in a file. */
api::Reply echo(const api::Request &request, const api::Parameters &)
{
    api::Reply reply;
    reply.contentType = "text/plain";
    reply.body = request.target + ' ' + request.body;
    if (request.file)
        reply.body = "file " + hash(request.file->readAll());
    return reply;
}

/** Gives everybody else the processor before it answers. */
api::Reply echoLate(const api::Request &request, const api::Parameters &parameters)
{
    for (int i = 0; i < 200; ++i)
        std::this_thread::yield();
    return echo(request, parameters);
}

api::Reply stream(const api::Request &, const api::Parameters &)
{
    api::Reply reply;
    reply.contentType = "text/plain";
    reply.stream = std::make_shared<Slow>();
    return reply;
}

api::Router routes()
{
    api::Router router;
    router.get(u"/"_s, api::Place::Edge, echo);
    router.get(u"/edge/{n}"_s, api::Place::Edge, echo);
    router.get(u"/worker/{n}"_s, api::Place::Worker, echoLate);
    router.get(u"/stream"_s, api::Place::Edge, stream);
    router.add({"POST", u"/edge"_s, api::Place::Edge, echo, api::Access::Open});
    router.add({"POST", u"/worker"_s, api::Place::Worker, echoLate, api::Access::Open});
    router.add({"POST", u"/upload"_s, api::Place::Worker, echo, api::Access::Open, uploadLimit});
    router.add({"POST", u"/admin"_s, api::Place::Edge, echo, api::Access::Admin});
    return router;
}

Workers::Handler makeWorker()
{
    return [router = routes()](const api::Request &request) { return router.answer(request); };
}

http::HttpOptions options(const QString &directory)
{
    http::HttpOptions made;
    made.limits.body = bodyLimit;
    made.policy.adminToken = "token";
    made.spoolDirectory = directory;
    return made;
}

QByteArray pattern(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = char((i * 7 + i / 251) & 0xff);
    return bytes;
}

QByteArray post(const QByteArray &target, const QByteArray &fields)
{
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

QByteArray withLength(const QByteArray &target, const QByteArray &body)
{
    return post(target, "Content-Length: " + QByteArray::number(body.size()) + "\r\n") + body;
}

QByteArray inChunks(const QByteArray &target, const QByteArray &body, qsizetype step)
{
    QByteArray text = post(target, "Transfer-Encoding: chunked\r\n");
    for (qsizetype at = 0; at < body.size(); at += step) {
        const QByteArray part = body.mid(at, step);
        text += QByteArray::number(part.size(), 16) + "\r\n" + part + "\r\n";
    }
    return text + "0\r\n\r\n";
}

QString codeOf(const RawReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object()["code"_L1].toString();
}

} // namespace

void SemanticsTest::initTestCase()
{
    m_server = std::make_unique<RoutedServer>(routes(), makeWorker, options(m_directory.path()));
    QVERIFY(m_server->port() > 0);
}

void SemanticsTest::keepsOrEndsTheConnection_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("connection"); // what the client says
    QTest::addColumn<QByteArray>("answered");   // what the server says
    QTest::addColumn<QByteArray>("target");
    for (const char *target : {"/edge/1", "/worker/1", "/nothing", "/%00"}) {
        const auto row = [target](const char *version, const char *connection,
                                  const char *answered) {
            QTest::addRow("%s, %s, \"%s\"", target, version, connection)
                << QByteArray(version) << QByteArray(connection) << QByteArray(answered)
                << QByteArray(target);
        };
        row("HTTP/1.1", "", "");
        row("HTTP/1.1", "keep-alive", "");
        row("HTTP/1.1", "close", "close");
        row("HTTP/1.1", "TE, Close", "close");
        row("HTTP/1.0", "", "close");
        row("HTTP/1.0", "close", "close");
        row("HTTP/1.0", "Keep-Alive", "keep-alive");
    }
}

void SemanticsTest::keepsOrEndsTheConnection()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, connection);
    QFETCH(QByteArray, answered);
    QFETCH(QByteArray, target);
    const QByteArray request = "GET " + target + ' ' + version + "\r\nHost: a\r\n" +
                               (connection.isEmpty() ? "" : "Connection: " + connection + "\r\n") +
                               "\r\n";
    RawClient client(m_server->port());
    const RawReply reply = client.exchange(request);
    QVERIFY(reply.status >= 200);
    QVERIFY(reply.head.startsWith("HTTP/1.1 "));
    QCOMPARE(reply.all("Connection").join(','), answered);
    if (answered == "close")
        QVERIFY(client.waitForEnd());
    else
        QCOMPARE(client.exchange(request).status, reply.status);
    QVERIFY(client.rest().isEmpty());
}

void SemanticsTest::answersAPipelineInOrder_data()
{
    QTest::addColumn<bool>("isByteByByte");
    QTest::newRow("in one segment") << false;
    QTest::newRow("byte by byte") << true;
}

void SemanticsTest::answersAPipelineInOrder()
{
    QFETCH(bool, isByteByByte);
    QByteArray bytes;
    QByteArrayList expected;
    for (int i = 0; i < 50; ++i) {
        const QByteArray number = QByteArray::number(i);
        const QByteArray target = (i % 3 == 1 ? "/worker/" : "/edge/") + number;
        if (i % 5 == 4) {
            const QByteArray where = i % 2 ? "/worker" : "/edge";
            bytes += i % 4 ? withLength(where, number) : inChunks(where, number, 1);
            expected += where + ' ' + number;
        } else {
            bytes += "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
            expected += target + ' ';
        }
    }
    RawClient client(m_server->port());
    if (isByteByByte)
        client.sendByteByByte(bytes);
    else
        client.send(bytes);
    for (const QByteArray &body : expected)
        QCOMPARE(client.receive().body, body);
    client.endSending();
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
}

void SemanticsTest::sendsNoBodyToHead_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &target, int status,
                        const QByteArray &more = "\r\n") {
        QTest::newRow(name) << "HEAD " + target + " HTTP/1.1\r\nHost: a\r\n" + more << status;
    };
    row("an answer of the edge", "/edge/1", 200);
    row("an answer of a worker", "/worker/1", 200);
    row("a stream", "/stream", 200);
    row("a path that nothing has", "/nothing", 404);
    row("a method that is not allowed", "/edge", 405);
    row("a target that is malformed", "/%zz", 400);
    row("a body that is too large", "/edge/1", 413, "Content-Length: 99999\r\n\r\n");
    row("a body that turns out too large", "/edge/1", 413,
        "Transfer-Encoding: chunked\r\n\r\n4e20\r\n" + QByteArray(20'000, 'a'));
    row("a body that is malformed", "/edge/1", 400, "Transfer-Encoding: chunked\r\n\r\nx\r\n");
}

void SemanticsTest::sendsNoBodyToHead()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    RawClient client(m_server->port());
    client.send(request);
    const RawReply reply = client.receive(false);
    QCOMPARE(reply.status, status);
    const bool isEnd = reply.all("Connection").contains("close");
    if (!isEnd)
        QCOMPARE(client.get("/edge/2").body, "/edge/2 "_ba);
    client.endSending();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), ""_ba);
}

void SemanticsTest::tellsItsMethods_data()
{
    QTest::addColumn<QByteArray>("request"); // method and target
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    QTest::newRow("OPTIONS of what is read")
        << "OPTIONS /edge/1"_ba << 204 << "GET, HEAD, OPTIONS"_ba;
    QTest::newRow("OPTIONS of what is written") << "OPTIONS /edge"_ba << 204 << "POST, OPTIONS"_ba;
    QTest::newRow("OPTIONS of an admin route") << "OPTIONS /admin"_ba << 204 << "POST, OPTIONS"_ba;
    QTest::newRow("OPTIONS of the whole server")
        << "OPTIONS *"_ba << 204 << "GET, HEAD, OPTIONS, POST"_ba;
    QTest::newRow("OPTIONS of nothing") << "OPTIONS /nothing"_ba << 404 << ""_ba;
    QTest::newRow("another method") << "DELETE /edge"_ba << 405 << "POST, OPTIONS"_ba;
    QTest::newRow("GET of what is only written") << "GET /edge"_ba << 405 << "POST, OPTIONS"_ba;
    QTest::newRow("TRACE") << "TRACE /edge/1"_ba << 405 << "GET, HEAD, OPTIONS"_ba;
    QTest::newRow("CONNECT") << "CONNECT /edge/1"_ba << 405 << "GET, HEAD, OPTIONS"_ba;
    QTest::newRow("a method that nobody knows")
        << "BREW /edge/1"_ba << 405 << "GET, HEAD, OPTIONS"_ba;
    QTest::newRow("a method of every kind of character")
        << "!#$%&'*+-.^_`|~09 /edge/1"_ba << 405 << "GET, HEAD, OPTIONS"_ba;
    QTest::newRow("a method of a thousand letters")
        << QByteArray(1000, 'M') + " /edge/1" << 405 << "GET, HEAD, OPTIONS"_ba;
}

void SemanticsTest::tellsItsMethods()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(QByteArray, allow);
    RawClient client(m_server->port());
    const RawReply reply = client.exchange(request + " HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.all("Allow").join(','), allow);
    QCOMPARE(client.get("/edge/2").body, "/edge/2 "_ba);
}

void SemanticsTest::saysContinueBeforeTheBody_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("framing");
    QTest::addColumn<QByteArray>("body");
    for (const char *target : {"/edge", "/worker", "/upload"}) {
        QTest::addRow("%s, a length", target) << QByteArray(target) << "Content-Length: 5\r\n"_ba
                                              << "hello"_ba;
        QTest::addRow("%s, chunks", target)
            << QByteArray(target) << "Transfer-Encoding: chunked\r\n"_ba
            << "5\r\nhello\r\n0\r\n\r\n"_ba;
    }
}

void SemanticsTest::saysContinueBeforeTheBody()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, framing);
    QFETCH(QByteArray, body);
    RawClient client(m_server->port());
    client.send(post(target, framing + "Expect: 100-continue\r\n"));
    QCOMPARE(client.receive().head, "HTTP/1.1 100 Continue"_ba);
    client.send(body);
    const RawReply reply = client.receive();
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, target + " hello");
    QCOMPARE(client.get("/edge/2").body, "/edge/2 "_ba);
    client.send("POST " + target +
                " HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
                "hello");
    QCOMPARE(client.receive().status, 200); // HTTP/1.0 has no interim answers
}

void SemanticsTest::asksForNoBodyThatItRefuses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray body = "Content-Length: 5\r\nExpect: 100-continue\r\n";
    QTest::newRow("another expectation")
        << post("/edge", "Content-Length: 5\r\nExpect: magic\r\n") << 417;
    QTest::newRow("a token is missing") << post("/admin", body) << 401;
    QTest::newRow("too large") << post("/edge", "Content-Length: 10001\r\nExpect: 100-continue\r\n")
                               << 413;
    QTest::newRow("a target that is malformed") << post("/%zz", body) << 400;
}

void SemanticsTest::asksForNoBodyThatItRefuses()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    RawClient client(m_server->port());
    client.send(request);
    const RawReply reply = client.receive();
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("Connection"), "close"_ba); // what follows may be a body, or not
    client.send("GET /edge/2 HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
}

void SemanticsTest::chunksEqualALength_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<qsizetype>("step");
    for (const qsizetype size : {0, 1, 2, 15, 16, 17, 4095, 4096, 9999, 10'000}) {
        for (const qsizetype step : {1, 7, 4096, 10'000})
            QTest::addRow("%d bytes in parts of %d", int(size), int(step)) << size << step;
    }
}

void SemanticsTest::chunksEqualALength()
{
    QFETCH(qsizetype, size);
    QFETCH(qsizetype, step);
    const QByteArray body = pattern(size);
    RawClient client(m_server->port());
    for (const char *target : {"/edge", "/worker"}) {
        const RawReply first = client.exchange(withLength(target, body));
        const RawReply second = client.exchange(inChunks(target, body, step));
        QCOMPARE(first.status, 200);
        QCOMPARE(second.status, 200);
        QVERIFY(first.body == target + QByteArray(" ") + body);
        QVERIFY(second.body == first.body);
    }
}

void SemanticsTest::takesAnAddressForATarget_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("seen");
    QTest::newRow("another host") << "http://example.org/edge/1?a=b"_ba
                                  << "/edge/1?a=b "_ba;
    QTest::newRow("TLS and a port") << "https://example.org:444/edge/1"_ba
                                    << "/edge/1 "_ba;
    QTest::newRow("IPv6") << "HTTP://[::1]:80/edge/1"_ba
                          << "/edge/1 "_ba;
    QTest::newRow("an address inside a path") << "/edge/http:%2F%2Fexample.org%2Fedge"_ba
                                              << "/edge/http:%2F%2Fexample.org%2Fedge "_ba;
    QTest::newRow("an address in a query") << "/edge/1?http://example.org/"_ba
                                           << "/edge/1?http://example.org/ "_ba;
}

void SemanticsTest::takesAnAddressForATarget()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, seen);
    const RawReply reply = RawClient(m_server->port()).get(target);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, seen);
}

void SemanticsTest::takesOddTargets_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    const auto row = [](const QByteArray &target, int status) {
        QTest::newRow(target.left(60).toPercentEncoding("/?[]{}|\\^`\"<>:;=&@*,").constData())
            << target << status;
    };
    for (const char *target : {"//",
                               "//edge/1",
                               "///",
                               "//example.org:99999999/",
                               "//[",
                               "//@:",
                               "/:80",
                               "/[",
                               "/]",
                               "/\\",
                               "/a|b",
                               "/{a}",
                               "/<a>",
                               "/\"",
                               "/^",
                               "/`",
                               "/edge//1",
                               "/edge/1/",
                               "/%2e%2e/",
                               "/..",
                               "/edge/../nothing",
                               "/?/edge/1/x",
                               "/??",
                               "/edge/1;a=b",
                               "/edge/*"})
        row(target, -1);
    for (const char *target : {"/edge/[", "/edge/|", "/edge/\\", "/edge/:", "/edge/@:", "/edge/1?",
                               "/edge/1?[", "/edge/1?\"<>|\\^`{}", "/edge/1?%25", "/edge/1?&&==&",
                               "/edge/..", "/edge/caf\xc3\xa9", "/edge/%25zz"})
        row(target, 200);
    for (const char *target : {"/edge/%", "/edge/%1", "/edge/%zz", "/edge/\xff", "/edge/1?%",
                               "/edge/1?\xc0\xaf", "/edge/%00", "/edge/%7f"})
        row(target, 400);
    row("/edge/" + QByteArray(8000, 'a'), 200);
    row("/" + QByteArray(4000, '/'), 404);
    row("/edge/1?" + QByteArray("a&").repeated(3900), 200);
}

void SemanticsTest::takesOddTargets()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    RawClient client(m_server->port());
    const RawReply reply = client.get(target);
    if (status > 0)
        QCOMPARE(reply.status, status);
    else
        QVERIFY2((reply.status >= 200 && reply.status < 500), reply.body.constData());
    QCOMPARE(client.get("/edge/2").body, "/edge/2 "_ba);
}

void SemanticsTest::answersAClientThatHasEnded_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("the edge") << "GET /edge/1 HTTP/1.1\r\nHost: a\r\n\r\n"_ba
                              << "/edge/1 "_ba;
    QTest::newRow("a worker") << "GET /worker/1 HTTP/1.1\r\nHost: a\r\n\r\n"_ba
                              << "/worker/1 "_ba;
    QTest::newRow("a body") << withLength("/worker", "hello") << "/worker hello"_ba;
    QTest::newRow("chunks") << inChunks("/edge", "hello", 2) << "/edge hello"_ba;
}

void SemanticsTest::answersAClientThatHasEnded()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    RawClient client(m_server->port());
    client.send(request + request);
    client.endSending();
    QCOMPARE(client.receive().body, body);
    QCOMPARE(client.receive().body, body);
    QVERIFY(client.waitForEnd());
}

void SemanticsTest::limitsBodies_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const auto rows = [](const QByteArray &target, qsizetype limit) {
        const char *name = target.constData();
        QTest::addRow("%s, the most", name) << withLength(target, pattern(limit)) << 200;
        QTest::addRow("%s, the most, in chunks", name)
            << inChunks(target, pattern(limit), 5000) << 200;
        QTest::addRow("%s, a byte more", name)
            << post(target, "Content-Length: " + QByteArray::number(limit + 1) + "\r\n") << 413;
        QTest::addRow("%s, a byte more, and here it is", name)
            << withLength(target, pattern(limit + 1)) << 413;
        QTest::addRow("%s, a byte more, in chunks", name)
            << inChunks(target, pattern(limit + 1), 5000) << 413;
        QTest::addRow("%s, a byte more, in one chunk", name)
            << inChunks(target, pattern(limit + 1), limit + 1) << 413;
    };
    rows("/edge", bodyLimit);
    rows("/worker", bodyLimit);
    rows("/upload", uploadLimit);
}

void SemanticsTest::limitsBodies()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    RawClient client(m_server->port());
    const RawReply reply = client.exchange(request);
    QCOMPARE(reply.status, status);
    if (status == 200) {
        QCOMPARE(client.get("/edge/2").body, "/edge/2 "_ba);
        return;
    }
    QCOMPARE(codeOf(reply), u"body-too-large"_s);
    QCOMPARE(reply.header("Connection"), "close"_ba);
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
}

void SemanticsTest::keepsALargeBodyInAFile_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {bodyLimit - 1, bodyLimit, bodyLimit + 1, 70'000LL, uploadLimit})
        QTest::addRow("%d bytes", int(size)) << size;
}

void SemanticsTest::keepsALargeBodyInAFile()
{
    QFETCH(qsizetype, size);
    const QByteArray body = pattern(size);
    const QByteArray expected = size > bodyLimit ? "file " + hash(body) : "/upload " + body;
    RawClient client(m_server->port());
    QVERIFY(client.exchange(withLength("/upload", body)).body == expected);
    QVERIFY(client.exchange(inChunks("/upload", body, 4000)).body == expected);
    QVERIFY(
        QDir(m_directory.path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

void SemanticsTest::saysThatABodyCannotBeKept()
{
    RoutedServer server(routes(), makeWorker, options(m_directory.filePath(u"gone"_s)));
    RawClient client(server.port());
    const RawReply reply = client.exchange(withLength("/upload", pattern(70'000)));
    QCOMPARE(reply.status, 507);
    QCOMPARE(codeOf(reply), u"insufficient-storage"_s);
    QVERIFY(client.waitForEnd());
    QCOMPARE(RawClient(server.port()).exchange(withLength("/upload", "a")).status, 200);
}

void SemanticsTest::sendsAStream_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("body"); // with what follows it
    QTest::newRow("HTTP/1.1, in chunks") << "HTTP/1.1"_ba
                                         << "chunked"_ba
                                         << "3\r\na s\r\n3\r\ntre\r\n2\r\nam\r\n0\r\n\r\n"_ba;
    QTest::newRow("HTTP/1.0, up to the end") << "HTTP/1.0"_ba
                                             << ""_ba
                                             << "a stream"_ba;
}

void SemanticsTest::sendsAStream()
{
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, body);
    RawClient client(m_server->port());
    client.send("GET /stream " + version + "\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    const RawReply reply = client.receive(false);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.all("Transfer-Encoding").join(','), coding);
    QCOMPARE(reply.all("Content-Length"), QByteArrayList());
    QCOMPARE(reply.all("Connection").contains("close"), coding.isEmpty());
    while (client.rest().size() < body.size() && client.waitForMore()) {
    }
    QCOMPARE(client.rest(), body);
    // Not before: a client that has ended is not waited for in the pauses of a stream.
    client.endSending();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), body);
}

QTEST_GUILESS_MAIN(SemanticsTest)
#include "semantics_test.moc"
