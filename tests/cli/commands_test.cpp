// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** What the commands print, and that those that look touch nothing. */
class CommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersion_data();
    void helpAndVersion();
    void lookingTouchesNothing_data();
    void lookingTouchesNothing();
    void theListHasEveryCandidateInOrder();
    void theListForPeopleIsATable();
    void whyAnswersEveryQuestion_data();
    void whyAnswersEveryQuestion();
    void showTellsWhatTheManifestSays();
    void verifyIsFineWhenEverythingIs();
    void verifyFailsOnWhatShouldBeInForce_data();
    void verifyFailsOnWhatShouldBeInForce();
    void verifyLeavesTheUnwantedAlone();
    void migrationsArePlannedAppliedAndShown();
    void aConnectorWithAChangedMigrationIsAFinding();
    void settingsTellWhereTheyComeFrom();
    void aPlainLocaleSaysNothing();
};

namespace {

const QStringList fourNames{u"SnowflakeDataOutput"_s, u"DatabricksDataOutput"_s,
                            u"GlueDataOutput"_s, u"RedshiftDataOutput"_s};

QJsonObject pluginNamed(const QJsonObject &answer, const QString &name)
{
    for (const QJsonValue plugin : answer["plugins"_L1].toArray()) {
        if (plugin["name"_L1] == name)
            return plugin.toObject();
    }
    return {};
}

QString codeOf(const QJsonObject &plugin)
{
    return plugin["verdict"_L1]["code"_L1].toString();
}

/** An external connector that is none: a text file with the name of a module. */
QString brokenPlugins(const Workspace &workspace)
{
    workspace.makeDirectory(u"external/broken"_s);
    workspace.write(u"external/broken/broken.so"_s, "This is no module.\n");
    return workspace.path(u"external"_s);
}

} // namespace

void CommandsTest::helpAndVersion_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word");
    QTest::newRow("--version") << QStringList{u"--version"_s} << u"outlet 0.1.0\n"_s;
    QTest::newRow("--help") << QStringList{u"--help"_s} << u"Usage: outlet"_s;
    QTest::newRow("-h") << QStringList{u"-h"_s} << u"outlet serve --sample-data"_s;
    QTest::newRow("help of a group") << QStringList{u"plugins"_s, u"--help"_s} << u"verify"_s;
    QTest::newRow("help of a command")
        << QStringList{u"serve"_s, u"--help"_s} << u"--listen HOST:PORT"_s;
    QTest::newRow("help beside a wrong flag")
        << QStringList{u"serve"_s, u"--lisen"_s, u"--help"_s} << u"--listen HOST:PORT"_s;
}

void CommandsTest::helpAndVersion()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, word);
    const Outcome outcome = Workspace().run(arguments);
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.err, QString());
    QVERIFY2(outcome.out.contains(word), qPrintable(outcome.out));
}

void CommandsTest::lookingTouchesNothing_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"plugins list", "plugins show glue", "plugins why glue",
                                "plugins verify", "migrate status", "migrate plan", "settings"}) {
        QTest::newRow(command) << QString::fromLatin1(command);
        QTest::addRow("%s --json", command) << QString::fromLatin1(command) + u" --json"_s;
    }
}

void CommandsTest::lookingTouchesNothing()
{
    QFETCH(QString, command);
    const Workspace workspace;
    const Outcome outcome = workspace.run(command.split(u' '));
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(!outcome.out.isEmpty());
    QCOMPARE(workspace.listing(), QStringList());
    if (command.endsWith("--json"_L1))
        QVERIFY2(!outcome.json().isEmpty(), qPrintable(outcome.out));

    QCOMPARE(workspace.run({u"migrate"_s, u"up"_s}).exitCode, 0);
    const QStringList before = workspace.listing();
    QCOMPARE(workspace.run(command.split(u' ')).exitCode, 0);
    QCOMPARE(workspace.listing(), before);
}

void CommandsTest::theListHasEveryCandidateInOrder()
{
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"plugins"_s, u"list"_s, u"--json"_s},
                                          {{u"ENABLED_PLUGINS"_s, u"glue,snowflake"_s}});
    QStringList names;
    QStringList codes;
    for (const QJsonValue plugin : outcome.json()["plugins"_L1].toArray()) {
        names += plugin["name"_L1].toString();
        codes += codeOf(plugin.toObject());
    }
    QCOMPARE(names.first(2), QStringList({u"GlueDataOutput"_s, u"SnowflakeDataOutput"_s}));
    QCOMPARE(codes.first(2), QStringList({u"ready"_s, u"ready"_s}));
    for (const QString &name : fourNames)
        QVERIFY2(names.contains(name), qPrintable(name));
    QCOMPARE(codeOf(pluginNamed(outcome.json(), u"RedshiftDataOutput"_s)), u"not-enabled"_s);
}

void CommandsTest::theListForPeopleIsATable()
{
    const Outcome outcome = Workspace().run({u"plugins"_s, u"list"_s});
    const QStringList lines = outcome.out.split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 5);
    const qsizetype column = lines.first().indexOf("VERSION"_L1);
    for (const QString &line : lines.sliced(1))
        QCOMPARE(line.sliced(column, 5), u"1.0.0"_s);
    QVERIFY(!outcome.out.contains(u'\x1b'));
}

void CommandsTest::whyAnswersEveryQuestion_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<Environment>("environment");
    QTest::addColumn<QString>("word");
    const Environment none;
    QTest::newRow("in force, by name") << u"GlueDataOutput"_s << none << u"ready"_s;
    QTest::newRow("in force, by id") << u"glue"_s << none << u"ready"_s;
    QTest::newRow("in force, by alias")
        << u"GlueTechnicalAssetConfiguration"_s << none << u"ready"_s;
    QTest::newRow("disabled") << u"GlueDataOutput"_s
                              << Environment{{u"DISABLED_PLUGINS"_s, u"glue"_s}}
                              << u"disabled-by-environment"_s;
    QTest::newRow("not enabled") << u"GlueDataOutput"_s
                                 << Environment{{u"ENABLED_PLUGINS"_s, u"snowflake"_s}}
                                 << u"not-enabled"_s;
    QTest::newRow("mistyped in ENABLED_PLUGINS")
        << u"GluDataOutput"_s << Environment{{u"ENABLED_PLUGINS"_s, u"GluDataOutput"_s}}
        << u"unknown-name"_s;
    QTest::newRow("a name that nothing has")
        << u"GluDataOutput"_s << none << u"Did you mean \"GlueDataOutput\"?"_s;
    QTest::newRow("a name that nothing is near")
        << u"qqqqqqqq"_s << none << u"lib/outlet/connectors"_s;
}

void CommandsTest::whyAnswersEveryQuestion()
{
    QFETCH(QString, name);
    QFETCH(Environment, environment);
    QFETCH(QString, word);
    const Outcome outcome = Workspace().run({u"plugins"_s, u"why"_s, name}, environment);
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.out.contains(word), qPrintable(outcome.out));
    const Outcome json = Workspace().run({u"plugins"_s, u"why"_s, name, u"--json"_s}, environment);
    QCOMPARE(json.exitCode, 0);
    QVERIFY2(json.json().contains("plugins"_L1), qPrintable(json.out));
}

void CommandsTest::showTellsWhatTheManifestSays()
{
    const Outcome outcome = Workspace().run({u"plugins"_s, u"show"_s, u"glue"_s, u"--json"_s});
    const QJsonObject glue = pluginNamed(outcome.json(), u"GlueDataOutput"_s);
    QCOMPARE(glue["id"_L1].toString(), u"glue"_s);
    QCOMPARE(glue["source"_L1].toString(), u"built-in"_s);
    QCOMPARE(glue["table"_L1].toString(), u"glue_data_output_configurations"_s);
    QVERIFY(glue["fields"_L1].toArray().contains(u"access_granularity"_s));
    const Outcome text = Workspace().run({u"plugins"_s, u"show"_s, u"glue"_s});
    QVERIFY2(text.out.contains("glue_data_output_configurations"_L1), qPrintable(text.out));
}

void CommandsTest::verifyIsFineWhenEverythingIs()
{
    const Outcome outcome = Workspace().run({u"plugins"_s, u"verify"_s});
    QCOMPARE(outcome.exitCode, 0);
    for (const QString &word :
         {u"Built-in connectors in "_s, u"External connectors in "_s, u"Migration paths"_s,
          u"all 4 exist"_s, u"4 of 4 that should be in force are registered"_s,
          u"Everything is well: 4 in force, 0 failed, "_s})
        QVERIFY2(outcome.out.contains(word), qPrintable(word + u" is not in\n"_s + outcome.out));
    for (const QString &name : fourNames) {
        const QStringList lines = outcome.out.split(u'\n').filter(name);
        QCOMPARE(lines.size(), 1);
        const QString line = lines.first().simplified();
        QVERIFY2(line.startsWith(u"\u2713 "_s + name + u" built-in 1.0.0 /"_s), qPrintable(line));
        QVERIFY2(line.contains(" migrations: /"_L1), qPrintable(line));
    }
}

void CommandsTest::verifyFailsOnWhatShouldBeInForce_data()
{
    QTest::addColumn<bool>("hasBroken");
    QTest::addColumn<Environment>("environment");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("a broken external connector")
        << true << Environment{} << QStringList{u"\u2717 broken"_s, u"not-elf"_s, u"hint: "_s};
    QTest::newRow("a mistyped name in ENABLED_PLUGINS")
        << false << Environment{{u"ENABLED_PLUGINS"_s, u"GlueDataOutput,SnowflkeDataOutput"_s}}
        << QStringList{u"\u2717 SnowflkeDataOutput"_s, u"unknown-name"_s, u"SnowflakeDataOutput"_s};
    QTest::newRow("a mistyped name in DISABLED_PLUGINS")
        << false << Environment{{u"DISABLED_PLUGINS"_s, u"GlueDataOutpt"_s}}
        << QStringList{u"\u2717 GlueDataOutpt"_s, u"unknown-name"_s};
}

void CommandsTest::verifyFailsOnWhatShouldBeInForce()
{
    QFETCH(bool, hasBroken);
    QFETCH(Environment, environment);
    QFETCH(QStringList, words);
    const Workspace workspace;
    QStringList arguments{u"plugins"_s, u"verify"_s};
    if (hasBroken)
        arguments << u"--plugin-path"_s << brokenPlugins(workspace);
    const Outcome outcome = workspace.run(arguments, environment);
    QCOMPARE(outcome.exitCode, 1);
    for (const QString &word : words + QStringList{u"There are problems: "_s, u"1 failed"_s})
        QVERIFY2(outcome.out.simplified().contains(word),
                 qPrintable(word + u" is not in\n"_s + outcome.out));
    const Outcome json = workspace.run(arguments + QStringList{u"--json"_s}, environment);
    QCOMPARE(json.exitCode, 1);
    QCOMPARE(json.json()["ok"_L1].toBool(true), false);
    QCOMPARE(json.json()["failed"_L1].toInt(), 1);
}

void CommandsTest::verifyLeavesTheUnwantedAlone()
{
    const Outcome outcome =
        Workspace().run({u"plugins"_s, u"verify"_s}, {{u"DISABLED_PLUGINS"_s, u"glue"_s}});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.out.contains("3 in force, 0 failed, 1 left out"_L1), qPrintable(outcome.out));
}

void CommandsTest::migrationsArePlannedAppliedAndShown()
{
    const Workspace workspace;
    const Outcome plan = workspace.run({u"migrate"_s, u"plan"_s});
    QVERIFY2(plan.out.contains("-- core 0001_"_L1), qPrintable(plan.out));
    QVERIFY(plan.out.contains("CREATE TABLE plugins"_L1));
    QVERIFY(plan.out.contains("-- GlueDataOutput 0001_"_L1));

    const Outcome up = workspace.run({u"migrate"_s, u"up"_s});
    QCOMPARE(up.err, QString());
    QCOMPARE(up.exitCode, 0);
    QVERIFY2(up.out.contains("core 0001_"_L1), qPrintable(up.out));
    QVERIFY2(up.out.contains("Applied: "_L1), qPrintable(up.out));

    const QJsonObject status = workspace.run({u"migrate"_s, u"status"_s, u"--json"_s}).json();
    QStringList owners;
    for (const QJsonValue owner : status["owners"_L1].toArray()) {
        owners += owner["owner"_L1].toString();
        QCOMPARE(owner["pending"_L1].toInt(-1), 0);
        QVERIFY(owner["applied"_L1].toInt() > 0);
        QVERIFY(owner["fault"_L1].isNull());
    }
    QCOMPARE(owners, QStringList(u"core"_s) + fourNames);
    QCOMPARE(workspace.run({u"migrate"_s, u"plan"_s}).out, u"Nothing is pending.\n"_s);
    QCOMPARE(workspace.run({u"migrate"_s, u"up"_s}).out, u"Nothing was pending.\n"_s);
}

void CommandsTest::aConnectorWithAChangedMigrationIsAFinding()
{
    const Workspace workspace;
    QCOMPARE(workspace.run({u"migrate"_s, u"up"_s}).exitCode, 0);
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"changed"_s);
        database.setDatabaseName(workspace.path(u".outlet/outlet.sqlite"_s));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(u"UPDATE plugin_migrations SET checksum = 'other' WHERE "
                                         "plugin = 'GlueDataOutput'"_s));
    }
    QSqlDatabase::removeDatabase(u"changed"_s);
    for (const QString &command : {u"status"_s, u"plan"_s, u"up"_s}) {
        const Outcome outcome = workspace.run({u"migrate"_s, command});
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.err.contains("outlet: GlueDataOutput: "_L1), qPrintable(outcome.err));
        QVERIFY2(outcome.err.contains("(checksum-changed)"_L1), qPrintable(outcome.err));
    }
    const Outcome status = workspace.run({u"migrate"_s, u"status"_s});
    QVERIFY2(status.out.contains("changed"_L1), qPrintable(status.out));
    QCOMPARE(workspace.run({u"plugins"_s, u"verify"_s}).exitCode, 1);
}

void CommandsTest::settingsTellWhereTheyComeFrom()
{
    const Workspace workspace;
    workspace.write(u"outlet.yaml"_s, "log_level: debug\nlisten: 127.0.0.1:1\n");
    const Outcome outcome = workspace.run({u"settings"_s, u"--json"_s, u"--listen"_s,
                                           u"127.0.0.1:2"_s, u"--config"_s, u"outlet.yaml"_s},
                                          {{u"OUTLET_LOG_FORMAT"_s, u"json"_s}});
    QMap<QString, QString> origins;
    for (const QJsonValue setting : outcome.json()["settings"_L1].toArray())
        origins.insert(setting["key"_L1].toString(), setting["origin"_L1].toString());
    QCOMPARE(origins.value(u"listen"_s), u"flag --listen"_s);
    QCOMPARE(origins.value(u"log_format"_s), u"environment OUTLET_LOG_FORMAT"_s);
    QCOMPARE(origins.value(u"log_level"_s),
             u"file "_s + workspace.path(u"outlet.yaml"_s) + u":1"_s);
    QCOMPARE(origins.value(u"data_dir"_s), u"default"_s);
}

void CommandsTest::aPlainLocaleSaysNothing()
{
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"plugins"_s, u"verify"_s}, {{u"LC_ALL"_s, u"C"_s}});
    QCOMPARE(outcome.err, QString()); // Qt complains about such a locale unless it is mended
    QVERIFY(outcome.out.contains(u'\u2713'));
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "commands_test.moc"
