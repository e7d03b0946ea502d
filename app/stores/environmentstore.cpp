// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/environmentstore.h"

#include "app/stores/jsoncolumn.h"
#include "app/stores/query.h"

#include <QJsonDocument>
#include <QVariant>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

const QString environmentColumns = u"e.id, e.name, e.acronym, e.context, e.is_default"_s;

Environment environmentOf(const QSqlQuery &query, int first)
{
    return {textOf(query, first), textOf(query, first + 1), textOf(query, first + 2),
            textOf(query, first + 3), query.value(first + 4).toBool()};
}

Result<QList<Environment>> read(QSqlDatabase &database, const QString &condition,
                                const QVariantList &values)
{
    auto query =
        select(database, u"the environments"_s,
               u"SELECT "_s + environmentColumns + u" FROM environments e "_s + condition, values);
    if (!query)
        return std::unexpected(query.error());
    QList<Environment> environments;
    while (query->next())
        environments.append(environmentOf(*query, 0));
    return environments;
}

Result<Environment> onlyOne(Result<QList<Environment>> found)
{
    if (!found)
        return std::unexpected(found.error());
    if (found->isEmpty())
        return fail(ErrorCode::NotFound, u"Environment not found"_s,
                    u"GET /api/v2/configuration/environments lists those that there are"_s);
    return found->takeFirst();
}

Result<EnvironmentConfig> configOf(const QSqlQuery &query)
{
    const QString id = textOf(query, 0);
    Result<QByteArray> config = readArray(textOf(query, 1), Items::Objects,
                                          {u"env_platform_service_configs"_s, id, u"config"_s});
    if (!config)
        return std::unexpected(config.error());
    return EnvironmentConfig{id, environmentOf(query, 2), serviceOf(query, 7), std::move(*config)};
}

} // namespace

Result<QList<Environment>> readEnvironments(QSqlDatabase &database)
{
    return read(database, u"ORDER BY %1, e.id"_s.arg(textOrder(database, u"e.name"_s)), {});
}

Result<Environment> readEnvironment(QSqlDatabase &database, const QString &id)
{
    return onlyOne(read(database, u"WHERE e.id = ?"_s, {id}));
}

Result<Environment> readEnvironmentNamed(QSqlDatabase &database, const QString &name)
{
    return onlyOne(read(database, u"WHERE e.name = ? ORDER BY e.id LIMIT 1"_s, {name}));
}

Result<std::optional<QJsonObject>>
readPlatformConfig(QSqlDatabase &database, const QString &environmentId, const QString &platformId)
{
    auto query = select(database, u"the configuration of a platform in an environment"_s,
                        u"SELECT id, config FROM env_platform_configs "
                        "WHERE environment_id = ? AND platform_id = ? ORDER BY id LIMIT 1"_s,
                        {environmentId, platformId});
    if (!query)
        return std::unexpected(query.error());
    if (!query->next())
        return std::nullopt;
    const auto config =
        readObject(textOf(*query, 1), {u"env_platform_configs"_s, textOf(*query, 0), u"config"_s});
    return config ? Result<std::optional<QJsonObject>>(*config) : std::unexpected(config.error());
}

Result<QJsonArray> readServiceItems(QSqlDatabase &database, const QString &environmentId,
                                    const QString &serviceId)
{
    auto query = select(database, u"the configurations of a service in an environment"_s,
                        u"SELECT id, config FROM env_platform_service_configs "
                        "WHERE environment_id = ? AND service_id = ? ORDER BY id"_s,
                        {environmentId, serviceId});
    if (!query)
        return std::unexpected(query.error());
    QJsonArray items;
    while (query->next()) {
        const auto array =
            readArray(textOf(*query, 1), Items::Objects,
                      {u"env_platform_service_configs"_s, textOf(*query, 0), u"config"_s});
        if (!array)
            return std::unexpected(array.error());
        for (const QJsonValue item : QJsonDocument::fromJson(*array).array())
            items.append(item);
    }
    return items;
}

Result<QList<EnvironmentConfig>> readEnvironmentConfigs(QSqlDatabase &database,
                                                        const QString &environmentId)
{
    auto query =
        select(database, u"the configurations of an environment"_s,
               u"SELECT c.id, c.config, "_s + environmentColumns + u", "_s + serviceColumns() +
                   u" FROM env_platform_service_configs c "
                   "JOIN environments e ON e.id = c.environment_id "
                   "JOIN platform_services s ON s.id = c.service_id "
                   "JOIN platforms p ON p.id = c.platform_id "
                   "WHERE c.environment_id = ? ORDER BY %1, %2, c.id"_s.arg(
                       textOrder(database, u"p.name"_s), textOrder(database, u"s.name"_s)),
               {environmentId});
    if (!query)
        return std::unexpected(query.error());
    QList<EnvironmentConfig> configs;
    while (query->next()) {
        Result<EnvironmentConfig> config = configOf(*query);
        if (!config)
            return std::unexpected(config.error());
        configs.append(std::move(*config));
    }
    return configs;
}

} // namespace outlet::app::stores
