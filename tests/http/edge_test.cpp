// SPDX-License-Identifier: GPL-3.0-or-later
// Who may do what, how often, and who that is.
#include "app/http/edge.h"
#include "tests/http/rawclient.h"
#include "tests/http/serverthread.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;
using namespace std::chrono_literals;

class EdgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wantsTheToken_data();
    void wantsTheToken();
    void tellsHandlersWhoIsAdministrator();
    void letsNobodyInWithoutAToken();
    void wantsAnyToken_data();
    void wantsAnyToken();
    void waitsLongerWithEachWrongToken();
    void forgetsWrongTokens();
    void remembersOnlySomeWrongTokens();
    void delaysWrongTokens();
    void allowsOrigins_data();
    void allowsOrigins();
    void answersPreflights();
    void namesRefusals_data();
    void namesRefusals();
    void findsTheClient_data();
    void findsTheClient();
    void readsANetwork_data();
    void readsANetwork();
    void refusesANetwork_data();
    void refusesANetwork();
    void countsTokens();
    void forgetsNames();
    void limitsAnAddress();
    void limitsARoute();
    void limitsClientsOfATrustedProxy();
};

namespace {

const QByteArray token = "s3cret-token";
const QByteArray portal = "https://portal.example.org";

/** Answers with what the edge has found out. */
api::Reply handle(const api::Request &request, const api::Parameters & = {})
{
    api::Reply reply;
    reply.contentType = "text/plain";
    reply.body = (request.isAdmin ? "admin " : "anybody ") + request.client.toLatin1();
    return reply;
}

/** A route of each kind of access, answered at once. */
http::Backend backend()
{
    auto router = std::make_shared<api::Router>();
    router->add({"POST", u"/admin"_s, api::Place::Edge, handle, api::Access::Admin});
    router->get(u"/read"_s, api::Place::Edge, handle);
    router->get(u"/open"_s, api::Place::Edge, handle, {}, api::Access::Open);
    http::Backend made =
        http::backendOf([router](const api::Request &request) { return router->answer(request); });
    made.route = [router](const api::Request &request) { return router->match(request); };
    return made;
}

http::Policy policy(bool isReadingClosed = false)
{
    return {token, isReadingClosed, {portal}, {}};
}

QJsonObject json(const RawReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object();
}

} // namespace

void EdgeTest::wantsTheToken_data()
{
    QTest::addColumn<bool>("isReadingClosed");
    QTest::addColumn<QByteArray>("request"); // method and path
    QTest::addColumn<QByteArray>("authorization");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &request,
                        const QByteArray &authorization, int status, bool isClosed = false) {
        QTest::newRow(name) << isClosed << request << authorization << status;
    };
    row("an admin route without a token", "POST /admin", {}, 401);
    row("an admin route with the token", "POST /admin", "Bearer " + token, 200);
    row("the scheme in another case", "POST /admin", "bEARER " + token, 200);
    row("spaces behind the scheme", "POST /admin", "Bearer   " + token, 200);
    row("an empty value", "POST /admin", " ", 401);
    row("the scheme alone", "POST /admin", "Bearer", 401);
    row("the scheme and spaces", "POST /admin", "Bearer  ", 401);
    row("another token", "POST /admin", "Bearer other", 401);
    row("the beginning of the token", "POST /admin", "Bearer " + token.chopped(1), 401);
    row("the token with more", "POST /admin", "Bearer " + token + "x", 401);
    row("the token twice", "POST /admin", "Bearer " + token + ' ' + token, 401);
    row("the token in another case", "POST /admin", "Bearer " + token.toUpper(), 401);
    row("the token without a scheme", "POST /admin", token, 401);
    row("another scheme", "POST /admin", "Basic " + token, 401);
    row("a scheme that only begins alike", "POST /admin", "Bearers " + token, 401);
    row("a tab behind the scheme", "POST /admin", "Bearer\t" + token, 401);
    row("reading", "GET /read", {}, 200);
    row("reading with a wrong token", "GET /read", "Bearer other", 200);
    row("what nobody declared", "GET /nothing", {}, 404);
    row("another method of an admin route", "GET /admin", {}, 405);
    row("reading, closed", "GET /read", {}, 401, true);
    row("HEAD, closed", "HEAD /read", {}, 401, true);
    row("reading, closed, with a wrong token", "GET /read", "Bearer other", 401, true);
    row("reading, closed, with the token", "GET /read", "Bearer " + token, 200, true);
    row("what is open, closed", "GET /open", {}, 200, true);
    row("an admin route, closed", "POST /admin", {}, 401, true);
}

void EdgeTest::wantsTheToken()
{
    QFETCH(bool, isReadingClosed);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, authorization);
    QFETCH(int, status);
    ServerThread server(backend(), {.policy = policy(isReadingClosed)});
    const QByteArray field =
        authorization.isEmpty() ? QByteArray() : "Authorization: " + authorization + "\r\n";
    const QByteArrayList words = request.split(' ');
    RawClient client(server.port());
    const RawReply reply = client.request(words[0], words[1], field + "X-Request-ID: me\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("X-Request-ID"), "me"_ba);
    QCOMPARE(reply.all("WWW-Authenticate"),
             status == 401 ? QByteArrayList{"Bearer"} : QByteArrayList());
    if (status == 401 && words[0] != "HEAD") {
        QCOMPARE(json(reply)["code"_L1].toString(), u"unauthorized"_s);
        QCOMPARE(json(reply)["correlation_id"_L1].toString(), u"me"_s);
        QCOMPARE(json(reply)["detail"_L1].toString(), authorization.trimmed().isEmpty()
                                                          ? u"This needs the admin token"_s
                                                          : u"The token is not the admin token"_s);
    }
    QVERIFY(!reply.body.contains(token));
    QCOMPARE(client.get("/open").status, 200); // in step, on the same connection
}

void EdgeTest::tellsHandlersWhoIsAdministrator()
{
    ServerThread server(backend(), {.policy = policy()});
    RawClient client(server.port());
    QVERIFY(client.get("/read").body.startsWith("anybody "));
    QVERIFY(client.get("/read", "Authorization: Bearer x\r\n").body.startsWith("anybody "));
    QVERIFY(
        client.get("/read", "Authorization: Bearer " + token + "\r\n").body.startsWith("admin "));
    QVERIFY(client.get("/read").body.startsWith("anybody ")); // not for ever
}

void EdgeTest::letsNobodyInWithoutAToken()
{
    ServerThread server(backend()); // no token is set
    for (const char *value : {"", "Bearer", "Bearer ", "Bearer \"\""}) {
        RawClient client(server.port());
        const RawReply reply =
            client.request("POST", "/admin", "Authorization: " + QByteArray(value) + "\r\n");
        QCOMPARE(reply.status, 401);
    }
}

void EdgeTest::wantsAnyToken_data()
{
    QTest::addColumn<bool>("isReadingClosed");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("shown");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QByteArray &request, const QByteArray &shown,
                        int status, const char *says, bool isClosed = false) {
        QTest::newRow(name) << isClosed << request << shown << status << QString::fromLatin1(says);
    };
    row("another token", "GET /any", "reader", 200, "token:Rita a:read b:read ");
    row("the admin token", "GET /any", token, 200, "admin ");
    row("no token", "GET /any", {}, 401, "This needs a token");
    row("a wrong token", "GET /any", "writer", 401, "The token is not known");
    row("a token's beginning", "GET /any", "reade", 401, "The token is not known");
    row("another token where the administrator's is wanted", "POST /admin", "reader", 403,
        "The token is not the admin token");
    row("another token where none is wanted", "GET /read", "reader", 200, "token:Rita");
    row("reading, closed, with another token", "GET /read", "reader", 200, "token:Rita", true);
    row("reading, closed, with a wrong token", "GET /read", "writer", 401,
        "The token is not the admin token", true);
}

void EdgeTest::wantsAnyToken()
{
    QFETCH(bool, isReadingClosed);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, shown);
    QFETCH(int, status);
    QFETCH(QString, says);
    http::Policy some = policy(isReadingClosed);
    some.holderOf = [](std::string_view given) {
        return given == "reader"
                   ? std::optional(http::TokenHolder{u"Rita"_s, {u"a:read"_s, u"b:read"_s}})
                   : std::nullopt;
    };
    auto router = std::make_shared<api::Router>();
    const auto tell = [](const api::Request &asked, const api::Parameters &) {
        api::Reply reply;
        reply.body = (asked.caller + u' ' + asked.permissions.join(u' ') + u' ').toLatin1();
        return reply;
    };
    router->add({"POST", u"/admin"_s, api::Place::Edge, tell, api::Access::Admin});
    router->add({"GET", u"/any"_s, api::Place::Edge, tell, api::Access::Token});
    router->add({"GET", u"/read"_s, api::Place::Edge, tell, api::Access::Read});
    http::Backend made =
        http::backendOf([router](const api::Request &asked) { return router->answer(asked); });
    made.route = [router](const api::Request &asked) { return router->match(asked); };
    ServerThread server(made, {.policy = some});
    const QByteArrayList words = request.split(' ');
    const RawReply reply =
        RawClient(server.port())
            .request(words[0], words[1],
                     shown.isEmpty() ? QByteArray() : "Authorization: Bearer " + shown + "\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.all("WWW-Authenticate").size(), status == 401 ? 1 : 0);
    QVERIFY2(reply.body.contains(says.toLatin1()), reply.body.constData());
}

void EdgeTest::waitsLongerWithEachWrongToken()
{
    http::WrongTokens wrong(100ms);
    const auto now = http::WrongTokens::Clock::now();
    for (const auto wait : {0ms, 0ms, 0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 1600ms, 1600ms})
        QCOMPARE(wrong.note("a", now).count(), wait.count());
    QCOMPARE(wrong.note("b", now).count(), 0);
    http::WrongTokens never(0ms);
    for (int i = 0; i < 20; ++i)
        QCOMPARE(never.note("a", now).count(), 0);
}

void EdgeTest::forgetsWrongTokens()
{
    http::WrongTokens wrong(100ms);
    const auto now = http::WrongTokens::Clock::now();
    for (int i = 0; i < 5; ++i)
        wrong.note("a", now);
    QCOMPARE(wrong.note("a", now + http::WrongTokens::memory).count(), 400);
    QCOMPARE(wrong.note("a", now + 2 * http::WrongTokens::memory + 1s).count(), 0);
}

void EdgeTest::remembersOnlySomeWrongTokens()
{
    http::WrongTokens wrong(100ms);
    const auto now = http::WrongTokens::Clock::now();
    for (std::size_t i = 0; i < http::WrongTokens::maxCount; ++i)
        QCOMPARE(wrong.note(std::to_string(i), now).count(), 0);
    QCOMPARE(wrong.note("one more", now).count(), 1600); // nobody is forgotten for it
    QCOMPARE(wrong.note("7", now).count(), 0);
    QCOMPARE(wrong.note("one more", now + http::WrongTokens::memory + 1s).count(), 0);
}

void EdgeTest::delaysWrongTokens()
{
    ServerThread server(backend(), {.limits = {.wrongTokenDelay = 700ms}, .policy = policy()});
    const auto ask = [&](const QByteArray &shown) {
        RawClient client(server.port());
        QElapsedTimer timer;
        timer.start();
        const RawReply reply =
            client.request("POST", "/admin", "Authorization: Bearer " + shown + "\r\n");
        return std::pair(reply.status, timer.elapsed());
    };
    for (int i = 0; i < http::WrongTokens::free; ++i)
        QCOMPARE(ask("wrong").first, 401);
    const auto [status, time] = ask("wrong");
    QCOMPARE(status, 401);
    QVERIFY2(time >= 690, qPrintable(QString::number(time)));
    const auto [granted, right] = ask(token);
    QCOMPARE(granted, 200);
    QVERIFY2(right < 690, qPrintable(QString::number(right))); // who has it does not wait
    QCOMPARE(RawClient(server.port()).request("POST", "/admin").status, 401); // nor who shows none
}

void EdgeTest::allowsOrigins_data()
{
    QTest::addColumn<QSet<QByteArray>>("allowed");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("isAllowed");
    const QSet<QByteArray> some = {portal, "http://localhost:3000"};
    QTest::newRow("one of them") << some << portal << true;
    QTest::newRow("another one of them") << some << "http://localhost:3000"_ba << true;
    QTest::newRow("a stranger") << some << "https://evil.example"_ba << false;
    QTest::newRow("another scheme") << some << "http://portal.example.org"_ba << false;
    QTest::newRow("another port") << some << portal + ":8443" << false;
    QTest::newRow("a name that ends alike")
        << some << "https://evil-portal.example.org"_ba << false;
    QTest::newRow("a name that begins alike") << some << portal + ".evil.example" << false;
    QTest::newRow("null") << some << "null"_ba << false;
    QTest::newRow("an asterisk") << some << "*"_ba << false;
    QTest::newRow("none") << some << ""_ba << false;
    QTest::newRow("anybody") << QSet<QByteArray>{"*"} << "https://evil.example"_ba << true;
    QTest::newRow("anybody, none") << QSet<QByteArray>{"*"} << ""_ba << false;
    QTest::newRow("nobody") << QSet<QByteArray>() << portal << false;
}

void EdgeTest::allowsOrigins()
{
    QFETCH(QSet<QByteArray>, allowed);
    QFETCH(QByteArray, origin);
    QFETCH(bool, isAllowed);
    ServerThread server(backend(), {.policy = {token, false, allowed, {}}});
    RawClient client(server.port());
    const QByteArray field = origin.isEmpty() ? QByteArray() : "Origin: " + origin + "\r\n";
    for (const char *target : {"/read", "/nothing", "/%00"}) { // answers of three origins
        const RawReply reply = client.get(target, field);
        QCOMPARE(reply.all("Access-Control-Allow-Origin"),
                 isAllowed ? QByteArrayList{origin} : QByteArrayList());
        QCOMPARE(reply.all("Access-Control-Expose-Headers"),
                 isAllowed ? QByteArrayList{"ETag, X-Request-ID, Retry-After"} : QByteArrayList());
        QCOMPARE(reply.all("Access-Control-Allow-Credentials"), QByteArrayList());
        QCOMPARE(reply.all("Vary"),
                 allowed.isEmpty() ? QByteArrayList() : QByteArrayList{"Origin"});
    }
}

void EdgeTest::answersPreflights()
{
    ServerThread server(backend(), {.policy = policy(true)});
    RawClient client(server.port());
    const QByteArray wanted = "Access-Control-Request-Method: POST\r\n";
    const RawReply reply =
        client.request("OPTIONS", "/admin", "Origin: " + portal + "\r\n" + wanted);
    QCOMPARE(reply.status, 204); // a browser sends no token with it
    QCOMPARE(reply.header("Access-Control-Allow-Origin"), portal);
    QCOMPARE(reply.header("Access-Control-Allow-Methods"),
             "GET, HEAD, POST, PUT, PATCH, DELETE"_ba);
    QVERIFY(reply.header("Access-Control-Allow-Headers").contains("Authorization"));
    QCOMPARE(reply.header("Access-Control-Max-Age"), "600"_ba);
    QCOMPARE(reply.header("Allow"), "POST, OPTIONS"_ba);
    const RawReply stranger =
        client.request("OPTIONS", "/admin", "Origin: https://evil.example\r\n" + wanted);
    QCOMPARE(stranger.status, 204);
    QCOMPARE(stranger.all("Access-Control-Allow-Methods"), QByteArrayList());
    const RawReply plain = client.request("OPTIONS", "/read", "Origin: " + portal + "\r\n");
    QCOMPARE(plain.all("Access-Control-Allow-Methods"), QByteArrayList());
}

void EdgeTest::namesRefusals_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isTheClients"); // the id
    const QByteArray id = "X-Request-ID: me\r\n";
    QTest::newRow("a token that is missing") << "POST /admin HTTP/1.1\r\nHost: a\r\n" + id + "\r\n"
                                             << 401 << true;
    QTest::newRow("a target that is malformed") << "GET /%00 HTTP/1.1\r\nHost: a\r\n" + id + "\r\n"
                                                << 400 << true;
    QTest::newRow("a body that is too large")
        << "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n" + id + "\r\n"
        << 413 << true;
    QTest::newRow("a chunk that is malformed")
        << "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + id + "\r\nx\r\n"
        << 400 << true;
    QTest::newRow("an id with a space")
        << "GET /nothing HTTP/1.1\r\nHost: a\r\nX-Request-ID: m e\r\n\r\n"_ba << 404 << false;
    QTest::newRow("a head that nobody understood") // its fields may be anybody's
        << "GET /read HTTP/1.1\r\n" + id + "\r\n"
        << 400 << false;
}

void EdgeTest::namesRefusals()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    QFETCH(bool, isTheClients);
    ServerThread server(backend(), {.policy = policy()});
    const RawReply reply = RawClient(server.port()).exchange(request);
    QCOMPARE(reply.status, status);
    const QString id = QString::fromLatin1(reply.header("X-Request-ID"));
    QCOMPARE(id == "me"_L1, isTheClients);
    if (!isTheClients)
        QCOMPARE(QUuid::fromString(id).version(), QUuid::Random);
    QCOMPARE(json(reply)["correlation_id"_L1].toString(), id);
    QVERIFY(!json(reply)["detail"_L1].toString().isEmpty());
    QVERIFY(!json(reply)["code"_L1].toString().isEmpty());
}

void EdgeTest::findsTheClient_data()
{
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("forwarded");
    QTest::addColumn<QByteArray>("xForwardedFor");
    QTest::addColumn<QString>("client");
    const auto row = [](const char *name, const char *peer, const char *forwarded,
                        const char *xForwardedFor, const char *client) {
        QTest::newRow(name) << QString::fromLatin1(peer) << QByteArray(forwarded)
                            << QByteArray(xForwardedFor) << QString::fromLatin1(client);
    };
    // 10.0.0.0/8 and 2001:db8:1::/48 are trusted.
    row("nobody in between", "192.0.2.1", "", "", "192.0.2.1");
    row("a stranger is not believed", "192.0.2.1", "for=192.0.2.9", "192.0.2.9", "192.0.2.1");
    row("a stranger in IPv6 is not believed", "2001:db8:2::1", "", "192.0.2.9", "2001:db8:2::1");
    row("a proxy that says nothing", "10.0.0.1", "", "", "10.0.0.1");
    row("a proxy's client", "10.0.0.1", "", "192.0.2.9", "192.0.2.9");
    row("a proxy's client, by the standard", "10.0.0.1", "for=192.0.2.9", "", "192.0.2.9");
    row("a proxy in IPv6", "2001:db8:1::5", "", "192.0.2.9", "192.0.2.9");
    row("a proxy in IPv4 dressed as IPv6", "::ffff:10.0.0.1", "", "192.0.2.9", "192.0.2.9");
    row("a stranger dressed as IPv6", "::ffff:192.0.2.1", "", "192.0.2.9", "192.0.2.1");
    row("a Unix socket", "", "", "192.0.2.9", "192.0.2.9");
    row("what the client claims comes first", "10.0.0.1", "", "1.1.1.1, 192.0.2.9", "192.0.2.9");
    row("a client that claims to be a proxy", "10.0.0.1", "", "10.0.0.7, 192.0.2.9", "192.0.2.9");
    row("two proxies", "10.0.0.1", "", "1.1.1.1, 192.0.2.9, 10.0.0.2", "192.0.2.9");
    row("proxies only", "10.0.0.1", "", "10.0.0.3, 10.0.0.2", "10.0.0.3");
    row("an unknown one behind a proxy", "10.0.0.1", "", "192.0.2.9, unknown, 10.0.0.2",
        "10.0.0.2");
    row("unknown", "10.0.0.1", "for=unknown", "", "10.0.0.1");
    row("a hidden name", "10.0.0.1", "for=_hidden", "", "10.0.0.1");
    row("nonsense", "10.0.0.1", "", "x, y", "10.0.0.1");
    row("nothing between commas", "10.0.0.1", "", "192.0.2.9, ,", "10.0.0.1");
    row("a port", "10.0.0.1", "", "192.0.2.9:4711", "192.0.2.9");
    row("IPv6", "10.0.0.1", "", "2001:db8:2::9", "2001:db8:2::9");
    row("IPv6 in quotes, with a port", "10.0.0.1", "for=\"[2001:db8:2::9]:4711\"", "",
        "2001:db8:2::9");
    row("parameters around it", "10.0.0.1", "proto=https; For=192.0.2.9;by=10.0.0.1", "",
        "192.0.2.9");
    row("no address at all", "10.0.0.1", "proto=https", "", "10.0.0.1");
    row("spoofed elements", "10.0.0.1", "for=1.1.1.1, for=192.0.2.9", "", "192.0.2.9");
    row("both, of one mind", "10.0.0.1", "for=192.0.2.9", "1.1.1.1, 192.0.2.9", "192.0.2.9");
    row("a standard one that the proxy let pass", "10.0.0.1", "for=1.1.1.1", "192.0.2.9",
        "10.0.0.1");
    row("an old one that the proxy let pass", "10.0.0.1", "for=192.0.2.9", "1.1.1.1", "10.0.0.1");
}

void EdgeTest::findsTheClient()
{
    QFETCH(QString, peer);
    QFETCH(QByteArray, forwarded);
    QFETCH(QByteArray, xForwardedFor);
    QFETCH(QString, client);
    http::Networks trusted;
    for (const auto &text : {u"10.0.0.0/8"_s, u"2001:db8:1::/48"_s})
        trusted.append(*http::parseNetwork(text));
    http::Head head;
    head.forwarded = {forwarded.constData(), std::size_t(forwarded.size())};
    head.xForwardedFor = {xForwardedFor.constData(), std::size_t(xForwardedFor.size())};
    QCOMPARE(http::clientOf(head, QHostAddress(peer), trusted).toString(), client);
}

void EdgeTest::readsANetwork_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("inside");
    QTest::addColumn<QString>("outside");
    QTest::newRow("a network") << u"10.0.0.0/8"_s << u"10.255.0.1"_s << u"11.0.0.0"_s;
    QTest::newRow("an address") << u"192.0.2.1"_s << u"192.0.2.1"_s << u"192.0.2.2"_s;
    QTest::newRow("everything") << u"0.0.0.0/0"_s << u"192.0.2.1"_s << u"::1"_s;
    QTest::newRow("IPv6") << u"2001:db8::/32"_s << u"2001:db8:ffff::1"_s << u"2001:db9::"_s;
    QTest::newRow("an address of IPv6") << u"::1"_s << u"::1"_s << u"::2"_s;
    QTest::newRow("dressed as IPv6") << u"10.0.0.0/8"_s << u"::ffff:10.0.0.1"_s << u"::a00:1"_s;
}

void EdgeTest::readsANetwork()
{
    QFETCH(QString, text);
    QFETCH(QString, inside);
    QFETCH(QString, outside);
    const auto network = http::parseNetwork(text);
    QVERIFY(network);
    QVERIFY(http::isWithin(QHostAddress(inside), {*network}));
    QVERIFY(!http::isWithin(QHostAddress(outside), {*network}));
}

void EdgeTest::refusesANetwork_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"", "example.org", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "/8", "10.0.0.256",
          "1.2.3.4.5", "::1/129", "10.0.0.0/8/9", "10", "10/8", "10.0.1", "*", "any"})
        QTest::newRow(text[0] ? text : "nothing") << QString::fromLatin1(text);
}

void EdgeTest::refusesANetwork()
{
    QFETCH(QString, text);
    const auto network = http::parseNetwork(text);
    QVERIFY(!network);
    QCOMPARE(network.error().message, u"found \"%1\", wanted an address or a network"_s.arg(text));
    QCOMPARE(network.error().hint, u"Write it as 10.0.0.0/8, 192.0.2.1 or ::1"_s);
}

void EdgeTest::countsTokens()
{
    const http::RateLimit::Clock::time_point start{};
    http::RateLimit limit(2);
    QVERIFY(!limit.isOff());
    QCOMPARE(limit.take("a", start), 0s);
    QCOMPARE(limit.take("a", start), 0s);
    QCOMPARE(limit.take("a", start), 500ms);
    QCOMPARE(limit.take("a", start + 250ms), 250ms); // asking costs nothing
    QCOMPARE(limit.take("b", start), 0s);            // nor does another one's
    QCOMPARE(limit.take("a", start + 500ms), 0s);
    QVERIFY(limit.take("a", start + 500ms) > 0s);
    QCOMPARE(limit.take("a", start + 1h), 0s); // a pause earns no more than a second's worth
    QCOMPARE(limit.take("a", start + 1h), 0s);
    QVERIFY(limit.take("a", start + 1h) > 0s);

    http::RateLimit slow(0.1);
    QCOMPARE(slow.take("a", start), 0s);
    QCOMPARE(slow.take("a", start), 10s);
    http::RateLimit off(0);
    QVERIFY(off.isOff());
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(off.take("a", start), 0s);
}

void EdgeTest::forgetsNames()
{
    const http::RateLimit::Clock::time_point start{};
    http::RateLimit limit(1);
    for (int i = 0; i < 99'999; ++i)
        limit.take(std::to_string(i), start);
    QVERIFY(limit.take("0", start) > 0s);
    QCOMPARE(limit.take("late", start + 1900ms), 0s);
    QCOMPARE(limit.take("one too many", start + 2s), 0s);
    QVERIFY(limit.take("late", start + 2s) > 0s); // only those went that had waited long enough

    http::RateLimit busy(1);
    for (int i = 0; i < 100'000; ++i)
        busy.take(std::to_string(i), start);
    QCOMPARE(busy.take("0", start), 0s); // there is an end to memory
}

void EdgeTest::limitsAnAddress()
{
    http::Limits limits;
    limits.requestsPerAddress = 0.001;
    ServerThread server(backend(), {.limits = limits, .policy = policy()});
    RawClient client(server.port());
    QCOMPARE(client.get("/read").status, 200);
    const RawReply reply = client.get("/open", "X-Request-ID: me\r\n");
    QCOMPARE(reply.status, 429);
    const int wait = reply.header("Retry-After").toInt();
    QVERIFY2(wait > 900 && wait <= 1000, reply.header("Retry-After").constData());
    QCOMPARE(json(reply)["code"_L1].toString(), u"too-many-requests"_s);
    QCOMPARE(json(reply)["hint"_L1].toString(), u"Wait as long as Retry-After says"_s);
    QCOMPARE(reply.header("X-Request-ID"), "me"_ba);
    QCOMPARE(RawClient(server.port()).get("/read").status, 429); // another connection, no other one
    QCOMPARE(client.get("/read", "X-Forwarded-For: 192.0.2.1\r\n").status, 429);
}

void EdgeTest::limitsARoute()
{
    http::Limits limits;
    limits.requestsPerRoute = 0.001;
    ServerThread server(backend(), {.limits = limits, .policy = policy()});
    RawClient client(server.port());
    QCOMPARE(client.get("/read").status, 200);
    QCOMPARE(client.get("/read?x").status, 429);
    QCOMPARE(client.get("/open").status, 200);
    QCOMPARE(client.request("POST", "/admin").status, 401); // and takes nothing from who may
    QCOMPARE(client.request("POST", "/admin", "Authorization: Bearer " + token + "\r\n").status,
             200);
    QCOMPARE(client.get("/nothing").status, 404);
    QCOMPARE(client.get("/nothing").status, 404); // no route, no limit
}

void EdgeTest::limitsClientsOfATrustedProxy()
{
    http::Limits limits;
    limits.requestsPerAddress = 0.001;
    http::Policy trusting = policy();
    trusting.trustedProxies = {*http::parseNetwork(u"127.0.0.0/8"_s)};
    ServerThread server(backend(), {.limits = limits, .policy = trusting});
    RawClient client(server.port());
    const auto ask = [&](const QByteArray &fields) { return client.get("/read", fields); };
    QCOMPARE(ask("X-Forwarded-For: 192.0.2.1\r\n").body, "anybody 192.0.2.1"_ba);
    QCOMPARE(ask("X-Forwarded-For: 192.0.2.2\r\n").status, 200);
    QCOMPARE(ask("X-Forwarded-For: 192.0.2.1\r\n").status, 429);
    QCOMPARE(ask("X-Forwarded-For: 1.1.1.1, 192.0.2.1\r\n").status, 429);
    QCOMPARE(ask("X-Forwarded-For: 192.0.2.1\r\nForwarded: for=1.1.1.1\r\n").status, 200);
    QCOMPARE(ask("X-Forwarded-For: 192.0.2.1\r\nForwarded: for=1.1.1.2\r\n").status, 429);
}

QTEST_GUILESS_MAIN(EdgeTest)
#include "edge_test.moc"
