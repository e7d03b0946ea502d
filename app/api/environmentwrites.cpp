// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/environmentwrites.h"

#include "app/api/errors.h"
#include "app/api/references.h"
#include "ui-schemas/quote.h"

#include <optional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::Columns;
using stores::ConfigRow;
using stores::Environment;
using stores::Installation;
using Prepared = std::expected<Columns, Reply>;

namespace {

Prepared conflict(const Request &request, const QString &message, const QString &hint)
{
    return std::unexpected(errorReply(request, {ErrorCode::Conflict, message, hint, {}}));
}

/** Why there cannot be such an environment beside the others; null where there is no reason. */
QString obstacle(const Installation &tables, const Environment &wanted)
{
    for (const Environment &other : tables.environments) {
        if (other.id == wanted.id)
            continue;
        if (other.name.toLower() == wanted.name.toLower())
            return u"An environment is called %1 already: %2"_s.arg(ui::quoted(other.name),
                                                                    other.id);
        if (other.acronym == wanted.acronym)
            return u"The environment %1 has the acronym %2 already: %3"_s.arg(
                ui::quoted(other.name), ui::quoted(other.acronym), other.id);
    }
    return {};
}

/** A row with a config in an environment, as its body says. */
struct Draft
{
    Entity entity;
    QString environmentId;
    QString id; ///< null for a new one
    QString config;
};

/** The row that has the place of the new one; null where there is none. */
const ConfigRow *occupant(const QList<ConfigRow> &rows, const Draft &draft,
                          const References &references)
{
    for (const ConfigRow &row : rows) {
        const bool isSame = references.serviceId().isNull()
                                ? row.platformId == references.platformId()
                                : row.serviceId == references.serviceId();
        if (isSame && row.environmentId == draft.environmentId)
            return &row;
    }
    return nullptr;
}

Prepared prepare(const Request &request, const Installation &tables, const Draft &draft,
                 References &references, FieldsOfBody &body)
{
    const bool isPlatform = draft.entity == Entity::EnvironmentPlatform;
    references.check(tables, configRowOf(tables, draft.entity, draft.id));
    if (!body.isFine())
        return std::unexpected(body.refusal());
    Columns columns = {{u"config"_s, draft.config}};
    if (!draft.id.isNull())
        return columns;
    const auto &rows = isPlatform ? tables.environmentPlatforms : tables.environmentServices;
    if (const ConfigRow *row = occupant(rows, draft, references))
        return conflict(request,
                        u"The %1 has a configuration in the environment already: %2"_s.arg(
                            isPlatform ? u"platform"_s : u"service"_s, row->id),
                        u"PUT %1 to replace it"_s.arg(addressOf(tables, draft.entity, row->id)));
    columns.append(
        {{u"environment_id"_s, draft.environmentId}, {u"platform_id"_s, references.platformId()}});
    if (!isPlatform)
        columns.append({u"service_id"_s, references.serviceId()});
    return columns;
}

Reply saveConfig(const Request &request, const WriteDesk &desk, Entity entity,
                 const QString &environmentId, const QString &id)
{
    const bool isPlatform = entity == Entity::EnvironmentPlatform;
    FieldsOfBody body(request);
    Draft draft{entity, readId(body, environmentId, u"id"_s), readId(body, id, u"config_id"_s), {}};
    body.own(u"id"_s, draft.id);
    References references(body, id.isNull(), !isPlatform);
    draft.config = isPlatform ? body.object(u"config"_s) : body.objects(u"config"_s);
    if (!body.isFine())
        return body.refusal();
    return saveEntity(request, desk,
                      {.entity = entity, .id = draft.id, .environmentId = draft.environmentId},
                      [&](const Installation &tables) {
                          return prepare(request, tables, draft, references, body);
                      });
}

} // namespace

Reply saveEnvironment(const Request &request, const WriteDesk &desk, const QString &id)
{
    FieldsOfBody body(request);
    Environment wanted;
    wanted.id = readId(body, id, u"id"_s);
    wanted.name = body.name(u"name"_s);
    wanted.acronym = body.name(u"acronym"_s);
    wanted.context = body.text(u"context"_s);
    wanted.isDefault = body.flag(u"is_default"_s, false);
    body.own(u"id"_s, wanted.id);
    body.ignore({u"warnings"_s});
    if (!body.isFine())
        return body.refusal();
    return saveEntity(request, desk, {.entity = Entity::Environment, .id = wanted.id},
                      [&](const Installation &tables) -> Prepared {
                          const QString reason = obstacle(tables, wanted);
                          if (!reason.isNull())
                              return conflict(request, reason,
                                              u"Choose another one, or PUT that environment"_s);
                          return Columns{{u"name"_s, wanted.name},
                                         {u"acronym"_s, wanted.acronym},
                                         {u"context"_s, wanted.context},
                                         {u"is_default"_s, wanted.isDefault}};
                      });
}

Reply saveEnvironmentPlatform(const Request &request, const WriteDesk &desk,
                              const QString &environmentId, const QString &id)
{
    return saveConfig(request, desk, Entity::EnvironmentPlatform, environmentId, id);
}

Reply saveEnvironmentService(const Request &request, const WriteDesk &desk,
                             const QString &environmentId, const QString &id)
{
    return saveConfig(request, desk, Entity::EnvironmentService, environmentId, id);
}

} // namespace outlet::app::api
