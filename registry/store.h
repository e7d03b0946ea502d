// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <outlet/result.h>

#include <QHash>
#include <QSqlDatabase>
#include <QString>
#include <QStringList>

#include <vector>

namespace outlet::registry {

/** One row of `plugins`, as far as the registry keeps it. */
struct PluginRow
{
    QString name;
    QString version;
    QString description;
    QString author;
    QString status; ///< "active" or "inactive"
    QString path;

    friend bool operator==(const PluginRow &, const PluginRow &) = default;
};

/** Whether the core's tables have been made. A database that cannot be asked is an Error. */
Result<bool> hasCoreTables(QSqlDatabase &database);

/** Reads `plugins`. */
Result<QHash<QString, PluginRow>> readPluginRows(QSqlDatabase &database);

/** The ids in `plugins`, by name. */
Result<QHash<QString, QString>> readPluginIds(QSqlDatabase &database);

/**
 * Adds a row with status `active` for every connector that has none and brings version,
 * description and paths of the others up to date. Writes nothing when nothing changed.
 */
Result<void> recordPlugins(QSqlDatabase &database, const std::vector<Described> &connectors);

/** Writes the status of a plugin, into a new row if it has none. Errors: Database. */
Result<void> writeStatus(QSqlDatabase &database, const QString &plugin, const QString &status);

/**
 * What the database offers for each platform key: the strings of the first
 * `platform_service_configs` row (by id) of the service whose lower-case name is the key.
 * A row whose `config` is no JSON list of strings is left out and named in the log.
 */
Result<QHash<QString, QStringList>> readPlatformOptions(QSqlDatabase &database);

} // namespace outlet::registry
