// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace outlet::app {

/** One `key: value` of the YAML file; the value is not judged yet. */
struct ConfigEntry
{
    QString key;
    int line = 0;                     ///< from 1
    QString text;                     ///< of a scalar; empty for a missing value
    std::optional<QStringList> items; ///< of a list
};

/** What a file holds and what is wrong with it: one does not exclude the other. */
struct ConfigFile
{
    QList<ConfigEntry> entries = {};
    QMap<QString, PluginEntry> plugins = {}; ///< by id
    Problems problems = {};
};

/** A file and who named it. */
struct ConfigPath
{
    QString path;  ///< absolute; empty where there is none
    QString where; ///< `--config`, `OUTLET_CONFIG (environment)`; empty: found in its usual place
};

/** `--config`, else OUTLET_CONFIG, else `<dataDir>/outlet.yaml`, else the system's, if they exist.
 */
ConfigPath findConfigFile(const Inputs &inputs, const QString &dataDir);

/** Reads a file of at most 1 MB of UTF-8. */
ConfigFile readConfigFile(const ConfigPath &config, const QStringList &knownKeys);

/** The YAML itself; `path` is for the messages only. */
ConfigFile parseConfig(const QByteArray &yaml, const QString &path, const QStringList &knownKeys);

} // namespace outlet::app
