// SPDX-License-Identifier: GPL-3.0-or-later
// The YAML file: where it is found, and what is refused in it.
#include "tests/app/settings_fixture.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <unistd.h>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::tests;

namespace {

// clang-format off
void row(const char *name, const char *yaml, std::initializer_list<const char *> problems)
{
    QStringList texts;
    for (const char *problem : problems)
        texts += QString::fromUtf8(problem);
    QTest::newRow(name) << QString::fromUtf8(yaml) << texts;
}

void wrongFiles()
{
    row("an unknown key", "database: x",
        {"<file>:1 | Unknown key \"database\". | Did you mean \"database_url\"?"});
    row("a misspelt key", "listn: 127.0.0.1:80",
        {"<file>:1 | Unknown key \"listn\". | Did you mean \"listen\"?"});
    row("a key that resembles none", "zzzzqqqq: 1",
        {"<file>:1 | Unknown key \"zzzzqqqq\". | <known>"});
    row("a text where plugins are wanted", "plugins: s3",
        {"<file>:1 | plugins: found no map; wanted lines of the form key: value. | Indent what belongs to it."});
    row("plugins twice", "plugins:\nplugins:",
        {"<file>:2 | plugins: found twice, first in line 1; wanted once. | Remove one of the two."});
    row("a plugin by its name", "plugins:\n  S3DataOutput:\n    enabled: true",
        {"<file>:3 | plugins: found \"S3DataOutput\"; wanted the id of a plugin. | Ids have lower-case letters, digits and underscores: see outlet plugins list."});
    row("a plugin twice", "plugins:\n  s3: {enabled: true}\n  s3: {enabled: false}",
        {"<file>:3 | plugins.\"s3\": found twice; wanted once. | Remove one of the two."});
    row("a list as a plugin", "plugins:\n  s3: [a]",
        {"<file>:2 | plugins.s3: found no map; wanted lines of the form key: value. | Indent what belongs to it."});
    row("a setting beside the settings", "plugins:\n  s3:\n    bucket: x",
        {"<file>:3 | plugins.s3: found \"bucket\"; wanted enabled or settings. | Put a setting of the plugin under settings."});
    row("a plugin that is enabled perhaps", "plugins:\n  s3:\n    enabled: maybe",
        {"<file>:3 | plugins.s3.enabled: wanted true or false. | Write true or false, without quotes."});
    row("a plugin that is enabled in quotes", "plugins:\n  s3:\n    enabled: 'true'",
        {"<file>:3 | plugins.s3.enabled: wanted true or false. | Write true or false, without quotes."});
    row("settings that are none", "plugins:\n  s3:\n    settings: 5",
        {"<file>:3 | plugins.s3.settings: found no map; wanted lines of the form key: value. | Indent what belongs to it."});
    row("a nested setting of a plugin", "plugins:\n  s3:\n    settings:\n      a: {b: 1}",
        {"<file>:4 | plugins.s3.settings.a: found something nested; wanted a value or a list of texts. | Settings of plugins are plain values."});
    row("a list in a list of a plugin", "plugins:\n  s3:\n    settings:\n      a: [b, [c]]",
        {"<file>:4 | plugins.s3.settings.a: found something nested; wanted a value or a list of texts. | Settings of plugins are plain values."});
    row("a setting that contains itself", "plugins:\n  s3:\n    settings:\n      a: &a [*a]",
        {"<file>:4 | plugins.s3.settings.a: found something nested; wanted a value or a list of texts. | Settings of plugins are plain values."});
    row("a key in capitals", "Listen: 127.0.0.1:80",
        {"<file>:1 | Unknown key \"Listen\". | Did you mean \"listen\"?"});
    row("a key with a dash", "data-dir: x",
        {"<file>:1 | Unknown key \"data-dir\". | Did you mean \"data_dir\"?"});
    row("a setting of a later version", "replicas: 2",
        {"<file>:1 | Unknown key \"replicas\". | <known>"});
    row("a merge key", "<<: {listen: 127.0.0.1:80}",
        {"<file>:1 | Unknown key \"<<\". | <known>"});
    row("the same key twice", "log_level: info\nlog_level: info",
        {"<file>:2 | log_level: found twice, first in line 1; wanted once. | Remove one of the two."});
    row("the same key three times", "log_level: info\nlog_level: loud\nlog_level: debug",
        {"<file>:2 | log_level: found twice, first in line 1; wanted once. | Remove one of the two.",
         "<file>:3 | log_level: found twice, first in line 1; wanted once. | Remove one of the two."});
    row("a map where text is wanted", "listen: {host: a}",
        {"<file>:1 | listen: found a map; wanted a single value. | Settings are not nested: write listen: <value> on one line."});
    row("a list where text is wanted", "log_level: [info]",
        {"<file>:1 | log_level: found a list; wanted a single value. | Write log_level: <value> on one line."});
    row("a key without a value", "log_level:",
        {"<file>:1 | log_level: found nothing; wanted LEVEL. | Give a value, or leave it out to use the default."});
    row("an empty text", "log_level: \"\"",
        {"<file>:1 | log_level: found nothing; wanted LEVEL. | Give a value, or leave it out to use the default."});
    row("a null", "log_level: ~",
        {"<file>:1 | log_level: found nothing; wanted LEVEL. | Give a value, or leave it out to use the default."});
    row("an empty list of directories", "plugin_path: []",
        {"<file>:1 | plugin_path: found nothing; wanted DIRECTORY[:DIRECTORY]. | Give a value, or leave it out to use the default."});
    row("a relative directory in a list", "plugin_path: [two]",
        {"<file>:1 | plugin_path: found \"two\", a relative path; wanted absolute paths. | Write the path from / on: what is loaded must not depend on where the program is started."});
    row("a list in a list", "enabled_plugins: [A, [B]]",
        {"<file>:1 | enabled_plugins: found a list in the list; wanted texts. | Write one text behind each dash, in quotes if it has special characters."});
    row("a map in a list", "enabled_plugins:\n  - A\n  - B: 1",
        {"<file>:3 | enabled_plugins: found a map in the list; wanted texts. | Write one text behind each dash, in quotes if it has special characters."});
    row("a list with an empty item", "enabled_plugins:\n  - A\n  -",
        {"<file>:3 | enabled_plugins: found nothing in the list; wanted texts. | Write one text behind each dash, in quotes if it has special characters."});
    row("a map of names", "enabled_plugins: {A: 1}",
        {"<file>:1 | enabled_plugins: found a map; wanted a single value. | Settings are not nested: write enabled_plugins: <value> on one line."});
    row("a list as a key", "[a]: 1",
        {"<file>:1 | Found a list as a key; wanted the name of a setting. | Write, for example, listen: 127.0.0.1:8080."});
    row("a map as a key", "? {a: 1}\n: 2",
        {"<file>:1 | Found a map as a key; wanted the name of a setting. | Write, for example, listen: 127.0.0.1:8080."});
    row("a null as a key", "~: 1",
        {"<file>:1 | Found nothing as a key; wanted the name of a setting. | Write, for example, listen: 127.0.0.1:8080."});
    row("a list instead of a map", "- listen",
        {"<file>:1 | Found a list; wanted lines of the form key: value. | Write, for example, listen: 127.0.0.1:8080."});
    row("one word", "listen",
        {"<file>:1 | Found text; wanted lines of the form key: value. | Write, for example, listen: 127.0.0.1:8080."});
    row("an IPv6 address without quotes", "listen: [::1]:8080",
        {"<file>:1:14 | This is not YAML: end of map not found. | <quotes>"});
    row("a star without quotes", "enabled_plugins: *",
        {"<file>:1:19 | This is not YAML: alias not found after *. | <quotes>"});
    row("an alias without an anchor", "disabled_plugins: *a",
        {"<file>:1:19 | This is not YAML: the referenced anchor is not defined. | <quotes>"});
    row("a wrong indentation", "log_level: info\n  log_format: text",
        {"<file>:2:13 | This is not YAML: illegal map value. | <quotes>"});
    row("a quote that stays open", "log_level: \"info",
        {"<file>:1:17 | This is not YAML: illegal EOF in scalar. | <quotes>"});
    row("a reserved character", "log_level: @info",
        {"<file>:1:12 | This is not YAML: unknown token. | <quotes>"});
    row("two documents", "log_level: info\n---\nlog_level: debug",
        {"<file>:2:1 | Found something behind the end of the first YAML document; wanted one document. | Remove it, or the line --- before it."});
    row("a tag of one's own", "listen: !env ADDRESS",
        {"<file>:1 | listen: found the tag \"!env\"; wanted a plain value. | Remove the tag: nothing is looked up or expanded in this file."});
    row("an escaped zero", "data_dir: \"a\\x00b\"",
        {"<file>:1 | data_dir: found a control character; wanted plain text. | Remove it."});
    row("two values out of range", "poll_interval_ms: 10\nhook_timeout_ms: 1",
        {"<file>:1 | poll_interval_ms: found \"10\", which is out of range; wanted 50 to 1000 milliseconds. | Choose a number from 50 to 1000.",
         "<file>:2 | hook_timeout_ms: found \"1\", which is out of range; wanted 10 to 600000 milliseconds. | Choose a number from 10 to 600000."});
    row("a YAML of the future", "%YAML 9.9\n---\nlog_level: info",
        {"<file>:1:1 | This is not YAML: YAML major version too large. | <quotes>"});
    row("a stray brace", "log_level: info }",
        {"<file>:1 | log_level: found \"info }\"; wanted one of debug, info, warning, error. | Did you mean \"info\"?"});
    row("a brace that stays open", "{log_level: info",
        {"<file>:1:1 | This is not YAML: end of map flow not found. | <quotes>"});
    row("a list that holds itself", "a: &a [*a]",
        {"<file>:1 | Unknown key \"a\". | <known>"});
    row("text behind the end", "listen: 127.0.0.1:80\n...\nlog_level: info",
        {"<file>:3:1 | Found something behind the end of the first YAML document; wanted one document. | Remove it, or the line --- before it."});
    row("a stray comma before everything", ", # c\nlog_level: info",
        {"<file>:1:1 | Found something behind the end of the first YAML document; wanted one document. | Remove it, or the line --- before it."});
    row("a stray comma behind the end", "log_level: info\n...\n,",
        {"<file>:3:1 | Found something behind the end of the first YAML document; wanted one document. | Remove it, or the line --- before it."});
}
// clang-format on

} // namespace

class SettingsFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongFilesAreRefused_data();
    void wrongFilesAreRefused();
    void brokenBytesAreRefused_data();
    void brokenBytesAreRefused();
    void filesOfOtherProgramsAreNotListedWhole();
    void pluginsAreRead();
    void sizeIsLimited();
    void wrongPathsAreRefused_data();
    void wrongPathsAreRefused();
    void unreadableFilesAreRefused();
    void danglingLinksAreRefused();
    void filesAreFoundInTheirPlaces();
    void dataDirectoryOfTheSystemFileIsUsed();
};

void SettingsFileTest::wrongFilesAreRefused_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QStringList>("problems");
    wrongFiles();
}

void SettingsFileTest::wrongFilesAreRefused()
{
    QFETCH(QString, yaml);
    QFETCH(QStringList, problems);
    QStringList keys;
    for (const SettingSpec &spec : settingSpecs())
        keys += spec.key;
    SettingsFixture fixture;
    fixture.inputs.configFile = fixture.write(u"c.yaml"_s, yaml.toUtf8());
    problems.replaceInStrings(u"<file>"_s, fixture.path(u"c.yaml"_s));
    problems.replaceInStrings(u"<known>"_s, u"Known keys: %1."_s.arg(keys.join(u", ")));
    problems.replaceInStrings(u"<quotes>"_s, u"Check indentation and quotes there: a value that "
                                             "begins with [ or * needs quotes."_s);
    QCOMPARE(fixture.problems(), problems);
}

void SettingsFileTest::brokenBytesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("problem");
    const auto one = [](const char *name, const QByteArray &bytes, const QString &problem) {
        QTest::newRow(name) << bytes << problem;
    };
    const QString text = u"2 | The file is not UTF-8. | Save it as UTF-8."_s;
    one("Latin-1", "# a\ndata_dir: /\xe4\n", text);
    one("a cut character", "# a\n# \xc3", text);
    one("an overlong character", "# a\n# \xc0\xaf", text);
    one("UTF-16 with its mark", QByteArray("\xff\xfel\0o\0", 6), u"1"_s + text.sliced(1));
    const auto control = [](const char *number) {
        return u"1 | Found the control character 0x%1; wanted plain text. | Remove it, or check "
               "that this is a YAML file."_s.arg(QString::fromUtf8(number));
    };
    one("UTF-16 without a mark", QByteArray("l\0o\0g\0", 6), control("00"));
    one("an end-of-transmission, where the parser would stop reading",
        "log_level: info # \x04\nlog_level: loud", control("04"));
    one("an escape sequence", "# \x1b[31m", control("1b"));
    one("a delete", "# \x7f", control("7f"));
    one("an ELF file",
        QByteArray("\x7f"
                   "ELF\2\1\1\0",
                   8),
        control("7f"));
}

void SettingsFileTest::brokenBytesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, problem);
    SettingsFixture fixture;
    fixture.inputs.configFile = fixture.write(u"c.yaml"_s, bytes);
    QCOMPARE(fixture.problems(), QStringList{fixture.path(u"c.yaml:"_s) + problem});
}

void SettingsFileTest::filesOfOtherProgramsAreNotListedWhole()
{
    SettingsFixture fixture;
    fixture.inputs.configFile =
        fixture.write(u"c.yaml"_s, QByteArray("service: 1\n").repeated(200));
    const QStringList problems = fixture.problems();
    QCOMPARE(problems.size(), 51);
    QCOMPARE(problems.last(), fixture.path(u"c.yaml"_s) +
                                  u" | More problems follow; the first 50 are listed. | Look "
                                  "whether this is the right file."_s);
}

void SettingsFileTest::pluginsAreRead()
{
    SettingsFixture fixture;
    fixture.inputs.configFile = fixture.write(u"plugins.yaml"_s, R"(
plugins:
  none:
  on:
    enabled: true
  off:
    enabled: false
    settings:
      text: plain text
      quoted: "5"
      whole: 5
      negative: -12
      part: 0.5
      yes: true
      no: false
      missing: ~
      zeros: 007
      version: 1.2.3
      list: [a, "b", 5]
      empty: []
)");
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.plugins.keys(), QStringList({u"none"_s, u"off"_s, u"on"_s}));
    QCOMPARE(settings.plugins[u"none"_s].isEnabled, std::nullopt);
    QCOMPARE(settings.plugins[u"on"_s].isEnabled, std::optional(true));
    QCOMPARE(settings.plugins[u"off"_s].isEnabled, std::optional(false));
    const QJsonObject expected{{u"text"_s, u"plain text"_s},
                               {u"quoted"_s, u"5"_s},
                               {u"whole"_s, 5},
                               {u"negative"_s, -12},
                               {u"part"_s, 0.5},
                               {u"yes"_s, true},
                               {u"no"_s, false},
                               {u"missing"_s, QJsonValue::Null},
                               {u"zeros"_s, u"007"_s},
                               {u"version"_s, u"1.2.3"_s},
                               {u"list"_s, QJsonArray{u"a"_s, u"b"_s, u"5"_s}},
                               {u"empty"_s, QJsonArray()}};
    QCOMPARE(settings.plugins[u"off"_s].settings, expected);
}

void SettingsFileTest::sizeIsLimited()
{
    SettingsFixture fixture;
    const QByteArray most = "log_level: debug\n#" + QByteArray(1'048'576 - 18, '#');
    QCOMPARE(most.size(), 1'048'576);
    fixture.inputs.configFile = fixture.write(u"c.yaml"_s, most);
    QCOMPARE(fixture.loaded().logLevel, LogLevel::Debug);
    fixture.write(u"c.yaml"_s, most + '#');
    QCOMPARE(fixture.problems(),
             QStringList{u"--config | The configuration file \"%1\" is too large; wanted at most "
                         "1048576 bytes. | Settings need a few lines: look whether this is the "
                         "right file."_s.arg(fixture.path(u"c.yaml"_s))});
}

void SettingsFileTest::wrongPathsAreRefused_data()
{
    QTest::addColumn<bool>("isFlag");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("problem");
    const QString missing = u"The configuration file \"%1\" does not exist. | Correct the path, or "
                            "leave it out to use <data>/outlet.yaml or /etc/outlet/outlet.yaml "
                            "where they exist."_s;
    const QString folder = u"Found the directory \"%1\"; wanted a configuration file. | Name the "
                           "YAML file in it."_s;
    const QString flag = u"--config | "_s;
    const QString variable = u"OUTLET_CONFIG (environment) | "_s;
    QTest::newRow("a missing file in --config")
        << true << u"none.yaml"_s << flag + missing.arg(u"<tmp>/none.yaml"_s);
    QTest::newRow("a missing file in OUTLET_CONFIG")
        << false << u"/none/c.yaml"_s << variable + missing.arg(u"/none/c.yaml"_s);
    QTest::newRow("an empty --config") << true << u""_s << flag + missing.arg(QString());
    QTest::newRow("a file taken for a directory")
        << true << u"a file/c.yaml"_s << flag + missing.arg(u"<tmp>/a file/c.yaml"_s);
    QTest::newRow("a directory in --config")
        << true << u"two"_s << flag + folder.arg(u"<tmp>/two"_s);
    QTest::newRow("a directory in OUTLET_CONFIG")
        << false << u"<tmp>/two"_s << variable + folder.arg(u"<tmp>/two"_s);
}

void SettingsFileTest::wrongPathsAreRefused()
{
    QFETCH(bool, isFlag);
    QFETCH(QString, path);
    QFETCH(QString, problem);
    SettingsFixture fixture;
    fixture.write(u".outlet/outlet.yaml"_s, "log_level: loud\n"); // must not be used instead
    if (isFlag)
        fixture.inputs.configFile = fixture.filled(path);
    else
        fixture.inputs.environment.insert(u"OUTLET_CONFIG"_s, fixture.filled(path));
    QCOMPARE(fixture.problems(), QStringList{fixture.filled(problem)});
}

void SettingsFileTest::unreadableFilesAreRefused()
{
    if (geteuid() == 0)
        QSKIP("root may read every file");
    SettingsFixture fixture;
    const QString file = fixture.write(u".outlet/outlet.yaml"_s, "log_level: debug\n");
    QVERIFY(QFile::setPermissions(file, QFileDevice::WriteOwner));
    QCOMPARE(fixture.problems(),
             QStringList{u"%1 | The configuration file \"%1\" cannot be read: Permission denied. | "
                         "Give the user that runs outlet permission to read it."_s.arg(file)});
}

void SettingsFileTest::danglingLinksAreRefused()
{
    SettingsFixture fixture;
    const QString link = fixture.path(u".outlet/outlet.yaml"_s);
    QVERIFY(QDir(fixture.root()).mkpath(u".outlet"_s));
    QVERIFY(QFile::link(fixture.path(u"gone"_s), link));
    const QStringList problems = fixture.problems();
    QCOMPARE(problems.size(), 1);
    QVERIFY2(problems.first().startsWith(
                 u"%1 | The configuration file \"%1\" does not exist."_s.arg(link)),
             qPrintable(problems.first()));
}

void SettingsFileTest::filesAreFoundInTheirPlaces()
{
    SettingsFixture fixture;
    const auto found = [&] {
        const Settings settings = fixture.loaded();
        return QStringList{settings.configFile, effectiveOf(settings, u"poll_interval_ms"_s).value};
    };
    QCOMPARE(found(), QStringList({QString(), u"250"_s}));
    const QString system = fixture.write(u"system.yaml"_s, "poll_interval_ms: 101");
    QCOMPARE(found(), QStringList({system, u"101"_s}));
    const QString own = fixture.write(u".outlet/outlet.yaml"_s, "poll_interval_ms: 102");
    QCOMPARE(found(), QStringList({own, u"102"_s}));
    const QString moved = fixture.write(u"two/outlet.yaml"_s, "poll_interval_ms: 103");
    fixture.inputs.environment.insert(u"OUTLET_DATA_DIR"_s, u"two"_s);
    QCOMPARE(found(), QStringList({moved, u"103"_s}));
    const QString named = fixture.write(u"named.yaml"_s, "poll_interval_ms: 104");
    fixture.inputs.environment.insert(u"OUTLET_CONFIG"_s, u"named.yaml"_s);
    QCOMPARE(found(), QStringList({named, u"104"_s}));
    const QString flag = fixture.write(u"flag.yaml"_s, "poll_interval_ms: 105");
    fixture.inputs.configFile = u"flag.yaml"_s;
    QCOMPARE(found(), QStringList({flag, u"105"_s}));
}

void SettingsFileTest::dataDirectoryOfTheSystemFileIsUsed()
{
    SettingsFixture fixture;
    fixture.write(u"system.yaml"_s, "database_url: sqlite:///x/y\ndata_dir: /nowhere/data\n");
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.dataDir, u"/nowhere/data"_s);
    QCOMPARE(settings.pluginPath, QStringList{u"/nowhere/data/plugins"_s});
    QCOMPARE(settings.databasePath, u"/x/y"_s);
}

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "settings_file_test.moc"
