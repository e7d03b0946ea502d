// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/selection.h"

#include "tests/registry/values.h"

#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

using Names = QStringList;
Q_DECLARE_METATYPE(Selection)

class SelectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNameMeansAConnector_data();
    void aNameMeansAConnector();
    void builtInOnesAreSelected_data();
    void builtInOnesAreSelected();
    void theReasonIsInTheVerdict_data();
    void theReasonIsInTheVerdict();
    void anUnknownNameIsAVerdictOfItsOwn_data();
    void anUnknownNameIsAVerdictOfItsOwn();
    void theFirstReasonWins_data();
    void theFirstReasonWins();
    void externalOnesFollowById();
};

namespace {

Described withAlias(Described described)
{
    described.manifest.aliases = {described.manifest.id.left(1).toUpper() +
                                  described.manifest.id.mid(1) + "TechnicalAsset"_L1};
    return described;
}

/** Six built-in connectors, in the order of their folders. */
std::vector<Described> builtIns()
{
    std::vector<Described> candidates;
    for (const auto &id :
         {u"athena"_s, u"databricks"_s, u"glue"_s, u"redshift"_s, u"s3"_s, u"snowflake"_s})
        candidates.push_back(withAlias(described(id, builtIn)));
    return candidates;
}

const Names defaults{u"SnowflakeDataOutput"_s, u"DatabricksDataOutput"_s, u"GlueDataOutput"_s,
                     u"RedshiftDataOutput"_s};

Selection enabling(const Names &names)
{
    return {names, false, {}};
}

} // namespace

void SelectionTest::aNameMeansAConnector_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isMeant");
    const auto row = [](const char *name, const QString &text, bool isMeant) {
        QTest::newRow(name) << text << isMeant;
    };
    row("the plugin name", u"GlueDataOutput"_s, true);
    row("the id", u"glue"_s, true);
    row("an alias", u"GlueTechnicalAsset"_s, true);
    row("a class path that ends in the plugin name", u"app.outputs.glue.GlueDataOutput"_s, true);
    row("a class path that ends in the id", u"plugins.glue"_s, true);
    row("a class path that ends in an alias", u"a.b.GlueTechnicalAsset"_s, true);
    row("the plugin name in lower case", u"gluedataoutput"_s, false);
    row("the id in upper case", u"GLUE"_s, false);
    row("a class path with the name in the middle", u"app.GlueDataOutput.schema"_s, false);
    row("a class path that ends in a dot", u"app.GlueDataOutput."_s, false);
    row("the beginning of the name", u"GlueData"_s, false);
    row("the name with a space", u" GlueDataOutput"_s, false);
    row("the table", u"glue_configurations"_s, false);
    row("nothing", {}, false);
    row("the star is no name", u"*"_s, false);
}

void SelectionTest::aNameMeansAConnector()
{
    QFETCH(QString, name);
    QFETCH(bool, isMeant);
    QCOMPARE(isNamed(withAlias(described(u"glue"_s)).manifest, name), isMeant);
}

void SelectionTest::builtInOnesAreSelected_data()
{
    QTest::addColumn<Names>("enabled");
    QTest::addColumn<Names>("expected");
    const auto row = [](const char *name, Names enabled, Names expected) {
        QTest::newRow(name) << enabled << expected;
    };
    row("the default four, in the default order", defaults,
        {u"snowflake"_s, u"databricks"_s, u"glue"_s, u"redshift"_s});
    row("in the order named", {u"RedshiftDataOutput"_s, u"AthenaDataOutput"_s},
        {u"redshift"_s, u"athena"_s});
    row("by id, alias and class path",
        {u"s3"_s, u"GlueTechnicalAsset"_s, u"a.b.AthenaDataOutput"_s},
        {u"s3"_s, u"glue"_s, u"athena"_s});
    row("the star alone gives all by id", {u"*"_s},
        {u"athena"_s, u"databricks"_s, u"glue"_s, u"redshift"_s, u"s3"_s, u"snowflake"_s});
    row("those named before the star come first", {u"snowflake"_s, u"*"_s},
        {u"snowflake"_s, u"athena"_s, u"databricks"_s, u"glue"_s, u"redshift"_s, u"s3"_s});
    row("one that is named twice counts once", {u"glue"_s, u"s3"_s, u"GlueDataOutput"_s},
        {u"glue"_s, u"s3"_s});
    row("nobody is named", {}, {});
    row("a name in the wrong case selects nothing", {u"Snowflakedataoutput"_s}, {});
}

void SelectionTest::builtInOnesAreSelected()
{
    QFETCH(Names, enabled);
    QFETCH(Names, expected);
    const Sorted<Described> selected = select(builtIns(), enabling(enabled), {}, {});
    QCOMPARE(ids(selected.accepted), expected);
    for (const Rejected &rejected : selected.rejected) {
        if (rejected.manifest)
            QCOMPARE(rejected.verdict.code, VerdictCode::NotEnabled);
    }
}

void SelectionTest::theReasonIsInTheVerdict_data()
{
    QTest::addColumn<Selection>("selection");
    QTest::addColumn<QString>("status");
    QTest::addColumn<bool>("isBuiltIn");
    QTest::addColumn<bool>("isEnabledByManifest");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const Selection &selection, const char *status,
                        bool isBuiltIn, bool isEnabled, const QString &code, const QString &message,
                        const QString &hint) {
        QTest::newRow(name) << selection << QString::fromLatin1(status) << isBuiltIn << isEnabled
                            << code << message << hint;
    };
    const QString takeOut = u"Take it out of DISABLED_PLUGINS (disabled_plugins in the settings "
                            "file) and start the server again."_s;
    row("a built-in one that ENABLED_PLUGINS leaves out", enabling({u"s3"_s}), "", true, true,
        u"not-enabled"_s, u"GlueDataOutput is built in, and ENABLED_PLUGINS does not name it."_s,
        u"Add GlueDataOutput to ENABLED_PLUGINS, or set it to * for all."_s);
    row("an external one whose manifest says no", enabling({u"*"_s}), "", false, false,
        u"not-enabled"_s, u"The manifest of GlueDataOutput says \"enabled\": false."_s,
        u"Set it to true, build the connector again and install it."_s);
    row("DISABLED_PLUGINS names the plugin", {{u"*"_s}, false, {u"GlueDataOutput"_s}}, "", true,
        true, u"disabled-by-environment"_s, u"DISABLED_PLUGINS names \"GlueDataOutput\"."_s,
        takeOut);
    row("DISABLED_PLUGINS names the id", {{u"*"_s}, false, {u"s3"_s, u"glue"_s}}, "", false, true,
        u"disabled-by-environment"_s, u"DISABLED_PLUGINS names \"glue\"."_s, takeOut);
    row("DISABLED_PLUGINS names a class path", {{u"*"_s}, false, {u"x.GlueDataOutput"_s}}, "",
        false, true, u"disabled-by-environment"_s,
        u"DISABLED_PLUGINS names \"x.GlueDataOutput\"."_s, takeOut);
    row("DISABLED_PLUGINS beats ENABLED_PLUGINS", {{u"glue"_s}, false, {u"glue"_s}}, "active", true,
        true, u"disabled-by-environment"_s, u"DISABLED_PLUGINS names \"glue\"."_s, takeOut);
    row("the row of a built-in one is inactive", enabling({u"glue"_s}), "inactive", true, true,
        u"inactive"_s, u"The table plugins says that GlueDataOutput is inactive."_s,
        u"Set its status to 'active'."_s);
    row("the row of an external one is inactive", enabling({}), "inactive", false, true,
        u"inactive"_s, u"The table plugins says that GlueDataOutput is inactive."_s,
        u"Set its status to 'active'."_s);
}

void SelectionTest::theReasonIsInTheVerdict()
{
    QFETCH(Selection, selection);
    QFETCH(QString, status);
    QFETCH(bool, isBuiltIn);
    QFETCH(bool, isEnabledByManifest);
    QFETCH(QString, code);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QHash<QString, QString> statuses;
    if (!status.isEmpty())
        statuses.insert(u"GlueDataOutput"_s, status);
    const Sorted<Described> selected = select({described(u"glue"_s,
                                                         [=](Described &d) {
                                                             d.manifest.enabled =
                                                                 isEnabledByManifest;
                                                             if (isBuiltIn)
                                                                 builtIn(d);
                                                         })},
                                              selection, statuses, {});
    QCOMPARE(ids(selected.accepted), Names());
    QCOMPARE(codes(selected.rejected).first(), u"glue: "_s + code);
    QCOMPARE(selected.rejected.front().verdict.message, message);
    QCOMPARE(selected.rejected.front().verdict.hint, hint);
}

void SelectionTest::anUnknownNameIsAVerdictOfItsOwn_data()
{
    QTest::addColumn<Selection>("selection");
    QTest::addColumn<Names>("unknown");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::addColumn<Names>("near");
    const auto row = [](const char *name, const Selection &selection, Names unknown,
                        const QString &message = {}, const QString &hint = {}, Names near = {}) {
        QTest::newRow(name) << selection << unknown << message << hint << near;
    };
    row("a typing mistake", enabling({u"SnowflakDataOutput"_s}), {u"SnowflakDataOutput"_s},
        u"ENABLED_PLUGINS names \"SnowflakDataOutput\", but no connector of that name was found."_s,
        u"Did you mean \"SnowflakeDataOutput\"?"_s, {u"SnowflakeDataOutput"_s});
    row("the wrong case", enabling({u"snowflakedataoutput"_s}), {u"snowflakedataoutput"_s},
        u"ENABLED_PLUGINS names \"snowflakedataoutput\", but no connector of that name was "
        "found."_s,
        u"Did you mean \"SnowflakeDataOutput\"?"_s, {u"SnowflakeDataOutput"_s});
    row("an id in the wrong case", enabling({u"GLUE"_s}), {u"GLUE"_s},
        u"ENABLED_PLUGINS names \"GLUE\", but no connector of that name was found."_s,
        u"Did you mean \"glue\"?"_s, {u"glue"_s});
    row("a class path with a typing mistake", enabling({u"a.b.SnowflakDataOutput"_s}),
        {u"a.b.SnowflakDataOutput"_s},
        u"ENABLED_PLUGINS names \"a.b.SnowflakDataOutput\", but no connector of that name was "
        "found."_s,
        u"Did you mean \"SnowflakeDataOutput\"?"_s, {u"SnowflakeDataOutput"_s});
    row("nothing is near", enabling({u"Kafka"_s}), {u"Kafka"_s},
        u"ENABLED_PLUGINS names \"Kafka\", but no connector of that name was found."_s,
        u"Install its package into the plugin path, or take it out."_s);
    row("DISABLED_PLUGINS names nobody", {defaults, true, {u"Kafka"_s}}, {u"Kafka"_s},
        u"DISABLED_PLUGINS names \"Kafka\", but no connector of that name was found."_s,
        u"Install its package into the plugin path, or take it out."_s);
    row("several, in their order", enabling({u"Zebra"_s, u"glue"_s, u"Kafka"_s}),
        {u"Zebra"_s, u"Kafka"_s},
        u"ENABLED_PLUGINS names \"Zebra\", but no connector of that name was found."_s,
        u"Install its package into the plugin path, or take it out."_s);
    row("the default list may name what is not installed",
        {defaults + Names{u"KafkaDataOutput"_s}, true, {}}, {});
    row("the same list, written down, may not", enabling(defaults + Names{u"Kafka"_s}),
        {u"Kafka"_s},
        u"ENABLED_PLUGINS names \"Kafka\", but no connector of that name was found."_s,
        u"Install its package into the plugin path, or take it out."_s);
    row("the star is never unknown", enabling({u"*"_s}), {});
    row("what an earlier step turned down is known", enabling({u"broken"_s}), {});
    row("so is its plugin name, where its manifest was read", enabling({u"OldDataOutput"_s}), {});
}

void SelectionTest::anUnknownNameIsAVerdictOfItsOwn()
{
    QFETCH(Selection, selection);
    QFETCH(Names, unknown);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QFETCH(Names, near);
    const std::vector<Rejected> earlier{
        {{u"broken"_s, u"/plugins/broken"_s, {}, Source::External},
         std::nullopt,
         {VerdictCode::NotElf, {}, {}, {}}},
        reject(described(u"old"_s), {VerdictCode::IncompatibleQt, {}, {}, {}})};
    const Sorted<Described> selected = select(builtIns(), selection, {}, earlier);
    Names found;
    for (const Rejected &rejected : selected.rejected) {
        if (rejected.verdict.code == VerdictCode::UnknownName)
            found.append(rejected.candidate.name);
    }
    QCOMPARE(found, unknown);
    if (unknown.isEmpty())
        return;
    const Verdict verdict = verdictOf(selected.rejected, unknown.first());
    QCOMPARE(verdict.message, message);
    QCOMPARE(verdict.hint, hint);
    for (const QString &name : near)
        QVERIFY2(verdict.evidence.contains(name), qPrintable(verdict.evidence.join(u' ')));
}

void SelectionTest::theFirstReasonWins_data()
{
    QTest::addColumn<bool>("isDisabled");
    QTest::addColumn<bool>("isInactive");
    QTest::addColumn<bool>("isEnabled");
    QTest::addColumn<QString>("code");
    QTest::newRow("disabled, inactive and not enabled")
        << true << true << false << u"glue: disabled-by-environment"_s;
    QTest::newRow("disabled and inactive")
        << true << true << true << u"glue: disabled-by-environment"_s;
    QTest::newRow("inactive and not enabled") << false << true << false << u"glue: inactive"_s;
    QTest::newRow("not enabled") << false << false << false << u"glue: not-enabled"_s;
}

void SelectionTest::theFirstReasonWins()
{
    QFETCH(bool, isDisabled);
    QFETCH(bool, isInactive);
    QFETCH(bool, isEnabled);
    QFETCH(QString, code);
    const Selection selection{isEnabled ? Names{u"glue"_s} : Names(), false,
                              isDisabled ? Names{u"glue"_s} : Names()};
    const QHash<QString, QString> statuses{
        {u"GlueDataOutput"_s, isInactive ? u"inactive"_s : u"active"_s}};
    QCOMPARE(codes(select({described(u"glue"_s, builtIn)}, selection, statuses, {}).rejected),
             Names{code});
}

void SelectionTest::externalOnesFollowById()
{
    std::vector<Described> candidates = builtIns();
    candidates.push_back(described(u"zebra"_s));
    candidates.push_back(described(u"kafka"_s));
    candidates.push_back(described(u"mongo"_s));
    // An external one takes part without being named; naming it does not move it forward.
    const Sorted<Described> selected =
        select(std::move(candidates),
               enabling({u"zebra"_s, u"s3"_s, u"MongoDataOutput"_s, u"glue"_s}), {}, {});
    QCOMPARE(ids(selected.accepted),
             Names({u"s3"_s, u"glue"_s, u"kafka"_s, u"mongo"_s, u"zebra"_s}));
}

QTEST_GUILESS_MAIN(SelectionTest)

#include "selection_test.moc"
