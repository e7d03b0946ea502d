// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that were kept are those that would be made: every route of the API is asked for in a
// spelling that may be answered from the store, and in one that never is.
#include "tests/http/apihandler.h"
#include "tests/http/rawclient.h"
#include "tests/http/routedserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

class PathsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answersAlike_data();
    void answersAlike();
    void dropsWhatIsNoLongerTrue();

private:
    api::ApiParts parts() const
    {
        return {[this] { return m_snapshot; }, nullptr, u"1.2.3"_s};
    }

    const registry::SnapshotPtr m_snapshot = sampleSnapshot();
    QTemporaryDir m_directory;
    std::unique_ptr<RoutedServer> m_server;
};

namespace {

const QByteArray token = "s3cret";
const QByteArray authorization = "Authorization: Bearer " + token + "\r\n";

/** All of a request but its target. */
struct Asking
{
    QByteArray method;
    QByteArray version;
    QByteArray fields;
};

/** Each line of fields with every value of one more; an empty value: without it. */
QByteArrayList with(const QByteArrayList &lines, const QByteArray &name,
                    const QByteArrayList &values)
{
    QByteArrayList all;
    for (const QByteArray &line : lines) {
        for (const QByteArray &value : values)
            all += value.isEmpty() ? line : line + name + ": " + value + "\r\n";
    }
    return all;
}

/** Every combination of what an answer may depend on. */
QList<Asking> askings(const QByteArrayList &tags)
{
    QByteArrayList fields = {"Host: a\r\nX-Request-ID: same\r\nConnection: keep-alive\r\n"};
    fields = with(fields, "Accept-Encoding", {"", "gzip", "gzip;q=0, identity;q=0"});
    fields = with(fields, "If-None-Match", QByteArrayList{"", "\"other\"", "*"} + tags);
    fields = with(fields, "Origin", {"", "https://portal.example.org", "https://evil.example"});
    fields = with(fields, "Authorization", {"Bearer " + token, "", "Bearer " + token});
    QList<Asking> all;
    for (const QByteArray &line : fields) {
        for (const char *method : {"GET", "HEAD"}) {
            for (const char *version : {"1.1", "1.0"})
                all.append({method, version, line});
        }
    }
    return all;
}

RawReply ask(RawClient &client, const Asking &asking, const QByteArray &target)
{
    return client.exchange(asking.method + ' ' + target + " HTTP/" + asking.version + "\r\n" +
                           asking.fields + "\r\n");
}

/** The tags of the plain and of the compressed form, as far as there are any. */
QByteArrayList tagsOf(RawClient &client, const QByteArray &target)
{
    return client.get(target, authorization).all("ETag") +
           client.get(target, authorization + "Accept-Encoding: gzip\r\n").all("ETag");
}

/** What no route answers, so that no access is closed. */
const QByteArrayList undeclared = {"/api/v2/plugins", "/nothing",
                                   "/api/v2/plugins/platform-tiles/"};

/** Every path that is read, its parameters replaced by something that there is, or is not. */
QByteArrayList targets(const api::Router &router)
{
    QByteArrayList all;
    for (const api::Route &route : router.routes()) {
        if (route.method != "GET")
            continue;
        for (const QString &name :
             {u"SnowflakeDataOutput"_s, u"Nothing"_s, u"11111111-1111-1111-1111-111111111111"_s}) {
            QString path = route.pattern;
            while (path.contains(u'{'))
                path.replace(path.indexOf(u'{'), path.indexOf(u'}') - path.indexOf(u'{') + 1, name);
            if (!all.contains(path.toUtf8()))
                all.append(path.toUtf8());
        }
    }
    return all + undeclared;
}

/** Health, and the console, where people enter the token: they say nothing that is closed. */
bool isOpenTarget(const QByteArray &target)
{
    static const QByteArrayList open = {"/", "/outlet-form.js", "/favicon.svg"};
    return target.endsWith('z') || target.startsWith("/assets/") || open.contains(target) ||
           undeclared.contains(target);
}

/** The head without what differs from one request to the next. */
QByteArrayList settled(const RawReply &reply)
{
    QByteArrayList lines = reply.head.split('\n');
    lines.removeIf([](const QByteArray &line) { return line.startsWith("Date: "); });
    for (QByteArray &line : lines)
        line = line.trimmed();
    return lines;
}

/** A redirect repeats the query, which is all that may differ. */
QByteArrayList withoutQuestion(QByteArrayList lines)
{
    for (QByteArray &line : lines) {
        if (line.startsWith("Location: ") && line.endsWith('?'))
            line.chop(1);
    }
    return lines;
}

} // namespace

void PathsTest::initTestCase()
{
    const QString path = m_directory.filePath(u"outlet.sqlite"_s);
    http::HttpOptions options;
    options.policy = {token, true, {"https://portal.example.org"}, {}};
    m_server = std::make_unique<RoutedServer>(
        api::makeApi(parts()),
        [path, snapshot = m_snapshot] { return makeHandler(path, snapshot); }, options);
    QVERIFY(m_server->port() > 0);
}

void PathsTest::answersAlike_data()
{
    QTest::addColumn<QByteArray>("target");
    const QByteArrayList all = targets(api::makeApi(parts()));
    QVERIFY(all.size() > 20);
    for (const QByteArray &target : all) {
        if (target != "/metrics") // counts what it is compared with
            QTest::newRow(target.constData()) << target;
    }
}

void PathsTest::answersAlike()
{
    QFETCH(QByteArray, target);
    RawClient client(m_server->port());
    const bool isOpen = isOpenTarget(target);
    for (const Asking &asking : askings(tagsOf(client, target))) {
        const RawReply made = ask(client, asking, target + '?');
        QVERIFY2(made.status >= 200, asking.fields.constData());
        QCOMPARE(made.status == 401, !isOpen && !asking.fields.contains(authorization));
        QCOMPARE(made.header("X-Request-ID"), "same"_ba);
        for (int i = 0; i < 2; ++i) { // made for the store, then from there
            const RawReply kept = ask(client, asking, target);
            QCOMPARE(settled(kept), withoutQuestion(settled(made)));
            QVERIFY2(kept.body == made.body, asking.fields.constData());
        }
    }
}

void PathsTest::dropsWhatIsNoLongerTrue()
{
    std::atomic<int> version = 1;
    api::Router router;
    router.get(u"/a"_s, api::Place::Edge, [&version](auto &, auto &) {
        api::Reply reply;
        reply.body = QByteArray::number(version);
        reply.isReady = true;
        return reply;
    });
    RoutedServer server(router, [] { return Workers::Handler(); });
    RawClient client(server.port());
    QCOMPARE(client.get("/a").body, "1"_ba);
    version = 2;
    QCOMPARE(client.get("/a").body, "1"_ba); // really kept
    QCOMPARE(client.get("/a?").body, "2"_ba);
    QCOMPARE(client.get("/a", "Accept-Encoding: x\r\n").body, "2"_ba);
    server.changeSnapshot();
    QCOMPARE(client.get("/a").body, "2"_ba);
}

QTEST_GUILESS_MAIN(PathsTest)
#include "paths_test.moc"
