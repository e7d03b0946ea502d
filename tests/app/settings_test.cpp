// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/settings_fixture.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::tests;

class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySettingIsDescribed();
    void defaultsAreAsDocumented();
    void valuesAreRead_data();
    void valuesAreRead();
    void typedValuesAreFilled();
    void colonsAndEscapesInTheDataDirectoryAreKept();
    void rootAsDataDirectoryHasNoDoubleSlash();
    void escapesInADatabaseUrlAreDecoded();
    void passwordsStayHidden_data();
    void passwordsStayHidden();
    void aServerIsShownWithoutItsPassword();
    void placeholdersAreNotExpanded();
};

void SettingsTest::everySettingIsDescribed()
{
    QSet<QString> seen;
    for (const SettingSpec &spec : settingSpecs()) {
        const QByteArray key = spec.key.toUtf8();
        QVERIFY2(!seen.contains(spec.key) && !seen.contains(spec.environment), key.constData());
        seen += {spec.key, spec.environment};
        QVERIFY2(spec.help.endsWith(u'.') && !spec.valueName.isEmpty(), key.constData());
        QVERIFY2(spec.flag().startsWith(u"--") && !spec.flag().contains(u'_'), key.constData());
        QVERIFY2(spec.environment == spec.environment.toUpper(), key.constData());
    }
    QCOMPARE(settingSpecs().size(), 49);
    QCOMPARE(settingSpecs().at(1).flag(), u"--data-dir"_s);
    QCOMPARE(settingSpecs().at(1).environment, u"OUTLET_DATA_DIR"_s);
    QCOMPARE(settingSpecs().at(4).environment, u"ENABLED_PLUGINS"_s);
    QCOMPARE(settingSpecs().at(5).environment, u"DISABLED_PLUGINS"_s);
}

void SettingsTest::defaultsAreAsDocumented()
{
    const SettingsFixture fixture;
    const Settings settings = fixture.loaded();
    const QList<std::pair<QString, QString>> expected{
        {u"listen"_s, u"127.0.0.1:8080"_s},
        {u"data_dir"_s, fixture.filled(u"<tmp>/.outlet"_s)},
        {u"database_url"_s, fixture.filled(u"sqlite://<tmp>/.outlet/outlet.sqlite"_s)},
        {u"plugin_path"_s, fixture.filled(u"<tmp>/.outlet/plugins"_s)},
        {u"enabled_plugins"_s,
         u"SnowflakeDataOutput,DatabricksDataOutput,GlueDataOutput,RedshiftDataOutput"_s},
        {u"disabled_plugins"_s, QString()},
        {u"log_level"_s, u"info"_s},
        {u"log_format"_s, u"text"_s},
        {u"sample_data"_s, u"false"_s},
        {u"max_manifest_bytes"_s, u"16384"_s},
        {u"poll_interval_ms"_s, u"250"_s},
        {u"hook_timeout_ms"_s, u"5000"_s},
        {u"events_kept"_s, u"1000"_s},
        {u"package_max_bytes"_s, u"67108864"_s},
        {u"package_max_file_bytes"_s, u"67108864"_s},
        {u"package_max_total_bytes"_s, u"134217728"_s},
        {u"package_max_entries"_s, u"512"_s},
        {u"package_max_depth"_s, u"8"_s},
        {u"package_max_name_bytes"_s, u"200"_s},
        {u"package_max_ratio"_s, u"200"_s},
        {u"probe_timeout_ms"_s, u"10000"_s},
        {u"probe_memory_bytes"_s, u"2147483648"_s},
        {u"unix_socket"_s, QString()},
        {u"threads"_s, u"0"_s},
        {u"workers"_s, u"4"_s},
        {u"admin_token"_s, QString()},
        {u"read_auth"_s, u"public"_s},
        {u"cors_origins"_s, QString()},
        {u"trusted_proxies"_s, QString()},
        {u"access_log"_s, u"false"_s},
        {u"max_connections"_s, u"20000"_s},
        {u"max_connections_per_address"_s, u"0"_s},
        {u"max_requests_per_connection"_s, u"10000"_s},
        {u"max_pending_requests"_s, u"1024"_s},
        {u"rate_per_address"_s, u"0"_s},
        {u"rate_per_route"_s, u"0"_s},
        {u"rate_per_plugin"_s, u"0"_s},
        {u"max_request_line_bytes"_s, u"8192"_s},
        {u"max_head_bytes"_s, u"32768"_s},
        {u"max_head_fields"_s, u"100"_s},
        {u"max_body_bytes"_s, u"1048576"_s},
        {u"max_buffered_bytes"_s, u"1048576"_s},
        {u"head_timeout_ms"_s, u"10000"_s},
        {u"body_timeout_ms"_s, u"15000"_s},
        {u"idle_timeout_ms"_s, u"60000"_s},
        {u"reader_timeout_ms"_s, u"30000"_s},
        {u"handler_timeout_ms"_s, u"30000"_s},
        {u"wrong_token_delay_ms"_s, u"500"_s},
        {u"shutdown_timeout_ms"_s, u"10000"_s},
    };
    QCOMPARE(settings.effective.size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QCOMPARE(settings.effective.at(i).key, expected.at(i).first);
        QCOMPARE(settings.effective.at(i).value, expected.at(i).second);
        QCOMPARE(settings.effective.at(i).origin, u"default"_s);
    }
    QVERIFY(settings.warnings.isEmpty());
    QVERIFY(settings.configFile.isEmpty());
    QVERIFY2(!QFileInfo::exists(fixture.path(u".outlet"_s)), "loading must not create anything");
}

void SettingsTest::valuesAreRead_data()
{
    QTest::addColumn<QString>("yaml");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *name, const QString &yaml, const QString &key,
                        const QString &value) { QTest::newRow(name) << yaml << key << value; };
    row("an IPv6 address in quotes", u"listen: '[::1]:0'"_s, u"listen"_s, u"[::1]:0"_s);
    row("an IPv6 address with a scope that looks like a place holder",
        u"listen: '[fe80::1%1]:80'"_s, u"listen"_s, u"[fe80::1%1]:80"_s);
    row("localhost", u"listen: localhost:65535"_s, u"listen"_s, u"127.0.0.1:65535"_s);
    row("every address", u"listen: 0.0.0.0:80"_s, u"listen"_s, u"0.0.0.0:80"_s);
    row("a relative data directory", u"data_dir: some/../where"_s, u"data_dir"_s, u"<tmp>/where"_s);
    row("a data directory that exists", u"data_dir: <tmp>/two/"_s, u"data_dir"_s, u"<tmp>/two"_s);
    row("a database URL with four slashes", u"database_url: sqlite:////a/b"_s, u"database_url"_s,
        u"sqlite:////a/b"_s);
    row("two plugin directories, one twice", u"plugin_path: '<tmp>/two:<tmp>:<tmp>/two/:'"_s,
        u"plugin_path"_s, u"<tmp>/two:<tmp>"_s);
    row("plugin directories as a list", u"plugin_path:\n  - <tmp>/plugins one\n  - <tmp>"_s,
        u"plugin_path"_s, u"<tmp>/plugins one:<tmp>"_s);
    row("the standard plugin directory by name, not there yet",
        u"plugin_path: <tmp>/.outlet/plugins"_s, u"plugin_path"_s, u"<tmp>/.outlet/plugins"_s);
    row("names with blanks and repetitions", u"enabled_plugins: ' B , A,B,, C '"_s,
        u"enabled_plugins"_s, u"B,A,C"_s);
    row("names as a list", u"enabled_plugins: [B, A , B]"_s, u"enabled_plugins"_s, u"B,A"_s);
    row("all names", u"enabled_plugins: '*'"_s, u"enabled_plugins"_s, u"*"_s);
    row("a level in capitals", u"log_level: WARNING"_s, u"log_level"_s, u"warning"_s);
    row("json", u"log_format: json"_s, u"log_format"_s, u"json"_s);
    for (const char *on : {"true", "True", "1", "yes", "on"})
        row(on, u"sample_data: "_s + QString::fromUtf8(on), u"sample_data"_s, u"true"_s);
    for (const char *off : {"false", "0", "no", "OFF"})
        row(off, u"sample_data: "_s + QString::fromUtf8(off), u"sample_data"_s, u"false"_s);
    row("the least manifest", u"max_manifest_bytes: 1024"_s, u"max_manifest_bytes"_s, u"1024"_s);
    row("the largest manifest", u"max_manifest_bytes: 262144"_s, u"max_manifest_bytes"_s,
        u"262144"_s);
    row("a number with zeros before it", u"poll_interval_ms: 0050"_s, u"poll_interval_ms"_s,
        u"50"_s);
    row("the longest timeout", u"hook_timeout_ms: 600000"_s, u"hook_timeout_ms"_s, u"600000"_s);
    row("an anchor and its alias", u"enabled_plugins: &a [X]\ndisabled_plugins: *a"_s,
        u"disabled_plugins"_s, u"X"_s);
    row("an empty file", u""_s, u"log_level"_s, u"info"_s);
    row("a file of comments", u"# nothing\n---\n# here\n"_s, u"log_level"_s, u"info"_s);
    row("Windows line ends", u"log_format: text\r\nlog_level: debug\r\n"_s, u"log_level"_s,
        u"debug"_s);
    row("a byte order mark", u"\ufefflog_level: debug"_s, u"log_level"_s, u"debug"_s);
}

void SettingsTest::valuesAreRead()
{
    QFETCH(QString, yaml);
    QFETCH(QString, key);
    QFETCH(QString, value);
    SettingsFixture fixture;
    fixture.inputs.configFile = fixture.write(u"outlet.yaml"_s, fixture.filled(yaml).toUtf8());
    QCOMPARE(effectiveOf(fixture.loaded(), key).value, fixture.filled(value));
}

void SettingsTest::typedValuesAreFilled()
{
    SettingsFixture fixture;
    fixture.inputs.flags = {{u"listen"_s, u"[::1]:81"_s},
                            {u"database_url"_s, u"sqlite:///a/./b"_s},
                            {u"plugin_path"_s, fixture.filled(u"<tmp>/two:<tmp>"_s)},
                            {u"enabled_plugins"_s, u"A, B"_s},
                            {u"disabled_plugins"_s, u"C"_s},
                            {u"log_level"_s, u"error"_s},
                            {u"log_format"_s, u"json"_s},
                            {u"sample_data"_s, u"true"_s},
                            {u"max_manifest_bytes"_s, u"4096"_s},
                            {u"poll_interval_ms"_s, u"77"_s},
                            {u"hook_timeout_ms"_s, u"88"_s},
                            {u"package_max_bytes"_s, u"5001"_s},
                            {u"package_max_file_bytes"_s, u"5002"_s},
                            {u"package_max_total_bytes"_s, u"5003"_s},
                            {u"package_max_entries"_s, u"54"_s},
                            {u"package_max_depth"_s, u"5"_s},
                            {u"package_max_name_bytes"_s, u"56"_s},
                            {u"package_max_ratio"_s, u"57"_s},
                            {u"probe_timeout_ms"_s, u"580"_s},
                            {u"probe_memory_bytes"_s, u"300000000"_s},
                            {u"events_kept"_s, u"99"_s}};
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.listen.address, QHostAddress(QHostAddress::LocalHostIPv6));
    QCOMPARE(settings.listen.port, 81);
    QCOMPARE(settings.dataDir, fixture.path(u".outlet"_s));
    QCOMPARE(settings.databaseUrl, u"sqlite:///a/./b"_s);
    QCOMPARE(settings.databasePath, u"/a/b"_s);
    QCOMPARE(settings.pluginPath, QStringList({fixture.path(u"two"_s), fixture.root()}));
    QCOMPARE(settings.enabledPlugins, QStringList({u"A"_s, u"B"_s}));
    QCOMPARE(settings.disabledPlugins, QStringList({u"C"_s}));
    QCOMPARE(settings.logLevel, LogLevel::Error);
    QCOMPARE(settings.logFormat, LogFormat::Json);
    QVERIFY(settings.hasSampleData);
    QCOMPARE(settings.maxManifestBytes, 4096);
    QCOMPARE(settings.pollInterval, std::chrono::milliseconds(77));
    QCOMPARE(settings.hookTimeout, std::chrono::milliseconds(88));
    QCOMPARE(settings.packageLimits.archiveBytes, 5001);
    QCOMPARE(settings.packageLimits.fileBytes, 5002);
    QCOMPARE(settings.packageLimits.totalBytes, 5003);
    QCOMPARE(settings.packageLimits.entries, 54);
    QCOMPARE(settings.packageLimits.depth, 5);
    QCOMPARE(settings.packageLimits.nameBytes, 56);
    QCOMPARE(settings.packageLimits.ratio, 57);
    QCOMPARE(settings.packageLimits.probeTimeout, std::chrono::milliseconds(580));
    QCOMPARE(settings.packageLimits.probeMemoryBytes, 300000000);
    QCOMPARE(settings.eventsKept, 99);
}

void SettingsTest::colonsAndEscapesInTheDataDirectoryAreKept()
{
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"data_dir"_s, u"/a:b/100%? #1"_s);
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.pluginPath, QStringList{u"/a:b/100%? #1/plugins"_s});
    QCOMPARE(settings.databaseUrl, u"sqlite:///a:b/100%25%3F %231/outlet.sqlite"_s);
    QCOMPARE(settings.databasePath, u"/a:b/100%? #1/outlet.sqlite"_s);
}

void SettingsTest::rootAsDataDirectoryHasNoDoubleSlash()
{
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"data_dir"_s, u"/"_s);
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.pluginPath, QStringList{u"/plugins"_s});
    QCOMPARE(settings.databasePath, u"/outlet.sqlite"_s);
}

void SettingsTest::escapesInADatabaseUrlAreDecoded()
{
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"database_url"_s, u"sqlite:///a%20b/%C3%A4%25.sqlite"_s);
    QCOMPARE(fixture.loaded().databasePath, u"/a b/ä%.sqlite"_s);
}

void SettingsTest::passwordsStayHidden_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("found");
    const auto one = [](const char *name, const char *url, const char *found) {
        QTest::newRow(name) << QString::fromUtf8(url) << QString::fromUtf8(found);
    };
    one("a password", "postgresql://ann:geheim@db/x?a=b", "postgresql://ann:***@db/x?a=b");
    one("a password with an @", "postgresql://ann:ge@heim@db/x?a=b",
        "postgresql://ann:***@db/x?a=b");
    one("a password where the host is", "postgresql://ann:geheim/x", "postgresql://ann:***/x");
    one("a password where the host is, and no database", "postgresql://ann:geheim",
        "postgresql://ann:***");
    one("a password with a slash", "postgresql://ann:ge/heim@db", "postgresql://ann:***@db");
    one("a password without a user", "postgresql://:geheim@db", "postgresql://:***@db");
    one("a password as an option", "postgresql://db/x?a=b&password=geheim&c=d",
        "postgresql://db/x?a=b&password=***&c=d");
    one("a password for a wrong database", "mysql://ann:geheim@db", "mysql://ann:***@db");
    one("a password for SQLite", "sqlite://ann:geheim@host/x", "sqlite://ann:***@host/x");
}

void SettingsTest::passwordsStayHidden()
{
    QFETCH(QString, url);
    QFETCH(QString, found);
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"database_url"_s, url);
    const QString refused = fixture.problems().join(u'\n');
    QVERIFY2(refused.contains(u"found \"%1\","_s.arg(found)), qPrintable(refused));
    QVERIFY2(!refused.contains(u"heim"), qPrintable(refused));
    fixture.inputs.flags.insert(u"database_url"_s, u"sqlite:///x"_s);
    fixture.inputs.environment.insert(u"OUTLET_DATABASE_URL"_s, url);
    const QString warned = fixture.loaded().warnings.join(u'\n');
    QVERIFY2(warned.contains(found) && !warned.contains(u"heim"), qPrintable(warned));
}

void SettingsTest::aServerIsShownWithoutItsPassword()
{
    SettingsFixture fixture;
    const QString url = u"postgresql://ann:ge%40heim@db:5433/x?sslmode=require"_s;
    fixture.inputs.flags.insert(u"database_url"_s, url);
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.databaseUrl, url);
    QCOMPARE(settings.databasePath, QString());
    const auto shown =
        std::ranges::find(settings.effective, u"database_url"_s, &Settings::Effective::key);
    QCOMPARE(shown->value, u"postgresql://ann:***@db:5433/x?sslmode=require"_s);
}

void SettingsTest::placeholdersAreNotExpanded()
{
    SettingsFixture fixture;
    fixture.inputs.environment.insert(u"HOME"_s, u"/root"_s);
    fixture.inputs.flags.insert(u"data_dir"_s, u"/x/${HOME}"_s);
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.dataDir, u"/x/${HOME}"_s);
    QCOMPARE(settings.warnings,
             QStringList{u"--data-dir: ${...} in data_dir is taken as it stands, "
                         "nothing expands it."_s});
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
