// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/healthchecks.h"

#include "registry/lifecycle.h"
#include "tests/registry/modules.h"
#include "tests/registry/pipeline.h"
#include "tests/registry/plugin.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

using namespace std::chrono_literals;

class HealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void thePluginsWordIsKept_data();
    void thePluginsWordIsKept();
    void nothingIsLoadedBeforeSomebodyAsks();
    void withoutTheHookNothingIsKnown();
    void itIsAskedOnceInAWhile();
    void itIsAskedAgainAfterAWhile();
    void oneThatThrowsHasFailed();
    void oneThatHangsIsGivenUp();
    void oneThatHangsHoldsUpNobodyElse();
    void oneThatCannotBeLoadedHasFailed_data();
    void oneThatCannotBeLoadedHasFailed();
    void aStoppedOneIsNotAsked();
    void stoppingWaitsForTheAnswer();
    void oneThatHangsIsNotStopped();
    void severalMayAskAtOnce();
    void theRegistryAsks();
};

namespace {

HealthChecks checks(std::chrono::milliseconds timeout = 10s,
                    std::chrono::milliseconds interval = 0s,
                    std::shared_ptr<ModuleCalls> calls = std::make_shared<ModuleCalls>())
{
    return HealthChecks(std::move(calls), timeout, interval);
}

/** Waits for the first line of a journal. */
QStringList firstOf(Journal &journal)
{
    QStringList lines;
    QElapsedTimer timer;
    timer.start();
    while (lines.isEmpty() && timer.elapsed() < 20'000)
        lines = journal.take();
    return lines;
}

} // namespace

void HealthTest::cleanup()
{
    qunsetenv("OUTLET_FIXTURE_HEALTH");
    qunsetenv("OUTLET_FIXTURE_GATE");
}

void HealthTest::thePluginsWordIsKept_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QString>("state");
    QTest::newRow("healthy") << "0"_ba << u"ok"_s;
    QTest::newRow("degraded") << "1"_ba << u"degraded"_s;
    QTest::newRow("unhealthy") << "2"_ba << u"failed"_s;
    QTest::newRow("a word that the SDK does not have") << "77"_ba << u"unknown"_s;
}

void HealthTest::thePluginsWordIsKept()
{
    QFETCH(QByteArray, word);
    QFETCH(QString, state);
    qputenv("OUTLET_FIXTURE_HEALTH", word);
    const Plugin plugin(u"health_good"_s);
    HealthChecks health = checks();
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const HealthReport report = health.check(plugin.connector);
    QCOMPARE(nameOf(report.state), state);
    QCOMPARE(report.reason, QString());
    QCOMPARE(report.details, (QJsonObject{{u"latency_ms"_s, 7}, {u"at_home"_s, true}}));
    QVERIFY(report.checkedAt >= before && report.checkedAt <= QDateTime::currentDateTimeUtc());
    QCOMPARE(health.last(plugin.connector.candidate)->details, report.details);
}

void HealthTest::nothingIsLoadedBeforeSomebodyAsks()
{
    const Plugin plugin(u"health_good"_s);
    HealthChecks health = checks();
    QVERIFY(!health.last(plugin.connector.candidate));
    QCOMPARE(plugin.loaded(), QStringList());
    health.check(plugin.connector);
    QCOMPARE(plugin.loaded().size(), 1);
}

void HealthTest::withoutTheHookNothingIsKnown()
{
    const Plugin plugin(u"minimal"_s);
    HealthChecks health = checks();
    const HealthReport report = health.check(plugin.connector);
    QCOMPARE(nameOf(report.state), u"unknown"_s);
    QCOMPARE(report.reason, u"MinimalDataOutput has no hook HealthCheck."_s);
    QVERIFY(report.checkedAt.isNull());
    QVERIFY(!health.last(plugin.connector.candidate));
    QCOMPARE(plugin.loaded(), QStringList());
}

void HealthTest::itIsAskedOnceInAWhile()
{
    Journal journal;
    const Plugin plugin(u"health_good"_s);
    HealthChecks health = checks(10s, 1h);
    const HealthReport first = health.check(plugin.connector);
    qputenv("OUTLET_FIXTURE_HEALTH", "2");
    for (int i = 0; i < 100; ++i)
        QCOMPARE(health.check(plugin.connector).checkedAt, first.checkedAt);
    QCOMPARE(journal.take(), QStringList{u"health_good health"_s});
}

void HealthTest::itIsAskedAgainAfterAWhile()
{
    Journal journal;
    const Plugin plugin(u"health_good"_s);
    HealthChecks health = checks(10s, 0s);
    health.check(plugin.connector);
    qputenv("OUTLET_FIXTURE_HEALTH", "2");
    QCOMPARE(nameOf(health.check(plugin.connector).state), u"failed"_s);
    QCOMPARE(nameOf(health.last(plugin.connector.candidate)->state), u"failed"_s);
    QCOMPARE(journal.take().size(), 2);
}

void HealthTest::oneThatThrowsHasFailed()
{
    Journal journal;
    const Plugin plugin(u"health_throws"_s);
    HealthChecks health = checks();
    for (int i = 0; i < 2; ++i) {
        const HealthReport report = health.check(plugin.connector);
        QCOMPARE(nameOf(report.state), u"failed"_s);
        QCOMPARE(report.reason,
                 u"health() of HealthThrows failed: It threw an exception: the warehouse is "
                 "closed"_s);
        QVERIFY(report.details.isEmpty());
        QVERIFY(report.checkedAt.isValid());
    }
    QCOMPARE(journal.take().size(), 2); // throwing is no reason not to ask again
}

void HealthTest::oneThatHangsIsGivenUp()
{
    Journal journal;
    const Plugin plugin(u"health_hangs"_s);
    HealthChecks health = checks(300ms);
    const HealthReport first = health.check(plugin.connector);
    QCOMPARE(nameOf(first.state), u"failed"_s);
    QCOMPARE(first.reason, u"health() of HealthHangs missed its deadline: it did not return within "
                           "300 ms. It is not called again until the server starts again."_s);
    QElapsedTimer timer;
    timer.start();
    const HealthReport second = health.check(plugin.connector);
    QVERIFY(timer.elapsed() < 250);
    QCOMPARE(nameOf(second.state), u"failed"_s);
    QCOMPARE(second.reason, u"An earlier call of HealthHangs has not come back. It is not called "
                            "again until the server starts again."_s);
    QCOMPARE(journal.take(), QStringList{u"health_hangs health"_s});
}

void HealthTest::oneThatHangsHoldsUpNobodyElse()
{
    Journal journal;
    const Plugin hanging(u"health_hangs"_s);
    const Plugin good(u"health_good"_s);
    HealthChecks health = checks(3s);
    std::thread asking([&] { health.check(hanging.connector); });
    QCOMPARE(firstOf(journal), QStringList{u"health_hangs health"_s});
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(nameOf(health.check(good.connector).state), u"ok"_s);
    const HealthReport meanwhile = health.check(hanging.connector);
    QVERIFY(timer.elapsed() < 2500);
    QCOMPARE(nameOf(meanwhile.state), u"unknown"_s);
    QCOMPARE(meanwhile.reason, u"HealthHangs is being asked for the first time."_s);
    asking.join();
    QCOMPARE(nameOf(health.last(hanging.connector.candidate)->state), u"failed"_s);
}

void HealthTest::oneThatCannotBeLoadedHasFailed_data()
{
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("reason");
    QTest::newRow("the module is gone")
        << u"gone.so"_s
        << u"^health\\(\\) of MinimalDataOutput failed: The module of "
           "MinimalDataOutput cannot be loaded: The shared library was not found\\.$"_s;
    QTest::newRow("its object does not have the hook")
        << QString()
        << u"^health\\(\\) of MinimalDataOutput failed: The manifest of "
           "MinimalDataOutput promises HealthCheck, but its object does not implement "
           "it\\.$"_s;
}

void HealthTest::oneThatCannotBeLoadedHasFailed()
{
    QFETCH(QString, module);
    QFETCH(QString, reason);
    Plugin plugin(u"minimal"_s);
    plugin.connector.manifest.hooks.append(ui::Hook::HealthCheck);
    if (!module.isEmpty())
        plugin.connector.candidate.module = plugin.path(module);
    const HealthReport report = checks().check(plugin.connector);
    QCOMPARE(nameOf(report.state), u"failed"_s);
    QVERIFY2(QRegularExpression(reason).match(report.reason).hasMatch(), qPrintable(report.reason));
}

void HealthTest::aStoppedOneIsNotAsked()
{
    Journal journal;
    const Plugin plugin(u"health_running"_s);
    const auto calls = std::make_shared<ModuleCalls>();
    Lifecycles lifecycles(10s, calls);
    HealthChecks health = checks(10s, 0s, calls);
    std::vector<Described> plugins{plugin.described()};
    for (int round = 0; round < 2; ++round) {
        lifecycles.apply(plugins, {u"health_running"_s});
        const HealthReport running = health.check(plugin.connector);
        QCOMPARE(nameOf(running.state), u"ok"_s);
        QCOMPARE(running.details, (QJsonObject{{u"running"_s, true}}));
        lifecycles.stopAll();
        journal.take();
        const HealthReport stopped = health.check(plugin.connector);
        QCOMPARE(nameOf(stopped.state), u"unknown"_s);
        QCOMPARE(stopped.reason, u"HealthRunning was stopped."_s);
        QCOMPARE(journal.take(), QStringList());
    }
}

void HealthTest::stoppingWaitsForTheAnswer()
{
    Journal journal;
    const Plugin plugin(u"health_running"_s);
    const auto calls = std::make_shared<ModuleCalls>();
    Lifecycles lifecycles(20s, calls);
    HealthChecks health = checks(20s, 0s, calls);
    std::vector<Described> plugins{plugin.described()};
    lifecycles.apply(plugins, {u"health_running"_s});
    const QString gate = plugin.path(u"gate"_s);
    qputenv("OUTLET_FIXTURE_GATE", gate.toLocal8Bit());
    HealthReport report;
    std::thread asking([&] { report = health.check(plugin.connector); });
    QCOMPARE(firstOf(journal), QStringList{u"health_running health"_s});
    const auto stopping = std::async(std::launch::async, [&] { lifecycles.stopAll(); });
    QCOMPARE(stopping.wait_for(50ms), std::future_status::timeout);
    QCOMPARE(journal.take(), QStringList());
    QVERIFY(QFile(gate).open(QIODevice::WriteOnly));
    asking.join();
    stopping.wait();
    QCOMPARE(journal.take(), QStringList({u"health_running answers"_s, u"health_running stop"_s}));
    QCOMPARE(report.details, (QJsonObject{{u"running"_s, true}}));
}

void HealthTest::oneThatHangsIsNotStopped()
{
    Journal journal;
    const Plugin plugin(u"health_running"_s);
    const auto calls = std::make_shared<ModuleCalls>();
    Lifecycles lifecycles(300ms, calls);
    HealthChecks health = checks(300ms, 0s, calls);
    std::vector<Described> plugins{plugin.described()};
    lifecycles.apply(plugins, {u"health_running"_s});
    qputenv("OUTLET_FIXTURE_GATE", plugin.path(u"gate"_s).toLocal8Bit());
    QCOMPARE(nameOf(health.check(plugin.connector).state), u"failed"_s);
    QTest::ignoreMessage(
        QtWarningMsg,
        "stop() of HealthRunning was not called: an earlier call of it has not come back.");
    lifecycles.stopAll();
    QCOMPARE(journal.take(), QStringList{u"health_running health"_s});
    QVERIFY(QFile(plugin.path(u"gate"_s)).open(QIODevice::WriteOnly)); // lets the thread end
    QCOMPARE(firstOf(journal), QStringList{u"health_running answers"_s});
}

void HealthTest::severalMayAskAtOnce()
{
    Journal journal;
    const Plugin plugin(u"health_good"_s);
    HealthChecks health = checks(10s, 1h);
    std::vector<HealthReport> reports(16);
    std::vector<std::thread> threads;
    for (HealthReport &report : reports)
        threads.emplace_back([&] { report = health.check(plugin.connector); });
    for (std::thread &thread : threads)
        thread.join();
    int answers = 0;
    for (const HealthReport &report : reports) {
        const bool isAnswer = nameOf(report.state) == u"ok"_s;
        QVERIFY(isAnswer || report.reason == u"HealthGood is being asked for the first time."_s);
        answers += isAnswer;
    }
    QVERIFY(answers >= 1);
    QCOMPARE(journal.take(), QStringList{u"health_good health"_s});
}

void HealthTest::theRegistryAsks()
{
    Site site;
    site.add(u"health_running"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    std::atomic<bool> isOver = false;
    int answers = 0;
    std::thread asking([&] {
        while (!isOver || answers == 0) {
            const SnapshotPtr snapshot = registry.snapshot();
            const HealthReport report = registry.health().check(snapshot->connectors.front());
            answers += report.details == QJsonObject{{u"running"_s, true}};
        }
    });
    for (int i = 0; i < 20; ++i)
        QVERIFY(registry.discover());
    isOver = true;
    asking.join();
    QVERIFY(answers > 0);
    registry.stop();
}

QTEST_GUILESS_MAIN(HealthTest)

#include "health_test.moc"
