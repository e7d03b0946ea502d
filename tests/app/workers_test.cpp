// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workers.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <future>
#include <memory>
#include <semaphore>
#include <stdexcept>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace outlet;
using namespace outlet::app;

class WorkersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void triesAgainWhenNoHandlerCouldBeMade_data();
    void triesAgainWhenNoHandlerCouldBeMade();
    void answersForAHandlerThatThrows();
    void waitsForWhatIsBeingAnswered();
    void waitsNoLongerThanItMay();
    void refusesWhatWouldWaitTooLong();
};

namespace {

api::Reply ok(const api::Request &)
{
    return {.status = 200, .body = "fine"};
}

/** Has one request answered and waits for that. */
api::Reply ask(Workers &workers)
{
    std::promise<api::Reply> promise;
    if (!workers.work({}, [&promise](api::Reply reply) { promise.set_value(std::move(reply)); }))
        return {.status = 503, .body = "refused"};
    return promise.get_future().get();
}

} // namespace

void WorkersTest::triesAgainWhenNoHandlerCouldBeMade_data()
{
    QTest::addColumn<bool>("throws");
    QTest::addColumn<int>("status");
    QTest::newRow("an error") << false << 503;
    QTest::newRow("an exception") << true << 500;
}

void WorkersTest::triesAgainWhenNoHandlerCouldBeMade()
{
    QFETCH(bool, throws);
    QFETCH(int, status);
    std::atomic<int> made = 0;
    Workers workers({.threads = 1, .deadline = 10s}, [&]() -> Result<Workers::Handler> {
        if (++made > 2)
            return ok;
        if (throws)
            throw std::runtime_error("no descriptor");
        return fail(ErrorCode::Unavailable, u"no descriptor"_s, {}, {});
    });
    QCOMPARE(ask(workers).status, status);
    QCOMPARE(ask(workers).status, status);
    QCOMPARE(ask(workers).body, "fine"_ba);
    QCOMPARE(ask(workers).body, "fine"_ba);
    QCOMPARE(made, 3); // what could be made is kept
}

void WorkersTest::answersForAHandlerThatThrows()
{
    Workers workers({.threads = 1, .deadline = 10s}, [] {
        return [](const api::Request &) -> api::Reply { throw std::runtime_error("the cause"); };
    });
    for (int i = 0; i < 3; ++i) {
        const api::Reply reply = ask(workers);
        QCOMPARE(reply.status, 500);
        QVERIFY(!reply.body.contains("the cause"));
    }
}

void WorkersTest::waitsForWhatIsBeingAnswered()
{
    std::binary_semaphore begun{0};
    std::atomic<bool> isAnswered = false;
    std::binary_semaphore go{0};
    auto workers = std::make_unique<Workers>(Workers::Options{.threads = 1, .deadline = 10s}, [&] {
        return [&](const api::Request &request) {
            begun.release();
            go.acquire();
            return ok(request);
        };
    });
    QVERIFY(workers->work({}, [&](const api::Reply &) { isAnswered = true; }));
    begun.acquire();
    go.release();
    workers.reset();
    QVERIFY(isAnswered);
}

void WorkersTest::waitsNoLongerThanItMay()
{
    // Outlive the thread, which is given up.
    static std::binary_semaphore begun{0};
    static std::binary_semaphore go{0};
    static std::binary_semaphore isAnswered{0};
    auto workers = std::make_unique<Workers>(Workers::Options{.threads = 1, .deadline = 60s}, [] {
        return [](const api::Request &request) {
            begun.release();
            go.acquire();
            return ok(request);
        };
    });
    QVERIFY(workers->work({}, [](const api::Reply &) { isAnswered.release(); }));
    begun.acquire();
    QElapsedTimer timer;
    timer.start();
    workers->stop(100ms);
    workers.reset();
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    go.release();
    isAnswered.acquire();
}

void WorkersTest::refusesWhatWouldWaitTooLong()
{
    std::counting_semaphore<10> begun{0};
    std::counting_semaphore<10> go{0};
    std::atomic<int> answered = 0;
    Workers workers({.threads = 1, .pending = 2, .deadline = 10s}, [&] {
        return [&](const api::Request &request) {
            begun.release();
            go.acquire();
            return ok(request);
        };
    });
    const auto work = [&] { return workers.work({}, [&](const api::Reply &) { ++answered; }); };
    QVERIFY(work());
    begun.acquire(); // it waits no more
    QVERIFY(work());
    QVERIFY(work());
    QVERIFY(!work());
    go.release(3);
    QTRY_COMPARE(answered, 3);
    go.release();
    QCOMPARE(ask(workers).status, 200);
}

QTEST_GUILESS_MAIN(WorkersTest)
#include "workers_test.moc"
