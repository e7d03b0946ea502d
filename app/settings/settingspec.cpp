// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/settingspec.h"

#include "app/settings.h"
#include "app/settings/databaseurl.h"
#include "app/settings/httpsettings.h"
#include "app/settings/listenaddress.h"
#include "app/settings/packagesettings.h"
#include "app/settings/readers.h"

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

using Kind = SettingSpec::Kind;
using Empty = SettingSpec::Empty;

QList<SettingSpec> table()
{
    // clang-format off
    return {
        {.key = u"listen"_s, .valueName = u"HOST:PORT"_s, .defaultText = u"127.0.0.1:8080"_s,
         .help = u"Address to answer on; port 0 takes any free port."_s,
         .read = listenAddress(&Settings::listen)},
        {.key = u"data_dir"_s, .valueName = u"DIRECTORY"_s, .defaultText = u"./.outlet"_s,
         .help = u"Directory for everything that the program keeps."_s,
         .read = directory(&Settings::dataDir)},
        {.key = u"database_url"_s, .valueName = u"URL"_s, .defaultText = u"sqlite:///<data>/outlet.sqlite"_s,
         .help = u"Database to store in, sqlite:///<absolute path> or postgresql://<user>:<password>@<host>/<database>."_s,
         .read = database()},
        {.key = u"plugin_path"_s, .valueName = u"DIRECTORY[:DIRECTORY]"_s, .defaultText = u"<data>/plugins"_s,
         .help = u"Absolute directories that hold external connectors."_s,
         .read = directories(&Settings::pluginPath), .kind = Kind::List},
        {.key = u"enabled_plugins"_s, .environment = u"ENABLED_PLUGINS"_s, .valueName = u"NAME[,NAME]"_s,
         .defaultText = u"SnowflakeDataOutput,DatabricksDataOutput,GlueDataOutput,RedshiftDataOutput"_s,
         .help = u"Built-in connectors to enable, in this order; * enables all."_s,
         .read = names(&Settings::enabledPlugins), .kind = Kind::List, .empty = Empty::Unset},
        {.key = u"disabled_plugins"_s, .environment = u"DISABLED_PLUGINS"_s, .valueName = u"NAME[,NAME]"_s,
         .help = u"Connectors to leave out, built-in and external ones."_s,
         .read = names(&Settings::disabledPlugins), .kind = Kind::List, .empty = Empty::Allowed},
        {.key = u"log_level"_s, .valueName = u"LEVEL"_s, .defaultText = u"info"_s,
         .help = u"Least important messages to write: debug, info, warning or error."_s,
         .read = choice(&Settings::logLevel, {{u"debug"_s, LogLevel::Debug}, {u"info"_s, LogLevel::Info},
                                              {u"warning"_s, LogLevel::Warning}, {u"error"_s, LogLevel::Error}})},
        {.key = u"log_format"_s, .valueName = u"FORMAT"_s, .defaultText = u"text"_s,
         .help = u"Form of a log line: text or json."_s,
         .read = choice(&Settings::logFormat, {{u"text"_s, LogFormat::Text}, {u"json"_s, LogFormat::Json}})},
        {.key = u"sample_data"_s, .valueName = u"BOOL"_s, .defaultText = u"false"_s,
         .help = u"Fill empty platform tables with examples."_s,
         .read = onOrOff(&Settings::hasSampleData), .kind = Kind::Switch},
        {.key = u"max_manifest_bytes"_s, .valueName = u"BYTES"_s, .defaultText = u"16384"_s,
         .help = u"Largest manifest that a connector may have, 1024 to 262144 bytes."_s,
         .read = wholeNumber(&Settings::maxManifestBytes, 1024, 262144, u"bytes"_s)},
        {.key = u"poll_interval_ms"_s, .valueName = u"MILLISECONDS"_s, .defaultText = u"250"_s,
         .help = u"How often to ask the database whether another program wrote, 50 to 1000 ms."_s,
         .read = wholeNumber(&Settings::pollInterval, 50, 1000, u"milliseconds"_s)},
        {.key = u"hook_timeout_ms"_s, .valueName = u"MILLISECONDS"_s, .defaultText = u"5000"_s,
         .help = u"Deadline of a connector's initialize() and start(), 10 to 600000 ms."_s,
         .read = wholeNumber(&Settings::hookTimeout, 10, 600000, u"milliseconds"_s)},
        {.key = u"events_kept"_s, .valueName = u"NUMBER"_s, .defaultText = u"1000"_s,
         .help = u"How many events to keep for clients and connectors that fall behind, 10 to 100000."_s,
         .read = wholeNumber(&Settings::eventsKept, 10, 100000, u"events"_s)},
    };
    // clang-format on
}

QList<SettingSpec> completed(QList<SettingSpec> specs)
{
    for (SettingSpec &spec : specs) {
        if (spec.environment.isEmpty())
            spec.environment = u"OUTLET_"_s + spec.key.toUpper();
    }
    return specs;
}

} // namespace

QString SettingSpec::flag() const
{
    return u"--"_s + QString(key).replace(u'_', u'-');
}

const QList<SettingSpec> &settingSpecs()
{
    static const QList<SettingSpec> specs = completed(table() + packageSettings() + httpSettings());
    return specs;
}

} // namespace outlet::app
