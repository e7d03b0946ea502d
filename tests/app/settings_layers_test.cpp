// SPDX-License-Identifier: GPL-3.0-or-later
// Flags over environment over file over defaults, and what is told about the values below.
#include "tests/app/settings_fixture.h"

#include <QTest>

using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::tests;

class SettingsLayersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layersWinInOrder_data();
    void layersWinInOrder();
    void emptyValuesFallThrough_data();
    void emptyValuesFallThrough();
    void unknownVariablesAreWarnedOf_data();
    void unknownVariablesAreWarnedOf();
    void overriddenMistakesAreWarnedOf();
};

void SettingsLayersTest::layersWinInOrder_data()
{
    QTest::addColumn<QStringList>("values"); // of the flag, the environment, the file
    const QMap<QString, QStringList> values{
        {u"listen"_s, {u"127.0.0.1:1"_s, u"127.0.0.1:2"_s, u"127.0.0.1:3"_s}},
        {u"data_dir"_s, {u"/nowhere/1"_s, u"/nowhere/2"_s, u"/nowhere/3"_s}},
        {u"database_url"_s,
         {u"sqlite:///nowhere/1"_s, u"sqlite:///nowhere/2"_s, u"sqlite:///nowhere/3"_s}},
        {u"plugin_path"_s, {u"<tmp>/plugins one"_s, u"<tmp>/two"_s, u"<tmp>"_s}},
        {u"enabled_plugins"_s, {u"One"_s, u"Two"_s, u"Three"_s}},
        {u"disabled_plugins"_s, {u"One"_s, u"Two"_s, u"Three"_s}},
        {u"log_level"_s, {u"debug"_s, u"warning"_s, u"error"_s}},
        {u"log_format"_s, {u"json"_s, u"text"_s, u"json"_s}},
        {u"sample_data"_s, {u"true"_s, u"false"_s, u"true"_s}},
        {u"max_manifest_bytes"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"poll_interval_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
        {u"hook_timeout_ms"_s, {u"1001"_s, u"1002"_s, u"1003"_s}},
        {u"package_max_bytes"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"package_max_file_bytes"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"package_max_total_bytes"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"package_max_entries"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"package_max_depth"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"package_max_name_bytes"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"package_max_ratio"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"probe_timeout_ms"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"probe_memory_bytes"_s, {u"300000001"_s, u"300000002"_s, u"300000003"_s}},
        {u"rate_per_plugin"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"wrong_token_delay_ms"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"events_kept"_s, {u"11"_s, u"12"_s, u"13"_s}},
        {u"unix_socket"_s, {u"/nowhere/1"_s, u"/nowhere/2"_s, u"/nowhere/3"_s}},
        {u"threads"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"workers"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"admin_token"_s,
         {u"a-token-of-the-flag"_s, u"a-token-of-environ"_s, u"a-token-of-the-file"_s}},
        {u"read_auth"_s, {u"token"_s, u"public"_s, u"token"_s}},
        {u"cors_origins"_s, {u"http://one"_s, u"http://two"_s, u"http://three"_s}},
        {u"trusted_proxies"_s, {u"10.0.0.1"_s, u"10.0.0.2"_s, u"10.0.0.3"_s}},
        {u"access_log"_s, {u"true"_s, u"false"_s, u"true"_s}},
        {u"max_connections"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"max_connections_per_address"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"max_requests_per_connection"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"max_pending_requests"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"rate_per_address"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"rate_per_route"_s, {u"1"_s, u"2"_s, u"3"_s}},
        {u"max_request_line_bytes"_s, {u"1001"_s, u"1002"_s, u"1003"_s}},
        {u"max_head_bytes"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"max_head_fields"_s, {u"11"_s, u"12"_s, u"13"_s}},
        {u"max_body_bytes"_s, {u"2001"_s, u"2002"_s, u"2003"_s}},
        {u"max_buffered_bytes"_s, {u"70001"_s, u"70002"_s, u"70003"_s}},
        {u"head_timeout_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
        {u"body_timeout_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
        {u"idle_timeout_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
        {u"reader_timeout_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
        {u"handler_timeout_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
        {u"shutdown_timeout_ms"_s, {u"101"_s, u"102"_s, u"103"_s}},
    };
    for (const SettingSpec &spec : settingSpecs()) // a new setting without values fails here
        QTest::newRow(qPrintable(spec.key)) << values.value(spec.key);
}

void SettingsLayersTest::layersWinInOrder()
{
    QFETCH(QStringList, values);
    QCOMPARE(values.size(), 3);
    SettingsFixture fixture;
    const QString key = QString::fromUtf8(QTest::currentDataTag());
    const SettingSpec &spec = specOf(key);
    const auto inForce = [&] {
        const Settings::Effective one = effectiveOf(fixture.loaded(), key);
        return QStringList{one.value, one.origin};
    };
    for (QString &value : values)
        value = fixture.filled(value);
    const QString usual = inForce().first();
    const QString yaml = u"# first\n%1: %2\n"_s.arg(key, values.at(2));
    const QStringList given = values;
    if (spec.isSecret)
        values.fill(u"***"_s); // what is shown
    const QString file = fixture.write(u"outlet.yaml"_s, yaml.toUtf8());

    fixture.inputs.configFile = file;
    fixture.inputs.environment.insert(spec.environment, given.at(1));
    fixture.inputs.flags.insert(key, given.at(0));
    QCOMPARE(inForce(), QStringList({values.at(0), u"flag "_s + spec.flag()}));
    fixture.inputs.flags.clear();
    QCOMPARE(inForce(), QStringList({values.at(1), u"environment "_s + spec.environment}));
    fixture.inputs.environment.clear();
    QCOMPARE(inForce(), QStringList({values.at(2), u"file %1:2"_s.arg(file)}));
    fixture.inputs.configFile.reset();
    QCOMPARE(inForce(), QStringList({usual, u"default"_s}));
}

void SettingsLayersTest::emptyValuesFallThrough_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("layer");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *name, const char *key, const char *layer, const char *text,
                        const char *value) {
        QTest::newRow(name) << QString::fromUtf8(key) << QString::fromUtf8(layer)
                            << QString::fromUtf8(text) << QString::fromUtf8(value);
    };
    row("an empty variable is unset", "log_level", "environment", "", "error");
    row("a variable of blanks is unset", "log_level", "environment", "  ", "error");
    row("an empty ENABLED_PLUGINS is unset", "enabled_plugins", "environment", " , ", "FromFile");
    row("an empty --enabled-plugins is unset", "enabled_plugins", "flag", "", "FromFile");
    row("an empty DISABLED_PLUGINS is unset", "disabled_plugins", "environment", "",
        "AlsoFromFile");
    row("an empty --disabled-plugins means none", "disabled_plugins", "flag", "", "");
}

void SettingsLayersTest::emptyValuesFallThrough()
{
    QFETCH(QString, key);
    QFETCH(QString, layer);
    QFETCH(QString, text);
    QFETCH(QString, value);
    SettingsFixture fixture;
    fixture.inputs.configFile =
        fixture.write(u"outlet.yaml"_s, "log_level: error\nenabled_plugins: FromFile\n"
                                        "disabled_plugins: AlsoFromFile\n");
    if (layer == u"flag")
        fixture.inputs.flags.insert(key, text);
    else
        fixture.inputs.environment.insert(specOf(key).environment, text);
    QCOMPARE(effectiveOf(fixture.loaded(), key).value, value);
}

void SettingsLayersTest::unknownVariablesAreWarnedOf_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("warnings");
    const auto row = [](const char *title, const QString &name, const QString &suggestion) {
        const QString unknown = u" (environment): no setting has this name, it is not used."_s;
        QTest::newRow(title) << name << QStringList{name + unknown + suggestion};
    };
    row("a misspelt name", u"OUTLET_LISTN"_s, u" Did you mean \"OUTLET_LISTEN\"?"_s);
    row("a prefix too many", u"OUTLET_ENABLED_PLUGINS"_s, u" Did you mean \"ENABLED_PLUGINS\"?"_s);
    row("a misspelt OUTLET_CONFIG", u"OUTLET_CONFG"_s, u" Did you mean \"OUTLET_CONFIG\"?"_s);
    row("a name that resembles none", u"OUTLET_ZZZZQQQQ"_s, QString());
    QTest::newRow("an empty OUTLET_CONFIG is none") << u"OUTLET_CONFIG"_s << QStringList();
    QTest::newRow("a name of another program is none") << u"INLET_LISTEN"_s << QStringList();
}

void SettingsLayersTest::unknownVariablesAreWarnedOf()
{
    QFETCH(QString, name);
    QFETCH(QStringList, warnings);
    SettingsFixture fixture;
    fixture.inputs.environment.insert(name, name == u"OUTLET_CONFIG" ? u""_s : u"x"_s);
    QCOMPARE(fixture.loaded().warnings, warnings);
}

void SettingsLayersTest::overriddenMistakesAreWarnedOf()
{
    SettingsFixture fixture;
    fixture.inputs.flags.insert(u"log_level"_s, u"error"_s);
    fixture.inputs.environment.insert(u"OUTLET_LOG_LEVEL"_s, u"loud"_s);
    fixture.inputs.configFile = fixture.write(u"c.yaml"_s, "log_level: debug\n");
    const Settings settings = fixture.loaded();
    QCOMPARE(settings.logLevel, LogLevel::Error);
    QCOMPARE(
        settings.warnings,
        QStringList{u"OUTLET_LOG_LEVEL (environment): log_level: found \"loud\"; wanted one of "
                    "debug, info, warning, error. It is not used, --log-level wins."_s});
}

QTEST_GUILESS_MAIN(SettingsLayersTest)
#include "settings_layers_test.moc"
