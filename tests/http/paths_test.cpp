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
    return all + QByteArrayList{"/api/v2/plugins", "/nothing", "/api/v2/plugins/platform-tiles/"};
}

/** Without what differs from one request to the next. */
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
    const QByteArray authorization = "Authorization: Bearer " + token + "\r\n";
    RawClient client(m_server->port());
    const QByteArray tag = client.get(target, authorization).all("ETag").value(0);
    const QByteArray packedTag =
        client.get(target, authorization + "Accept-Encoding: gzip\r\n").all("ETag").value(0);
    for (const char *version : {"1.1", "1.0"})
        for (const char *method : {"GET", "HEAD"})
            for (const QByteArray &coding : {""_ba, "gzip"_ba, "gzip;q=0, identity;q=0"_ba})
                for (const QByteArray &condition : {""_ba, tag, packedTag, "\"other\""_ba, "*"_ba})
                    for (const QByteArray &origin :
                         {""_ba, "https://portal.example.org"_ba, "https://evil.example"_ba})
                        for (const bool isAdmin : {true, false, true}) {
                            QByteArray fields =
                                "Host: a\r\nX-Request-ID: same\r\nConnection: keep-alive\r\n";
                            fields += coding.isEmpty() ? "" : "Accept-Encoding: " + coding + "\r\n";
                            fields +=
                                condition.isEmpty() ? "" : "If-None-Match: " + condition + "\r\n";
                            fields += origin.isEmpty() ? "" : "Origin: " + origin + "\r\n";
                            fields += isAdmin ? authorization : QByteArray();
                            const auto ask = [&](const QByteArray &spelling) {
                                return client.exchange(
                                    method + (" "_ba + spelling + " HTTP/" + version + "\r\n") +
                                    fields + "\r\n");
                            };
                            const RawReply made = ask(target + '?');
                            const QByteArray about = method + (" "_ba + fields);
                            QVERIFY2(made.status >= 200, about.constData());
                            const RawReply first = ask(target);
                            const RawReply kept = ask(target);
                            for (const RawReply &reply : {first, kept}) {
                                if (settled(reply) != withoutQuestion(settled(made)))
                                    qWarning() << about;
                                QCOMPARE(settled(reply).join('\n'),
                                         withoutQuestion(settled(made)).join('\n'));
                                QVERIFY2(reply.body == made.body, about.constData());
                            }
                            const bool isOpen = target.endsWith("z");
                            if (!isAdmin && !isOpen)
                                QVERIFY2(made.status == 401 || made.status == 404 ||
                                             made.status == 307,
                                         about.constData());
                            QCOMPARE(made.header("X-Request-ID"), "same"_ba);
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
