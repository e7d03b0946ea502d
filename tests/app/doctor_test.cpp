// SPDX-License-Identifier: GPL-3.0-or-later
// What is found between tables and connectors, with the real modules of all five.
#include "app/doctor/doctor.h"
#include "tests/app/installation.h"
#include "ui-schemas/jsonwriter.h"

#include <QTest>

#include <functional>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;
using doctor::Finding;
using stores::Installation;

using Change = std::function<void(Installation &)>;
Q_DECLARE_METATYPE(Change)

class DoctorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSoundInstallationHasNoFindings();
    void finds_data();
    void finds();
    void nothingAtAllIsOneFindingAConnector();
    void aConnectorThatIsNotInForceIsNamed();
    void namesOfTheTurnedDownAreExplained();
    void aSilentConnectorIsAskedOnce();
    void withoutHooksTheTablesAreStillExamined();
    void aFocusLimitsWhoIsAsked();
    void errorsComeFirst();
    void isWrittenAsJson();

private:
    QList<Finding> examine(const Installation &installation)
    {
        return doctor::examine(installation, *m_snapshot, &m_hooks);
    }

    registry::SnapshotPtr m_snapshot = registry::buildSnapshot(loadableDraft(), {}, 1);
    registry::HookCalls m_hooks{std::make_shared<registry::ModuleCalls>(),
                                std::chrono::seconds(10)};
};

namespace {

QStringList textsOf(const QList<Finding> &findings)
{
    QStringList texts;
    for (const Finding &finding : findings)
        texts.append(doctor::nameOf(finding.symptom) + u": "_s + finding.message + u" | "_s +
                     finding.hint);
    return texts;
}

stores::ServiceRow &service(Installation &all, int number)
{
    return all.services[number - 1];
}

} // namespace

void DoctorTest::aSoundInstallationHasNoFindings()
{
    QCOMPARE(textsOf(examine(soundInstallation())), QStringList());
}

void DoctorTest::finds_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("findings");
    const auto row = [](const char *name, const Change &change, const QStringList &findings) {
        QTest::newRow(name) << change << findings;
    };
    const QString glueFields = u"The fields of GlueDataOutput are database, database_suffix, "
                               "table, bucket_identifier, database_path, table_path, "
                               "access_granularity"_s;

    row("a service that no connector knows",
        [](Installation &all) {
            all.services.append({idFor('b', 9), u"Gleu"_s, aws, {}, {}});
        },
        {u"service-without-connector: No connector in force has the platform key \"gleu\", so that "
         "nothing uses the service \"Gleu\" | Did you mean \"glue\"? A service is found by its "
         "name in lower case"_s});
    row("a name that is near to nothing lists the keys",
        [](Installation &all) {
            all.services.append({idFor('b', 9), u"Oracle"_s, aws, {}, {}});
        },
        {u"service-without-connector: No connector in force has the platform key \"oracle\", so "
         "that nothing uses the service \"Oracle\" | The keys are snowflake, databricks, glue, "
         "redshift, s3"_s});
    row("a second service of the same name",
        [](Installation &all) {
            all.services.append({idFor('b', 9), u"GLUE"_s, aws, u"{table}"_s, {}});
        },
        {u"service-hidden: The service %1 is called like %2, which comes before it: links and "
         "options are those of the other one | Rename or delete one of them"_s.arg(idFor('b', 9),
                                                                                   glueService)});
    row("a service without a configuration",
        [](Installation &all) { all.serviceConfigs.removeAt(1); },
        {u"service-without-config: The service \"Glue\" has no configuration: the form of "
         "GlueDataOutput is not_configured, as nothing says which values \"database\" may have | "
         "POST /api/v2/configuration/platforms/configs with the service's id and a list of "
         "strings"_s});
    row("a second configuration of a service",
        [](Installation &all) {
            all.serviceConfigs.append({idFor('c', 9), {}, aws, glueService, u"[]"_s});
        },
        {u"config-hidden: Table platform_service_configs, row %1: row %2 comes before it, so that "
         "it never counts | DELETE /api/v2/configuration/platforms/configs/%1"_s.arg(
             idFor('c', 9), idFor('c', 2))});
    row("a configuration that is an object",
        [](Installation &all) { all.serviceConfigs[1].config = u"{\"a\":1}"_s; },
        {u"config-unreadable: Table platform_service_configs, row %1, column config: wanted a JSON "
         "array of strings, found an object | PUT "
         "/api/v2/configuration/platforms/configs/%1, or mend the row"_s.arg(idFor('c', 2))});
    row("a configuration with a number in it",
        [](Installation &all) { all.serviceConfigs[1].config = u"[\"a\",5]"_s; },
        {u"config-unreadable: Table platform_service_configs, row %1, column config: wanted a JSON "
         "array of strings, found a number at index 1 | PUT "
         "/api/v2/configuration/platforms/configs/%1, or mend the row"_s.arg(idFor('c', 2))});
    row("a platform's configuration that is a list",
        [](Installation &all) { all.environmentPlatforms[1].config = u"[]"_s; },
        {u"config-unreadable: Table env_platform_configs, row %1, column config: wanted a JSON "
         "object, found an array | PUT "
         "/api/v2/configuration/environments/%2/platform_configs/%1, or mend the row"_s.arg(
             idFor('e', 2), production)});
    row("items that are strings",
        [](Installation &all) { all.environmentServices[3].config = u"[\"clean\"]"_s; },
        {u"config-unreadable: Table env_platform_service_configs, row %1, column config: wanted a "
         "JSON array of objects, found a string at index 0 | PUT "
         "/api/v2/configuration/environments/%2/configs/%1, or mend the row"_s.arg(idFor('f', 4),
                                                                                   production),
         u"item-missing: In the environment \"production\" the service \"Databricks\" has no item "
         "for \"clean\": what a template or a link would take from it is missing there | Add items "
         "with the identifiers to the service's configuration: "
         "/api/v2/configuration/environments/%1/configs"_s.arg(production)});
    row("a row that refers to nothing",
        [](Installation &all) {
            all.environmentPlatforms.append({idFor('e', 9), idFor('d', 9), aws, {}, u"{}"_s});
        },
        {u"orphan: Table env_platform_configs, row %1: environment_id is \"%2\", and no row has "
         "that id. The row is never read | DELETE FROM env_platform_configs WHERE id = '%1', or "
         "add "
         "the row that it refers to"_s.arg(idFor('e', 9), idFor('d', 9))});
    row("a service of no platform", [](Installation &all) { all.platforms.removeFirst(); }, {});
    row("a row that names another platform than its service",
        [](Installation &all) { all.environmentServices[1].platformId = snowflakePlatform; },
        {u"platform-mismatch: Table env_platform_service_configs, row %1: the service \"Glue\" "
         u"does "
         "not belong to platform %2, so that nobody who asks the service's own platform finds the "
         "row | UPDATE env_platform_service_configs SET platform_id = '%3' WHERE id = '%1'"_s.arg(
             idFor('f', 2), snowflakePlatform, aws)});

    row("a template with an unknown name",
        [](Installation &all) { service(all, 2).resultTemplate = u"{databse}.{table}"_s; },
        {u"template-unknown-name: result_string_template of the service \"Glue\" names "
         "\"databse\", and no field has it: it can never be rendered | Did you mean \"database\"? "_s +
         glueFields});
    row("a template with a key of the environment's items, which are not there for it",
        [](Installation &all) { service(all, 2).resultTemplate = u"{database_name}"_s; },
        {u"template-unknown-name: result_string_template of the service \"Glue\" names "
         "\"database_name\", and no field has it: it can never be rendered | Did you mean "
         "\"database_path\"? "_s +
         glueFields});
    row("braces without a partner",
        [](Installation &all) { service(all, 2).technicalTemplate = u"{database"_s; },
        {u"template-broken: technical_info_template of the service \"Glue\": The template "
         "\"{database\" cannot be used: at position 0, \"{\" has no \"}\" | Names stand in single "
         "braces; braces that shall stay are written {{ and }}"_s});
    row("a conversion of another template language",
        [](Installation &all) { service(all, 2).resultTemplate = u"{database!r}"_s; },
        {u"template-broken: result_string_template of the service \"Glue\": The template "
         "\"{database!r}\" cannot be used: at position 0, \"database!r\" stands in braces, where "
         "only the name of a value may stand | Names stand in single braces; braces that shall "
         "stay are written {{ and }}"_s});
    row("no template", [](Installation &all) { service(all, 4).resultTemplate = u""_s; },
        {u"template-missing: The service \"Snowflake\" has no result_string_template: no access "
         "path of SnowflakeDataOutput can be rendered | PUT "
         "/api/v2/configuration/platforms/%1/services/%2 with one"_s.arg(snowflakePlatform,
                                                                         snowflakeService)});
    row("a technical template with a name that neither fields nor items have",
        [](Installation &all) { service(all, 2).technicalTemplate = u"{databases}"_s; },
        {u"template-unknown-name: technical_info_template of the service \"Glue\" names "
         "\"databases\", and neither a field nor an item of any environment has it: it can never "
         "be rendered | Did you mean \"database\"? "_s +
         glueFields});
    row("a technical template with a name that some items lack",
        [](Installation &all) {
            all.environments.append({idFor('d', 2), u"test"_s, u"tst"_s, {}, false});
            all.environmentServices.append(
                itemsRow(8, idFor('d', 2), aws, glueService, u"[{\"identifier\":\"clean\"}]"_s));
            all.environmentServices.append(itemsRow(
                9, idFor('d', 2), aws, s3Service,
                u"[{\"identifier\":\"clean\",\"bucket_name\":\"b\",\"bucket_arn\":\"\"}]"_s));
            for (int i = 2; i < 5; ++i) {
                auto copy = all.environmentServices[i];
                copy.environmentId = idFor('d', 2);
                copy.id = idFor('f', 20 + i);
                all.environmentServices.append(copy);
            }
            for (int i = 0; i < 3; ++i) {
                all.environmentPlatforms.append(all.environmentPlatforms[i]);
                all.environmentPlatforms.last().environmentId = idFor('d', 2);
            }
        },
        {u"template-name-absent: technical_info_template of the service \"Glue\" names "
         "\"database_name\", and items lack it in \"test\" | Give each item of the service in "
         "these environments the key \"database_name\", or take it out of the template"_s,
         u"link-missing: In the environment \"test\" GlueDataOutput can make no links: "
         "database_name missing from Glue configuration | Add \"database_name\", a text, to the "
         "configuration of this environment in env_platform_service_configs"_s});

    row("an option that an environment has nothing for",
        [](Installation &all) { all.serviceConfigs[0].config = u"[\"raw\",\"clean\",\"old\"]"_s; },
        {u"item-missing: In the environment \"production\" the service \"S3\" has no item for "
         "\"raw\" or \"old\": what a template or a link would take from it is missing there | Add "
         "items with the identifiers to the service's configuration: "
         "/api/v2/configuration/environments/%1/configs"_s.arg(production)});
    row("an item that no option leads to",
        [](Installation &all) {
            all.environmentServices[0].config = u"[{\"identifier\":\"claen\",\"token\":\"x\"},"
                                                "{\"identifier\":\"clean\",\"bucket_name\":\"b\","
                                                "\"bucket_arn\":\"a\"},{\"bucket_name\":\"b\"}]"_s;
            service(all, 1).technicalTemplate = u""_s;
        },
        {u"item-without-option: In the environment \"production\" the service \"S3\" has items "
         u"that "
         "none of its options leads to: \"claen\", the one at index 2 | Correct their identifiers, "
         "add the options to the service's configuration, or take the items out"_s});
    row("options without a value",
        [](Installation &all) { all.serviceConfigs[4].config = u" [ ] "_s; },
        {u"options-empty: The configuration of the service \"Databricks\" is an empty list: the "
         u"form "
         "of DatabricksDataOutput has no option to choose for \"catalog\" | PUT "
         "/api/v2/configuration/platforms/configs/%1 with a list of strings"_s.arg(idFor('c', 5))});
    row("configurations of a connector that there is not",
        [](Installation &all) {
            all.names = {{u"data_output_configurations"_s, u"GluDataOutput"_s, 2},
                         {u"data_output_configurations"_s, u"GlueDataOutput"_s, 7}};
        },
        {u"type-without-connector: 2 configurations are of the type \"GluDataOutput\", and no "
         "connector has that name: nothing more can be done than to read or delete them | Did you "
         "mean \"GlueDataOutput\"? Install the connector again, or DELETE them"_s});
    row("one configuration of a connector that is like no other",
        [](Installation &all) {
            all.names = {{u"data_output_configurations"_s, u"x"_s, 1}};
        },
        {u"type-without-connector: 1 configuration is of the type \"x\", and no connector has that "
         "name: nothing more can be done than to read or delete them | Install the connector "
         "again, or DELETE them"_s});
    row("a row of a plugin that there is not",
        [](Installation &all) {
            all.names = {{u"plugins"_s, u"Oracle\u202e"_s, 1},
                         {u"plugins"_s, u"S3DataOutput"_s, 1}};
        },
        {u"plugin-missing: The table plugins has a row for \"Oracle\\u202e\", and nothing in the "
         "plugin paths has that name | Install the connector again, or delete the row"_s});
    row("no configuration of the platform in the environment",
        [](Installation &all) { all.environmentPlatforms.removeAt(2); },
        {u"link-missing: In the environment \"production\" DatabricksDataOutput can make no links: "
         "Missing Platform Environment configuration for Databricks | Add a configuration of the "
         "platform to the environment"_s});
    row("a platform's configuration without what links need",
        [](Installation &all) { all.environmentPlatforms[1].config = u"{\"loginurl\":\"x\"}"_s; },
        {u"link-missing: In the environment \"production\" SnowflakeDataOutput can make no links: "
         "login_url missing from Snowflake configuration | Add \"login_url\", a text, to the "
         "configuration of this environment in env_platform_configs"_s});
    row("a workspace that only some domains lack is no finding",
        [](Installation &all) {
            all.environmentPlatforms[2].config = u"{\"workspace_urls\":{\"d1\":\"https://w\"}}"_s;
        },
        {});
    row("two default environments",
        [](Installation &all) {
            all.environments.append({idFor('d', 2), u"test"_s, u"tst"_s, {}, true});
            all.services.clear();
            all.serviceConfigs.clear();
            all.environmentServices.clear();
        },
        {u"connector-without-service: No service is called \"snowflake\": SnowflakeDataOutput has "
         "no template for its access paths, and its form is not_configured | POST "
         "/api/v2/configuration/platforms/<id>/services with this name, in upper or lower case"_s,
         u"several-defaults: 2 environments say that they are the default: \"production\", "
         "\"test\" | PUT all but one with \"is_default\": false"_s});
}

void DoctorTest::finds()
{
    QFETCH(Change, change);
    QFETCH(QStringList, findings);
    Installation installation = soundInstallation();
    change(installation);
    const QStringList found = textsOf(examine(installation));
    if (QByteArray(QTest::currentDataTag()) == "a service of no platform") {
        QCOMPARE(found.size(), 3 + 3 + 1 + 3); // services, their configs, what environments have
        for (const QString &text : found)
            QVERIFY2(text.startsWith(u"orphan: "_s), qPrintable(text));
        return;
    }
    if (QByteArray(QTest::currentDataTag()) == "two default environments") {
        for (const QString &text : findings)
            QVERIFY2(found.contains(text), qPrintable(found.join(u'\n')));
        return;
    }
    QCOMPARE(found, findings);
}

void DoctorTest::nothingAtAllIsOneFindingAConnector()
{
    const QList<Finding> findings = examine({});
    QCOMPARE(findings.size(), 5);
    for (const Finding &finding : findings) {
        QCOMPARE(finding.symptom, doctor::Symptom::ConnectorWithoutService);
        QVERIFY(!finding.connector.isNull());
    }
}

void DoctorTest::aConnectorThatIsNotInForceIsNamed()
{
    registry::Draft draft = loadableDraft();
    registry::Rejected rejected;
    rejected.candidate = draft.connectors[2].candidate;
    rejected.manifest = draft.connectors[2].manifest;
    rejected.verdict.code = registry::VerdictCode::NotEnabled;
    draft.connectors.erase(draft.connectors.begin() + 2);
    draft.rejected.push_back(rejected);
    const auto snapshot = registry::buildSnapshot(std::move(draft), {}, 2);
    QCOMPARE(textsOf(doctor::examine(soundInstallation(), *snapshot, &m_hooks)),
             QStringList(u"service-without-connector: The service \"Glue\" belongs to "
                         "GlueDataOutput, which is not in force (not-enabled) | outlet plugins why "
                         "GlueDataOutput"_s));
}

void DoctorTest::namesOfTheTurnedDownAreExplained()
{
    registry::Draft draft = loadableDraft();
    registry::Rejected inactive;
    inactive.candidate.name = u"azure"_s;
    inactive.manifest = draft.connectors[2].manifest;
    inactive.manifest->plugin = u"AzureDataOutput"_s;
    inactive.manifest->aliases.clear();
    inactive.manifest->platform.reset();
    inactive.verdict.code = registry::VerdictCode::Inactive;
    registry::Rejected wish;
    wish.candidate.name = u"Orcale"_s;
    wish.verdict = {registry::VerdictCode::UnknownName,
                    u"ENABLED_PLUGINS names \"Orcale\", but no connector of that name was found."_s,
                    u"Did you mean \"Oracle\"?"_s,
                    {}};
    draft.rejected = {inactive, wish};
    const auto snapshot = registry::buildSnapshot(std::move(draft), {}, 2);
    Installation installation = soundInstallation();
    installation.names = {{u"plugins"_s, u"AzureDataOutput"_s, 1},
                          {u"plugins"_s, u"Orcale"_s, 1},
                          {u"data_output_configurations"_s, u"AzureDataOutput"_s, 3}};
    QCOMPARE(textsOf(doctor::examine(installation, *snapshot, &m_hooks)),
             QStringList(
                 {u"setting-unknown-name: ENABLED_PLUGINS names \"Orcale\", but no connector of "
                  "that name was found | Did you mean \"Oracle\"?"_s,
                  u"plugin-missing: The table plugins has a row for \"Orcale\", and nothing in the "
                  "plugin paths has that name | Install the connector again, or delete the row"_s,
                  u"type-without-connector: 3 configurations are of the type "
                  "\"AzureDataOutput\", which is not in force (inactive): nothing more can be done "
                  "than to read or delete them | outlet plugins why AzureDataOutput"_s}));
}

void DoctorTest::aSilentConnectorIsAskedOnce()
{
    registry::Draft draft = loadableDraft();
    draft.connectors[2].candidate.module = u"/nowhere/glue.so"_s;
    const auto snapshot = registry::buildSnapshot(std::move(draft), {}, 2);
    Installation installation = soundInstallation();
    installation.environments.append({idFor('d', 2), u"test"_s, u"tst"_s, {}, false});
    QList<Finding> findings = doctor::examine(installation, *snapshot, &m_hooks);
    findings.removeIf(
        [](const Finding &finding) { return finding.connector != "GlueDataOutput"_L1; });
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().symptom, doctor::Symptom::ConnectorSilent);
    QVERIFY2(findings.first().message.startsWith(
                 u"GlueDataOutput could not be asked about the environments: "_s),
             qPrintable(findings.first().message));
}

void DoctorTest::withoutHooksTheTablesAreStillExamined()
{
    Installation installation = soundInstallation();
    installation.environmentPlatforms.clear();
    installation.services[1].resultTemplate = u"{x}"_s;
    const auto findings = doctor::examine(installation, *m_snapshot, nullptr);
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.first().symptom, doctor::Symptom::TemplateUnknownName);
}

void DoctorTest::aFocusLimitsWhoIsAsked()
{
    Installation installation = soundInstallation();
    installation.environmentPlatforms.clear();
    QCOMPARE(examine(installation).size(), 4); // Redshift has no links
    const auto of = [&](const doctor::Focus &focus) {
        return doctor::examine(installation, *m_snapshot, &m_hooks, focus).size();
    };
    QCOMPARE(of({aws, {}, {}}), 2);
    QCOMPARE(of({{}, glueService, {}}), 1);
    QCOMPARE(of({snowflakePlatform, {}, production}), 1);
    QCOMPARE(of({{}, {}, idFor('d', 2)}), 0);
}

void DoctorTest::errorsComeFirst()
{
    Installation installation = soundInstallation();
    installation.services.append({idFor('b', 9), u"Gleu"_s, aws, {}, {}});
    installation.services[4].resultTemplate = u"}"_s;
    const auto findings = examine(installation);
    QCOMPARE(findings.size(), 2);
    QCOMPARE(findings[0].symptom, doctor::Symptom::TemplateBroken);
    QCOMPARE(doctor::severityOf(findings[0].symptom), doctor::Severity::Error);
    QCOMPARE(doctor::severityOf(findings[1].symptom), doctor::Severity::Warning);
}

void DoctorTest::isWrittenAsJson()
{
    ui::JsonWriter json;
    doctor::writeFinding(json, {.symptom = doctor::Symptom::LinkMissing,
                                .message = u"a \"b\""_s,
                                .hint = u"c"_s,
                                .rows = {{u"environments"_s, u"1"_s}}});
    QCOMPARE(json.take(), R"({"severity":"warning","code":"link-missing","message":"a \"b\"",)"
                          R"("hint":"c","connector":null,)"
                          R"("rows":[{"table":"environments","id":"1"}]})"_ba);
}

QTEST_GUILESS_MAIN(DoctorTest)
#include "doctor_test.moc"
