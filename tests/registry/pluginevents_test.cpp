// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginevents.h"

#include "tests/registry/values.h"

#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

namespace {

Connector inForce(const QString &id, const QString &version = u"1.0.0"_s,
                  const QString &module = {})
{
    Described plugin = described(id);
    plugin.manifest.versionText = version;
    if (!module.isNull())
        plugin.candidate.module = module;
    Connector connector;
    connector.candidate = plugin.candidate;
    connector.manifest = plugin.manifest;
    return connector;
}

Rejected rejected(const QString &id, VerdictCode code, const QString &message = u"Because."_s)
{
    return reject(described(id), {code, message, u"Mend it."_s, {}});
}

/** A candidate of which nothing is known but its folder. */
Rejected unread(const QString &name, VerdictCode code)
{
    Rejected one = rejected(name, code);
    one.manifest.reset();
    return one;
}

Snapshot with(std::vector<Connector> connectors, std::vector<Rejected> rejected = {})
{
    Snapshot snapshot;
    snapshot.connectors = std::move(connectors);
    snapshot.rejected = std::move(rejected);
    return snapshot;
}

/** `<topic> <id>`, and the code of a failure. */
QStringList texts(const std::vector<News> &news)
{
    QStringList all;
    for (const News &one : news)
        all.append((one.topic + u' ' + one.payload.value(u"id"_s).toString() + u' ' +
                    one.payload.value(u"code"_s).toString())
                       .trimmed());
    return all;
}

} // namespace

Q_DECLARE_METATYPE(outlet::registry::Snapshot)

class PluginEventsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesAreTold_data();
    void changesAreTold();
    void theFirstSnapshotIsNews();
    void payloadsSayWhatItIs();
    void theyArePublished();
};

void PluginEventsTest::changesAreTold_data()
{
    QTest::addColumn<Snapshot>("before");
    QTest::addColumn<Snapshot>("after");
    QTest::addColumn<QStringList>("told");
    const auto row = [](const char *name, const Snapshot &before, const Snapshot &after,
                        const QStringList &told) {
        QTest::newRow(name) << before << after << told;
    };
    const Connector a = inForce(u"a"_s);
    const Connector b = inForce(u"b"_s);
    using enum VerdictCode;
    row("nothing changed", with({a, b}), with({a, b}), {});
    row("another order", with({a, b}), with({b, a}), {});
    row("a new one", with({a}), with({a, b}), {u"plugin:discovered b"_s, u"plugin:loaded b"_s});
    row("a new one that nobody wants", with({a}), with({a}, {rejected(u"b"_s, NotEnabled)}),
        {u"plugin:discovered b"_s});
    row("a new one that is broken", with({a}), with({a}, {unread(u"b"_s, NotElf)}),
        {u"plugin:discovered b"_s, u"plugin:failed b not-elf"_s});
    row("one is gone", with({a, b}), with({a}), {u"plugin:removed b"_s});
    row("a broken one is gone", with({}, {unread(u"b"_s, NotElf)}), with({}),
        {u"plugin:removed b"_s});
    row("switched off", with({a, b}), with({a}, {rejected(u"b"_s, Inactive)}),
        {u"plugin:disabled b"_s});
    row("switched on", with({a}, {rejected(u"b"_s, Inactive)}), with({a, b}),
        {u"plugin:enabled b"_s});
    row("left out for another reason", with({a}, {rejected(u"b"_s, Inactive)}),
        with({a}, {rejected(u"b"_s, DisabledByEnvironment)}), {});
    row("mended", with({a}, {rejected(u"b"_s, StartFailed)}), with({a, b}), {u"plugin:loaded b"_s});
    row("another module", with({a}), with({inForce(u"a"_s, u"1.0.0"_s, u"/other.so"_s)}),
        {u"plugin:reloaded a"_s});
    row("another version", with({a}), with({inForce(u"a"_s, u"2.0.0"_s)}),
        {u"plugin:reloaded a"_s});
    row("it failed", with({a}), with({}, {rejected(u"a"_s, StartFailed)}),
        {u"plugin:failed a start-failed"_s});
    row("its new version failed, the old one stays", with({a}),
        with({a}, {rejected(u"a"_s, HealthFailed)}), {u"plugin:failed a health-failed"_s});
    row("it still fails", with({}, {rejected(u"a"_s, StartFailed)}),
        with({}, {rejected(u"a"_s, StartFailed)}), {});
    row("it fails for another reason", with({}, {rejected(u"a"_s, StartFailed)}),
        with({}, {rejected(u"a"_s, Timeout)}), {u"plugin:failed a timeout"_s});
    row("it fails with other words", with({}, {rejected(u"a"_s, StartFailed)}),
        with({}, {rejected(u"a"_s, StartFailed, u"Otherwise."_s)}),
        {u"plugin:failed a start-failed"_s});
    row("switched on, and it fails", with({}, {rejected(u"a"_s, Inactive)}),
        with({}, {rejected(u"a"_s, StartFailed)}), {u"plugin:failed a start-failed"_s});
    row("a word in the settings is no plugin", with({a}),
        with({a}, {unread(u"Nobody"_s, UnknownName)}), {});
    row("several", with({a}), with({b}, {rejected(u"c"_s, Cycle)}),
        {u"plugin:discovered b"_s, u"plugin:loaded b"_s, u"plugin:discovered c"_s,
         u"plugin:failed c cycle"_s, u"plugin:removed a"_s});
}

void PluginEventsTest::changesAreTold()
{
    QFETCH(Snapshot, before);
    QFETCH(Snapshot, after);
    QFETCH(QStringList, told);
    QCOMPARE(texts(changesBetween(&before, after)), told);
}

void PluginEventsTest::theFirstSnapshotIsNews()
{
    const Snapshot first =
        with({inForce(u"a"_s)}, {rejected(u"b"_s, VerdictCode::Inactive),
                                 rejected(u"c"_s, VerdictCode::MigrationFailed)});
    QCOMPARE(texts(changesBetween(nullptr, first)),
             QStringList({u"plugin:discovered a"_s, u"plugin:loaded a"_s, u"plugin:discovered b"_s,
                          u"plugin:discovered c"_s, u"plugin:failed c migration-failed"_s}));
}

void PluginEventsTest::payloadsSayWhatItIs()
{
    const Snapshot before = with({inForce(u"a"_s, u"1.2.0"_s)});
    const Snapshot after =
        with({inForce(u"a"_s, u"1.3.0"_s)}, {unread(u"b"_s, VerdictCode::Truncated)});
    const auto news = changesBetween(&before, after);
    QCOMPARE(news.size(), 3U);
    QCOMPARE(news[0].payload, (QJsonObject{{u"id"_s, u"a"_s},
                                           {u"plugin"_s, u"ADataOutput"_s},
                                           {u"version"_s, u"1.3.0"_s},
                                           {u"was"_s, u"1.2.0"_s},
                                           {u"source"_s, u"external"_s}}));
    QCOMPARE(news[2].payload, (QJsonObject{{u"id"_s, u"b"_s},
                                           {u"source"_s, u"external"_s},
                                           {u"code"_s, u"truncated"_s},
                                           {u"stage"_s, u"read"_s},
                                           {u"message"_s, u"Because."_s},
                                           {u"hint"_s, u"Mend it."_s}}));
}

void PluginEventsTest::theyArePublished()
{
    EventBus bus;
    const auto subscription = bus.subscribe(TopicFilter::from({u"plugin:*"_s}).value());
    publishChanges(bus, nullptr, with({inForce(u"a"_s)}));
    QCOMPARE(std::get<0>(subscription->take().value())->event.topic, u"plugin:discovered"_s);
    QCOMPARE(std::get<0>(subscription->take().value())->event.topic, u"plugin:loaded"_s);
    QVERIFY(!subscription->take());
}

QTEST_GUILESS_MAIN(PluginEventsTest)

#include "pluginevents_test.moc"
