// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/events.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace outlet;
using namespace outlet::registry;
using namespace Qt::StringLiterals;

namespace {

TopicFilter topics(const QStringList &patterns)
{
    const auto filter = TopicFilter::from(patterns);
    if (!filter)
        qFatal("%s", qPrintable(filter.error().message));
    return *filter;
}

/** Everything that a subscription has: `<id> <topic>`, or `gap <after> <next>`. */
QStringList takeAll(EventSubscription &subscription)
{
    QStringList taken;
    while (const auto received = subscription.take()) {
        if (const auto *gap = std::get_if<EventGap>(&*received)) {
            taken.append(u"gap %1 %2"_s.arg(gap->after).arg(gap->next));
            continue;
        }
        const Event &event = std::get<0>(*received)->event;
        taken.append(u"%1 %2"_s.arg(event.id).arg(event.topic));
    }
    return taken;
}

void publish(EventBus &bus, const QStringList &names)
{
    for (const QString &name : names) {
        if (!bus.publish(name, {}))
            qFatal("cannot publish %s", qPrintable(name));
    }
}

} // namespace

class EventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTopicOrNot_data();
    void aTopicOrNot();
    void aPatternOrNot_data();
    void aPatternOrNot();
    void aFilterMatches_data();
    void aFilterMatches();
    void idsIncreaseByOne();
    void anEventHasItsText();
    void tooLargeAPayloadIsRefused();
    void aSubscriberHearsWhatComesAfterwards();
    void aSubscriberResumes_data();
    void aSubscriberResumes();
    void whoeverFallsBehindFindsAGap();
    void whoeverSleepsLosesNothing();
    void sleepersAreWokenOnce();
    void aSubscriptionMayOutliveTheBus();
    void wakingMayPublish();
    void manyPublishInOneOrder();
    void thousandsOfSlowSubscribersHoldUpNobody();
    void clientsAreToldOfTheEnd();
};

void EventsTest::aTopicOrNot_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("two words") << u"plugin:enabled"_s << true;
    QTest::newRow("more words") << u"my-plugin:table.x:Row_1"_s << true;
    QTest::newRow("nothing") << u""_s << false;
    QTest::newRow("no colon") << u"plugin"_s << false;
    QTest::newRow("a colon alone") << u":"_s << false;
    QTest::newRow("nobody's") << u":enabled"_s << false;
    QTest::newRow("nothing happened") << u"plugin:"_s << false;
    QTest::newRow("a space") << u"plugin:is enabled"_s << false;
    QTest::newRow("a line break would forge an event") << u"plugin:x\ndata: y"_s << false;
    QTest::newRow("a NUL") << u"plugin:"_s + QChar(0) << false;
    QTest::newRow("a letter that is not ASCII") << u"plugin:\u00e9"_s << false;
    QTest::newRow("a pattern") << u"plugin:*"_s << false;
    QTest::newRow("200 characters") << u"a:"_s + QString(198, u'b') << true;
    QTest::newRow("201 characters") << u"a:"_s + QString(199, u'b') << false;
}

void EventsTest::aTopicOrNot()
{
    QFETCH(QString, text);
    QFETCH(bool, isGood);
    QCOMPARE(isTopic(text), isGood);
    EventBus bus;
    const auto published = bus.publish(text, {});
    QCOMPARE(published.has_value(), isGood);
    QCOMPARE(bus.last(), isGood ? 1 : 0);
    if (isGood)
        return;
    QCOMPARE(published.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(published.error().message,
             u"Found the topic \"%1\", wanted one like plugin:enabled"_s.arg(text.left(200)));
    QCOMPARE(published.error().hint,
             u"Topics consist of letters, digits, \"_\", \"-\", \".\" and \":\"."_s);
}

void EventsTest::aPatternOrNot_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("everything") << u"*"_s << true;
    QTest::newRow("a topic") << u"plugin:enabled"_s << true;
    QTest::newRow("a prefix") << u"plugin:*"_s << true;
    QTest::newRow("a longer prefix") << u"plugin:table:*"_s << true;
    QTest::newRow("nothing") << u""_s << false;
    QTest::newRow("a word") << u"plugin"_s << false;
    QTest::newRow("part of a word") << u"plugin:en*"_s << false;
    QTest::newRow("a star in front") << u"*:enabled"_s << false;
    QTest::newRow("two stars") << u"**"_s << false;
    QTest::newRow("no word before the colon") << u":*"_s << false;
    QTest::newRow("a line break") << u"plugin\n:*"_s << false;
}

void EventsTest::aPatternOrNot()
{
    QFETCH(QString, pattern);
    QFETCH(bool, isGood);
    const auto filter = TopicFilter::from({u"fine:topic"_s, pattern});
    QCOMPARE(filter.has_value(), isGood);
    if (isGood)
        return;
    QCOMPARE(filter.error().message,
             u"Found \"%1\", wanted a topic like plugin:enabled, a prefix like plugin:* or *"_s.arg(
                 pattern));
}

void EventsTest::aFilterMatches_data()
{
    QTest::addColumn<QStringList>("patterns");
    QTest::addColumn<QString>("topic");
    QTest::addColumn<bool>("isMatch");
    QTest::newRow("everything") << QStringList{u"*"_s} << u"a:b"_s << true;
    QTest::newRow("the topic") << QStringList{u"a:b"_s} << u"a:b"_s << true;
    QTest::newRow("the prefix") << QStringList{u"a:*"_s} << u"a:b"_s << true;
    QTest::newRow("the prefix of several words") << QStringList{u"a:*"_s} << u"a:b:c"_s << true;
    QTest::newRow("one of several") << QStringList{u"x:y"_s, u"a:*"_s} << u"a:b"_s << true;
    QTest::newRow("nothing wanted") << QStringList{} << u"a:b"_s << false;
    QTest::newRow("another topic") << QStringList{u"a:b"_s} << u"a:c"_s << false;
    QTest::newRow("the beginning of a topic") << QStringList{u"a:b"_s} << u"a:bc"_s << false;
    QTest::newRow("the beginning of a word") << QStringList{u"a:*"_s} << u"ab:c"_s << false;
    QTest::newRow("another case") << QStringList{u"A:*"_s} << u"a:b"_s << false;
}

void EventsTest::aFilterMatches()
{
    QFETCH(QStringList, patterns);
    QFETCH(QString, topic);
    QFETCH(bool, isMatch);
    QCOMPARE(topics(patterns).matches(topic), isMatch);
}

void EventsTest::idsIncreaseByOne()
{
    EventBus bus({.first = 7});
    QCOMPARE(bus.last(), 6);
    QCOMPARE(*bus.publish(u"a:b"_s, {}), 7);
    QVERIFY(!bus.publish(u"nonsense"_s, {}));
    QCOMPARE(*bus.publish(u"a:b"_s, {}), 8);
    QCOMPARE(bus.last(), 8);
}

void EventsTest::anEventHasItsText()
{
    EventBus bus({.first = 7});
    const auto subscription = bus.subscribe(topics({u"*"_s}));
    const QDateTime before = QDateTime::currentDateTimeUtc();
    bus.publish(u"a:b"_s, {{u"text"_s, u"two\nlines"_s}, {u"number"_s, 1}});
    const auto kept = std::get<0>(subscription->take().value());
    QCOMPARE(kept->event.id, 7);
    QCOMPARE(kept->event.topic, u"a:b"_s);
    QCOMPARE(kept->event.payload, (QJsonObject{{u"text"_s, u"two\nlines"_s}, {u"number"_s, 1}}));
    QVERIFY(kept->event.at >= before && kept->event.at <= QDateTime::currentDateTimeUtc());
    QCOMPARE(kept->event.at.timeSpec(), Qt::UTC);
    QCOMPARE(kept->json,
             "{\"id\":7,\"at\":\"" + kept->event.at.toString(Qt::ISODateWithMs).toLatin1() +
                 "\",\"topic\":\"a:b\",\"payload\":{\"number\":1,\"text\":\"two\\nlines\"}}");
}

void EventsTest::tooLargeAPayloadIsRefused()
{
    EventBus bus({.payload = 20});
    QVERIFY(bus.publish(u"a:b"_s, {{u"x"_s, QString(12, u'x')}}));
    const auto refused = bus.publish(u"a:b"_s, {{u"x"_s, QString(13, u'x')}});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(refused.error().message, u"Found a payload of 21 bytes for a:b, wanted at most 20"_s);
    QCOMPARE(refused.error().hint, u"Publish what happened, and where to read more."_s);
    QCOMPARE(bus.last(), 1);
}

void EventsTest::aSubscriberHearsWhatComesAfterwards()
{
    EventBus bus;
    publish(bus, {u"a:before"_s});
    const auto all = bus.subscribe(topics({u"*"_s}));
    const auto some = bus.subscribe(topics({u"a:*"_s}));
    QCOMPARE(takeAll(*all), QStringList());
    publish(bus, {u"a:x"_s, u"b:x"_s, u"a:y"_s});
    QCOMPARE(takeAll(*all), QStringList({u"2 a:x"_s, u"3 b:x"_s, u"4 a:y"_s}));
    QCOMPARE(takeAll(*some), QStringList({u"2 a:x"_s, u"4 a:y"_s}));
    QCOMPARE(some->position(), 4);
    QCOMPARE(takeAll(*all), QStringList());
}

void EventsTest::aSubscriberResumes_data()
{
    QTest::addColumn<quint64>("after");
    QTest::addColumn<QStringList>("taken");
    const QString gap = u"gap %1 102"_s;
    const QStringList kept{u"102 a:b"_s, u"103 a:c"_s};
    QTest::newRow("after the last one") << quint64(103) << QStringList();
    QTest::newRow("in the middle") << quint64(102) << QStringList(u"103 a:c"_s);
    QTest::newRow("before all that are kept") << quint64(101) << kept;
    QTest::newRow("one is kept no longer") << quint64(100) << QStringList(gap.arg(100)) + kept;
    QTest::newRow("from an earlier life of the server")
        << quint64(3) << QStringList(gap.arg(3)) + kept;
    QTest::newRow("none known") << quint64(0) << QStringList(gap.arg(0)) + kept;
    QTest::newRow("one that is yet to come") << quint64(104) << QStringList(gap.arg(104)) + kept;
    QTest::newRow("the largest number there is")
        << ~quint64(0) << QStringList(gap.arg(~quint64(0))) + kept;
}

void EventsTest::aSubscriberResumes()
{
    QFETCH(quint64, after);
    QFETCH(QStringList, taken);
    EventBus bus({.kept = 2, .first = 101});
    publish(bus, {u"a:a"_s, u"a:b"_s, u"a:c"_s});
    const auto subscription = bus.subscribe(topics({u"*"_s}), after);
    QCOMPARE(takeAll(*subscription), taken);
    publish(bus, {u"a:d"_s});
    QCOMPARE(takeAll(*subscription), QStringList(u"104 a:d"_s));
}

void EventsTest::whoeverFallsBehindFindsAGap()
{
    EventBus bus({.kept = 3});
    const auto subscription = bus.subscribe(topics({u"a:*"_s}));
    publish(bus, {u"a:1"_s, u"a:2"_s, u"a:3"_s, u"a:4"_s, u"a:5"_s});
    QCOMPARE(takeAll(*subscription),
             QStringList({u"gap 0 3"_s, u"3 a:3"_s, u"4 a:4"_s, u"5 a:5"_s}));
    publish(bus, {u"a:6"_s});
    QCOMPARE(takeAll(*subscription), QStringList(u"6 a:6"_s));
}

void EventsTest::whoeverSleepsLosesNothing()
{
    EventBus bus({.kept = 3});
    const auto subscription = bus.subscribe(topics({u"rare:*"_s}));
    QCOMPARE(takeAll(*subscription), QStringList());
    for (int i = 0; i < 100; ++i)
        publish(bus, {u"often:x"_s});
    publish(bus, {u"rare:x"_s});
    QCOMPARE(takeAll(*subscription), QStringList(u"101 rare:x"_s));
}

void EventsTest::sleepersAreWokenOnce()
{
    EventBus bus;
    const auto subscription = bus.subscribe(topics({u"a:*"_s}));
    int wakes = 0;
    subscription->onMore([&wakes] { ++wakes; });
    publish(bus, {u"a:x"_s});
    QCOMPARE(wakes, 0); // it has not looked yet
    takeAll(*subscription);
    publish(bus, {u"b:x"_s});
    QCOMPARE(wakes, 0);
    publish(bus, {u"a:y"_s, u"a:z"_s});
    QCOMPARE(wakes, 1);
    QCOMPARE(takeAll(*subscription), QStringList({u"3 a:y"_s, u"4 a:z"_s}));
    publish(bus, {u"a:x"_s});
    QCOMPARE(wakes, 2);
}

void EventsTest::aSubscriptionMayOutliveTheBus()
{
    auto bus = std::make_unique<EventBus>();
    const auto subscription = bus->subscribe(topics({u"*"_s}));
    publish(*bus, {u"a:x"_s});
    bus.reset();
    QCOMPARE(takeAll(*subscription), QStringList(u"1 a:x"_s));
}

void EventsTest::wakingMayPublish()
{
    EventBus bus;
    const auto subscription = bus.subscribe(topics({u"a:*"_s}));
    subscription->onMore([&bus] { publish(bus, {u"a:echo"_s}); });
    takeAll(*subscription);
    publish(bus, {u"a:x"_s});
    QCOMPARE(takeAll(*subscription), QStringList({u"1 a:x"_s, u"2 a:echo"_s}));
}

void EventsTest::manyPublishInOneOrder()
{
    constexpr int each = 2'000;
    EventBus bus({.kept = 8 * each});
    const auto subscription = bus.subscribe(topics({u"*"_s}));
    std::vector<std::thread> threads;
    for (int n = 0; n < 8; ++n)
        threads.emplace_back([&bus, n] {
            for (int i = 0; i < each; ++i)
                bus.publish(u"t:%1"_s.arg(n), {{u"i"_s, i}});
        });
    for (std::thread &thread : threads)
        thread.join();
    std::vector<int> next(8);
    quint64 id = 0;
    while (const auto received = subscription->take()) {
        const Event &event = std::get<0>(*received)->event;
        QCOMPARE(event.id, ++id);
        const int thread = event.topic.last(1).toInt();
        QCOMPARE(event.payload.value(u"i"_s).toInt(), next[std::size_t(thread)]++);
    }
    QCOMPARE(id, 8 * each);
}

void EventsTest::thousandsOfSlowSubscribersHoldUpNobody()
{
    EventBus bus({.kept = 100});
    std::vector<std::unique_ptr<EventSubscription>> slow;
    for (int i = 0; i < 2'000; ++i)
        slow.push_back(bus.subscribe(topics({u"a:*"_s})));
    const auto quick = bus.subscribe(topics({u"a:*"_s}));
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 1'000; ++i) {
        publish(bus, {u"a:x"_s});
        QCOMPARE(takeAll(*quick).size(), 1);
    }
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    for (const auto &subscription : slow) {
        const QStringList taken = takeAll(*subscription);
        QCOMPARE(taken.size(), 101);
        QCOMPARE(taken.first(), u"gap 0 901"_s);
    }
}

void EventsTest::clientsAreToldOfTheEnd()
{
    EventBus bus;
    QVERIFY(!bus.isEnding());
    bus.beginEnd();
    QVERIFY(bus.isEnding());
    QCOMPARE(*bus.publish(u"a:x"_s, {}), 1); // plugins hear of it still
}

QTEST_GUILESS_MAIN(EventsTest)

#include "events_test.moc"
