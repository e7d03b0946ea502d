// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/platformstore.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace outlet::app::stores {

// Environments and what is configured for a service in one of them: tables that other programs
// fill. Same rules as platformstore.h.

struct Environment
{
    QString id;
    QString name;
    QString acronym;
    QString context;
    bool isDefault = false;
};

struct EnvironmentConfig
{
    QString id;
    Environment environment;
    PlatformService service;
    QByteArray config; ///< compact JSON, an array of objects
};

Result<QList<Environment>> readEnvironments(QSqlDatabase &database);

/** NotFound `Environment not found`. */
Result<Environment> readEnvironment(QSqlDatabase &database, const QString &id);

/** By its name, exact, the first by id. NotFound as above. */
Result<Environment> readEnvironmentNamed(QSqlDatabase &database, const QString &name);

/** What a platform has in an environment: the first row (by id), an object; nothing without one. */
Result<std::optional<QJsonObject>>
readPlatformConfig(QSqlDatabase &database, const QString &environmentId, const QString &platformId);

/** The items of a service in an environment, in the order of the rows' ids. */
Result<QJsonArray> readServiceItems(QSqlDatabase &database, const QString &environmentId,
                                    const QString &serviceId);

/** Empty for an environment that there is not. */
Result<QList<EnvironmentConfig>> readEnvironmentConfigs(QSqlDatabase &database,
                                                        const QString &environmentId);

} // namespace outlet::app::stores
