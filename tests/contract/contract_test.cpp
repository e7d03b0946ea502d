// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/plugins.h"
#include "tests/contract/asking.h"
#include "tests/contract/sample.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;
using registry::SnapshotPtr;

class ContractTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formEqualsGolden_data();
    void formEqualsGolden();
    void aliasGivesTheSameForm_data();
    void aliasGivesTheSameForm();
    void listEqualsGolden_data();
    void listEqualsGolden();
    void tilesEqualGolden();
    void nothingInForceIsAnEmptyList();
    void oneOptionTooFewIsNotGolden();
    void listFollowsItsOrder();
    void formIsNotFound_data();
    void formIsNotFound();
};

namespace {

const QStringList ids = {u"snowflake"_s, u"databricks"_s, u"glue"_s, u"redshift"_s, u"s3"_s};

QByteArray golden(const QString &name)
{
    return contentOf(QStringLiteral(OUTLET_SOURCE_DIR "/tests/contract/golden/") + name).trimmed();
}

SnapshotPtr snapshotOf(bool isConfigured)
{
    return registry::buildSnapshot(
        sampleDraft(), isConfigured ? sampleOptions() : QHash<QString, QStringList>(), 1);
}

Reply formOf(const registry::Snapshot &snapshot, const QString &name)
{
    return pluginForm(requestFor("/"), snapshot, name);
}

registry::Rejected rejected(const QString &id, registry::VerdictCode code, const QString &message)
{
    registry::Connector connector = connectorOf(id);
    return {connector.candidate, connector.manifest, {code, message, u"a hint"_s, {}}};
}

} // namespace

void ContractTest::formEqualsGolden_data()
{
    QTest::addColumn<QString>("plugin");
    QTest::addColumn<bool>("isConfigured");
    for (const QString &id : ids) {
        const QString plugin = connectorOf(id).manifest.plugin;
        QTest::addRow("%s, configured", qPrintable(id)) << plugin << true;
        QTest::addRow("%s, not configured", qPrintable(id)) << plugin << false;
    }
}

void ContractTest::formEqualsGolden()
{
    QFETCH(QString, plugin);
    QFETCH(bool, isConfigured);
    const Reply reply = formOf(*snapshotOf(isConfigured), plugin);
    const QString folder = isConfigured ? u"form-sample"_s : u"form-not_configured"_s;
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "application/json"_ba);
    QCOMPARE(reply.body, golden(u"%1/%2.json"_s.arg(folder, plugin)));
}

void ContractTest::aliasGivesTheSameForm_data()
{
    QTest::addColumn<QString>("plugin");
    QTest::addColumn<QString>("alias");
    for (const QString &id : ids) {
        const ui::Manifest manifest = connectorOf(id).manifest;
        for (const QString &alias : manifest.aliases)
            QTest::addRow("%s", qPrintable(alias)) << manifest.plugin << alias;
    }
}

void ContractTest::aliasGivesTheSameForm()
{
    QFETCH(QString, plugin);
    QFETCH(QString, alias);
    const SnapshotPtr snapshot = snapshotOf(true);
    QCOMPARE(formOf(*snapshot, alias).status, 200);
    QCOMPARE(formOf(*snapshot, alias).body, formOf(*snapshot, plugin).body);
}

void ContractTest::listEqualsGolden_data()
{
    QTest::addColumn<bool>("isConfigured");
    QTest::addColumn<QString>("file");
    QTest::newRow("configured") << true << u"list-sample.json"_s;
    QTest::newRow("not configured") << false << u"list-not_configured.json"_s;
}

void ContractTest::listEqualsGolden()
{
    QFETCH(bool, isConfigured);
    QFETCH(QString, file);
    const Reply reply = listPlugins(requestFor("/"), *snapshotOf(isConfigured));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "application/json"_ba);
    QCOMPARE(reply.body, golden(file));
}

void ContractTest::tilesEqualGolden()
{
    for (const bool isConfigured : {true, false}) {
        const Reply reply = platformTiles(requestFor("/"), *snapshotOf(isConfigured));
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.contentType, "application/json"_ba);
        QCOMPARE(reply.body, golden(u"platform-tiles.json"_s));
    }
}

void ContractTest::nothingInForceIsAnEmptyList()
{
    const SnapshotPtr snapshot = registry::buildSnapshot({}, {}, 1);
    QCOMPARE(listPlugins(requestFor("/"), *snapshot).body, R"({"plugins":[]})"_ba);
    QCOMPARE(platformTiles(requestFor("/"), *snapshot).body, R"({"platform_tiles":[]})"_ba);
}

void ContractTest::oneOptionTooFewIsNotGolden()
{
    QHash<QString, QStringList> options = sampleOptions();
    options[u"snowflake"_s].removeLast();
    const SnapshotPtr snapshot = registry::buildSnapshot(sampleDraft(), options, 1);
    QVERIFY(formOf(*snapshot, u"SnowflakeDataOutput"_s).body !=
            golden(u"form-sample/SnowflakeDataOutput.json"_s));
}

void ContractTest::listFollowsItsOrder()
{
    registry::Draft draft = sampleDraft();
    std::swap(draft.connectors.front(), draft.connectors.back());
    const SnapshotPtr snapshot = registry::buildSnapshot(std::move(draft), sampleOptions(), 1);
    const QByteArray list = listPlugins(requestFor("/"), *snapshot).body;
    QVERIFY(list.startsWith("{\"plugins\":[" + formOf(*snapshot, u"S3DataOutput"_s).body + ','));
    QVERIFY(list.endsWith(',' + formOf(*snapshot, u"SnowflakeDataOutput"_s).body + "]}"));
}

void ContractTest::formIsNotFound_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QString &plugin, const QString &hint) {
        QTest::newRow(name) << plugin << hint;
    };
    const QString see = u"See /api/v2/plugins/%1/why"_s;
    row("a name that nothing is like", u"Ftp9"_s, see.arg(u"Ftp9"_s));
    row("the id is no plugin name", u"snowflake"_s,
        u"It is the id of \"SnowflakeDataOutput\": ask by that name. "_s + see.arg(u"snowflake"_s));
    row("a name in another case", u"SNOWFLAKEDATAOUTPUT"_s,
        u"Did you mean \"SnowflakeDataOutput\"? "_s + see.arg(u"SNOWFLAKEDATAOUTPUT"_s));
    row("a name with a typo", u"SnowflakDataOutput"_s,
        u"Did you mean \"SnowflakeDataOutput\"? "_s + see.arg(u"SnowflakDataOutput"_s));
    row("a name that its hint has to escape", u"9/ %é"_s, see.arg(u"9%2F%20%25%C3%A9"_s));
    row("one that is switched off", u"S3DataOutput"_s,
        u"Switched off by DISABLED_PLUGINS. "_s + see.arg(u"S3DataOutput"_s));
    row("its alias", u"S3TechnicalAssetConfiguration"_s,
        u"Switched off by DISABLED_PLUGINS. "_s + see.arg(u"S3TechnicalAssetConfiguration"_s));
    row("one whose file is broken, by its folder", u"broken"_s,
        u"It is no ELF file. "_s + see.arg(u"broken"_s));
    row("a name that somebody wrote into a setting", u"Zzzzzz"_s, see.arg(u"Zzzzzz"_s));
}

void ContractTest::formIsNotFound()
{
    QFETCH(QString, name);
    QFETCH(QString, hint);
    registry::Draft draft = sampleDraft();
    draft.connectors.pop_back(); // S3
    draft.rejected.push_back(rejected(u"s3"_s, registry::VerdictCode::DisabledByEnvironment,
                                      u"Switched off by DISABLED_PLUGINS."_s));
    draft.rejected.push_back({{u"broken"_s, u"/p/broken"_s, u"/p/broken/broken.so"_s, {}},
                              std::nullopt,
                              {registry::VerdictCode::NotElf, u"It is no ELF file."_s, {}, {}}});
    draft.rejected.push_back(
        {{u"Zzzzzz"_s, {}, {}, {}},
         std::nullopt,
         {registry::VerdictCode::UnknownName, u"Nothing is called so."_s, {}, {}}});
    const SnapshotPtr snapshot = registry::buildSnapshot(std::move(draft), {}, 1);
    const Reply reply = formOf(*snapshot, name);
    QCOMPARE(reply.status, 404);
    QCOMPARE(QString::fromUtf8(reply.body),
             u"{\"correlation_id\":\"test\",\"detail\":\"Plugin '%1' not found\","
             "\"code\":\"not-found\",\"hint\":\"%2\"}"_s.arg(name, hint.replace(u'"', u"\\\""_s)));
}

QTEST_GUILESS_MAIN(ContractTest)
#include "contract_test.moc"
