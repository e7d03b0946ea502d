// SPDX-License-Identifier: GPL-3.0-or-later
// The API behind a socket, without the program around it: what only both together can show.
#include "tests/http/apihandler.h"
#include "tests/http/rawclient.h"
#include "tests/http/serverthread.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

class ApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answersWithAStatus_data();
    void answersWithAStatus();
    void redirectsToTheDeclaredSlash_data();
    void redirectsToTheDeclaredSlash();
    void refusesAMethod_data();
    void refusesAMethod();
    void tellsItsMethods_data();
    void tellsItsMethods();
    void headEqualsGet_data();
    void headEqualsGet();
    void iconIsHarmless();
    void startingRegistryIsUnavailable();

private:
    RawReply get(const QByteArray &target, const QByteArray &headers = {})
    {
        return RawClient(m_server->port()).get(target, headers);
    }

    QTemporaryDir m_directory;
    std::unique_ptr<ServerThread> m_server;
};

void ApiTest::initTestCase()
{
    const registry::SnapshotPtr snapshot = sampleSnapshot();
    const QString path = m_directory.filePath(u"outlet.sqlite"_s);
    m_server = std::make_unique<ServerThread>([=] { return makeHandler(path, snapshot); });
    QVERIFY(m_server->port() > 0);
}

void ApiTest::answersWithAStatus_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &target, int status) {
        QTest::newRow(name) << target << status;
    };
    const QByteArray plugins = "/api/v2/plugins/";
    const QByteArray configuration = "/api/v2/configuration/";
    const QByteArray uuid = "11111111-1111-1111-1111-111111111111";
    row("the index", "/api/v2/", 200);
    row("the list", plugins, 200);
    row("a form", formTarget, 200);
    row("a form by alias", plugins + "S3TechnicalAssetConfiguration/form", 200);
    row("a form with its name escaped", plugins + "%53nowflakeDataOutput/form", 200);
    row("a parameter that nobody asks for", formTarget + "?x=1", 200);
    row("the tiles", tilesTarget, 200);
    row("a detail", plugins + "SnowflakeDataOutput", 200);
    row("why, for a name that nothing has", plugins + "Nothing/why", 200);
    row("a history", plugins + "SnowflakeDataOutput/migrations", 200);
    row("the version", "/api/v2/version", 200);
    row("the health", "/healthz", 200);
    row("readiness", "/readyz", 200);
    row("platforms", configuration + "platforms", 200);
    row("environments", configuration + "environments", 200);
    row("services of an unknown platform", configuration + "platforms/" + uuid + "/services", 200);

    row("an unknown path", "/api/v2/nothing", 404);
    row("a path above the routes", "/api", 404);
    row("a path below a route", formTarget + "/more", 404);
    row("two slashes at the beginning", "/" + formTarget, 404);
    row("two slashes inside", "/api/v2//plugins/", 404);
    row("no name before form", plugins + "/form", 404);
    row("dots around a route", "/api/v2/x/../plugins/", 404);
    row("a slash that is escaped", "/api%2Fv2/plugins/", 404);
    row("a name with an escaped slash", plugins + "a%2Fb/form", 404);
    row("a literal in another case", "/API/v2/plugins/", 404);
    row("an unknown form", plugins + "Nothing/form", 404);
    row("a form by id", plugins + "snowflake/form", 404);
    row("a name with a percent sign that escapes nothing", plugins + "%zz/form", 400);
    row("an unknown detail", plugins + "Nothing", 404);
    row("an unknown icon", plugins + "Nothing/icon", 404);
    row("a name with SQL in it", plugins + "x'%20OR%201=1--", 404);
    row("an unknown environment", configuration + "environments/" + uuid, 404);
    row("an unknown configuration", configuration + "platforms/configs/" + uuid, 404);

    row("a name with an escaped NUL", plugins + "a%00/form", 400);
    row("a name that is not UTF-8", plugins + "%FF/form", 400);
    row("a limit that is no number", plugins + "?limit=x", 400);
    row("a limit of nothing", plugins + "?limit=0", 400);
    row("a cursor that is negative", plugins + "?cursor=-1", 400);
    row("an id that is no uuid", configuration + "environments/1", 422);
    row("an id with a line break in it", configuration + "environments/1%0A", 400);
}

void ApiTest::answersWithAStatus()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    const RawReply reply = get(target);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("Content-Type"), "application/json"_ba);
    const QJsonObject json = QJsonDocument::fromJson(reply.body).object();
    QVERIFY2(!json.isEmpty(), reply.body.constData());
    const bool isFine = status == 200;
    QCOMPARE(json.contains("correlation_id"_L1), !isFine);
    if (!isFine)
        QCOMPARE(json["correlation_id"_L1].toString().toLatin1(), reply.header("X-Request-ID"));
}

void ApiTest::redirectsToTheDeclaredSlash_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("location");
    const auto row = [](const char *name, const char *target, const char *location) {
        QTest::newRow(name) << QByteArray(target) << QByteArray(location);
    };
    row("the list without its slash", "/api/v2/plugins", "/api/v2/plugins/");
    row("the query is kept", "/api/v2/plugins?limit=2&x=%20", "/api/v2/plugins/?limit=2&x=%20");
    row("tiles with a slash too many", "/api/v2/plugins/platform-tiles/",
        "/api/v2/plugins/platform-tiles");
    row("a name stays escaped", "/api/v2/plugins/a%2Fb%20c/form/?q",
        "/api/v2/plugins/a%2Fb%20c/form?q");
    row("a line break does not get out", "/api/v2/plugins/a/form/?x=%20y",
        "/api/v2/plugins/a/form?x=%20y");
    row("health with a slash", "/healthz/", "/healthz");
}

void ApiTest::redirectsToTheDeclaredSlash()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, location);
    RawClient client(m_server->port());
    const RawReply reply = client.get(target);
    QCOMPARE(reply.status, 307);
    QCOMPARE(reply.header("Location"), location);
    QCOMPARE(reply.header("Content-Length"), "0"_ba);
    QVERIFY(client.get(location).status != 307);
}

void ApiTest::refusesAMethod_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    const auto row = [](const char *name, const char *method, const QByteArray &target) {
        QTest::newRow(name) << QByteArray(method) << target;
    };
    row("POST on the list", "POST", listTarget);
    row("PUT on a form", "PUT", formTarget);
    row("DELETE on a plugin", "DELETE", "/api/v2/plugins/SnowflakeDataOutput");
    row("PATCH on the tiles", "PATCH", tilesTarget);
    row("a method that nobody knows", "BREW", "/healthz");
    row("GET in lower case", "get", "/healthz");
}

void ApiTest::refusesAMethod()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    const RawReply reply =
        RawClient(m_server->port()).request(method, target, "X-Request-ID: me\r\n");
    QCOMPARE(reply.status, 405);
    QCOMPARE(reply.header("Allow"), "GET, HEAD, OPTIONS"_ba);
    QCOMPARE(reply.body, R"({"correlation_id":"me","detail":"Method Not Allowed",)"
                         R"("code":"method-not-allowed"})"_ba);
}

void ApiTest::tellsItsMethods_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    const QByteArray reading = "GET, HEAD, OPTIONS";
    QTest::newRow("the index") << "/"_ba << 204 << reading;
    QTest::newRow("a form") << formTarget << 204 << reading;
    QTest::newRow("a form that nothing has") << "/api/v2/plugins/Nothing/form"_ba << 204 << reading;
    QTest::newRow("the list without its slash") << "/api/v2/plugins"_ba << 307 << "<0 times>"_ba;
    QTest::newRow("an unknown path") << "/nothing"_ba << 404 << "<0 times>"_ba;
}

void ApiTest::tellsItsMethods()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QByteArray, allow);
    const RawReply reply = RawClient(m_server->port()).request("OPTIONS", target);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("Allow"), allow);
    QCOMPARE(reply.body.isEmpty(), status != 404);
}

void ApiTest::headEqualsGet_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const QByteArray &target :
         {listTarget, formTarget, tilesTarget, iconTarget, "/"_ba, "/healthz"_ba, "/readyz"_ba,
          "/api/v2/plugins/discovery"_ba, "/api/v2/configuration/platforms"_ba,
          "/api/v2/plugins"_ba, "/nothing"_ba, "/api/v2/configuration/environments/1"_ba})
        QTest::newRow(target.constData()) << target;
}

void ApiTest::headEqualsGet()
{
    QFETCH(QByteArray, target);
    const QByteArray headers = "X-Request-ID: same\r\nAccept-Encoding: gzip\r\n";
    RawClient client(m_server->port());
    const RawReply head = client.request("HEAD", target, headers);
    const RawReply got = client.get(target, headers);
    QVERIFY(head.body.isEmpty());
    QVERIFY(client.rest().isEmpty());
    QVERIFY(head.status > 0);
    const auto withoutDate = [](QByteArray text) {
        const qsizetype at = text.indexOf("Date: ");
        return text.remove(at, text.indexOf('\n', at) - at);
    };
    QCOMPARE(withoutDate(head.head), withoutDate(got.head));
    QCOMPARE(head.header("Content-Length").toLongLong(), got.body.size());
}

void ApiTest::iconIsHarmless()
{
    const RawReply reply = get(iconTarget);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Type"), "image/svg+xml"_ba);
    QCOMPARE(reply.header("Content-Security-Policy"),
             "default-src 'none'; style-src 'unsafe-inline'"_ba);
    QCOMPARE(reply.header("X-Content-Type-Options"), "nosniff"_ba);
    QCOMPARE(reply.body, contentOf(connectorFolder(u"s3"_s) + u"/icon.svg"_s));
}

void ApiTest::startingRegistryIsUnavailable()
{
    const QString path = m_directory.filePath(u"starting.sqlite"_s);
    ServerThread server([=] { return makeHandler(path, nullptr); });
    RawClient client(server.port());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^GET /api/v2/plugins/ 503 "_s));
    const RawReply list = client.get(listTarget, "X-Request-ID: me\r\n");
    QCOMPARE(list.status, 503);
    QCOMPARE(list.body, R"({"correlation_id":"me","detail":"The registry is still starting",)"
                        R"("code":"unavailable","hint":"Try again in a moment; /readyz says when )"
                        R"(it is there"})"_ba);
    const RawReply ready = client.get("/readyz");
    QCOMPARE(ready.status, 503);
    QCOMPARE(ready.body, R"({"status":"not ready","checks":{"database":"ok","migrations":"ok",)"
                         R"("registry":"no snapshot has been published yet"}})"_ba);
    QCOMPARE(client.get("/healthz").status, 200);
}

QTEST_GUILESS_MAIN(ApiTest)
#include "api_test.moc"
