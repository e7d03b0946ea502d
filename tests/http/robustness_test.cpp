// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that are slow, many, greedy or gone, and handlers that fail: the others never notice.
#include "app/http/server.h"
#include "tests/http/rawclient.h"
#include "tests/http/serverthread.h"
#include "tests/http/toyhandler.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/mount.h>
#include <sys/resource.h>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;
using namespace std::chrono_literals;

namespace {

int openDescriptors()
{
    int count = 0;
    DIR *directory = ::opendir("/proc/self/fd");
    while (::readdir(directory))
        ++count;
    ::closedir(directory);
    return count;
}

/** A disk of 64 KiB in place of a folder, for as long as it lives. */
class SmallDisk
{
public:
    explicit SmallDisk(const QString &folder)
        : m_folder(folder.toLocal8Bit()),
          m_isThere(::mount("none", m_folder.constData(), "tmpfs", 0, "size=64k") == 0)
    {}
    ~SmallDisk()
    {
        if (m_isThere)
            ::umount2(m_folder.constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    bool isThere() const { return m_isThere; }

private:
    const QByteArray m_folder;
    const bool m_isThere;
};

http::HttpOptions impatient()
{
    http::HttpOptions options;
    options.limits.headTime = 300ms;
    options.limits.bodyStall = 300ms;
    options.limits.idle = 300ms;
    options.limits.readerStall = 600ms;
    options.limits.handler = 500ms;
    return options;
}

/** Routes of both kinds: `/work...` needs a worker, everything else is answered at once. */
class WorkingServer
{
public:
    explicit WorkingServer(Workers::Handler handler, http::HttpOptions options = {},
                           int threads = 2)
        : m_workers(Workers::Options{.threads = threads,
                                     .pending = options.limits.pending,
                                     .deadline = options.limits.handler},
                    [handler] { return handler; }),
          m_server(backend(), std::move(options))
    {}

    quint16 port() const { return m_server.port(); }
    http::HttpServer &server() { return m_server.server(); }

private:
    http::Backend backend()
    {
        return {.answer = handle,
                .route = [this](const api::Request &request) -> api::RoutePtr {
                    const bool isWork = request.segments.value(0).startsWith("work"_L1);
                    return isWork ? api::RoutePtr(api::RoutePtr(), &m_route) : nullptr;
                },
                .work =
                    [this](const api::Request &request, http::Backend::Deliver deliver) {
                        return m_workers.work(request, std::move(deliver));
                    },
                .generation = [] { return 0; }};
    }

    const api::Route m_route{.method = {}, .pattern = u"/work"_s, .handler = {}};
    Workers m_workers;
    ServerThread m_server;
};

/** Gives `parts` parts of `size` bytes, and counts what it was asked for. */
class Parts : public api::Stream
{
public:
    Parts(int parts, qsizetype size, bool isSized)
        : m_left(parts), m_size(size), m_total(isSized ? std::optional(parts * size) : std::nullopt)
    {}
    ~Parts() override { ++gone; }

    std::optional<QByteArray> read(qsizetype) override
    {
        if (m_left == 0)
            return std::nullopt;
        --m_left;
        given += m_size;
        return QByteArray(m_size, 'p');
    }

    std::optional<qint64> size() const override { return m_total; }

    static inline std::atomic<qint64> given = 0;
    static inline std::atomic<int> gone = 0;

private:
    int m_left;
    qsizetype m_size;
    std::optional<qint64> m_total;
};

api::Reply streaming(const api::Request &request)
{
    api::Reply reply;
    const QString name = request.segments.value(0);
    reply.stream =
        std::make_shared<Parts>(name == "endless"_L1 ? 100'000 : 3, 50'000, name == "sized"_L1);
    return reply;
}

const QByteArray plainGet = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

class RobustnessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        Parts::given = 0;
        Parts::gone = 0;
    }
    void endsClientsThatAreSlow_data();
    void endsClientsThatAreSlow();
    void endsAReaderThatStalls();
    void turnsAwayClientsBeyondTheLimit();
    void limitsTheClientsOfAnAddress();
    void closesAfterSoManyRequests();
    void livesThroughClientsThatReset();
    void resumesWhenDescriptorsAreBack();
    void answersForAHandlerThatThrows();
    void givesUpAHandlerThatNeverAnswers();
    void turnsAwayRequestsThatWouldWaitTooLong();
    void saysThatABodyCannotBeKept_data();
    void saysThatABodyCannotBeKept();
    void streams_data();
    void streams();
    void readsAStreamNoFasterThanItsClient();
    void wakesForAStream();
    void endsAStreamWithItsClient_data();
    void endsAStreamWithItsClient();
    void finishesWhatHasBegun();
};

void RobustnessTest::endsClientsThatAreSlow_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status"); // 0: closed without a word
    QTest::newRow("silence") << QByteArray() << 0;
    QTest::newRow("half a request line") << QByteArray("GET /a") << 408;
    QTest::newRow("a head without its end") << plainGet.chopped(2) << 408;
    QTest::newRow("a body that stops")
        << QByteArray("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc") << 408;
    QTest::newRow("chunks that stop")
        << QByteArray("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
        << 408;
}

void RobustnessTest::endsClientsThatAreSlow()
{
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    ServerThread server(handle, impatient());
    RawClient slow(server.port());
    slow.send(sent);
    QCOMPARE(RawClient(server.port()).exchange(plainGet).status, 200); // meanwhile
    QCOMPARE(slow.receive().status, status);
    QVERIFY(slow.waitForEnd());
    RawClient idle(server.port());
    QCOMPARE(idle.exchange(plainGet).status, 200);
    QVERIFY(idle.waitForEnd());
}

void RobustnessTest::endsAReaderThatStalls()
{
    ServerThread server(handle, impatient());
    const int before = openDescriptors();
    {
        QTcpSocket reader; // takes what fits into a small buffer, and no more
        reader.setReadBufferSize(1000);
        reader.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
        QVERIFY(reader.waitForConnected());
        reader.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(reader.waitForBytesWritten());
        QCOMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
        // The server's end of the connection goes while ours is still there.
        QTRY_COMPARE_WITH_TIMEOUT(openDescriptors(), before + 1, 5000);
    }
    QTRY_COMPARE(openDescriptors(), before);
}

void RobustnessTest::turnsAwayClientsBeyondTheLimit()
{
    http::HttpOptions options;
    options.limits.connections = 3;
    ServerThread server(handle, options);
    std::vector<std::unique_ptr<RawClient>> inside;
    for (int i = 0; i < 3; ++i) {
        inside.push_back(std::make_unique<RawClient>(server.port()));
        QCOMPARE(inside.back()->exchange(plainGet).status, 200);
    }
    for (int i = 0; i < 50; ++i) {
        RawClient late(server.port());
        const RawReply reply = late.receive();
        QCOMPARE(reply.status, 503);
        QCOMPARE(reply.header("Retry-After"), "1"_ba);
        QCOMPARE(reply.header("Connection"), "close"_ba);
        QVERIFY(late.waitForEnd());
    }
    QCOMPARE(inside.front()->exchange(plainGet).status, 200); // nobody was thrown out
    inside.clear();
    QTRY_COMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
}

void RobustnessTest::limitsTheClientsOfAnAddress()
{
    http::HttpOptions options;
    options.limits.connectionsPerAddress = 1;
    ServerThread server(handle, options);
    {
        RawClient first(server.port());
        QCOMPARE(first.exchange(plainGet).status, 200);
        QCOMPARE(RawClient(server.port()).receive().status, 503);
    }
    QTRY_COMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
}

void RobustnessTest::closesAfterSoManyRequests()
{
    http::HttpOptions options;
    options.limits.requestsPerConnection = 2;
    ServerThread server(handle, options);
    RawClient client(server.port());
    QCOMPARE(client.exchange(plainGet).all("Connection"), QByteArrayList());
    QCOMPARE(client.exchange(plainGet).header("Connection"), "close"_ba);
    QVERIFY(client.waitForEnd());
}

void RobustnessTest::livesThroughClientsThatReset()
{
    WorkingServer server([](const api::Request &request) { return handle(request); });
    const int before = openDescriptors();
    for (int i = 0; i < 300; ++i) {
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
        QVERIFY(client.waitForConnected());
        const linger atOnce{1, 0};
        ::setsockopt(int(client.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        client.write(i % 3 == 0   ? plainGet
                     : i % 3 == 1 ? "GET /work HTTP/1.1\r\nHost: x\r\n\r\n"_ba
                                  : "GET /large HTTP/1.1\r\nHo"_ba);
        client.flush();
        client.abort();
    }
    QCOMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
    QTRY_COMPARE(openDescriptors(), before);
}

void RobustnessTest::resumesWhenDescriptorsAreBack()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("With it goes a sanitizer that looks at objects through pipes, which need descriptors.");
#endif
    ServerThread server(handle);
    QCOMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i < 4; ++i) {
        waiting.push_back(std::make_unique<RawClient>(server.port()));
        QCOMPARE(waiting.back()->exchange(plainGet).status, 200);
    }
    rlimit usual = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &usual), 0);
    // A descriptor for the client, none for the server's end of its connection.
    const int free = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(free);
    const rlimit scarce{rlim_t(free) + 1, usual.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &scarce), 0);
    RawClient late(server.port());
    rusage begin = {};
    ::getrusage(RUSAGE_SELF, &begin);
    late.send(plainGet);
    QCOMPARE(waiting.front()->exchange(plainGet).status, 200); // others are served
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY(timer.hasExpired(700)); // long enough for a loop that spins to show
    rusage end = {};
    ::getrusage(RUSAGE_SELF, &end);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &usual), 0);
    QCOMPARE(late.receive().status, 200); // it has only waited
    const double seconds = double(end.ru_stime.tv_sec - begin.ru_stime.tv_sec) +
                           double(end.ru_stime.tv_usec - begin.ru_stime.tv_usec) / 1e6;
    QVERIFY2(seconds < 0.3, qPrintable(QString::number(seconds)));
}

void RobustnessTest::answersForAHandlerThatThrows()
{
    WorkingServer server(
        [](const api::Request &) -> api::Reply { throw std::runtime_error("the secret cause"); });
    for (const QByteArray target : {"/throw", "/throw-int", "/work"}) {
        RawClient client(server.port());
        const RawReply reply = client.get(target);
        QCOMPARE(reply.status, 500);
        QVERIFY(!reply.body.contains("secret"));
        QCOMPARE(client.get("/a").status, 200); // on the same connection
    }
}

void RobustnessTest::givesUpAHandlerThatNeverAnswers()
{
    QSemaphore release;
    {
        WorkingServer server(
            [&release](const api::Request &request) {
                if (request.segments.value(0) == "work-for-ever"_L1)
                    release.acquire();
                return handle(request);
            },
            impatient(), 1);
        RawClient stuck(server.port());
        stuck.send("GET /work-for-ever HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QCOMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
        const RawReply reply = stuck.receive();
        QCOMPARE(reply.status, 504);
        QVERIFY(reply.body.contains("\"timeout\""));
        QVERIFY(stuck.waitForEnd());
        // The only worker is lost, and replaced.
        QTRY_COMPARE(RawClient(server.port()).get("/work").status, 200);
        release.release(10);
    }
}

void RobustnessTest::turnsAwayRequestsThatWouldWaitTooLong()
{
    QSemaphore begun;
    QSemaphore release;
    http::HttpOptions options;
    options.limits.pending = 1;
    WorkingServer server(
        [&](const api::Request &request) {
            begun.release();
            release.acquire();
            return handle(request);
        },
        options, 1);
    RawClient first(server.port());
    first.send("GET /work-1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(begun.tryAcquire(1, 5000));
    RawClient second(server.port());
    second.send("GET /work-2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    RawReply third;
    QTRY_VERIFY((third = RawClient(server.port()).get("/a"), third.status == 200));
    // Whichever of the two came second is turned away: one works, one waits, no place is left.
    RawClient late(server.port());
    late.send("GET /work-3 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    release.release(10);
    const QList<int> statuses{first.receive().status, second.receive().status,
                              late.receive().status};
    QCOMPARE(statuses.first(), 200);
    QVERIFY2(statuses.count(503) <= 1, qPrintable(QString::number(statuses.count(503))));
}

void RobustnessTest::saysThatABodyCannotBeKept_data()
{
    QTest::addColumn<bool>("isFull");
    QTest::newRow("the folder for bodies is gone") << false;
    QTest::newRow("the disk is full in the middle of a body") << true;
}

void RobustnessTest::saysThatABodyCannotBeKept()
{
    QFETCH(bool, isFull);
    QTemporaryDir directory;
    http::HttpOptions options;
    options.limits.body = 1000;
    options.spoolDirectory = directory.path() + u"/missing"_s;
    std::optional<SmallDisk> disk;
    if (isFull) {
        disk.emplace(directory.path());
        if (!disk->isThere())
            QSKIP("Only root may make a disk to be filled");
        options.spoolDirectory = directory.path();
    }
    static const api::Route large{.method = {},
                                  .pattern = u"/upload"_s,
                                  .place = api::Place::Edge,
                                  .handler = {},
                                  .maxBody = 1'000'000};
    http::Backend backend = http::backendOf(handle);
    backend.route = [](const api::Request &) { return api::RoutePtr(api::RoutePtr(), &large); };
    ServerThread server(backend, options);
    const int atTheStart = openDescriptors();
    const QByteArray upload = "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n" +
                              QByteArray(900'000, 'u');
    for (int again = 0; again < 3; ++again) {
        RawClient client(server.port());
        const RawReply reply = client.exchange(upload);
        QCOMPARE(reply.status, 507);
        QVERIFY(reply.body.contains("insufficient-storage"));
        QVERIFY(client.waitForEnd());
        QCOMPARE(RawClient(server.port()).exchange(plainGet).status, 200);
    }
    QTRY_COMPARE(openDescriptors(), atTheStart);
    QVERIFY(!isFull || QDir(directory.path()).isEmpty());
}

void RobustnessTest::streams_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("head"); // a line that it must have
    QTest::newRow("of unknown size") << "/some"_ba
                                     << "HTTP/1.1"_ba
                                     << "Transfer-Encoding: chunked"_ba;
    QTest::newRow("of known size") << "/sized"_ba
                                   << "HTTP/1.1"_ba
                                   << "Content-Length: 150000"_ba;
    QTest::newRow("to HTTP/1.0") << "/some"_ba
                                 << "HTTP/1.0"_ba
                                 << "Connection: close"_ba;
}

void RobustnessTest::streams()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, version);
    QFETCH(QByteArray, head);
    ServerThread server(streaming);
    RawClient client(server.port());
    client.send("GET " + target + ' ' + version +
                "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    const RawReply reply = client.receive();
    QVERIFY(client.waitForEnd());
    QCOMPARE(reply.status, 200);
    QVERIFY2(reply.head.contains(head), reply.head.constData());
    const QByteArray body = reply.body + client.rest();
    QCOMPARE(body.count('p'), 150'000);
    if (head.endsWith("chunked"))
        QVERIFY(body.startsWith("c350\r\np") && body.endsWith("p\r\n0\r\n\r\n"));
    QTRY_COMPARE(Parts::gone, 1);
}

void RobustnessTest::readsAStreamNoFasterThanItsClient()
{
    http::HttpOptions options;
    options.limits.buffered = 100'000;
    ServerThread server(streaming, options);
    {
        QTcpSocket reader;
        reader.setReadBufferSize(1000);
        reader.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
        QVERIFY(reader.waitForConnected());
        reader.write("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(reader.waitForBytesWritten());
        QTRY_VERIFY(Parts::given > 0);
        qint64 before = -1;
        QTRY_VERIFY((std::exchange(before, Parts::given.load()) == Parts::given)); // it has stopped
        QCOMPARE(RawClient(server.port()).get("/some").status, 200);
        QVERIFY2(Parts::given < 50'000'000, qPrintable(QString::number(Parts::given)));
    } // leaves in the middle of it
    QTRY_COMPARE(Parts::gone, 2);
}

void RobustnessTest::wakesForAStream()
{
    struct Waiting : api::Stream
    {
        std::optional<QByteArray> read(qsizetype) override
        {
            if (!hasMore.exchange(false))
                return QByteArray();
            return "event"_ba;
        }
        void onMore(std::function<void()> wake) override
        {
            woken = std::move(wake);
            isWaiting.release();
        }
        std::atomic<bool> hasMore = false;
        std::function<void()> woken;
        QSemaphore isWaiting;
    };
    const auto stream = std::make_shared<Waiting>();
    ServerThread server([stream](const api::Request &) {
        api::Reply reply;
        reply.stream = stream;
        return reply;
    });
    RawClient client(server.port());
    client.send(plainGet);
    QCOMPARE(client.receive().status, 200);
    QVERIFY(stream->isWaiting.tryAcquire(1, 5000));
    stream->hasMore = true;
    stream->woken(); // from this thread
    QTRY_VERIFY((client.waitForMore(), client.rest() == "5\r\nevent\r\n"));
}

void RobustnessTest::endsAStreamWithItsClient_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::newRow("that closes") << false;
    QTest::newRow("that resets") << true;
}

void RobustnessTest::endsAStreamWithItsClient()
{
    QFETCH(bool, isReset);
    struct Silent : api::Stream
    {
        ~Silent() override { ++Parts::gone; }
        std::optional<QByteArray> read(qsizetype) override { return QByteArray(); }
    };
    ServerThread server([](const api::Request &) {
        api::Reply reply;
        reply.stream = std::make_shared<Silent>();
        return reply;
    });
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    QVERIFY(client.waitForConnected());
    client.write(plainGet);
    QVERIFY(client.waitForReadyRead());
    client.readAll();
    const linger atOnce{1, 0};
    if (isReset)
        ::setsockopt(int(client.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    client.abort();
    QTRY_COMPARE(Parts::gone, 1); // though it never had anything to send
}

void RobustnessTest::finishesWhatHasBegun()
{
    QSemaphore begun;
    QSemaphore release;
    WorkingServer server([&](const api::Request &request) {
        begun.release();
        release.acquire();
        return handle(request);
    });
    RawClient idle(server.port());
    QCOMPARE(idle.exchange(plainGet).status, 200);
    RawClient busy(server.port());
    busy.send("GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(begun.tryAcquire(1, 5000));
    bool isDrained = false;
    server.server().drain([&isDrained] { isDrained = true; });
    QVERIFY(idle.waitForEnd());
    QVERIFY(!isDrained);
    release.release();
    const RawReply reply = busy.receive();
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Connection"), "close"_ba);
    QVERIFY(busy.waitForEnd());
    QTRY_VERIFY(isDrained);
}

QTEST_GUILESS_MAIN(RobustnessTest)
#include "robustness_test.moc"
