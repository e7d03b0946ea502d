// SPDX-License-Identifier: GPL-3.0-or-later
// What plugins serve: with a real module, from discovery to the socket.
#include "app/api/pluginendpoints.h"

#include "app/api/api.h"
#include "tests/contract/asking.h"
#include "tests/http/rawclient.h"
#include "tests/http/routedserver.h"
#include "tests/registry/pipeline.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <future>
#include <vector>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class ApiPluginEndpointsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answers_data();
    void answers();
    void keepsWhatIsTheServers();
    void writesNoBrokenHeader();
    void handsOverTheRequest();
    void handsOverNoCredentials();
    void countsUnderThePattern();
    void limitsAPlugin();
    void asksAgainWhereThePluginIsCalled();
    void severalCallsAtOnce();
    void comesAndGoesWithThePlugin();
    void hasItsRowsInTheDatabase();
    void listsPermissions();
    void isDescribed();
    void withoutASnapshotThereIsNothing();

private:
    ApiParts parts()
    {
        return {.snapshot = [this] { return m_registry->snapshot(); },
                .version = u"1"_s,
                .hooks = &m_registry->hooks()};
    }
    std::unique_ptr<RoutedServer> serve(app::http::Limits limits = {});

    Site m_site;
    std::unique_ptr<registry::PluginRegistry> m_registry;
    std::unique_ptr<RoutedServer> m_server;
};

namespace {

const QByteArray adminToken = "the-token-of-the-administrator";
const QByteArray asAdmin = "Authorization: Bearer " + adminToken + "\r\n";

QJsonObject json(const QByteArray &body)
{
    return QJsonDocument::fromJson(body).object();
}

} // namespace

std::unique_ptr<RoutedServer> ApiPluginEndpointsTest::serve(app::http::Limits limits)
{
    return std::make_unique<RoutedServer>(
        makeApi(parts()),
        [this]() -> app::Workers::Handler {
            return [router = std::make_shared<Router>(makeApi(parts()))](const Request &request) {
                return router->answer(request);
            };
        },
        app::http::HttpOptions{.limits = limits, .policy = {adminToken, false, {}, {}}});
}

void ApiPluginEndpointsTest::initTestCase()
{
    m_site.add(u"echo"_s);
    m_site.add(u"minimal"_s);
    m_site.options.hookTimeout = std::chrono::milliseconds(2000);
    m_registry = std::make_unique<registry::PluginRegistry>(m_site.options, m_site.database());
    QVERIFY(m_registry->discover());
    m_server = serve();
}

void ApiPluginEndpointsTest::answers_data()
{
    QTest::addColumn<QByteArray>("request"); // method and path
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("about"); // a header: its value
    QTest::addColumn<QString>("says");     // within the body
    const auto row = [](const char *name, const QByteArray &request, int status,
                        const QString &says, const QByteArray &headers = {},
                        const QByteArray &about = {}) {
        QTest::newRow(name) << request << headers << status << about << says;
    };
    row("a public one", "GET /echo/hello", 200, uR"({"greeting":"Hello"})"_s, {},
        "Content-Type: application/json");
    row("a public one with HEAD", "HEAD /echo/hello", 200, {}, {}, "Content-Length: 20");
    row("a parameter", "GET /echo/hello/You", 200, u"Hello, You"_s);
    row("a parameter that has to be decoded", "GET /echo/hello/%C3%BC%20%26", 200,
        u"Hello, \u00fc &"_s);
    row("one with a permission, for an administrator", "POST /echo/echo", 201, u"POST"_s, asAdmin);
    row("which methods there are", "OPTIONS /echo/echo", 204, {}, {}, "Allow: POST, OPTIONS");

    row("one with a permission, without a token", "POST /echo/echo", 401, u"needs"_s, {},
        "WWW-Authenticate: Bearer");
    row("one with a permission, with a wrong token", "POST /echo/echo", 401, u"unauthorized"_s,
        "Authorization: Bearer " + adminToken.toUpper() + "\r\n", "WWW-Authenticate: Bearer");
    row("another method", "DELETE /echo/hello", 405, u"Method Not Allowed"_s, {},
        "Allow: GET, HEAD, OPTIONS");
    row("HEAD of one without GET", "HEAD /echo/echo", 405, {}, {}, "Allow: POST, OPTIONS");
    row("a path that nobody declared", "GET /echo/nothing", 404, u"Not Found"_s);
    row("a path below one", "GET /echo/hello/a/b", 404, u"Not Found"_s);
    row("a parameter that is empty", "GET /echo/hello/", 307, {}, {}, "Location: /echo/hello");
    row("a slash that is not declared, query kept", "GET /echo/hello/you/?a=1", 307, {}, {},
        "Location: /echo/hello/you?a=1");
    row("the id alone", "GET /echo", 404, u"Not Found"_s);
    row("the name in place of the id", "GET /Echo/hello", 404, u"Not Found"_s);
    row("a plugin without endpoints", "GET /minimal/hello", 404, u"Not Found"_s);
    row("a plugin that is not there", "GET /other/hello", 404, u"Not Found"_s);
    row("an escaped slash is no slash", "GET /echo%2Fhello", 404, u"Not Found"_s);
    row("what the plugin refuses", "GET /echo/fail/refuse", 409, u"There is an echo already"_s,
        asAdmin);
    row("what the plugin does not know", "GET /echo/fail/otherwise", 404,
        u"Nobody fails like that"_s, asAdmin);
    row("one that throws", "GET /echo/fail/throw", 500, u"Something went wrong"_s, asAdmin);
    row("one that hangs", "GET /echo/fail/hang", 504, u"did not return within 2000 ms"_s, asAdmin);
    row("an impossible status", "GET /echo/fail/status", 500, u"Something went wrong"_s, asAdmin);
}

void ApiPluginEndpointsTest::answers()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, headers);
    QFETCH(int, status);
    QFETCH(QByteArray, about);
    QFETCH(QString, says);
    const QByteArrayList words = request.split(' ');
    RawClient client(m_server->port());
    const RawReply reply = client.request(words[0], words[1], headers + "X-Request-ID: me\r\n");
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("X-Request-ID"), "me"_ba);
    if (!about.isEmpty())
        QCOMPARE(reply.header(about.first(about.indexOf(':'))),
                 about.sliced(about.indexOf(':') + 2));
    QVERIFY2(QString::fromUtf8(reply.body).contains(says), reply.body.constData());
    if (status >= 400 && words[0] != "HEAD") {
        QCOMPARE(json(reply.body)[u"correlation_id"_s].toString(), u"me"_s);
        QVERIFY(json(reply.body).contains(u"code"_s));
    }
    QVERIFY(!reply.body.contains(adminToken));
    QCOMPARE(client.get("/echo/hello").status, 200); // in step, on the same connection
}

void ApiPluginEndpointsTest::keepsWhatIsTheServers()
{
    RawClient client(m_server->port());
    const RawReply reply = client.get("/echo/fail/headers", asAdmin);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, "plain"_ba);
    QCOMPARE(reply.header("Content-Length"), "5"_ba);
    QCOMPARE(reply.header("Content-Type"), "application/octet-stream"_ba);
    QCOMPARE(reply.header("X-Kept"), "2"_ba);
    QCOMPARE(reply.all("Set-Cookie"), QByteArrayList({"a=1", "b=2"}));
    QVERIFY(reply.header("X-Request-ID") != "another");
    for (const char *name :
         {"Connection", "Transfer-Encoding", "X-Mine", "Access-Control-Allow-Origin"})
        QVERIFY2(reply.all(name).isEmpty(), name);
    QCOMPARE(client.get("/echo/hello").status, 200);
}

void ApiPluginEndpointsTest::writesNoBrokenHeader()
{
    RawClient client(m_server->port());
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"a header that cannot be written"_s));
    const RawReply reply = client.get("/echo/fail/split", asAdmin);
    QCOMPARE(reply.status, 500);
    QVERIFY(!reply.head.contains("Smuggled"));
}

void ApiPluginEndpointsTest::handsOverTheRequest()
{
    RawClient client(m_server->port());
    const RawReply reply = client.exchange(
        "POST /echo/echo?a=1&b=x%20y&a=%2F HTTP/1.1\r\nHost: example.org\r\n" + asAdmin +
        "X-Request-ID: 7\r\nX-Some: thing\r\nX-some:  other \r\nTransfer-Encoding: chunked\r\n"
        "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    QCOMPARE(reply.status, 201);
    const QJsonObject seen = json(reply.body);
    QCOMPARE(seen[u"method"_s].toString(), u"POST"_s);
    QCOMPARE(seen[u"path"_s].toString(), u"/echo"_s);
    QCOMPARE(seen[u"query"_s].toArray(), (QJsonArray{u"a=1"_s, u"b=x y"_s, u"a=/"_s}));
    QCOMPARE(seen[u"body"_s].toString(), u"abcde"_s);
    QCOMPARE(seen[u"correlation_id"_s].toString(), u"7"_s);
    QCOMPARE(seen[u"headers"_s].toArray(), (QJsonArray{u"host: example.org"_s, u"x-request-id: 7"_s,
                                                       u"x-some: thing"_s, u"x-some: other"_s}));
}

void ApiPluginEndpointsTest::handsOverNoCredentials()
{
    RawClient client(m_server->port());
    const RawReply reply =
        client.request("POST", "/echo/echo", asAdmin + "Proxy-Authorization: Basic cGFzcw==\r\n");
    QCOMPARE(reply.status, 201);
    QVERIFY(!reply.body.toLower().contains("authorization"));
    QVERIFY(!reply.body.contains(adminToken));
    QVERIFY(!reply.body.contains("cGFzcw"));
}

void ApiPluginEndpointsTest::countsUnderThePattern()
{
    const auto route = makeApi(parts()).match(requestFor("/echo/hello/somebody"));
    QVERIFY(route);
    QCOMPARE(route->pattern, u"/echo/hello/{name}"_s);
    QCOMPARE(route->plugin, u"echo"_s);
    QVERIFY(route->access == Access::Read);
    QVERIFY(makeApi(parts()).match(requestFor("/echo/echo", "POST"))->access == Access::Token);
    QVERIFY(!makeApi(parts()).match(requestFor("/echo/echo")));
}

void ApiPluginEndpointsTest::limitsAPlugin()
{
    app::http::Limits limits;
    limits.requestsPerPlugin = 1;
    const auto server = serve(limits);
    RawClient client(server->port());
    QCOMPARE(client.get("/echo/hello").status, 200);
    const RawReply refused = client.get("/echo/hello/you"); // another route of the same plugin
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.header("Retry-After"), "1"_ba);
    QCOMPARE(json(refused.body)[u"code"_s].toString(), u"too-many-requests"_s);
    QCOMPARE(client.get("/api/v2/version").status, 200); // the server's own are another matter
}

void ApiPluginEndpointsTest::asksAgainWhereThePluginIsCalled()
{
    const Router router = makeApi(parts());
    Request request = requestFor("/echo/echo", "POST");
    const Reply stranger = router.answer(request);
    QCOMPARE(stranger.status, 401);
    QCOMPARE(headerOf(stranger, "WWW-Authenticate"), "Bearer"_ba);
    QCOMPARE(json(stranger.body)[u"detail"_s].toString(),
             u"This needs a token with the permission 'echo:write'"_s);

    request.caller = u"token:reader"_s;
    request.permissions = QStringList{u"echo:misbehave"_s, u"echo:writer"_s};
    const Reply refused = router.answer(request);
    QCOMPARE(refused.status, 403);
    QCOMPARE(json(refused.body)[u"detail"_s].toString(),
             u"The token has no permission 'echo:write'"_s);
    QCOMPARE(json(refused.body)[u"hint"_s].toString(),
             u"Make a token that has it: outlet token create <name> --permission echo:write"_s);

    request.permissions.append(u"echo:write"_s);
    QCOMPARE(router.answer(request).status, 201);
}

void ApiPluginEndpointsTest::severalCallsAtOnce()
{
    const Router router = makeApi(parts());
    qputenv("OUTLET_FIXTURE_ECHO", m_site.path(u"go"_s).toLocal8Bit());
    Request request = requestFor("/echo/fail/wait");
    request.isAdmin = true;
    std::vector<std::future<int>> callers;
    for (int i = 0; i < 4; ++i)
        callers.push_back(
            std::async(std::launch::async, [&] { return router.answer(request).status; }));
    QCOMPARE(router.answer(requestFor("/echo/hello")).status, 200); // and waits for none of them
    QFile go(m_site.path(u"go"_s));
    QVERIFY(go.open(QFile::WriteOnly));
    for (auto &caller : callers)
        QCOMPARE(caller.get(), 204);
}

void ApiPluginEndpointsTest::comesAndGoesWithThePlugin()
{
    RawClient client(m_server->port());
    QCOMPARE(client.get("/echo/hello").status, 200);
    for (int i = 0; i < 2; ++i) {
        m_site.execute(u"UPDATE plugins SET status = 'inactive' WHERE name = 'Echo'"_s);
        QVERIFY(m_registry->refresh());
        QCOMPARE(client.get("/echo/hello").status, 404);
        QCOMPARE(client.request("POST", "/echo/echo").status, 404); // not even that it was there
        m_site.execute(u"UPDATE plugins SET status = 'active' WHERE name = 'Echo'"_s);
        QVERIFY(m_registry->refresh());
        QCOMPARE(client.get("/echo/hello").status, 200);
    }
}

void ApiPluginEndpointsTest::hasItsRowsInTheDatabase()
{
    const auto rows = [this] {
        return m_site.query(u"SELECT p.name || ' ' || e.method || ' ' || e.path || ' ' || e.type "
                            "FROM plugin_endpoints e JOIN plugins p ON p.id = e.plugin_id "
                            "ORDER BY e.path"_s);
    };
    const QStringList all = {u"Echo POST /echo/echo REST"_s, u"Echo GET /echo/fail/{how} REST"_s,
                             u"Echo GET /echo/hello REST"_s, u"Echo GET /echo/hello/{name} REST"_s};
    QCOMPARE(rows(), all);
    m_site.execute(u"DELETE FROM plugin_endpoints WHERE path = '/echo/echo'"_s);
    m_site.execute(u"UPDATE plugin_endpoints SET path = '/old' WHERE path = '/echo/hello'"_s);
    QVERIFY(m_registry->discover());
    QCOMPARE(rows(), all);
    m_site.execute(u"UPDATE plugins SET status = 'inactive' WHERE name = 'Echo'"_s);
    QVERIFY(m_registry->refresh());
    QCOMPARE(rows(), QStringList());
    m_site.execute(u"UPDATE plugins SET status = 'active' WHERE name = 'Echo'"_s);
    QVERIFY(m_registry->refresh());
    QCOMPARE(rows(), all);
}

void ApiPluginEndpointsTest::listsPermissions()
{
    RawClient client(m_server->port());
    const RawReply whole = client.get("/api/v2/permissions");
    QCOMPARE(whole.status, 200);
    QCOMPARE(whole.body,
             R"({"permissions":[{"key":"echo:write","description":"Have something sent back.",)"
             R"("plugin":"Echo","endpoints":["POST /echo/echo"]},)"
             R"({"key":"echo:misbehave","description":"See what the server does with a plugin )"
             R"(that errs.","plugin":"Echo","endpoints":["GET /echo/fail/{how}"]}]})"_ba);
    const QJsonObject first = json(client.get("/api/v2/permissions?limit=1").body);
    QCOMPARE(first[u"permissions"_s].toArray().size(), 1);
    const QByteArray cursor = first[u"next_cursor"_s].toString().toLatin1();
    const QJsonObject second =
        json(client.get("/api/v2/permissions?limit=1&cursor=" + cursor).body);
    QCOMPARE(second[u"permissions"_s][0][u"key"_s].toString(), u"echo:misbehave"_s);
    QVERIFY(!second.contains(u"next_cursor"_s));
    QCOMPARE(client.get("/api/v2/permissions?limit=0").status, 400);
    QCOMPARE(client.get("/api/v2/permissions?cursor=x").status, 400);
    QCOMPARE(client.request("POST", "/api/v2/permissions").status, 405);
}

void ApiPluginEndpointsTest::isDescribed()
{
    RawClient client(m_server->port());
    const QJsonObject document = json(client.get("/openapi.json").body);
    const QJsonObject paths = document[u"paths"_s].toObject();
    const QJsonValue write = paths[u"/echo/echo"_s][u"post"_s];
    QCOMPARE(write[u"summary"_s].toString(), u"What was sent, taken apart"_s);
    QCOMPARE(write[u"description"_s].toString(),
             u"Needs a token with the permission `echo:write`."_s);
    QCOMPARE(write[u"responses"_s].toObject().keys(),
             QStringList({u"2XX"_s, u"401"_s, u"403"_s, u"405"_s, u"503"_s, u"default"_s}));
    const QJsonValue read = paths[u"/echo/hello/{name}"_s];
    QCOMPARE(read[u"parameters"_s][1][u"name"_s].toString(), u"name"_s);
    QVERIFY(!read[u"get"_s][u"responses"_s].toObject().contains(u"401"_s));
    QCOMPARE(document[u"tags"_s].toArray().last()[u"name"_s].toString(), u"Plugin Echo"_s);
    QVERIFY(client.get("/docs").body.contains("/echo/hello/{name}"));
}

void ApiPluginEndpointsTest::withoutASnapshotThereIsNothing()
{
    ApiParts nothing = parts();
    nothing.snapshot = [] { return registry::SnapshotPtr(); };
    QCOMPARE(makeApi(nothing).answer(requestFor("/echo/hello")).status, 404);
    ApiParts silent = parts();
    silent.hooks = nullptr;
    QCOMPARE(makeApi(silent).answer(requestFor("/echo/hello")).status, 404);
}

QTEST_GUILESS_MAIN(ApiPluginEndpointsTest)
#include "api_pluginendpoints_test.moc"
