// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/platformwrites.h"

#include "app/api/errors.h"
#include "app/api/references.h"
#include "ui-schemas/accesstemplate.h"
#include "ui-schemas/quote.h"

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::Columns;
using stores::Installation;
using Prepared = std::expected<Columns, Reply>;

namespace {

bool isSameName(const QString &one, const QString &other)
{
    return one.toLower() == other.toLower();
}

Prepared conflict(const Request &request, const QString &message, const QString &hint)
{
    return std::unexpected(errorReply(request, {ErrorCode::Conflict, message, hint, {}}));
}

/** A template that may be null, and that somebody can use. */
QString readTemplate(FieldsOfBody &body, const QString &key)
{
    const QString text = body.text(key);
    if (const auto names = ui::templateNames(text); !names)
        body.refuse(key, names.error().message);
    return text;
}

/** The service that is in the way of one with this name; null where there is none. */
const stores::ServiceRow *namesake(const Installation &tables, const QString &platformId,
                                   const QString &name, const QString &id)
{
    const auto found =
        std::ranges::find_if(tables.services, [&](const stores::ServiceRow &service) {
            return service.platformId == platformId && service.id != id &&
                   isSameName(service.name, name);
        });
    return found == tables.services.end() ? nullptr : &*found;
}

} // namespace

Reply savePlatform(const Request &request, const WriteDesk &desk, const QString &id)
{
    FieldsOfBody body(request);
    const QString uuid = readId(body, id, u"id"_s);
    const QString name = body.name(u"name"_s);
    body.own(u"id"_s, uuid);
    body.ignore({u"warnings"_s});
    if (!body.isFine())
        return body.refusal();
    return saveEntity(request, desk, {.entity = Entity::Platform, .id = uuid},
                      [&](const Installation &tables) -> Prepared {
                          for (const stores::Platform &platform : tables.platforms) {
                              if (platform.id != uuid && isSameName(platform.name, name))
                                  return conflict(request,
                                                  u"A platform is called %1 already: %2"_s.arg(
                                                      ui::quoted(platform.name), platform.id),
                                                  u"Choose another name, or PUT that one"_s);
                          }
                          return Columns{{u"name"_s, name}};
                      });
}

Reply saveService(const Request &request, const WriteDesk &desk, const QString &platformId,
                  const QString &id)
{
    FieldsOfBody body(request);
    const QString platform = readId(body, platformId, u"id"_s);
    const QString uuid = readId(body, id, u"service_id"_s);
    const QString name = body.name(u"name"_s);
    const QString result = readTemplate(body, u"result_string_template"_s);
    const QString technical = readTemplate(body, u"technical_info_template"_s);
    body.own(u"id"_s, uuid);
    body.ignore({u"platform"_s, u"warnings"_s});
    if (!body.isFine())
        return body.refusal();
    return saveEntity(
        request, desk, {.entity = Entity::Service, .id = uuid, .platformId = platform},
        [&](const Installation &tables) -> Prepared {
            const QString owner = uuid.isNull() ? platform : tables.service(uuid)->platformId;
            if (const stores::ServiceRow *other = namesake(tables, owner, name, uuid))
                return conflict(request,
                                u"A service of the platform is called %1 already: %2"_s.arg(
                                    ui::quoted(other->name), other->id),
                                u"Choose another name, or PUT that one"_s);
            Columns columns = {{u"name"_s, name},
                               {u"result_string_template"_s, result},
                               {u"technical_info_template"_s, technical}};
            if (uuid.isNull())
                columns.append({u"platform_id"_s, platform});
            return columns;
        });
}

Reply saveServiceConfig(const Request &request, const WriteDesk &desk, const QString &id)
{
    FieldsOfBody body(request);
    const QString uuid = readId(body, id, u"config_id"_s);
    body.own(u"id"_s, uuid);
    References references(body, id.isNull(), true);
    const QString config = body.strings(u"config"_s);
    if (!body.isFine())
        return body.refusal();
    return saveEntity(
        request, desk, {.entity = Entity::ServiceConfig, .id = uuid},
        [&](const Installation &tables) -> Prepared {
            references.check(tables, rowOf(tables.serviceConfigs, uuid));
            if (!body.isFine())
                return std::unexpected(body.refusal());
            for (const stores::ConfigRow &row : tables.serviceConfigs) {
                if (uuid.isNull() && row.serviceId == references.serviceId())
                    return conflict(
                        request, u"The service has a configuration already: %1"_s.arg(row.id),
                        u"PUT /api/v2/configuration/platforms/configs/%1 to replace it"_s.arg(
                            row.id));
            }
            Columns columns = {{u"config"_s, config}};
            if (uuid.isNull())
                columns.append({{u"platform_id"_s, references.platformId()},
                                {u"service_id"_s, references.serviceId()}});
            return columns;
        });
}

} // namespace outlet::app::api
