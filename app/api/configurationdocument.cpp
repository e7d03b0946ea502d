// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationdocument.h"

#include "app/stores/jsoncolumn.h"

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::ConfigRow;
using stores::Environment;
using stores::EnvironmentConfig;
using stores::Installation;
using stores::Platform;
using stores::PlatformService;
using stores::PlatformServiceConfig;
using stores::ServiceRow;
using ui::JsonWriter;

namespace {

const QString base = u"/api/v2/configuration/"_s;

std::unexpected<Error> orphan(const QString &table, const QString &id)
{
    return fail(ErrorCode::Database,
                u"Table %1, row %2 refers to a row that there is not"_s.arg(table, id),
                u"outlet doctor names them all"_s, table);
}

Result<PlatformService> serviceOf(const Installation &tables, const QString &id)
{
    const ServiceRow *row = tables.service(id);
    if (!row)
        return std::unexpected(notFound(Entity::Service));
    const Platform *platform = tables.platform(row->platformId);
    if (!platform)
        return orphan(u"platform_services"_s, id);
    return PlatformService{row->id, row->name, *platform, row->resultTemplate,
                           row->technicalTemplate};
}

template<class T>
Result<QByteArray> written(const T &item)
{
    JsonWriter json;
    write(json, item);
    return json.take();
}

Result<QByteArray> serviceConfig(const Installation &tables, const ConfigRow &row)
{
    const QString table = u"platform_service_configs"_s;
    const auto service = serviceOf(tables, row.serviceId);
    if (!service)
        return orphan(table, row.id);
    const auto config =
        stores::readArray(row.config, stores::Items::Strings, {table, row.id, u"config"_s});
    return config ? written(PlatformServiceConfig{row.id, *service, *config})
                  : std::unexpected(config.error());
}

Result<QByteArray> environmentService(const Installation &tables, const ConfigRow &row)
{
    const QString table = u"env_platform_service_configs"_s;
    const auto service = serviceOf(tables, row.serviceId);
    const Environment *environment = tables.environment(row.environmentId);
    if (!service || !environment)
        return orphan(table, row.id);
    const auto config =
        stores::readArray(row.config, stores::Items::Objects, {table, row.id, u"config"_s});
    return config ? written(EnvironmentConfig{row.id, *environment, *service, *config})
                  : std::unexpected(config.error());
}

Result<EnvironmentPlatformConfig> environmentPlatform(const Installation &tables,
                                                      const ConfigRow &row)
{
    const QString table = u"env_platform_configs"_s;
    const Platform *platform = tables.platform(row.platformId);
    const Environment *environment = tables.environment(row.environmentId);
    if (!platform || !environment)
        return orphan(table, row.id);
    const auto config = stores::readObjectText(row.config, {table, row.id, u"config"_s});
    if (!config)
        return std::unexpected(config.error());
    return EnvironmentPlatformConfig{row.id, *environment, *platform, *config};
}

/** The row with the id, shown by `show`. */
template<class Row, class Show>
Result<QByteArray> shown(Entity entity, const Row *row, Show show)
{
    return row ? show(*row) : Result<QByteArray>(std::unexpected(notFound(entity)));
}

QString addressIn(const QString &collection, const ConfigRow *row)
{
    return row ? base + u"environments/%1/%2/%3"_s.arg(row->environmentId, collection, row->id)
               : QString();
}

} // namespace

void write(JsonWriter &json, const Platform &platform)
{
    json.beginObject();
    json.member("id"_L1, platform.id).member("name"_L1, platform.name);
    json.endObject();
}

void write(JsonWriter &json, const PlatformService &service)
{
    json.beginObject();
    json.member("id"_L1, service.id).member("name"_L1, service.name);
    json.key("platform"_L1);
    write(json, service.platform);
    json.member("result_string_template"_L1, service.resultTemplate);
    json.member("technical_info_template"_L1, service.technicalTemplate);
    json.endObject();
}

void write(JsonWriter &json, const PlatformServiceConfig &config)
{
    json.beginObject();
    json.member("id"_L1, config.id);
    json.key("platform"_L1);
    write(json, config.service.platform);
    json.key("service"_L1);
    write(json, config.service);
    json.key("config"_L1).raw(config.config);
    json.endObject();
}

void write(JsonWriter &json, const Environment &environment)
{
    json.beginObject();
    json.member("id"_L1, environment.id).member("name"_L1, environment.name);
    json.member("acronym"_L1, environment.acronym).member("context"_L1, environment.context);
    json.member("is_default"_L1, environment.isDefault);
    json.endObject();
}

void write(JsonWriter &json, const EnvironmentConfig &config)
{
    json.beginObject();
    json.key("config"_L1).raw(config.config);
    json.member("id"_L1, config.id);
    json.key("platform"_L1);
    write(json, config.service.platform);
    json.key("environment"_L1);
    write(json, config.environment);
    json.key("service"_L1);
    write(json, config.service);
    json.endObject();
}

void write(JsonWriter &json, const EnvironmentPlatformConfig &config)
{
    json.beginObject();
    json.key("config"_L1).raw(config.config);
    json.member("id"_L1, config.id);
    json.key("platform"_L1);
    write(json, config.platform);
    json.key("environment"_L1);
    write(json, config.environment);
    json.endObject();
}

const ConfigRow *configRowOf(const Installation &tables, Entity entity, const QString &id)
{
    switch (entity) {
    case Entity::ServiceConfig:
        return rowOf(tables.serviceConfigs, id);
    case Entity::EnvironmentPlatform:
        return rowOf(tables.environmentPlatforms, id);
    case Entity::EnvironmentService:
        return rowOf(tables.environmentServices, id);
    case Entity::Platform:
    case Entity::Service:
    case Entity::Environment:
        return nullptr;
    }
    Q_UNREACHABLE();
}

Result<QByteArray> documentOf(const Installation &tables, Entity entity, const QString &id)
{
    switch (entity) {
    case Entity::Platform:
        return shown(entity, tables.platform(id), written<Platform>);
    case Entity::Service: {
        const auto service = serviceOf(tables, id);
        return service ? written(*service) : std::unexpected(service.error());
    }
    case Entity::ServiceConfig:
        return shown(entity, rowOf(tables.serviceConfigs, id),
                     [&](const ConfigRow &row) { return serviceConfig(tables, row); });
    case Entity::Environment:
        return shown(entity, tables.environment(id), written<Environment>);
    case Entity::EnvironmentPlatform:
        return shown(entity, rowOf(tables.environmentPlatforms, id),
                     [&](const ConfigRow &row) -> Result<QByteArray> {
                         const auto config = environmentPlatform(tables, row);
                         return config ? written(*config) : std::unexpected(config.error());
                     });
    case Entity::EnvironmentService:
        return shown(entity, rowOf(tables.environmentServices, id),
                     [&](const ConfigRow &row) { return environmentService(tables, row); });
    }
    Q_UNREACHABLE();
}

Result<QList<EnvironmentPlatformConfig>> environmentPlatformsOf(const Installation &tables,
                                                                const QString &environmentId)
{
    QList<EnvironmentPlatformConfig> configs;
    for (const ConfigRow &row : tables.environmentPlatforms) {
        if (row.environmentId != environmentId)
            continue;
        auto config = environmentPlatform(tables, row);
        if (!config)
            return std::unexpected(config.error());
        configs.append(std::move(*config));
    }
    std::ranges::stable_sort(configs, {}, [](const auto &config) { return config.platform.name; });
    return configs;
}

QString addressOf(const Installation &tables, Entity entity, const QString &id)
{
    switch (entity) {
    case Entity::Platform:
        return base + u"platforms/"_s + id;
    case Entity::Service:
        return base + u"platforms/services/"_s + id;
    case Entity::ServiceConfig:
        return base + u"platforms/configs/"_s + id;
    case Entity::Environment:
        return base + u"environments/"_s + id;
    case Entity::EnvironmentPlatform:
        return addressIn(u"platform_configs"_s, rowOf(tables.environmentPlatforms, id));
    case Entity::EnvironmentService:
        return addressIn(u"configs"_s, rowOf(tables.environmentServices, id));
    }
    Q_UNREACHABLE();
}

Error notFound(Entity entity)
{
    const auto error = [](const QString &what, const QString &list) {
        return Error{ErrorCode::NotFound,
                     what + u" not found"_s,
                     u"GET %1%2 lists those that there are"_s.arg(base, list),
                     {}};
    };
    switch (entity) {
    case Entity::Platform:
        return error(u"Platform"_s, u"platforms"_s);
    case Entity::Service:
        return error(u"Platform service"_s, u"platforms/<id>/services"_s);
    case Entity::ServiceConfig:
        return error(u"Platform service configuration"_s, u"platforms/configs"_s);
    case Entity::Environment:
        return error(u"Environment"_s, u"environments"_s);
    case Entity::EnvironmentPlatform:
        return error(u"Platform configuration of the environment"_s,
                     u"environments/<id>/platform_configs"_s);
    case Entity::EnvironmentService:
        return error(u"Service configuration of the environment"_s, u"environments/<id>/configs"_s);
    }
    Q_UNREACHABLE();
}

} // namespace outlet::app::api
