// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginregistry.h"

#include "tests/registry/pipeline.h"
#include "ui-schemas/form.h"

#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

/** What the registry makes of rows that another program wrote. */
class RefreshTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refreshWithoutAChangeIsSilent();
    void listenersHearOfEverySnapshot();
    void aSnapshotOutlivesItsSuccessor();
    void refreshSeesOptionsOfAnotherProgram_data();
    void refreshSeesOptionsOfAnotherProgram();
    void refreshSeesStatusOfAnotherProgram();
    void anInactivePluginIsStoppedAndStartsAgain();
    void aBrokenDatabaseKeepsTheSnapshotInForce();
};

void RefreshTest::refreshWithoutAChangeIsSilent()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    const SnapshotPtr before = registry.snapshot();
    for (int i = 0; i < 3; ++i)
        QVERIFY(registry.refresh());
    site.execute(u"UPDATE plugins SET updated_at = '2020-01-01'"_s);
    QVERIFY(registry.refresh());
    QCOMPARE(registry.snapshot(), before); // the very same, not just an equal one
}

void RefreshTest::listenersHearOfEverySnapshot()
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
    QVERIFY(registry.discover());
    QVERIFY(registry.refresh());
    site.offer(u"minimal"_s, uR"(["a"])"_s);
    QVERIFY(registry.refresh());
    QVERIFY(registry.refresh());
    QCOMPARE(heard, QList<quint64>({1, 2}));
    QVERIFY(isInForce);
}

void RefreshTest::aSnapshotOutlivesItsSuccessor()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    const SnapshotPtr kept = registry.snapshot();
    const QByteArray list = kept->list.body;
    site.offer(u"minimal"_s, uR"(["a"])"_s);
    QVERIFY(registry.refresh());
    QVERIFY(registry.snapshot() != kept);
    QVERIFY(registry.snapshot()->list.body != list);
    QCOMPARE(kept->list.body, list);
}

void RefreshTest::refreshSeesOptionsOfAnotherProgram_data()
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

void RefreshTest::refreshSeesOptionsOfAnotherProgram()
{
    QFETCH(QString, service);
    QFETCH(QString, config);
    QFETCH(bool, isConfigured);
    QFETCH(QStringList, offered);
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
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

void RefreshTest::refreshSeesStatusOfAnotherProgram()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
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

void RefreshTest::anInactivePluginIsStoppedAndStartsAgain()
{
    Site site;
    Journal journal;
    site.add(u"depends_good"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
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

void RefreshTest::aBrokenDatabaseKeepsTheSnapshotInForce()
{
    Site site;
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
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

QTEST_GUILESS_MAIN(RefreshTest)

#include "refresh_test.moc"
