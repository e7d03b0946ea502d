// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/errors.h"
#include "app/api/router.h"
#include "tests/contract/asking.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

class ApiRouterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void findsTheRoute_data();
    void findsTheRoute();
    void answersWithoutARoute_data();
    void answersWithoutARoute();
    void everyErrorHasItsStatus_data();
    void everyErrorHasItsStatus();
    void internalErrorsKeepTheirCause();
    void invalidValuesAreListed();

private:
    Router m_router;
};

namespace {

/** A handler that says who it is and what it was given. */
RouteHandler named(const QByteArray &name)
{
    return [name](const Request &, const Parameters &parameters) {
        Reply reply;
        reply.body = name;
        for (auto it = parameters.begin(); it != parameters.end(); ++it)
            reply.body += " " + it.key().toUtf8() + "=" + it.value().toUtf8();
        return reply;
    };
}

} // namespace

void ApiRouterTest::initTestCase()
{
    // Parameters first, on purpose: the order of declaration does not count.
    m_router.get(u"/p/{name}/form"_s, Place::Edge, named("form"));
    m_router.get(u"/p/{name}"_s, Place::Edge, named("one"));
    m_router.get(u"/p/"_s, Place::Edge, named("list"));
    m_router.get(u"/p/tiles"_s, Place::Edge, named("tiles"));
    m_router.get(u"/p/tiles/{kind}"_s, Place::Edge, named("tiles of a kind"));
    m_router.get(u"/{any}/tiles"_s, Place::Edge, named("any"));
    m_router.get(u"/"_s, Place::Edge, named("root"));
    m_router.get(u"/both"_s, Place::Edge, named("both"));
    m_router.get(u"/both/"_s, Place::Edge, named("both, slash"));
    m_router.add({"POST", u"/p/{name}"_s, Place::Worker, named("post")});
    m_router.add({"POST", u"/only-post"_s, Place::Worker, named("first")});
    m_router.add({"POST", u"/only-post"_s, Place::Worker, named("second")});
}

void ApiRouterTest::findsTheRoute_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *method, const char *target,
                        const char *expected) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(expected);
    };
    row("the root", "GET", "/", "root");
    row("a trailing slash that is declared", "GET", "/p/", "list");
    row("a parameter", "GET", "/p/x", "one name=x");
    row("a parameter with a slash in it", "GET", "/p/a%2Fb", "one name=a/b");
    row("a literal beats a parameter", "GET", "/p/tiles", "tiles");
    row("an earlier literal beats a later one", "GET", "/p/tiles", "tiles");
    row("a literal in front of a parameter", "GET", "/p/tiles/form", "tiles of a kind kind=form");
    row("a parameter in front of a literal", "GET", "/q/tiles", "any any=q");
    row("both spellings declared: without", "GET", "/both", "both");
    row("both spellings declared: with", "GET", "/both/", "both, slash");
    row("HEAD goes where GET goes", "HEAD", "/p/x", "one name=x");
    row("another method on the same path", "POST", "/p/x", "post name=x");
    row("the later declaration counts", "POST", "/only-post", "second");
    row("the query is no part of it", "GET", "/p/x?a=/form", "one name=x");
}

void ApiRouterTest::findsTheRoute()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, expected);
    const Reply reply = m_router.answer(requestFor(target, method));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, expected);
}

void ApiRouterTest::answersWithoutARoute_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("header"); // Location or Allow
    const auto row = [](const char *name, const char *method, const char *target, int status,
                        const char *header) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << status
                            << QByteArray(header);
    };
    row("an unknown path", "GET", "/x", 404, "");
    row("a route and more", "GET", "/p/x/form/y", 404, "");
    row("a literal in another case", "GET", "/P/", 404, "");
    row("an empty parameter", "GET", "/p//form", 404, "");
    row("two trailing slashes", "GET", "/p/x//", 404, "");
    row("a slash in front", "GET", "//p/", 404, "");
    row("an unknown method on an unknown path", "BREW", "/x", 404, "");
    row("without the slash that is declared", "GET", "/p", 307, "/p/");
    row("with a slash that is not", "GET", "/p/x/form/", 307, "/p/x/form");
    row("the query is kept", "GET", "/p?a=b&c=%2F", 307, "/p/?a=b&c=%2F");
    row("a question mark is kept", "GET", "/p?", 307, "/p/?");
    row("an escaped name stays escaped", "GET", "/p/%2F%2Fevil/form/", 307, "/p/%2F%2Fevil/form");
    row("a redirect whatever the method", "DELETE", "/p", 307, "/p/");
    row("a method that is not declared", "DELETE", "/p/x", 405, "GET, HEAD, POST, OPTIONS");
    row("GET where only POST is declared", "GET", "/only-post", 405, "POST, OPTIONS");
    row("a literal does not fall back to a parameter", "POST", "/p/tiles", 405,
        "GET, HEAD, OPTIONS");
    row("OPTIONS of a route", "OPTIONS", "/p/x", 204, "GET, HEAD, POST, OPTIONS");
    row("OPTIONS of an unknown path", "OPTIONS", "/x", 404, "");
}

void ApiRouterTest::answersWithoutARoute()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QByteArray, header);
    const Reply reply = m_router.answer(requestFor(target, method));
    QCOMPARE(reply.status, status);
    switch (status) {
    case 307:
        QCOMPARE(headerOf(reply, "Location"), header);
        QVERIFY(reply.body.isEmpty());
        break;
    case 204:
        QCOMPARE(headerOf(reply, "Allow"), header);
        QVERIFY(reply.body.isEmpty());
        break;
    case 405:
        QCOMPARE(headerOf(reply, "Allow"), header);
        QCOMPARE(reply.body, R"({"correlation_id":"test","detail":"Method Not Allowed",)"
                             R"("code":"method-not-allowed"})"_ba);
        break;
    default:
        QCOMPARE(reply.body, R"({"correlation_id":"test","detail":"Not Found","code":"not-found",)"
                             R"("hint":"GET / lists the addresses that there are"})"_ba);
    }
}

void ApiRouterTest::everyErrorHasItsStatus_data()
{
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    const auto row = [](ErrorCode code, int status, const QString &name) {
        QTest::addRow("%s", qPrintable(name)) << code << status << name;
    };
    row(ErrorCode::InvalidArgument, 400, u"invalid-argument"_s);
    row(ErrorCode::Unauthorized, 401, u"unauthorized"_s);
    row(ErrorCode::Forbidden, 403, u"forbidden"_s);
    row(ErrorCode::NotFound, 404, u"not-found"_s);
    row(ErrorCode::Conflict, 409, u"conflict"_s);
    row(ErrorCode::LimitExceeded, 413, u"limit-exceeded"_s);
    row(ErrorCode::Io, 500, u"io"_s);
    row(ErrorCode::Database, 500, u"database"_s);
    row(ErrorCode::Unsupported, 501, u"unsupported"_s);
    row(ErrorCode::Unavailable, 503, u"unavailable"_s);
    row(ErrorCode::Timeout, 504, u"timeout"_s);
}

void ApiRouterTest::everyErrorHasItsStatus()
{
    QFETCH(ErrorCode, code);
    QFETCH(int, status);
    QFETCH(QString, name);
    if (status >= 500)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^GET /x %1 "_s.arg(status)));
    const Reply reply =
        errorReply(requestFor("/x"), {code, u"It says \"no\""_s, u"Ask again"_s, {}});
    QCOMPARE(reply.status, status);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
    const QString words =
        status == 500
            ? u"\"detail\":\"Something went wrong\",\"code\":\"%1\""_s
            : u"\"detail\":\"It says \\\"no\\\"\",\"code\":\"%1\",\"hint\":\"Ask again\""_s;
    QCOMPARE(QString::fromUtf8(reply.body),
             u"{\"correlation_id\":\"test\","_s + words.arg(name) + u'}');
}

void ApiRouterTest::internalErrorsKeepTheirCause()
{
    QTest::ignoreMessage(QtWarningMsg, "GET /x 500 internal the secret cause a hint a place");
    const Reply reply = errorReply(
        requestFor("/x"), {ErrorCode::Internal, u"the secret cause"_s, u"a hint"_s, u"a place"_s});
    QCOMPARE(reply.status, 500);
    QCOMPARE(reply.body, R"({"correlation_id":"test","detail":"Something went wrong",)"
                         R"("code":"internal"})"_ba);
}

void ApiRouterTest::invalidValuesAreListed()
{
    const InvalidValue first = {u"missing"_s, {u"body"_s, 3}, u"Field required"_s, 5, {}};
    const InvalidValue second = {u"enum"_s, {}, u"Wrong"_s, {}, {{u"expected"_s, u"a"_s}}};
    const Reply reply = invalidReply(requestFor("/x"), {first, second});
    QCOMPARE(reply.status, 422);
    QCOMPARE(reply.body,
             R"({"correlation_id":"test","detail":[)"
             R"({"type":"missing","loc":["body",3],"msg":"Field required","input":5},)"
             R"({"type":"enum","loc":[],"msg":"Wrong","input":null,"ctx":{"expected":"a"}}],)"
             R"("body":null,"code":"invalid-argument"})"_ba);
}

QTEST_GUILESS_MAIN(ApiRouterTest)
#include "api_router_test.moc"
