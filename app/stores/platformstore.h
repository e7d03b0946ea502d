// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

class QSqlDatabase;
class QSqlQuery;

namespace outlet::app::stores {

// Platforms, their services and what is configured for them: tables that other programs fill.
// Lists are sorted by name, then id. Everything is read in the thread that owns the connection;
// errors are ErrorCode::Database.

struct Platform
{
    QString id;
    QString name;
};

struct PlatformService
{
    QString id;
    QString name;
    Platform platform;
    QString resultTemplate;    ///< null if the row has none
    QString technicalTemplate; ///< null if the row has none
};

struct PlatformServiceConfig
{
    QString id;
    PlatformService service;
    QByteArray config; ///< compact JSON, an array of strings
};

Result<QList<Platform>> readPlatforms(QSqlDatabase &database);

/** Empty for a platform that there is not. */
Result<QList<PlatformService>> readPlatformServices(QSqlDatabase &database,
                                                    const QString &platformId);

/** NotFound `Template not found for the given platform and service` if the platform has no such. */
Result<PlatformService> readPlatformService(QSqlDatabase &database, const QString &platformId,
                                            const QString &serviceId);

/** The one that belongs to a connector: its name, in lower case, is the platform's key. */
Result<std::optional<PlatformService>> findServiceOf(QSqlDatabase &database,
                                                     const QString &platformKey);

Result<QList<PlatformServiceConfig>> readPlatformServiceConfigs(QSqlDatabase &database);

/** NotFound `Platform service configuration not found`. */
Result<PlatformServiceConfig> readPlatformServiceConfig(QSqlDatabase &database, const QString &id);

/** The first (by id) for a service of a platform; NotFound as above. */
Result<PlatformServiceConfig> readConfigOfService(QSqlDatabase &database, const QString &platformId,
                                                  const QString &serviceId);

/** The columns of a service and its platform, for a SELECT with tables `s` and `p`. */
QString serviceColumns();

/** Reads them from `query`, beginning at column `first`. */
PlatformService serviceOf(const QSqlQuery &query, int first);

} // namespace outlet::app::stores
