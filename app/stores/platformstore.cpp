// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/platformstore.h"

#include "app/stores/jsoncolumn.h"
#include "app/stores/query.h"

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

Result<PlatformServiceConfig> configOf(const QSqlQuery &query)
{
    const QString id = textOf(query, 0);
    Result<QByteArray> config = readArray(textOf(query, 1), Items::Strings,
                                          {u"platform_service_configs"_s, id, u"config"_s});
    if (!config)
        return std::unexpected(config.error());
    return PlatformServiceConfig{id, serviceOf(query, 2), std::move(*config)};
}

Result<QList<PlatformServiceConfig>> readConfigs(QSqlDatabase &database, const QString &condition,
                                                 const QVariantList &values)
{
    auto query = select(database, u"the configurations of platform services"_s,
                        u"SELECT c.id, c.config, "_s + serviceColumns() +
                            u" FROM platform_service_configs c "
                            "JOIN platform_services s ON s.id = c.service_id "
                            "JOIN platforms p ON p.id = c.platform_id "_s +
                            condition,
                        values);
    if (!query)
        return std::unexpected(query.error());
    QList<PlatformServiceConfig> configs;
    while (query->next()) {
        Result<PlatformServiceConfig> config = configOf(*query);
        if (!config)
            return std::unexpected(config.error());
        configs.append(std::move(*config));
    }
    return configs;
}

Result<QList<PlatformService>> readServices(QSqlDatabase &database, const QString &condition,
                                            const QVariantList &values)
{
    auto query = select(
        database, u"the services of platforms"_s,
        u"SELECT "_s + serviceColumns() +
            u" FROM platform_services s JOIN platforms p ON p.id = s.platform_id "_s + condition,
        values);
    if (!query)
        return std::unexpected(query.error());
    QList<PlatformService> services;
    while (query->next())
        services.append(serviceOf(*query, 0));
    return services;
}

Result<PlatformServiceConfig> onlyOne(Result<QList<PlatformServiceConfig>> configs)
{
    if (!configs)
        return std::unexpected(configs.error());
    if (configs->isEmpty())
        return fail(ErrorCode::NotFound, u"Platform service configuration not found"_s,
                    u"GET /api/v2/configuration/platforms/configs lists those that there are"_s);
    return configs->takeFirst();
}

} // namespace

QString serviceColumns()
{
    return u"s.id, s.name, p.id, p.name, s.result_string_template, s.technical_info_template"_s;
}

PlatformService serviceOf(const QSqlQuery &query, int first)
{
    return {textOf(query, first),
            textOf(query, first + 1),
            {textOf(query, first + 2), textOf(query, first + 3)},
            textOf(query, first + 4),
            textOf(query, first + 5)};
}

Result<QList<Platform>> readPlatforms(QSqlDatabase &database)
{
    auto query = select(
        database, u"the platforms"_s,
        u"SELECT id, name FROM platforms ORDER BY %1, id"_s.arg(textOrder(database, u"name"_s)));
    if (!query)
        return std::unexpected(query.error());
    QList<Platform> platforms;
    while (query->next())
        platforms.append({textOf(*query, 0), textOf(*query, 1)});
    return platforms;
}

Result<QList<PlatformService>> readPlatformServices(QSqlDatabase &database,
                                                    const QString &platformId)
{
    return readServices(
        database,
        u"WHERE s.platform_id = ? ORDER BY %1, s.id"_s.arg(textOrder(database, u"s.name"_s)),
        {platformId});
}

Result<PlatformService> readPlatformService(QSqlDatabase &database, const QString &platformId,
                                            const QString &serviceId)
{
    auto services =
        readServices(database, u"WHERE s.platform_id = ? AND s.id = ?"_s, {platformId, serviceId});
    if (!services)
        return std::unexpected(services.error());
    if (services->isEmpty())
        return fail(ErrorCode::NotFound, u"Template not found for the given platform and service"_s,
                    u"GET /api/v2/configuration/platforms/<id>/services lists the services"_s);
    return services->takeFirst();
}

Result<std::optional<PlatformService>> findServiceOf(QSqlDatabase &database,
                                                     const QString &platformKey)
{
    auto services =
        readServices(database, u"WHERE LOWER(s.name) = ? ORDER BY s.id LIMIT 1"_s, {platformKey});
    if (!services)
        return std::unexpected(services.error());
    return services->isEmpty() ? std::nullopt : std::optional(services->takeFirst());
}

Result<QList<PlatformServiceConfig>> readPlatformServiceConfigs(QSqlDatabase &database)
{
    return readConfigs(database,
                       u"ORDER BY %1, %2, c.id"_s.arg(textOrder(database, u"p.name"_s),
                                                      textOrder(database, u"s.name"_s)),
                       {});
}

Result<PlatformServiceConfig> readPlatformServiceConfig(QSqlDatabase &database, const QString &id)
{
    return onlyOne(readConfigs(database, u"WHERE c.id = ?"_s, {id}));
}

Result<PlatformServiceConfig> readConfigOfService(QSqlDatabase &database, const QString &platformId,
                                                  const QString &serviceId)
{
    return onlyOne(readConfigs(
        database, u"WHERE c.platform_id = ? AND c.service_id = ? ORDER BY c.id LIMIT 1"_s,
        {platformId, serviceId}));
}

} // namespace outlet::app::stores
