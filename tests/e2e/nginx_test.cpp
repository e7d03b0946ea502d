// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/e2e/nginxproxy.h"

#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** packaging/nginx/outlet.conf in a real nginx, in front of the real server or of a toy. */
class NginxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void anAnswerIsTheDirectOne_data();
    void anAnswerIsTheDirectOne();
    void aConnectionServesManyRequests();
    void http2GivesTheSameList();
    void theServerSeesTheRequestId_data();
    void theServerSeesTheRequestId();
    void oneOfTwoServersIsEnough();
    void plainHttpIsSentToHttps();

    void aChangeThroughOneServerShowsInBoth();
    void eventsOfAServerArriveAtOnce();

    void connectionsToTheServersAreKept();
    void theServerIsToldWhoAsked_data();
    void theServerIsToldWhoAsked();
    void anEventIsPassedOnBeforeTheNextOne();
    void aBodyIsLimitedByItsPath_data();
    void aBodyIsLimitedByItsPath();
    void noServerIsABadGateway();

private:
    QByteArray tokenField() const;
    quint16 serverPort() const { return quint16(QUrl(m_server.url()).port()); }

    Workspace m_workspace;
    Server m_server;
    NginxProxy m_proxy;
};

namespace {

const QList<QByteArray> http1{"http/1.1"};
const QByteArray fine = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
const QByteArray listHead = "GET /api/v2/plugins/ HTTP/1.1";

} // namespace

void NginxTest::initTestCase()
{
    QVERIFY2(m_server.start(m_workspace, {u"--sample-data"_s, u"--access-log"_s}),
             qPrintable(m_server.err()));
    const QString fault = m_proxy.start({serverPort(), freePort()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

void NginxTest::anAnswerIsTheDirectOne_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<int>("status");
    const QByteArray list = "/api/v2/plugins/";
    QTest::newRow("the list") << list << QByteArray() << 200;
    QTest::newRow("the list, compressed") << list << QByteArray("\r\nAccept-Encoding: gzip") << 200;
    QTest::newRow("a form") << list + "GlueDataOutput/form" << QByteArray() << 200;
    QTest::newRow("liveness") << QByteArray("/healthz") << QByteArray() << 200;
    QTest::newRow("a name that nothing has") << list + "Nothing/form" << QByteArray() << 404;
    QTest::newRow("a slash inside a name") << list + "a%2Fb/form" << QByteArray() << 404;
    QTest::newRow("a route that is none") << QByteArray("/nothing") << QByteArray() << 404;
    QTest::newRow("the list without its slash") << list.chopped(1) << QByteArray() << 307;
}

void NginxTest::anAnswerIsTheDirectOne()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, fields);
    QFETCH(int, status);
    const QByteArray head = "GET " + target + " HTTP/1.1\r\nX-Request-ID: direct" + fields;

    const WireAnswer direct = Client(serverPort()).ask(head);
    const WireAnswer proxied = Client(m_proxy, http1).ask(head);

    QCOMPARE(direct.status, status);
    QCOMPARE(proxied.status, status);
    QCOMPARE(proxied.body, direct.body);
    for (const char *name : {"ETag", "Content-Type", "Content-Encoding", "X-Request-ID"})
        QCOMPARE(proxied.header(name), direct.header(name));
    QCOMPARE(proxied.header("Location").isEmpty(), direct.header("Location").isEmpty());
}

void NginxTest::aConnectionServesManyRequests()
{
    Client client(m_proxy, http1);
    QCOMPARE(client.protocol(), "http/1.1"_ba);
    const WireAnswer first = client.ask(listHead);
    QCOMPARE(first.status, 200);
    for (int i = 0; i < 20; ++i) {
        const WireAnswer next = client.ask(listHead);
        QCOMPARE(next.status, 200);
        QCOMPARE(next.body, first.body);
        QVERIFY(client.isOpen());
    }
    const QByteArray etag = first.header("ETag");
    QVERIFY(!etag.isEmpty());
    const WireAnswer unchanged = client.ask(listHead + "\r\nIf-None-Match: " + etag);
    QCOMPARE(unchanged.status, 304);
    QVERIFY(client.isOpen());
}

void NginxTest::http2GivesTheSameList()
{
    QCOMPARE(Client(m_proxy, {"h2", "http/1.1"}).protocol(), "h2"_ba);
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(u"https://127.0.0.1:%1/api/v2/plugins/"_s.arg(m_proxy.port())));
    request.setSslConfiguration(m_proxy.trust());
    request.setRawHeader("Accept-Encoding", "identity");
    const std::unique_ptr<QNetworkReply> reply(network.get(request));

    QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), 30'000);

    QCOMPARE(reply->errorString(), u"Unknown error"_s); // what Qt says when there was none
    QVERIFY(reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool());
    QCOMPARE(reply->readAll(), Client(serverPort()).ask(listHead).body);
}

void NginxTest::theServerSeesTheRequestId_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("wanted");
    QTest::newRow("the client's own")
        << QByteArray("\r\nX-Request-ID: my-own.id_7") << u"^my-own\\.id_7$"_s;
    QTest::newRow("one of nginx if it has none") << QByteArray() << u"^[0-9a-f]{32}$"_s;
    QTest::newRow("one of nginx if it is empty")
        << QByteArray("\r\nX-Request-ID:") << u"^[0-9a-f]{32}$"_s;
    QTest::newRow("one of the server if it is not allowed")
        << QByteArray("\r\nX-Request-ID: two words")
        << u"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"_s;
}

void NginxTest::theServerSeesTheRequestId()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, wanted);
    const WireAnswer answer =
        Client(m_proxy, http1).ask("GET /api/v2/plugins/nobody/form HTTP/1.1" + field);
    const QString id = QString::fromLatin1(answer.header("X-Request-ID"));
    QVERIFY2(QRegularExpression(wanted).match(id).hasMatch(), qPrintable(id));
    QCOMPARE(QJsonDocument::fromJson(answer.body)["correlation_id"_L1].toString(), id);
    QTRY_VERIFY2(m_server.err().contains(id), qPrintable(m_server.err()));
}

void NginxTest::oneOfTwoServersIsEnough()
{
    // Each request has a connection of its own, so that both servers have their turn.
    for (int i = 0; i < 10; ++i)
        QCOMPARE(Client(m_proxy, http1).ask(listHead).status, 200);
}

void NginxTest::plainHttpIsSentToHttps()
{
    const WireAnswer answer = Client(m_proxy.plainPort()).ask("GET /api/v2/version?a=b HTTP/1.1");
    QCOMPARE(answer.status, 308);
    QCOMPARE(answer.header("Location"), "https://127.0.0.1/api/v2/version?a=b"_ba);
}

QByteArray NginxTest::tokenField() const
{
    QFile file(m_workspace.path(u".outlet/admin-token"_s));
    return file.open(QIODevice::ReadOnly) ? "\r\nAuthorization: Bearer " + file.readAll().trimmed()
                                          : QByteArray();
}

void NginxTest::aChangeThroughOneServerShowsInBoth()
{
    Server second; // on the same database and data directory
    QVERIFY2(second.start(m_workspace), qPrintable(second.err()));
    NginxProxy proxy;
    const QString fault = proxy.start({serverPort(), quint16(QUrl(second.url()).port())});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    const QByteArray form = "GET /api/v2/plugins/GlueDataOutput/form HTTP/1.1";
    const auto change = [&](const QByteArray &word) {
        return Client(proxy, http1)
            .ask("POST /admin/plugins/GlueDataOutput/" + word + " HTTP/1.1\r\nContent-Length: 0" +
                 tokenField());
    };
    const auto bothAnswer = [&](int status) {
        return Client(serverPort()).ask(form).status == status &&
               Client(quint16(QUrl(second.url()).port())).ask(form).status == status;
    };
    QVERIFY(bothAnswer(200));

    const WireAnswer disabled = change("disable");
    QVERIFY2(disabled.status == 200, disabled.body.constData());
    QTRY_VERIFY_WITH_TIMEOUT(bothAnswer(404), 30'000);
    for (int i = 0; i < 10; ++i) // whichever of them nginx asks
        QCOMPARE(Client(proxy, http1).ask(form).status, 404);
    QCOMPARE(change("enable").status, 200);
    QTRY_VERIFY_WITH_TIMEOUT(bothAnswer(200), 30'000);
}

void NginxTest::eventsOfAServerArriveAtOnce()
{
    Client client(m_proxy, http1);
    client.send("GET /api/v2/events HTTP/1.1\r\nAccept: text/event-stream");
    QVERIFY(client.waitFor("text/event-stream"));
    const WireAnswer disabled =
        Client(m_proxy, http1)
            .ask("POST /admin/plugins/RedshiftDataOutput/disable HTTP/1.1\r\nContent-Length: 0" +
                 tokenField());
    QVERIFY2(disabled.status == 200, disabled.body.constData());
    QVERIFY(client.waitFor("plugin:disabled"));
    QVERIFY(client.isOpen());
}

void NginxTest::connectionsToTheServersAreKept()
{
    ToyUpstream toy(fine);
    NginxProxy proxy;
    const QString fault = proxy.start({toy.port(), toy.port()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    for (int i = 0; i < 20; ++i)
        QCOMPARE(Client(proxy, http1).ask("GET / HTTP/1.1").body, "fine"_ba);
    QCOMPARE(toy.requests(), 20);
    QVERIFY2(toy.connections() <= 2, qPrintable(QString::number(toy.connections())));
}

void NginxTest::theServerIsToldWhoAsked_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("the client's address, not what it claims") << "X-Forwarded-For"_ba
                                                              << "127.0.0.1"_ba;
    QTest::newRow("that it was TLS, not what it claims") << "X-Forwarded-Proto"_ba
                                                         << "https"_ba;
    QTest::newRow("the host") << "Host"_ba
                              << "127.0.0.1:PORT"_ba;
    QTest::newRow("the host, not what it claims") << "X-Forwarded-Host"_ba
                                                  << "127.0.0.1:PORT"_ba;
    QTest::newRow("the port") << "X-Forwarded-Port"_ba
                              << "PORT"_ba;
    QTest::newRow("nothing in Forwarded, whatever it claims") << "Forwarded"_ba
                                                              << ""_ba;
    QTest::newRow("nothing about the connection") << "Connection"_ba
                                                  << ""_ba;
}

void NginxTest::theServerIsToldWhoAsked()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    ToyUpstream toy(fine);
    NginxProxy proxy;
    const QString fault = proxy.start({toy.port(), freePort()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));

    const WireAnswer answer =
        Client(proxy, http1)
            .ask("GET / HTTP/1.1\r\nForwarded: for=10.1.2.3\r\nX-Forwarded-For: "
                 "10.1.2.3\r\nX-Forwarded-Proto: http\r\n"
                 "X-Forwarded-Host: elsewhere\r\nConnection: close");

    QCOMPARE(answer.body, "fine"_ba);
    const WireAnswer seen{0, toy.head(), {}};
    QCOMPARE(seen.header(name), value.replace("PORT", QByteArray::number(proxy.port())));
}

void NginxTest::anEventIsPassedOnBeforeTheNextOne()
{
    ToyUpstream toy("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n");
    NginxProxy proxy;
    const QString fault = proxy.start({toy.port(), freePort()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    Client client(proxy, http1);
    client.send("GET /api/v2/events HTTP/1.1\r\nAccept: text/event-stream");
    QVERIFY(client.waitFor("data: first\n\n")); // the toy never ends this answer
    QVERIFY(client.isOpen());
}

void NginxTest::aBodyIsLimitedByItsPath_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<qsizetype>("announced");
    QTest::addColumn<qsizetype>("sent");
    QTest::addColumn<int>("status");
    const qsizetype megabyte = 1024 * 1024;
    const QByteArray admin = "/admin/plugins/install";
    const QByteArray other = "/api/v2/data_output_configurations/";
    QTest::newRow("a small one") << other << qsizetype(5) << qsizetype(5) << 200;
    QTest::newRow("as large as allowed") << other << megabyte << megabyte << 200;
    QTest::newRow("larger") << other << megabyte + 1 << qsizetype(0) << 413;
    QTest::newRow("a package") << admin << 3 * megabyte << 3 * megabyte << 200;
    QTest::newRow("a package too large") << admin << 128 * megabyte + 1 << qsizetype(0) << 413;
    QTest::newRow("a path that only begins alike")
        << QByteArray("/admin/pluginsand") << 3 * megabyte << qsizetype(0) << 413;
}

void NginxTest::aBodyIsLimitedByItsPath()
{
    QFETCH(QByteArray, path);
    QFETCH(qsizetype, announced);
    QFETCH(qsizetype, sent);
    QFETCH(int, status);
    ToyUpstream toy(fine);
    NginxProxy proxy;
    const QString fault = proxy.start({toy.port(), freePort()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));

    const WireAnswer answer =
        Client(proxy, http1)
            .ask("POST " + path + " HTTP/1.1\r\nContent-Length: " + QByteArray::number(announced),
                 QByteArray(sent, 'x'));

    QCOMPARE(answer.status, status);
    QCOMPARE(toy.bodyBytes(), sent);
    QCOMPARE(toy.requests(), status == 200 ? 1 : 0);
}

void NginxTest::noServerIsABadGateway()
{
    NginxProxy proxy;
    const QString fault = proxy.start({freePort(), freePort()});
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    QCOMPARE(Client(proxy, http1).ask(listHead).status, 502);
}

QTEST_GUILESS_MAIN(NginxTest)
#include "nginx_test.moc"
