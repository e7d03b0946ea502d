// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configuration.h"

#include "app/api/conditional.h"
#include "app/api/configurationdocument.h"
#include "app/api/errors.h"
#include "app/api/page.h"
#include "app/api/uuid.h"
#include "app/stores/environmentstore.h"
#include "app/stores/platformstore.h"
#include "ui-schemas/jsonwriter.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::Environment;
using stores::EnvironmentConfig;
using stores::Platform;
using stores::PlatformService;
using stores::PlatformServiceConfig;
using ui::JsonWriter;

namespace {

/** `{"<name>":[...]}`, or the part of it that was asked for. */
template<class T>
Reply listReply(const Request &request, QLatin1StringView name, const Result<QList<T>> &items)
{
    const Result<Page> page = readPage(request);
    if (!page)
        return errorReply(request, page.error());
    if (!items)
        return errorReply(request, items.error());
    JsonWriter json;
    json.beginObject().key(name).beginArray();
    for (qsizetype i = page->begin(items->size()); i < page->end(items->size()); ++i)
        write(json, items->at(i));
    json.endArray();
    if (const QString next = page->nextCursor(items->size()); !next.isNull())
        json.member("next_cursor"_L1, next);
    json.endObject();
    return jsonReply(request, json.take());
}

template<class T>
Reply itemReply(const Request &request, const Result<T> &item)
{
    if (!item)
        return errorReply(request, item.error());
    JsonWriter json;
    write(json, *item);
    return jsonReply(request, json.take());
}

} // namespace

Reply listPlatforms(const Request &request, QSqlDatabase &database)
{
    return listReply(request, "platforms"_L1, stores::readPlatforms(database));
}

Reply listPlatformServices(const Request &request, QSqlDatabase &database, const QString &id)
{
    const auto platformId = readUuid(id, u"id"_s);
    if (!platformId)
        return invalidReply(request, {platformId.error()});
    return listReply(request, "platform_services"_L1,
                     stores::readPlatformServices(database, *platformId));
}

Reply configOfService(const Request &request, QSqlDatabase &database, const QString &id,
                      const QString &serviceId)
{
    const auto platformUuid = readUuid(id, u"id"_s);
    const auto serviceUuid = readUuid(serviceId, u"service_id"_s);
    QList<InvalidValue> problems;
    for (const auto &uuid : {platformUuid, serviceUuid}) {
        if (!uuid)
            problems.append(uuid.error());
    }
    if (!problems.isEmpty())
        return invalidReply(request, problems);
    return itemReply(request, stores::readConfigOfService(database, *platformUuid, *serviceUuid));
}

Reply listPlatformServiceConfigs(const Request &request, QSqlDatabase &database)
{
    return listReply(request, "platform_service_configurations"_L1,
                     stores::readPlatformServiceConfigs(database));
}

Reply platformServiceConfig(const Request &request, QSqlDatabase &database, const QString &configId)
{
    const auto id = readUuid(configId, u"config_id"_s);
    if (!id)
        return invalidReply(request, {id.error()});
    return itemReply(request, stores::readPlatformServiceConfig(database, *id));
}

Reply listEnvironments(const Request &request, QSqlDatabase &database)
{
    return listReply(request, "environments"_L1, stores::readEnvironments(database));
}

Reply environment(const Request &request, QSqlDatabase &database, const QString &id)
{
    const auto uuid = readUuid(id, u"id"_s);
    if (!uuid)
        return invalidReply(request, {uuid.error()});
    return itemReply(request, stores::readEnvironment(database, *uuid));
}

Reply listEnvironmentConfigs(const Request &request, QSqlDatabase &database, const QString &id)
{
    const auto uuid = readUuid(id, u"id"_s);
    if (!uuid)
        return invalidReply(request, {uuid.error()});
    return listReply(request, "environment_configs"_L1,
                     stores::readEnvironmentConfigs(database, *uuid));
}

Reply listEnvironmentPlatformConfigs(const Request &request, QSqlDatabase &database,
                                     const QString &id)
{
    const auto uuid = readUuid(id, u"id"_s);
    if (!uuid)
        return invalidReply(request, {uuid.error()});
    const auto tables = stores::readInstallation(database);
    if (!tables)
        return errorReply(request, tables.error());
    return listReply(request, "environment_platform_configs"_L1,
                     environmentPlatformsOf(*tables, *uuid));
}

} // namespace outlet::app::api
