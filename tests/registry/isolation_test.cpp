// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/modules.h"
#include "tests/registry/pipeline.h"

#include <QFileInfo>
#include <QTest>

#include <algorithm>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

/** Every wrong connector that we can think of beside the good ones, in one server. */
class IsolationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodOnesDoNotNoticeBadOnes();
    void everyFixtureAloneGetsItsVerdicts_data();
    void everyFixtureAloneGetsItsVerdicts();
};

namespace {

QList<Fixture> fixtures(bool isGood)
{
    QList<Fixture> chosen = allFixtures();
    chosen.removeIf([=](const Fixture &fixture) { return fixture.isGood() != isGood; });
    return chosen;
}

/** Everything that a client could see of the good ones. */
QByteArrayList answers(const Snapshot &snapshot)
{
    QByteArrayList bytes;
    const auto add = [&](const Document &document) {
        bytes << document.contentType << document.body << document.etag << document.gzip;
    };
    add(snapshot.list);
    add(snapshot.tiles);
    for (const Connector &connector : snapshot.connectors) {
        bytes << connector.manifest.id.toUtf8() << nameOf(connector.verdict.code).toUtf8();
        add(connector.form);
        add(connector.icon.value_or(Document()));
    }
    return bytes;
}

void prepare(Site &site, const QList<Fixture> &fixtures)
{
    site.options.hookTimeout = std::chrono::seconds(2);
    for (const Fixture &fixture : fixtures)
        site.add(fixture);
    site.offer(u"Minimal"_s, uR"(["a", "b"])"_s);
}

} // namespace

void IsolationTest::goodOnesDoNotNoticeBadOnes()
{
    const QList<Fixture> good = fixtures(true);
    const QList<Fixture> bad = fixtures(false);
    QVERIFY(good.size() >= 3 && bad.size() >= 30);

    Journal journal;
    Site quiet;
    prepare(quiet, good);
    PluginRegistry alone(quiet.options, quiet.database());
    QVERIFY(alone.discover());
    QCOMPARE(verdicts(*alone.snapshot()), verdicts(good));
    const QStringList aloneDid = journal.take();
    alone.stop();
    journal.take();

    Site loud;
    prepare(loud, good + bad);
    PluginRegistry crowded(loud.options, loud.database());
    QVERIFY(crowded.discover());
    QCOMPARE(verdicts(*crowded.snapshot()), verdicts(good + bad));
    QCOMPARE(answers(*crowded.snapshot()), answers(*alone.snapshot()));
    QStringList crowdedDid = journal.take();
    crowdedDid.removeIf([](const QString &line) {
        const QStringList starts{u"depends"_s,       u"lifecycle_good"_s, u"changing_"_s,
                                 u"echo"_s,          u"seeding"_s,        u"service_asker"_s,
                                 u"service_guest"_s, u"service_offerer"_s};
        return std::ranges::none_of(starts,
                                    [&](const QString &start) { return line.startsWith(start); });
    });
    QCOMPARE(crowdedDid, aloneDid);

    for (const Rejected &rejected : crowded.snapshot()->rejected) {
        QVERIFY2(!rejected.verdict.message.isEmpty(), qPrintable(rejected.candidate.name));
        QVERIFY2(!rejected.verdict.hint.isEmpty(), qPrintable(rejected.candidate.name));
    }
    // Only what has to start has been loaded, and nothing that an early step turned down.
    for (const QString &module : loadedModules(QFileInfo(loud.path(u"x"_s)).path())) {
        const QString name = QFileInfo(module).completeBaseName();
        const bool mayBeLoaded = std::ranges::any_of(
            QStringList{u"lifecycle_good"_s, u"changing"_s, u"depends_"_s, u"cannot_load"_s,
                        u"no_instance"_s, u"hook_missing"_s, u"initialize_"_s, u"start_"_s,
                        u"timeout"_s, u"health_running"_s, u"echo"_s, u"events_good"_s, u"seed"_s,
                        u"service_asker"_s, u"service_guest"_s, u"service_offerer"_s,
                        u"service_promised"_s, u"stop_hangs"_s, u"throws"_s},
            [&](const QString &prefix) { return name.startsWith(prefix); });
        QVERIFY2(mayBeLoaded, qPrintable(module));
    }
}

void IsolationTest::everyFixtureAloneGetsItsVerdicts_data()
{
    QTest::addColumn<QString>("name");
    for (const Fixture &fixture : allFixtures())
        QTest::newRow(qPrintable(u"%1: %2"_s.arg(fixture.name, fixture.about))) << fixture.name;
}

void IsolationTest::everyFixtureAloneGetsItsVerdicts()
{
    QFETCH(QString, name);
    const Fixture fixture = fixtureNamed(name);
    QList<Fixture> used;
    for (const QString &other : fixture.with)
        used.append(fixtureNamed(other));
    used.append(fixture);
    Site site;
    prepare(site, used);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), verdicts(used));
}

QTEST_GUILESS_MAIN(IsolationTest)

#include "isolation_test.moc"
