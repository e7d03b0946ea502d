// SPDX-License-Identifier: GPL-3.0-or-later
// Events from and to plugins, through the registry.
#include "registry/pluginevents.h"
#include "registry/pluginregistry.h"
#include "tests/registry/pipeline.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class EventDeliveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aPluginHearsInOrder();
    void aPluginHearsWhatItWants();
    void aPluginHearsOfItsOwnStart();
    void topicsThatCannotBe_data();
    void topicsThatCannotBe();
    void onlyItsOwnTopicsArePublished_data();
    void onlyItsOwnTopicsArePublished();
    void oneThatThrowsHearsOfTheNext();
    void oneThatHangsHearsOfNothingMore();
    void aSlowOneLosesEventsAndHoldsUpNobody();
    void stoppingDeliversWhatHasHappened();
    void aStoppedOneHearsOfNothing();
    void whatReplacesItGoesOnWhereItStopped();
    void nobodyHearsWhereNothingIsStarted();

private:
    /** A registry with the plugin running. */
    struct Running
    {
        explicit Running(std::chrono::milliseconds timeout = 20s, std::size_t kept = 1000)
            : bus(std::make_shared<EventBus>(EventBus::Options{.kept = kept}))
        {
            site.add(u"events_good"_s);
            site.options.events = bus;
            site.options.hookTimeout = timeout;
            registry.emplace(site.options, site.database());
            if (!registry->discover())
                qFatal("cannot discover");
        }

        void publish(const QString &topic, const QJsonObject &payload = {})
        {
            if (!bus->publish(topic, payload))
                qFatal("cannot publish %s", qPrintable(topic));
        }

        Site site;
        std::shared_ptr<EventBus> bus;
        std::optional<PluginRegistry> registry;
    };

    /** Waits for so many lines of the journal. */
    QStringList lines(qsizetype count)
    {
        QElapsedTimer timer;
        timer.start();
        while (m_lines.size() < count && timer.elapsed() < 20'000)
            m_lines += m_journal->take();
        return std::exchange(m_lines, {});
    }

    std::optional<Journal> m_journal;
    QStringList m_lines;
};

void EventDeliveryTest::init()
{
    m_journal.emplace();
    m_lines.clear();
    qputenv("OUTLET_FIXTURE_TOPICS", "test:*");
}

void EventDeliveryTest::cleanup()
{
    qunsetenv("OUTLET_FIXTURE_TOPICS");
    qunsetenv("OUTLET_FIXTURE_GATE");
}

void EventDeliveryTest::aPluginHearsInOrder()
{
    Running running;
    QStringList expected;
    for (int i = 0; i < 200; ++i) {
        running.publish(u"test:%1"_s.arg(i));
        expected.append(u"%1 test:%2"_s.arg(i + 2).arg(i)); // the first was its own
    }
    QCOMPARE(lines(200), expected);
}

void EventDeliveryTest::aPluginHearsWhatItWants()
{
    qputenv("OUTLET_FIXTURE_TOPICS", "one:x two:*");
    Running running;
    for (const QString &topic : {u"one:y"_s, u"one:x"_s, u"three:x"_s, u"two:x"_s, u"one:x"_s})
        running.publish(topic);
    QCOMPARE(lines(3), QStringList({u"3 one:x"_s, u"5 two:x"_s, u"6 one:x"_s}));
}

void EventDeliveryTest::aPluginHearsOfItsOwnStart()
{
    qputenv("OUTLET_FIXTURE_TOPICS", "*");
    Running running;
    publishChanges(*running.bus, nullptr, *running.registry->snapshot());
    QCOMPARE(lines(2), QStringList({u"2 plugin:discovered"_s, u"3 plugin:loaded"_s}));
}

void EventDeliveryTest::topicsThatCannotBe_data()
{
    QTest::addColumn<QByteArray>("topics");
    QTest::addColumn<QString>("words");
    QTest::newRow("it throws") << "throw"_ba << u"It threw an exception: no topics today"_s;
    QTest::newRow("no topic")
        << "nonsense"_ba
        << u"Found \"nonsense\", wanted a topic like plugin:enabled, a prefix like plugin:* or *"_s;
}

void EventDeliveryTest::topicsThatCannotBe()
{
    QFETCH(QByteArray, topics);
    QFETCH(QString, words);
    qputenv("OUTLET_FIXTURE_TOPICS", topics);
    QTest::ignoreMessage(QtWarningMsg, qPrintable(u"topics() of EventsGood failed: %1. It hears of "
                                                  "no events."_s.arg(words)));
    Running running;
    running.publish(u"test:x"_s);
    running.registry->stop();
    QCOMPARE(lines(1), QStringList(u"stop"_s));
}

void EventDeliveryTest::onlyItsOwnTopicsArePublished_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("words");
    const QString foreign =
        u"refused: Found the topic \"%1\", wanted one that begins with \"events_good:\"."_s;
    const auto refused = [&](const char *name, const QString &topic) {
        QTest::newRow(name) << topic << foreign.arg(topic);
    };
    refused("the server's", u"plugin:enabled"_s);
    refused("another plugin's", u"events_better:x"_s);
    refused("its id alone", u"events_good"_s);
    refused("none", u""_s);
    QTest::newRow("its own, but nothing happened")
        << u"events_good:"_s
        << u"refused: Found the topic \"events_good:\", wanted one like plugin:enabled"_s;
    QTest::newRow("one that would forge another event")
        << u"events_good:x y"_s
        << u"refused: Found the topic \"events_good:x y\", wanted one like plugin:enabled"_s;
    QTest::newRow("its own") << u"events_good:x"_s << u"3 events_good:x"_s;
}

void EventDeliveryTest::onlyItsOwnTopicsArePublished()
{
    QFETCH(QString, topic);
    QFETCH(QString, words);
    qputenv("OUTLET_FIXTURE_TOPICS", "test:* events_good:*");
    Running running;
    running.publish(u"test:publish"_s, {{u"as"_s, topic}});
    QCOMPARE(lines(2), QStringList({u"2 test:publish"_s, words}));
    QCOMPARE(running.bus->last(), words.startsWith("refused"_L1) ? 2 : 3);
}

void EventDeliveryTest::oneThatThrowsHearsOfTheNext()
{
    QTest::ignoreMessage(QtWarningMsg, "onEvent() of EventsGood failed for test:throw, event 2: It "
                                       "threw an exception: the disk is full");
    Running running;
    running.publish(u"test:throw"_s);
    running.publish(u"test:x"_s);
    QCOMPARE(lines(2), QStringList({u"2 test:throw"_s, u"3 test:x"_s}));
}

void EventDeliveryTest::oneThatHangsHearsOfNothingMore()
{
    QTest::ignoreMessage(QtWarningMsg,
                         "onEvent() of EventsGood missed its deadline: it did not return within "
                         "200 ms. It hears of no further events until the server starts again.");
    QTest::ignoreMessage(
        QtWarningMsg,
        "stop() of EventsGood was not called: an earlier call of it has not come back.");
    Running running(200ms);
    const QString gate = running.site.path(u"gate"_s);
    qputenv("OUTLET_FIXTURE_GATE", gate.toLocal8Bit());
    running.publish(u"test:wait"_s);
    running.publish(u"test:x"_s);
    QCOMPARE(lines(1), QStringList(u"2 test:wait"_s));
    QElapsedTimer timer;
    timer.start();
    running.registry->stop();
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_journal->take(), QStringList());
    QVERIFY(QFile(gate).open(QIODevice::WriteOnly)); // lets the thread end
}

void EventDeliveryTest::aSlowOneLosesEventsAndHoldsUpNobody()
{
    Running running(20s, 10);
    const QString gate = running.site.path(u"gate"_s);
    qputenv("OUTLET_FIXTURE_GATE", gate.toLocal8Bit());
    running.publish(u"test:wait"_s);
    QCOMPARE(lines(1), QStringList(u"2 test:wait"_s));
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 1'000; ++i)
        running.publish(u"test:x"_s);
    QVERIFY(timer.elapsed() < 5'000);
    QVERIFY(QFile(gate).open(QIODevice::WriteOnly));
    const QStringList heard = lines(10);
    QCOMPARE(heard.size(), 10);
    QCOMPARE(heard.first(), u"993 test:x"_s); // it is told by the gap in the ids
    QCOMPARE(heard.last(), u"1002 test:x"_s);
}

void EventDeliveryTest::stoppingDeliversWhatHasHappened()
{
    Running running;
    for (int i = 0; i < 100; ++i)
        running.publish(u"test:x"_s);
    running.registry->stop();
    const QStringList heard = lines(101);
    QCOMPARE(heard.size(), 101);
    QCOMPARE(heard.at(99), u"101 test:x"_s);
    QCOMPARE(heard.last(), u"stop"_s);
}

void EventDeliveryTest::aStoppedOneHearsOfNothing()
{
    Running running;
    running.publish(u"test:x"_s);
    QCOMPARE(lines(1), QStringList(u"2 test:x"_s));
    QVERIFY(running.registry->setEnabled(u"EventsGood"_s, false));
    QCOMPARE(lines(1), QStringList(u"stop"_s));
    running.publish(u"test:y"_s);
    QVERIFY(running.registry->setEnabled(u"EventsGood"_s, true));
    running.publish(u"test:z"_s);
    QCOMPARE(lines(1), QStringList(u"6 test:z"_s));
}

void EventDeliveryTest::whatReplacesItGoesOnWhereItStopped()
{
    Running running(20s, 100'000);
    std::atomic<bool> isOver = false;
    std::thread busy([&] {
        while (!isOver) {
            running.publish(u"test:x"_s);
            std::this_thread::sleep_for(200us);
        }
    });
    for (int i = 0; i < 10; ++i) {
        const auto reloaded = running.registry->reload(u"EventsGood"_s, true);
        if (!reloaded || !reloaded->isChanged)
            qFatal("cannot reload");
        const quint64 before = running.bus->last();
        QTRY_VERIFY(running.bus->last() > before + 20);
    }
    isOver = true;
    busy.join();
    running.registry->stop();
    int stops = 0;
    QStringList heard;
    for (const QString &line : lines(1)) {
        stops += line == "stop"_L1;
        if (line != "stop"_L1)
            heard.append(line);
    }
    QCOMPARE(stops, 11);
    const auto all = running.bus->subscribe(TopicFilter::from({u"test:*"_s}).value(), 0);
    QStringList published;
    while (const auto received = all->take()) {
        const Event &event = std::get<0>(*received)->event;
        published.append(u"%1 %2"_s.arg(event.id).arg(event.topic));
    }
    QVERIFY(published.size() > 100);
    QCOMPARE(heard, published); // none lost, none twice
}

void EventDeliveryTest::nobodyHearsWhereNothingIsStarted()
{
    Site site;
    site.add(u"events_good"_s);
    site.options.mode = migrations::Mode::PlanOnly;
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QVERIFY(site.options.events->publish(u"test:x"_s, {}));
    registry.stop();
    QCOMPARE(m_journal->take(), QStringList());
}

QTEST_GUILESS_MAIN(EventDeliveryTest)

#include "eventdelivery_test.moc"
