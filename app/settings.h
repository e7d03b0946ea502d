// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/clientaddress.h"
#include "app/http/limits.h"
#include "app/packages/limits.h"
#include "app/settings/settingspec.h"

#include <QHostAddress>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <chrono>
#include <expected>
#include <optional>

namespace outlet::app {

enum class LogLevel { Debug, Info, Warning, Error };
enum class LogFormat { Text, Json };

/** What the YAML file says about one plugin. */
struct PluginEntry
{
    std::optional<bool> isEnabled; ///< nothing: as it would be without
    QJsonObject settings;          ///< not judged yet; may hold secrets
};

/**
 * What the program was told to do, judged and typed. A plain value, safe to copy between threads.
 *
 * Defaults stand in settingSpecs() only; a Settings that loadSettings() did not make is empty.
 */
struct Settings
{
    struct Listen
    {
        QHostAddress address;
        quint16 port = 0; ///< 0: any free port
    };
    /** One setting as it is in force, for people to read. */
    struct Effective
    {
        QString key;
        QString value;  ///< canonical text, secrets already masked: print it, do not parse it
        QString origin; ///< `default`, `flag --listen`, `environment OUTLET_LISTEN`, `file /x:3`
    };

    Listen listen;
    QString unixSocket;     ///< absolute path; empty: none
    QString dataDir;        ///< absolute; exists only once the program has made it
    QString databaseUrl;    ///< as given, may hold a secret: show `effective`
    QString databasePath;   ///< absolute path of the SQLite file; empty: PostgreSQL
    QStringList pluginPath; ///< absolute; readable directories, but `<data>/plugins` may be missing
    QStringList enabledPlugins;  ///< never empty; `*` stands for all
    QStringList disabledPlugins; ///< may be empty
    LogLevel logLevel = LogLevel::Info;
    LogFormat logFormat = LogFormat::Text;
    bool hasSampleData = false;
    qsizetype maxManifestBytes = 0;
    std::chrono::milliseconds pollInterval = {}; ///< how often the database is asked for news
    std::chrono::milliseconds hookTimeout = {};  ///< deadline of initialize() and start()
    int eventsKept = 0;                          ///< for those who missed some

    packages::Limits packageLimits; ///< of packages to install

    int threads = 0;              ///< that answer requests; 0: one for each core
    int workers = 0;              ///< that ask the database and connectors
    http::Limits limits;          ///< of requests and connections
    QByteArray adminToken;        ///< empty: the one in `<data>/admin-token`; a secret
    bool isReadingClosed = false; ///< reading needs the token
    QStringList corsOrigins;      ///< `*` stands for all
    http::Networks trustedProxies;
    bool hasAccessLog = false;
    std::chrono::milliseconds shutdownTimeout = {}; ///< for running requests

    QMap<QString, PluginEntry> plugins; ///< by id

    QString configFile;         ///< absolute path of the YAML file that was read; may be empty
    QList<Effective> effective; ///< one per setting, in the order of settingSpecs()
    QStringList warnings;       ///< sentences for the log; nothing here stops the start
};

/** Where the layers come from. Tests fill it by hand; main() from argv and the process. */
struct Inputs
{
    QMap<QString, QString> flags;      ///< setting key -> text given on the command line
    std::optional<QString> configFile; ///< `--config`
    QProcessEnvironment environment;
    QString workingDirectory; ///< absolute; relative paths start here
    QString systemConfigFile = QStringLiteral("/etc/outlet/outlet.yaml");
};

/**
 * Flags over environment over YAML file over defaults.
 *
 * Returns every problem of every layer at once. A wrong value that a higher layer overrides is a
 * warning only. Reads the YAML file and looks at directories, changes nothing.
 */
std::expected<Settings, Problems> loadSettings(const Inputs &inputs);

} // namespace outlet::app
