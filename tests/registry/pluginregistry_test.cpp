// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginregistry.h"

#include "tests/fixtures/recipe.h"
#include "tests/registry/pipeline.h"
#include "tests/registry/usedsites.h"
#include "tests/registry/values.h"
#include "ui-schemas/form.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

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
    void listenersHearOfEverySnapshot();
    void aSnapshotOutlivesItsSuccessor();
    void refreshWithoutAChangeIsSilent();
    void refreshSeesOptionsOfAnotherProgram_data();
    void refreshSeesOptionsOfAnotherProgram();
    void refreshSeesStatusOfAnotherProgram();
    void anInactivePluginIsStoppedAndStartsAgain();
    void anOperatorsStatusIsNeverOverwritten();
    void aNewVersionIsRecorded();
    void aUsedDatabaseGivesTheVerdict_data();
    void aUsedDatabaseGivesTheVerdict();
    void aMendedConnectorComesBack();
    void dependantsOfAFailedMigrationFall();
    void builtInOnesComeFirst();
    void aNewFolderIsFound();
    void aLockedDatabaseKeepsTheSnapshotInForce();
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

Result<void> discover(PluginRegistry &registry)
{
    auto done = registry.discover();
    if (!done)
        qWarning("%s", qPrintable(done.error().message));
    return done;
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
    QVERIFY(discover(registry));

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
    QVERIFY(discover(registry));
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
    QVERIFY(discover(registry));
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
    QVERIFY(discover(registry));
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
        QVERIFY(discover(first));
        list = first.snapshot()->list.body;
    }
    const QStringList before = contentOf(site);
    PluginRegistry second(site.options, site.database());
    QVERIFY(discover(second));
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
        QVERIFY(discover(registry));
        QCOMPARE(registry.snapshot()->generation, expected);
    }
}

void PluginRegistryTest::listenersHearOfEverySnapshot()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QList<quint64> heard;
    bool isInForce = true;
    registry.onChanged([&](const SnapshotPtr &snapshot) {
        heard.append(snapshot->generation);
        isInForce = isInForce && registry.snapshot() == snapshot;
    });
    QVERIFY(discover(registry));
    QVERIFY(registry.refresh());
    site.offer(u"minimal"_s, uR"(["a"])"_s);
    QVERIFY(registry.refresh());
    QVERIFY(registry.refresh());
    QCOMPARE(heard, QList<quint64>({1, 2}));
    QVERIFY(isInForce);
}

void PluginRegistryTest::aSnapshotOutlivesItsSuccessor()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    const SnapshotPtr kept = registry.snapshot();
    const QByteArray list = kept->list.body;
    site.offer(u"minimal"_s, uR"(["a"])"_s);
    QVERIFY(registry.refresh());
    QVERIFY(registry.snapshot() != kept);
    QVERIFY(registry.snapshot()->list.body != list);
    QCOMPARE(kept->list.body, list);
}

void PluginRegistryTest::refreshWithoutAChangeIsSilent()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    const SnapshotPtr before = registry.snapshot();
    for (int i = 0; i < 3; ++i)
        QVERIFY(registry.refresh());
    site.execute(u"UPDATE plugins SET updated_at = '2020-01-01'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(registry.snapshot(), before); // the very same, not just an equal one
}

void PluginRegistryTest::refreshSeesOptionsOfAnotherProgram_data()
{
    QTest::addColumn<QString>("service");
    QTest::addColumn<QString>("config");
    QTest::addColumn<bool>("isConfigured");
    QTest::addColumn<QStringList>("offered");
    const auto row = [](const char *name, const QString &service, const QString &config,
                        bool isConfigured, QStringList offered = {}) {
        QTest::newRow(name) << service << config << isConfigured << offered;
    };
    row("a list of strings", u"minimal"_s, uR"(["a", "b"])"_s, true, {u"a"_s, u"b"_s});
    row("the service's name in another case", u"MINIMAL"_s, uR"(["a"])"_s, true, {u"a"_s});
    row("an empty list", u"minimal"_s, u"[]"_s, true);
    row("a service of another name", u"minimal2"_s, uR"(["a"])"_s, false);
    row("no JSON", u"minimal"_s, u"a, b"_s, false);
    row("an object", u"minimal"_s, uR"({"a": "b"})"_s, false);
    row("a list with a number", u"minimal"_s, uR"(["a", 1])"_s, false);
    row("nothing", u"minimal"_s, u""_s, false);
}

void PluginRegistryTest::refreshSeesOptionsOfAnotherProgram()
{
    QFETCH(QString, service);
    QFETCH(QString, config);
    QFETCH(bool, isConfigured);
    QFETCH(QStringList, offered);
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    const auto minimal = [&] { return registry.snapshot()->find(u"MinimalDataOutput"_s); };
    QVERIFY(minimal()->form.body.contains("\"not_configured\":true"));

    site.offer(service, config);
    QVERIFY(registry.refresh());
    const auto options = isConfigured ? std::optional(offered) : std::nullopt;
    QCOMPARE(minimal()->platformOptions, options);
    QCOMPARE(minimal()->form.body, ui::formJson(minimal()->manifest, options));

    site.execute(u"UPDATE platform_service_configs SET config = '[\"changed\"]'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(minimal()->form.body.contains("changed"), service.toLower() == u"minimal"_s);

    site.execute(u"DELETE FROM platform_service_configs"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(minimal()->platformOptions, std::nullopt);
    QVERIFY(minimal()->form.body.contains("\"not_configured\":true"));
}

void PluginRegistryTest::refreshSeesStatusOfAnotherProgram()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    const QByteArray list = registry.snapshot()->list.body;

    site.execute(u"UPDATE plugins SET status = 'inactive'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: inactive"_s});
    QCOMPARE(registry.snapshot()->list.body, "{\"plugins\":[]}");
    QVERIFY(!registry.snapshot()->find(u"MinimalDataOutput"_s));

    site.execute(u"UPDATE plugins SET status = 'active'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(registry.snapshot()->list.body, list);
}

void PluginRegistryTest::anInactivePluginIsStoppedAndStartsAgain()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    journal.take();

    site.execute(u"UPDATE plugins SET status = 'inactive' WHERE name = 'DependsB'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"depends_a: dependency-rejected"_s, u"depends_b: inactive"_s,
                          u"depends_c: running"_s}));
    QCOMPARE(journal.take(), QStringList({u"depends_a stop"_s, u"depends_b stop"_s}));

    site.execute(u"UPDATE plugins SET status = 'active' WHERE name = 'DependsB'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(
        verdicts(*registry.snapshot()),
        QStringList({u"depends_a: running"_s, u"depends_b: running"_s, u"depends_c: running"_s}));
    QCOMPARE(journal.take(), QStringList({u"depends_b initialize"_s, u"depends_a initialize"_s,
                                          u"depends_b start"_s, u"depends_a start"_s}));
}

void PluginRegistryTest::anOperatorsStatusIsNeverOverwritten()
{
    Site site;
    site.add(u"minimal"_s);
    site.add(u"inactive"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    QVERIFY(discover(registry));
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
    QVERIFY(discover(registry));
    QCOMPARE(site.query(u"SELECT id || ' ' || version || ' ' || path FROM plugins"_s),
             QStringList{u"x 1.0.0 "_s + site.path(u"minimal/minimal"_s)});
}

void PluginRegistryTest::aUsedDatabaseGivesTheVerdict_data()
{
    QTest::addColumn<int>("index");
    const QList<UsedSite> rows = usedSites();
    for (qsizetype i = 0; i < rows.size(); ++i)
        QTest::newRow(rows[i].about) << int(i);
}

void PluginRegistryTest::aUsedDatabaseGivesTheVerdict()
{
    QFETCH(int, index);
    const UsedSite used = usedSites()[index];
    Site site;
    for (const auto &name : {u"minimal"_s, u"lifecycle_good"_s})
        site.add(name);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"lifecycle_good: running"_s, u"minimal: ready"_s}));

    used.change(site);
    const QStringList tables = site.query(u"SELECT name FROM sqlite_master ORDER BY name"_s);
    QVERIFY(discover(registry));
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

void PluginRegistryTest::aMendedConnectorComesBack()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    const QString wrong = site.path(u"minimal/minimal/migrations/0002_more.up.sql"_s);
    QVERIFY(writeFile(wrong, "CREATE TABLE more (id INTEGER); SELEKT 1;"));
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: migration-failed"_s});
    const Verdict verdict = verdictOf(registry.snapshot()->rejected, u"minimal"_s);
    QVERIFY2(verdict.evidence.join(u'\n').contains(u"statement: SELEKT 1"_s) &&
                 verdict.evidence.join(u'\n').contains(u"0001_create_configurations"_s),
             qPrintable(verdict.evidence.join(u'\n')));

    QVERIFY(writeFile(wrong, "CREATE TABLE more (id INTEGER);"));
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: ready"_s});
}

void PluginRegistryTest::dependantsOfAFailedMigrationFall()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    QVERIFY(writeFile(site.path(u"depends_good/depends_b/migrations/0001_wrong.up.sql"_s),
                      "SELEKT 1;"));
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"depends_a: dependency-rejected"_s, u"depends_b: migration-failed"_s,
                          u"depends_c: running"_s}));
    const Verdict verdict = verdictOf(registry.snapshot()->rejected, u"depends_a"_s);
    QVERIFY2(verdict.message.startsWith(u"DependsA needs depends_b, which was turned down: "
                                        "DependsB: 0001_wrong.up.sql, line 1: "_s),
             qPrintable(verdict.message));
    QCOMPARE(journal.take(), QStringList({u"depends_c initialize"_s, u"depends_c start"_s}));
}

void PluginRegistryTest::builtInOnesComeFirst()
{
    Site site;
    site.add(fixtureNamed(u"depends_good"_s));
    site.add(fixtureNamed(u"minimal"_s), Source::BuiltIn);
    site.add(fixtureNamed(u"lifecycle_good"_s), Source::BuiltIn);
    site.options.selection = {{u"minimal"_s, u"some.path.LifecycleGoodDataOutput"_s}, false, {}};
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
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
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()), QStringList());
    QCOMPARE(registry.snapshot()->list.body, "{\"plugins\":[]}");

    QVERIFY(place(fixtureNamed(u"minimal"_s), site.path(u"stage"_s)));
    QVERIFY(QFile::rename(site.path(u"stage/minimal/minimal"_s), site.path(u"plugins/minimal"_s)));
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()), QStringList{u"minimal: ready"_s});

    QVERIFY(QDir(site.path(u"plugins/minimal"_s)).removeRecursively());
    QVERIFY(discover(registry));
    QCOMPARE(verdicts(*registry.snapshot()), QStringList());
}

void PluginRegistryTest::aLockedDatabaseKeepsTheSnapshotInForce()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
    const SnapshotPtr before = registry.snapshot();
    site.execute(u"ALTER TABLE plugins RENAME COLUMN status TO state"_s);
    for (const bool isRefresh : {true, false}) {
        const Result<void> done = isRefresh ? registry.refresh() : registry.discover();
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Database);
        QVERIFY2(done.error().message.startsWith(u"Cannot read the table plugins: "_s),
                 qPrintable(done.error().message));
        QVERIFY(!done.error().hint.isEmpty());
        QCOMPARE(registry.snapshot(), before);
    }
}

void PluginRegistryTest::stopEndsInReverseOrder()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(discover(registry));
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
        QVERIFY(discover(registry));
        journal.take();
    }
    QCOMPARE(journal.take(), QStringList{u"lifecycle_good stop"_s});
}

QTEST_GUILESS_MAIN(PluginRegistryTest)

#include "pluginregistry_test.moc"
