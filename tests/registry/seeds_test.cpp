// SPDX-License-Identifier: GPL-3.0-or-later
// First-time data: once, whole or not at all. On both databases: tests/e2e/seeds_test.cpp.
#include "tests/registry/pipeline.h"

#include <QElapsedTimer>
#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class SeedsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("OUTLET_FIXTURE_SEEDING"); }
    void firstDataComesOnce();
    void lookingSeedsNothing();
    void whatFailsLeavesNothing_data();
    void whatFailsLeavesNothing();
    void whatFailedIsTriedAgain();
    void aHangingOneHasItsDatabaseTakenAway();
    void dependantsGoAlong();

private:
    QStringList rows(const Site &site) const
    {
        return site.query(u"SELECT name FROM seeding_catalogue ORDER BY name"_s);
    }
};

void SeedsTest::firstDataComesOnce()
{
    Site site;
    Journal journal;
    site.add(u"seeding"_s);
    for (int i = 0; i < 3; ++i) {
        PluginRegistry registry(site.options, site.database());
        QVERIFY(registry.discover());
        QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"seeding: ready"_s});
        QVERIFY(registry.reload(u"seeding"_s, true));
    }
    QCOMPARE(rows(site), QStringList({u"first"_s, u"second"_s}));
    QCOMPARE(site.query(u"SELECT plugin || version FROM plugin_seeds"_s),
             QStringList{u"SeedingDataOutput1.0.0"_s});
    QCOMPARE(journal.take(),
             QStringList({u"seeding seed"_s,
                          u"seeding [{\"name\":\"first\",\"size\":1},{\"name\":\"second\",\"size\":"
                          "null}]"_s}));
}

void SeedsTest::lookingSeedsNothing()
{
    Site site;
    Journal journal;
    site.add(u"seeding"_s);
    site.options.mode = migrations::Mode::PlanOnly;
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(journal.take(), QStringList());
}

void SeedsTest::whatFailsLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("wrong");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QByteArray &wrong, const QString &words,
                        const QString &hint) { QTest::newRow(name) << wrong << words << hint; };
    row("an error", "fail", u"the catalogue is cut short"_s,
        u"Fetch it again; it is tried again at the next start."_s);
    row("an exception", "throw", u"It threw an exception: no such file: catalogue"_s,
        u"Mend what it names; it is tried again at the next start."_s);
    row("the end of the transaction", "commit", u"COMMIT is refused"_s, u"Remove \"COMMIT\""_s);
    row("two statements in one", "two", u"Found 2 statements, wanted one"_s,
        u"Call it once for each"_s);
    row("a table that is not there", "nowhere", u"no such table: nowhere"_s,
        u"Mend the statement"_s);
    row("a failed statement that it takes for nothing", "swallow", u"no such table: nowhere"_s,
        u"Mend the statement"_s);
}

void SeedsTest::whatFailsLeavesNothing()
{
    QFETCH(QByteArray, wrong);
    QFETCH(QString, words);
    QFETCH(QString, hint);
    Site site;
    site.add(u"seeding"_s);
    qputenv("OUTLET_FIXTURE_SEEDING", wrong);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"seeding: seed-failed"_s});
    const Verdict &verdict = registry.snapshot()->rejected.front().verdict;
    QVERIFY2(verdict.message.startsWith(u"SeedingDataOutput could not bring its first data: "_s),
             qPrintable(verdict.message));
    QVERIFY2(verdict.message.contains(words), qPrintable(verdict.message));
    QVERIFY2(verdict.message.endsWith(u"Nothing of it was kept."_s), qPrintable(verdict.message));
    QVERIFY2(verdict.hint.startsWith(hint), qPrintable(verdict.hint));
    QCOMPARE(rows(site), QStringList());
    QCOMPARE(site.query(u"SELECT plugin FROM plugin_seeds"_s), QStringList());
}

void SeedsTest::whatFailedIsTriedAgain()
{
    Site site;
    site.add(u"seeding"_s);
    qputenv("OUTLET_FIXTURE_SEEDING", "fail");
    {
        PluginRegistry registry(site.options, site.database());
        QVERIFY(registry.discover());
        QVERIFY(!registry.snapshot()->find(u"SeedingDataOutput"_s));
    }
    qunsetenv("OUTLET_FIXTURE_SEEDING");
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QVERIFY(registry.snapshot()->find(u"SeedingDataOutput"_s));
    QCOMPARE(rows(site), QStringList({u"first"_s, u"second"_s}));
}

void SeedsTest::aHangingOneHasItsDatabaseTakenAway()
{
    Site site;
    Journal journal;
    site.add(u"seeding"_s);
    site.options.hookTimeout = 200ms;
    qputenv("OUTLET_FIXTURE_SEEDING", "hang");
    PluginRegistry registry(site.options, site.database());
    QElapsedTimer timer;
    timer.start();
    QVERIFY(registry.discover());
    QVERIFY(timer.elapsed() < 1900);
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"seeding: timeout"_s});
    QCOMPARE(registry.snapshot()->rejected.front().verdict.message,
             u"seed() of SeedingDataOutput missed its deadline: it did not return within 200 ms. "
             "Nothing of it was kept."_s);
    QCOMPARE(rows(site), QStringList());
    QStringList lines;
    QTRY_VERIFY_WITH_TIMEOUT((lines += journal.take()).size() == 2, 10'000);
    QCOMPARE(lines.last(), u"seeding late The database was lent for the call, which has ended"_s);
    QCOMPARE(rows(site), QStringList());
}

void SeedsTest::dependantsGoAlong()
{
    Site site;
    site.add(u"seed_failed"_s);
    site.add(u"services_good"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"seed_failed: seed-failed"_s, u"service_asker: running"_s,
                          u"service_guest: running"_s, u"service_offerer: running"_s}));
    const auto off = registry.setEnabled(u"service_offerer"_s, false);
    QVERIFY(off);
    QCOMPARE(off->alsoLeft, QStringList{u"ServiceAsker"_s}); // its guest can do without
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"seed_failed: seed-failed"_s, u"service_asker: missing-service"_s,
                          u"service_guest: running"_s, u"service_offerer: inactive"_s}));
}

QTEST_GUILESS_MAIN(SeedsTest)
#include "seeds_test.moc"
