// SPDX-License-Identifier: GPL-3.0-or-later
// The stream of events as bytes, and what is published about configurations.
#include "app/api/events.h"
#include "tests/contract/asking.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using registry::EventBus;

namespace {

void publish(EventBus &bus, const QString &topic, const QJsonObject &payload = {})
{
    if (!bus.publish(topic, payload))
        qFatal("cannot publish %s", qPrintable(topic));
}

/** Everything that a stream has at the moment. */
QByteArray readAll(Stream &stream, qsizetype size = 65'536)
{
    QByteArray all;
    while (true) {
        const std::optional<QByteArray> part = stream.read(size);
        if (!part)
            return all + "<end>";
        if (part->isEmpty())
            return all;
        if (part->size() > size)
            return "<too much>";
        all += *part;
    }
}

/** The ids and names of the events. */
QByteArrayList names(const QByteArray &text)
{
    QByteArrayList found;
    for (const QByteArray &line : text.split('\n')) {
        if (line.startsWith("id: "))
            found.append(line.sliced(4));
        if (line.startsWith("event: "))
            found.last() += ' ' + line.sliced(7);
        if (line.startsWith(':'))
            found.append("heartbeat");
    }
    return found;
}

Reply follow(EventBus &bus, const QByteArray &query = {}, const QByteArray &lastEventId = {},
             std::chrono::milliseconds silence = 1h)
{
    Request request = requestFor("/api/v2/events" + query);
    request.lastEventId = lastEventId;
    return followEvents(request, &bus, silence);
}

} // namespace

class ApiEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEventIsWritten();
    void topicsAreChosen_data();
    void topicsAreChosen();
    void theStreamResumes_data();
    void theStreamResumes();
    void whatCannotBeIsRefused_data();
    void whatCannotBeIsRefused();
    void withoutABusNothingIsTold();
    void aSlowReaderSeesTheGap();
    void partsAreNoLargerThanAskedFor();
    void silenceIsBroken();
    void itEndsWithTheServer();
    void itIsWoken();
    void aChangeIsTold_data();
    void aChangeIsTold();
};

void ApiEventsTest::anEventIsWritten()
{
    EventBus bus({.first = 41});
    const Reply reply = follow(bus);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "text/event-stream"_ba);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
    QCOMPARE(headerOf(reply, "X-Accel-Buffering"), "no"_ba); // nginx would hold it back
    QVERIFY(!reply.isReady);
    QCOMPARE(readAll(*reply.stream), "retry: 2000\n\n"_ba);
    publish(bus, u"a:b"_s, {{u"text"_s, u"one\ntwo\r\n\nevent: forged"_s}});
    const QByteArray text = readAll(*reply.stream);
    const QByteArray start = "id: 41\nevent: a:b\ndata: ";
    QVERIFY2(text.startsWith(start) && text.endsWith("}\n\n"), text.constData());
    QCOMPARE(text.count('\n'), 4); // whatever the payload holds
    const QJsonObject data = QJsonDocument::fromJson(text.sliced(start.size())).object();
    QCOMPARE(data.keys(), QStringList({u"at"_s, u"id"_s, u"payload"_s, u"topic"_s}));
    QCOMPARE(data[u"payload"_s][u"text"_s].toString(), u"one\ntwo\r\n\nevent: forged"_s);
}

void ApiEventsTest::topicsAreChosen_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArrayList>("names");
    const QByteArrayList all{"1 a:x", "2 b:x", "3 b:y"};
    QTest::newRow("everything without a word") << ""_ba << all;
    QTest::newRow("everything") << "?topic=*"_ba << all;
    QTest::newRow("something else in the query") << "?limit=1"_ba << all;
    QTest::newRow("a topic") << "?topic=b:x"_ba << QByteArrayList{"2 b:x"};
    QTest::newRow("a prefix") << "?topic=b:*"_ba << QByteArrayList{"2 b:x", "3 b:y"};
    QTest::newRow("an escaped prefix") << "?topic=b%3A%2A"_ba << QByteArrayList{"2 b:x", "3 b:y"};
    QTest::newRow("several") << "?topic=a:*,b:y"_ba << QByteArrayList{"1 a:x", "3 b:y"};
    QTest::newRow("several times") << "?topic=a:*&topic=b:y"_ba << QByteArrayList{"1 a:x", "3 b:y"};
    QTest::newRow("nothing that ever happens") << "?topic=c:*"_ba << QByteArrayList();
}

void ApiEventsTest::topicsAreChosen()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArrayList, names);
    EventBus bus;
    const Reply reply = follow(bus, query);
    for (const QString &topic : {u"a:x"_s, u"b:x"_s, u"b:y"_s})
        publish(bus, topic);
    QCOMPARE(::names(readAll(*reply.stream)), names);
}

void ApiEventsTest::theStreamResumes_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArrayList>("names");
    QTest::addColumn<QByteArray>("gap");
    QTest::newRow("none known") << ""_ba << QByteArrayList() << ""_ba;
    QTest::newRow("nothing missed") << "13"_ba << QByteArrayList() << ""_ba;
    QTest::newRow("one missed") << "12"_ba << QByteArrayList{"13 a:x"} << ""_ba;
    QTest::newRow("all that are kept") << "11"_ba << QByteArrayList{"12 a:x", "13 a:x"} << ""_ba;
    const QByteArrayList lost{"11 outlet:gap", "12 a:x", "13 a:x"};
    QTest::newRow("one is lost") << "10"_ba << lost << R"({"after":10,"next":12})"_ba;
    QTest::newRow("from an earlier server") << "3"_ba << lost << R"({"after":3,"next":12})"_ba;
    QTest::newRow("from another server") << "99"_ba << lost << R"({"after":99,"next":12})"_ba;
}

void ApiEventsTest::theStreamResumes()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArrayList, names);
    QFETCH(QByteArray, gap);
    EventBus bus({.kept = 2, .first = 10});
    for (int i = 0; i < 4; ++i)
        publish(bus, u"a:x"_s);
    const Reply reply = follow(bus, {}, id);
    const QByteArray text = readAll(*reply.stream);
    QCOMPARE(::names(text), names);
    QCOMPARE(text.contains("event: outlet:gap\ndata: " + gap + "\n\n"), !gap.isEmpty());
    publish(bus, u"a:y"_s);
    QCOMPARE(::names(readAll(*reply.stream)), QByteArrayList{"14 a:y"});
}

void ApiEventsTest::whatCannotBeIsRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("detail");
    const QString topic = u"Found \"%1\", wanted a topic like plugin:enabled, a prefix like "
                          "plugin:* or *"_s;
    const QString event = u"Found the Last-Event-ID \"%1\", wanted the id of an event"_s;
    QTest::newRow("no topic") << "?topic="_ba
                              << ""_ba << topic.arg(QString());
    QTest::newRow("a word") << "?topic=plugin"_ba
                            << ""_ba << topic.arg(u"plugin"_s);
    QTest::newRow("part of a word") << "?topic=plugin:en*"_ba
                                    << ""_ba << topic.arg(u"plugin:en*"_s);
    QTest::newRow("a blank") << "?topic=a%20:b"_ba
                             << ""_ba << topic.arg(u"a :b"_s);
    QTest::newRow("one of several") << "?topic=a:b,,c:d"_ba
                                    << ""_ba << topic.arg(QString());
    QTest::newRow("an id that is a word") << ""_ba
                                          << "last"_ba << event.arg(u"last"_s);
    QTest::newRow("a negative id") << ""_ba
                                   << "-1"_ba << event.arg(u"-1"_s);
    QTest::newRow("an id with a sign") << ""_ba
                                       << "+1"_ba << event.arg(u"+1"_s);
    QTest::newRow("an id and more") << ""_ba
                                    << "1 2"_ba << event.arg(u"1 2"_s);
    QTest::newRow("a fraction") << ""_ba
                                << "1.5"_ba << event.arg(u"1.5"_s);
    QTest::newRow("an id larger than any")
        << ""_ba
        << "18446744073709551616"_ba << event.arg(u"18446744073709551616"_s);
}

void ApiEventsTest::whatCannotBeIsRefused()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, id);
    QFETCH(QString, detail);
    EventBus bus;
    const Reply reply = follow(bus, query, id);
    QCOMPARE(reply.status, 400);
    QVERIFY(!reply.stream);
    QCOMPARE(QJsonDocument::fromJson(reply.body)[u"detail"_s].toString(), detail);
}

void ApiEventsTest::withoutABusNothingIsTold()
{
    const Reply reply = followEvents(requestFor("/api/v2/events"), nullptr);
    QCOMPARE(reply.status, 503);
    QCOMPARE(QJsonDocument::fromJson(reply.body)[u"detail"_s].toString(),
             u"Nobody tells of events here"_s);
    publishChange(requestFor("/"), nullptr, {Deed::Created, u"platform"_s, u"1"_s}); // nor does it
}

void ApiEventsTest::aSlowReaderSeesTheGap()
{
    EventBus bus({.kept = 2});
    const Reply reply = follow(bus);
    for (int i = 0; i < 5; ++i)
        publish(bus, u"a:x"_s);
    QCOMPARE(names(readAll(*reply.stream)), QByteArrayList({"3 outlet:gap", "4 a:x", "5 a:x"}));
}

void ApiEventsTest::partsAreNoLargerThanAskedFor()
{
    EventBus bus;
    const Reply reply = follow(bus);
    const Reply other = follow(bus);
    for (int i = 0; i < 20; ++i)
        publish(bus, u"a:x"_s, {{u"text"_s, QString(1000, u'x')}});
    QCOMPARE(readAll(*reply.stream, 77), readAll(*other.stream));
}

void ApiEventsTest::silenceIsBroken()
{
    EventBus bus;
    const Reply never = follow(bus, {}, {}, 1h);
    const Reply often = follow(bus, {}, {}, 1ms);
    for (const Reply &reply : {never, often})
        reply.stream->read(1000); // says how long to wait before coming again
    QByteArray text;
    QTRY_VERIFY((text += *often.stream->read(1000)).startsWith(":\n\n"));
    QCOMPARE(*never.stream->read(1000), QByteArray());
}

void ApiEventsTest::itEndsWithTheServer()
{
    EventBus bus;
    const Reply reply = follow(bus);
    readAll(*reply.stream);
    publish(bus, u"app:shutdown"_s);
    bus.beginEnd();
    const QByteArray text = readAll(*reply.stream);
    QVERIFY(text.endsWith("<end>"));
    QCOMPARE(names(text), QByteArrayList{"1 app:shutdown"});
}

void ApiEventsTest::itIsWoken()
{
    EventBus bus;
    const Reply reply = follow(bus, "?topic=a:*");
    int wakes = 0;
    reply.stream->onMore([&wakes] { ++wakes; });
    readAll(*reply.stream);
    publish(bus, u"b:x"_s);
    QCOMPARE(wakes, 0);
    publish(bus, u"a:x"_s);
    QCOMPARE(wakes, 1);
}

void ApiEventsTest::aChangeIsTold_data()
{
    QTest::addColumn<int>("deed");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("isAdmin");
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QJsonObject>("payload");
    QJsonObject payload{{u"kind"_s, u"k"_s},
                        {u"id"_s, u"7"_s},
                        {u"actor"_s, u"admin"_s},
                        {u"correlation_id"_s, u"test"_s}};
    QTest::newRow("created") << int(Deed::Created) << QString() << true
                             << u"configuration:created"_s << payload;
    QTest::newRow("updated") << int(Deed::Updated) << QString() << true
                             << u"configuration:updated"_s << payload;
    payload.insert(u"configuration_type"_s, u"T"_s);
    payload.insert(u"actor"_s, u"anonymous"_s);
    QTest::newRow("deleted") << int(Deed::Deleted) << u"T"_s << false << u"configuration:deleted"_s
                             << payload;
}

void ApiEventsTest::aChangeIsTold()
{
    QFETCH(int, deed);
    QFETCH(QString, type);
    QFETCH(bool, isAdmin);
    QFETCH(QString, topic);
    QFETCH(QJsonObject, payload);
    EventBus bus;
    const auto subscription = bus.subscribe(registry::TopicFilter::from({u"*"_s}).value());
    Request request = requestFor("/");
    request.isAdmin = isAdmin;
    publishChange(request, &bus, {Deed(deed), u"k"_s, u"7"_s, type});
    const Event event = std::get<0>(subscription->take().value())->event;
    QCOMPARE(event.topic, topic);
    QCOMPARE(event.payload, payload);
}

QTEST_GUILESS_MAIN(ApiEventsTest)

#include "api_events_test.moc"
