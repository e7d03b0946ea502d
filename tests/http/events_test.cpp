// SPDX-License-Identifier: GPL-3.0-or-later
// The stream of events over real sockets.
#include "app/api/events.h"
#include "tests/http/rawclient.h"
#include "tests/http/serverthread.h"

#include <QElapsedTimer>
#include <QTest>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using registry::EventBus;

namespace {

const QByteArray follow = "GET /api/v2/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** A client that is no more than a socket: there are thousands of them. */
class Follower
{
public:
    explicit Follower(quint16 port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0)
            std::ignore = ::send(m_socket, follow.constData(), size_t(follow.size()), MSG_NOSIGNAL);
    }
    ~Follower() { ::close(m_socket); }
    Q_DISABLE_COPY_MOVE(Follower)

    /** Reads until it has so many of these, or nothing comes for long. */
    bool waitFor(const QByteArray &text, int count)
    {
        pollfd ready{m_socket, POLLIN, 0};
        char bytes[65'536];
        while (m_read.count(text) < count && ::poll(&ready, 1, 20'000) > 0) {
            const ssize_t size = ::recv(m_socket, bytes, sizeof bytes, 0);
            if (size <= 0)
                break;
            m_read.append(bytes, size);
        }
        return m_read.count(text) >= count;
    }

    const QByteArray &read() const { return m_read; }
    void forget() { m_read.clear(); }

private:
    int m_socket;
    QByteArray m_read;
};

/** A server that has nothing but the events. */
struct EventServer
{
    explicit EventServer(std::chrono::milliseconds silence = 1h, http::HttpOptions options = {},
                         std::size_t kept = 1000)
        : bus({.kept = kept}), server(
                                   [this, silence](const api::Request &request) {
                                       return api::followEvents(request, &bus, silence);
                                   },
                                   options)
    {}

    void publish(const QString &topic, const QJsonObject &payload = {})
    {
        if (!bus.publish(topic, payload))
            qFatal("cannot publish");
    }

    EventBus bus;
    ServerThread server;
};

} // namespace

class HttpEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eventsArriveAtOnce();
    void headHasNoStream();
    void aQuietStreamIsKeptAlive();
    void aSlowReaderHoldsUpNobody();
    void oneThatReadsNothingIsDropped();
    void streamsEndWithTheServer();
    void thousandsFollow();
};

void HttpEventsTest::initTestCase()
{
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

void HttpEventsTest::eventsArriveAtOnce()
{
    EventServer server;
    Follower follower(server.server.port());
    QVERIFY(follower.waitFor("retry: 2000\n\n", 1));
    QVERIFY2(follower.read().startsWith("HTTP/1.1 200 OK\r\n"), follower.read().constData());
    QVERIFY(follower.read().contains("Content-Type: text/event-stream\r\n"));
    QElapsedTimer timer;
    timer.start();
    for (int i = 1; i <= 100; ++i) {
        server.publish(u"a:x"_s);
        QVERIFY(follower.waitFor("id: " + QByteArray::number(i) + "\nevent: a:x\n", 1));
    }
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

void HttpEventsTest::headHasNoStream()
{
    EventServer server;
    RawClient client(server.server.port());
    client.send("HEAD /api/v2/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(client.receive(false).header("Content-Type"), "text/event-stream"_ba);
    server.publish(u"a:x"_s);
    client.send("HEAD /api/v2/events?topic=nonsense HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(client.receive(false).status, 400); // and nothing in between
}

void HttpEventsTest::aQuietStreamIsKeptAlive()
{
    EventServer server(100ms);
    Follower follower(server.server.port());
    QVERIFY(follower.waitFor("\n:\n\n", 2));
}

void HttpEventsTest::aSlowReaderHoldsUpNobody()
{
    http::HttpOptions options;
    options.limits.buffered = 100'000;
    EventServer server(1h, options, 100);
    Follower slow(server.server.port());
    Follower quick(server.server.port());
    QVERIFY(slow.waitFor("retry", 1) && quick.waitFor("retry", 1));
    const QJsonObject payload{{u"text"_s, QString(10'000, u'x')}};
    for (int i = 1; i <= 1'500; ++i) { // more than sockets, server and ring take together
        server.publish(u"a:x"_s, payload);
        QVERIFY(quick.waitFor("id: " + QByteArray::number(i) + '\n', 1));
        QVERIFY(!quick.read().contains("outlet:gap"));
        quick.forget();
    }
    QVERIFY(slow.waitFor("id: 1500\n", 1));
    QVERIFY(slow.read().contains("event: outlet:gap\ndata: {\"after\":"));
}

void HttpEventsTest::oneThatReadsNothingIsDropped()
{
    http::HttpOptions options;
    options.limits.buffered = 10'000;
    options.limits.readerStall = 600ms;
    EventServer server(1h, options, 100);
    Follower idle(server.server.port());
    QVERIFY(idle.waitFor("retry", 1));
    const QJsonObject payload{{u"text"_s, QString(60'000, u'x')}};
    for (int i = 0; i < 1'000; ++i) {
        server.publish(u"a:x"_s, payload);
        QTest::qWait(i % 50 == 0 ? 20 : 0);
    }
    QTest::qWait(2'000); // nothing to wait for: it is the server that must lose patience
    QVERIFY(!idle.waitFor("never", 1)); // reads what there is, to the end
    QVERIFY(!idle.read().contains("id: 1000\n"));
}

void HttpEventsTest::streamsEndWithTheServer()
{
    EventServer server;
    Follower follower(server.server.port());
    QVERIFY(follower.waitFor("retry", 1));
    server.publish(u"app:shutdown"_s);
    server.bus.beginEnd();
    bool isDrained = false;
    server.server.server().drain([&isDrained] { isDrained = true; });
    QVERIFY(follower.waitFor("\r\n0\r\n\r\n", 1));
    QVERIFY(follower.read().contains("event: app:shutdown\n"));
    QTRY_VERIFY(isDrained);
}

void HttpEventsTest::thousandsFollow()
{
    constexpr int count = 2'000;
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < 2 * count + 100)
        QSKIP("too few descriptors are allowed here");
    http::HttpOptions options;
    options.threads = 2;
    EventServer server(1h, options);
    std::vector<std::unique_ptr<Follower>> followers;
    for (int i = 0; i < count; ++i)
        followers.push_back(std::make_unique<Follower>(server.server.port()));
    for (const auto &follower : followers)
        QVERIFY(follower->waitFor("retry", 1));
    QElapsedTimer timer;
    timer.start();
    qint64 slowest = 0;
    for (int i = 0; i < 10; ++i) {
        const qint64 before = timer.nsecsElapsed();
        server.publish(u"a:x"_s, {{u"i"_s, i}});
        slowest = std::max(slowest, timer.nsecsElapsed() - before);
    }
    for (const auto &follower : followers)
        QVERIFY(follower->waitFor("event: a:x\n", 10));
    qInfo("20,000 events to 2,000 clients in %lld ms, slowest publish %lld us", timer.elapsed(),
          slowest / 1000);
    QVERIFY(timer.elapsed() < 20'000);
    QVERIFY(!followers.front()->read().contains("outlet:gap"));
}

QTEST_GUILESS_MAIN(HttpEventsTest)

#include "events_test.moc"
