// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginregistry.h"

#include "tests/registry/pipeline.h"
#include "tests/registry/values.h"
#include "ui-schemas/form.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class PluginRegistryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void discoveryPublishesWhatIsThere();
    void discoveryWritesRowsAndTables();
    void planOnlyWritesNothing();
    void planOnlyWorksOnAnEmptyDatabase();
    void aRestartChangesNothing();
    void everyDiscoveryIsANewGeneration();
    void anOperatorsStatusIsNeverOverwritten();
    void aNewVersionIsRecorded();
    void builtInOnesComeFirst();
    void aNewFolderIsFound();
    void stopEndsInReverseOrder();
    void theDestructorStops();
};

namespace {

QString statusOf(const Site &site, const QString &plugin)
{
    return site.query(u"SELECT status FROM plugins WHERE name = '%1'"_s.arg(plugin)).value(0);
}

/** Everything in the database that the registry could have written. */
QStringList contentOf(const Site &site)
{
    QStringList content = site.query(u"SELECT name || sql FROM sqlite_master ORDER BY name"_s);
    if (content.filter(u"plugin_migrations"_s).isEmpty())
        return content;
    content += site.query(u"SELECT name || status || version || created_at || updated_at "
                          "FROM plugins ORDER BY name"_s);
    content += site.query(u"SELECT plugin || migration_id || checksum || applied_at "
                          "FROM plugin_migrations ORDER BY plugin, migration_id"_s);
    return content;
}

} // namespace

void PluginRegistryTest::discoveryPublishesWhatIsThere()
{
    Site site;
    site.add(u"minimal"_s);
    site.add(u"lifecycle_good"_s);
    site.add(u"not_elf"_s);
    site.offer(u"Minimal"_s, uR"(["warehouse"])"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(!registry.snapshot());
    QVERIFY(registry.discover());

    const SnapshotPtr snapshot = registry.snapshot();
    QCOMPARE(ids(*snapshot), QStringList({u"lifecycle_good"_s, u"minimal"_s}));
    const Connector &lifecycle = snapshot->connectors[0];
    const Connector &minimal = snapshot->connectors[1];
    QCOMPARE(nameOf(lifecycle.verdict.code), u"running"_s);
    QCOMPARE(nameOf(minimal.verdict.code), u"ready"_s);
    QVERIFY(minimal.verdict.hint.isEmpty());
    QCOMPARE(minimal.platformOptions, QStringList{u"warehouse"_s});
    QCOMPARE(minimal.form.body, ui::formJson(minimal.manifest, QStringList{u"warehouse"_s}));
    QCOMPARE(snapshot->list.body, ui::listJson({lifecycle.form.body, minimal.form.body}));
    QCOMPARE(snapshot->paths, site.options.paths);
    QVERIFY(minimal.icon && minimal.icon->body.startsWith("<svg"));
    QCOMPARE(minimal.migrations.count(migrations::State::Applied), 1);
    QCOMPARE(minimal.migrations.appliedNow, 1);
    QCOMPARE(snapshot->find(u"MinimalOutput"_s), &minimal);
    QCOMPARE(snapshot->rejected.size(), 3U);
}

void PluginRegistryTest::discoveryWritesRowsAndTables()
{
    Site site;
    site.add(u"minimal"_s);
    site.add(u"incompatible_outlet"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(site.query(u"SELECT name || ' ' || version || ' ' || type || ' ' || status || ' ' || "
                        "is_core FROM plugins"_s),
             QStringList{u"MinimalDataOutput 1.0.0 connector active 0"_s});
    QCOMPARE(site.query(u"SELECT path FROM plugins"_s),
             QStringList{site.path(u"minimal/minimal"_s)});
    QCOMPARE(site.query(u"SELECT binary_path FROM plugins"_s),
             QStringList{site.path(u"minimal/minimal/minimal.so"_s)});
    QCOMPARE(site.query(u"SELECT migration_id FROM plugin_migrations WHERE plugin <> 'core'"_s),
             QStringList{u"0001_create_configurations"_s});
    QCOMPARE(site.query(u"SELECT name FROM pragma_table_info('minimal_configurations')"_s),
             QStringList({u"id"_s, u"thing"_s, u"note"_s}));
}

void PluginRegistryTest::planOnlyWritesNothing()
{
    Site site;
    Journal journal;
    for (const auto &name : {u"minimal"_s, u"lifecycle_good"_s, u"depends_good"_s})
        site.add(name);
    site.options.mode = migrations::Mode::PlanOnly;
    const QStringList before = contentOf(site);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(contentOf(site), before);
    QCOMPARE(journal.take(), QStringList());
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"depends_a: ready"_s, u"depends_b: ready"_s, u"depends_c: ready"_s,
                          u"lifecycle_good: ready"_s, u"minimal: ready"_s}));
    const Connector *const minimal = registry.snapshot()->find(u"MinimalDataOutput"_s);
    QCOMPARE(minimal->migrations.count(migrations::State::Pending), 1);
    QCOMPARE(minimal->migrations.appliedNow, 0);
}

void PluginRegistryTest::planOnlyWorksOnAnEmptyDatabase()
{
    Site site(Site::Core::Empty);
    site.add(u"minimal"_s);
    site.options.mode = migrations::Mode::PlanOnly;
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: ready"_s});
    QCOMPARE(contentOf(site), QStringList());
}

void PluginRegistryTest::aRestartChangesNothing()
{
    Site site;
    for (const auto &name : {u"minimal"_s, u"lifecycle_good"_s})
        site.add(name);
    QByteArray list;
    {
        PluginRegistry first(site.options, site.database());
        QVERIFY(first.discover());
        list = first.snapshot()->list.body;
    }
    const QStringList before = contentOf(site);
    PluginRegistry second(site.options, site.database());
    QVERIFY(second.discover());
    QCOMPARE(contentOf(site), before);
    QCOMPARE(second.snapshot()->list.body, list);
    for (const Connector &connector : second.snapshot()->connectors)
        QCOMPARE(connector.migrations.appliedNow, 0);
}

void PluginRegistryTest::everyDiscoveryIsANewGeneration()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    for (quint64 expected = 1; expected <= 3; ++expected) {
        QVERIFY(registry.discover());
        QCOMPARE(registry.snapshot()->generation, expected);
    }
}

void PluginRegistryTest::anOperatorsStatusIsNeverOverwritten()
{
    Site site;
    site.add(u"minimal"_s);
    site.add(u"inactive"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QVERIFY(registry.discover());
    QCOMPARE(statusOf(site, u"DormantDataOutput"_s), u"inactive"_s);
    QCOMPARE(statusOf(site, u"MinimalDataOutput"_s), u"active"_s);
    QCOMPARE(verdictOf(registry.snapshot()->rejected, u"dormant"_s).hint,
             u"Set its status to 'active'."_s);
}

void PluginRegistryTest::aNewVersionIsRecorded()
{
    Site site;
    site.add(u"minimal"_s);
    site.execute(u"INSERT INTO plugins (id, name, version, status, path) VALUES "
                 "('x', 'MinimalDataOutput', '0.9.0', 'active', '/old')"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(site.query(u"SELECT id || ' ' || version || ' ' || path FROM plugins"_s),
             QStringList{u"x 1.0.0 "_s + site.path(u"minimal/minimal"_s)});
}

void PluginRegistryTest::builtInOnesComeFirst()
{
    Site site;
    site.add(fixtureNamed(u"depends_good"_s));
    site.add(fixtureNamed(u"minimal"_s), Source::BuiltIn);
    site.add(fixtureNamed(u"lifecycle_good"_s), Source::BuiltIn);
    site.options.selection = {{u"minimal"_s, u"some.path.LifecycleGoodDataOutput"_s}, false, {}};
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(ids(*registry.snapshot()),
             QStringList({u"minimal"_s, u"lifecycle_good"_s, u"depends_a"_s, u"depends_b"_s,
                          u"depends_c"_s}));
    QCOMPARE(site.query(u"SELECT name FROM plugins WHERE is_core ORDER BY name"_s),
             QStringList({u"LifecycleGoodDataOutput"_s, u"MinimalDataOutput"_s}));
}

void PluginRegistryTest::aNewFolderIsFound()
{
    Site site;
    site.options.paths = {{site.path(u"plugins"_s), Source::External}};
    QVERIFY(QDir().mkpath(site.path(u"plugins"_s)));
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList());
    QCOMPARE(registry.snapshot()->list.body, "{\"plugins\":[]}");

    place(fixtureNamed(u"minimal"_s), site.path(u"stage"_s));
    QVERIFY(QFile::rename(site.path(u"stage/minimal/minimal"_s), site.path(u"plugins/minimal"_s)));
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: ready"_s});

    QVERIFY(QDir(site.path(u"plugins/minimal"_s)).removeRecursively());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList());
}

void PluginRegistryTest::stopEndsInReverseOrder()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    journal.take();
    registry.stop();
    registry.stop();
    QCOMPARE(journal.take(),
             QStringList({u"depends_a stop"_s, u"depends_b stop"_s, u"depends_c stop"_s}));
}

void PluginRegistryTest::theDestructorStops()
{
    Site site;
    Journal journal;
    site.add(u"lifecycle_good"_s);
    {
        PluginRegistry registry(site.options, site.database());
        QVERIFY(registry.discover());
        journal.take();
    }
    QCOMPARE(journal.take(), QStringList{u"lifecycle_good stop"_s});
}

QTEST_GUILESS_MAIN(PluginRegistryTest)

#include "pluginregistry_test.moc"
