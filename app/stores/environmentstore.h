// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/platformstore.h"

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

/** Empty for an environment that there is not. */
Result<QList<EnvironmentConfig>> readEnvironmentConfigs(QSqlDatabase &database,
                                                        const QString &environmentId);

} // namespace outlet::app::stores
