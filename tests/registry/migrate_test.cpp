// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginregistry.h"

#include "tests/fixtures/recipe.h"
#include "tests/registry/pipeline.h"
#include "tests/registry/usedsites.h"
#include "tests/registry/values.h"

#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

/** The migrate step: what the database and the folder say of each other. */
class MigrateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aUsedDatabaseGivesTheVerdict_data();
    void aUsedDatabaseGivesTheVerdict();
    void aMendedConnectorComesBack();
    void dependantsOfAFailedMigrationFall();
};

void MigrateTest::aUsedDatabaseGivesTheVerdict_data()
{
    QTest::addColumn<int>("index");
    const QList<UsedSite> rows = usedSites();
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::newRow(rows[i].about) << int(i);
}

void MigrateTest::aUsedDatabaseGivesTheVerdict()
{
    QFETCH(int, index);
    const UsedSite used = usedSites()[index];
    Site site;
    for (const auto &name : {u"minimal"_s, u"lifecycle_good"_s})
        site.add(name);
    {
        PluginRegistry registry(site.options, site.database());
        QVERIFY(registry.discover());
        QCOMPARE(verdicts(*registry.snapshot()),
                 QStringList({u"lifecycle_good: running"_s, u"minimal: ready"_s}));
    }
    used.change(site);
    PluginRegistry registry(site.options, site.database());
    const QStringList tables = site.query(u"SELECT name FROM sqlite_master ORDER BY name"_s);
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"lifecycle_good: running"_s, u"minimal: "_s + used.code}));
    const Verdict verdict = verdictOf(registry.snapshot()->rejected, u"minimal"_s);
    for (const QString &words : used.words)
        QVERIFY2(verdict.message.contains(words), qPrintable(verdict.message));
    QVERIFY(verdict.message.startsWith(u"MinimalDataOutput: "_s));
    QVERIFY(!verdict.hint.isEmpty());
    QVERIFY(!verdict.evidence.isEmpty());
    QVERIFY(!registry.snapshot()->list.body.contains("MinimalDataOutput"));
    // Whatever was wrong, half of it is not there now.
    QCOMPARE(site.query(u"SELECT name FROM sqlite_master ORDER BY name"_s), tables);
}

void MigrateTest::aMendedConnectorComesBack()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    const QString wrong = site.path(u"minimal/minimal/migrations/0002_more.up.sql"_s);
    QVERIFY(writeFile(wrong, "CREATE TABLE more (id INTEGER); SELEKT 1;"));
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: migration-failed"_s});
    const Verdict verdict = verdictOf(registry.snapshot()->rejected, u"minimal"_s);
    QVERIFY2(verdict.evidence.join(u'\n').contains(u"statement: SELEKT 1"_s) &&
                 verdict.evidence.join(u'\n').contains(u"0001_create_configurations"_s),
             qPrintable(verdict.evidence.join(u'\n')));

    QVERIFY(writeFile(wrong, "CREATE TABLE more (id INTEGER);"));
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: ready"_s});
}

void MigrateTest::dependantsOfAFailedMigrationFall()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    QVERIFY(writeFile(site.path(u"depends_good/depends_b/migrations/0001_wrong.up.sql"_s),
                      "SELEKT 1;"));
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"depends_a: dependency-rejected"_s, u"depends_b: migration-failed"_s,
                          u"depends_c: running"_s}));
    const Verdict verdict = verdictOf(registry.snapshot()->rejected, u"depends_a"_s);
    QVERIFY2(verdict.message.startsWith(u"DependsA needs depends_b, which was turned down: "
                                        "DependsB: 0001_wrong.up.sql, line 1: "_s),
             qPrintable(verdict.message));
    QCOMPARE(journal.take(), QStringList({u"depends_c initialize"_s, u"depends_c start"_s}));
}

QTEST_GUILESS_MAIN(MigrateTest)

#include "migrate_test.moc"
