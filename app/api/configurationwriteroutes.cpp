// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationwarnings.h"
#include "app/api/environmentwrites.h"
#include "app/api/errors.h"
#include "app/api/platformwrites.h"
#include "app/api/routes.h"
#include "app/api/uuid.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

using DeskHandler = Reply (*)(const Request &, const WriteDesk &, const Parameters &);

/** The ids of an address, taken from the parameters of its pattern. */
struct Ids
{
    Entity entity;
    QString own;    ///< name of the parameter; null where the address is that of a list
    QString parent; ///< of the platform or environment; null where the address has none
};

/** What is named; or the 422 that says which ids are none. */
std::expected<Target, Reply> targetOf(const Request &request, const Parameters &parameters,
                                      const Ids &ids)
{
    QList<InvalidValue> problems;
    const auto read = [&](const QString &name) {
        if (name.isNull())
            return QString();
        const auto uuid = readUuid(parameters[name], name);
        if (!uuid)
            problems.append(uuid.error());
        return uuid.value_or(QString());
    };
    const QString parent = read(ids.parent);
    Target target{.entity = ids.entity, .id = read(ids.own)};
    (ids.entity == Entity::Service ? target.platformId : target.environmentId) = parent;
    if (!problems.isEmpty())
        return std::unexpected(invalidReply(request, problems));
    return target;
}

/** Declares routes of one resource. */
class Declaration
{
public:
    Declaration(Router &router, const ApiParts &parts) : m_router(router), m_parts(parts) {}

    /** One of the writes that have a function of their own. */
    void save(const QByteArray &method, const QString &pattern, DeskHandler handler,
              Description description)
    {
        const bool isNew = method == "POST";
        description.statuses = {isNew ? 201 : 200};
        description.problems = {401, 409, 422};
        if (pattern.contains(u'{'))
            description.problems += 404;
        if (!isNew) {
            description.problems += 412;
            description.parameters = {u"If-Match"_s};
        }
        add(method, pattern, std::move(description),
            [handler](auto &request, const WriteDesk &desk, auto &parameters) {
                return handler(request, desk, parameters);
            });
    }

    void remove(const QString &pattern, const Ids &ids, Description description)
    {
        description.details =
            u"204; or 200 with warnings, where a connector lacks something now."_s;
        description.schema = u"RemovalWarnings"_s;
        description.statuses = {200, 204};
        description.problems = {401, 404, 409, 412, 422};
        description.parameters = {u"If-Match"_s};
        add("DELETE", pattern, std::move(description),
            [ids](auto &request, const WriteDesk &desk, auto &parameters) {
                const auto target = targetOf(request, parameters, ids);
                return target ? removeEntity(request, desk, *target) : target.error();
            });
    }

    void read(const QString &pattern, const Ids &ids, Description description,
              Access access = Access::Read)
    {
        description.tag = u"Configuration"_s;
        description.problems = {404, 422};
        if (access == Access::Admin)
            description.problems += 401;
        m_router.get(base + pattern, Place::Worker,
                     atDesk([ids](auto &request, const WriteDesk &desk, auto &parameters) {
                         const auto target = targetOf(request, parameters, ids);
                         return target ? readEntity(request, desk, *target) : target.error();
                     }),
                     std::move(description), access);
    }

    /** Looks at all rows at once, as administrators may. */
    void survey(const QString &pattern, Reply (*handler)(const Request &, const WriteDesk &),
                Description description)
    {
        description.tag = u"Configuration"_s;
        description.freshness = Freshness::Momentary;
        description.problems = {401};
        m_router.get(base + pattern, Place::Worker,
                     atDesk([handler](auto &request, const WriteDesk &desk, auto &) {
                         return handler(request, desk);
                     }),
                     std::move(description), Access::Admin);
    }

private:
    using Handler = std::function<Reply(const Request &, const WriteDesk &, const Parameters &)>;

    static inline const QString base = u"/api/v2/configuration/"_s;

    RouteHandler atDesk(Handler handler) const
    {
        return withSnapshot(m_parts, [database = m_parts.database, hooks = m_parts.hooks,
                                      events = m_parts.events, handler = std::move(handler)](
                                         auto &request, auto &snapshot, auto &parameters) {
            return handler(request, {snapshot, *database, hooks, events}, parameters);
        });
    }

    /** Forms show what was written, at the latest when its answer is there. */
    RouteHandler thenTell(RouteHandler handler) const
    {
        return [handler = std::move(handler), changed = m_parts.changed](auto &request,
                                                                         auto &parameters) {
            Reply reply = handler(request, parameters);
            if (reply.status < 300 && changed)
                changed();
            return reply;
        };
    }

    void add(const QByteArray &method, const QString &pattern, Description description,
             Handler handler)
    {
        description.tag = u"Configuration"_s;
        description.freshness = Freshness::Momentary;
        // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): std::function frees what it
        // holds
        m_router.add({.method = method,
                      .pattern = base + pattern,
                      .handler = thenTell(atDesk(std::move(handler))),
                      .access = Access::Admin,
                      .description = std::move(description)});
    }

    Router &m_router;
    const ApiParts &m_parts;
};

Description described(const QString &id, const QString &summary, const QString &body,
                      const QString &schema, const QString &details = {})
{
    return {.id = id, .summary = summary, .details = details, .body = body, .schema = schema};
}

Description named(const QString &id, const QString &summary, const QString &schema = {})
{
    return {.id = id, .summary = summary, .schema = schema};
}

void addPlatforms(Declaration &routes)
{
    const Ids ids{Entity::Platform, u"id"_s, {}};
    routes.read(u"platforms/{id}"_s, ids,
                named(u"readPlatform"_s, u"One platform"_s, u"Platform"_s));
    routes.save(
        "POST", u"platforms"_s,
        [](auto &request, auto &desk, auto &) { return savePlatform(request, desk); },
        described(u"createPlatform"_s, u"Add a platform"_s, u"PlatformDraft"_s,
                  u"PlatformWritten"_s));
    routes.save(
        "PUT", u"platforms/{id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return savePlatform(request, desk, parameters[u"id"_s]);
        },
        described(u"replacePlatform"_s, u"Rename a platform"_s, u"PlatformDraft"_s,
                  u"PlatformWritten"_s));
    routes.remove(u"platforms/{id}"_s, ids, named(u"removePlatform"_s, u"Delete a platform"_s));
}

void addServices(Declaration &routes)
{
    const Ids ids{Entity::Service, u"service_id"_s, {}};
    const Ids below{Entity::Service, u"service_id"_s, u"id"_s};
    routes.read(u"platforms/services/{service_id}"_s, ids,
                named(u"readPlatformService"_s, u"One service"_s, u"PlatformService"_s));
    routes.save(
        "POST", u"platforms/{id}/services"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveService(request, desk, parameters[u"id"_s]);
        },
        described(u"createPlatformService"_s, u"Add a service to a platform"_s,
                  u"PlatformServiceDraft"_s, u"PlatformServiceWritten"_s,
                  u"Its name, in lower case, is the key of the connector that uses it."_s));
    routes.save(
        "PUT", u"platforms/services/{service_id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveService(request, desk, {}, parameters[u"service_id"_s]);
        },
        described(u"replacePlatformService"_s, u"Replace a service"_s, u"PlatformServiceDraft"_s,
                  u"PlatformServiceWritten"_s));
    routes.remove(u"platforms/services/{service_id}"_s, ids,
                  named(u"removePlatformService"_s, u"Delete a service"_s));
    routes.save(
        "PUT", u"platforms/{id}/services/{service_id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveService(request, desk, parameters[u"id"_s], parameters[u"service_id"_s]);
        },
        described(u"replaceServiceOfPlatform"_s, u"Replace a service of the platform"_s,
                  u"PlatformServiceDraft"_s, u"PlatformServiceWritten"_s,
                  u"The service itself, not what it offers."_s));
    routes.remove(u"platforms/{id}/services/{service_id}"_s, below,
                  named(u"removeServiceOfPlatform"_s, u"Delete a service of the platform"_s));
}

void addServiceConfigs(Declaration &routes)
{
    const Ids ids{Entity::ServiceConfig, u"config_id"_s, {}};
    routes.save(
        "POST", u"platforms/configs"_s,
        [](auto &request, auto &desk, auto &) { return saveServiceConfig(request, desk); },
        described(u"createPlatformServiceConfig"_s, u"Say what a service offers"_s,
                  u"PlatformServiceConfigDraft"_s, u"PlatformServiceConfigWritten"_s));
    routes.save(
        "PUT", u"platforms/configs/{config_id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveServiceConfig(request, desk, parameters[u"config_id"_s]);
        },
        described(u"replacePlatformServiceConfig"_s, u"Replace what a service offers"_s,
                  u"PlatformServiceConfigDraft"_s, u"PlatformServiceConfigWritten"_s));
    routes.remove(u"platforms/configs/{config_id}"_s, ids,
                  named(u"removePlatformServiceConfig"_s, u"Delete what a service offers"_s));
}

void addEnvironments(Declaration &routes)
{
    routes.save(
        "POST", u"environments"_s,
        [](auto &request, auto &desk, auto &) { return saveEnvironment(request, desk); },
        described(u"createEnvironment"_s, u"Add an environment"_s, u"EnvironmentDraft"_s,
                  u"EnvironmentWritten"_s));
    routes.save(
        "PUT", u"environments/{id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveEnvironment(request, desk, parameters[u"id"_s]);
        },
        described(u"replaceEnvironment"_s, u"Replace an environment"_s, u"EnvironmentDraft"_s,
                  u"EnvironmentWritten"_s));
    routes.remove(u"environments/{id}"_s, {Entity::Environment, u"id"_s, {}},
                  named(u"removeEnvironment"_s, u"Delete an environment"_s));
}

void addEnvironmentServices(Declaration &routes)
{
    const Ids ids{Entity::EnvironmentService, u"config_id"_s, u"id"_s};
    routes.read(u"environments/{id}/configs/{config_id}"_s, ids,
                named(u"readEnvironmentConfig"_s, u"The items of one service in an environment"_s,
                      u"EnvironmentConfig"_s));
    routes.save(
        "POST", u"environments/{id}/configs"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveEnvironmentService(request, desk, parameters[u"id"_s]);
        },
        described(u"createEnvironmentConfig"_s, u"Give a service its items in an environment"_s,
                  u"EnvironmentConfigDraft"_s, u"EnvironmentConfigWritten"_s));
    routes.save(
        "PUT", u"environments/{id}/configs/{config_id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveEnvironmentService(request, desk, parameters[u"id"_s],
                                          parameters[u"config_id"_s]);
        },
        described(u"replaceEnvironmentConfig"_s,
                  u"Replace the items of a service in an environment"_s,
                  u"EnvironmentConfigDraft"_s, u"EnvironmentConfigWritten"_s));
    routes.remove(
        u"environments/{id}/configs/{config_id}"_s, ids,
        named(u"removeEnvironmentConfig"_s, u"Delete the items of a service in an environment"_s));
}

void addEnvironmentPlatforms(Declaration &routes)
{
    const Ids ids{Entity::EnvironmentPlatform, u"config_id"_s, u"id"_s};
    routes.read(u"environments/{id}/platform_configs/{config_id}"_s, ids,
                named(u"readEnvironmentPlatformConfig"_s,
                      u"What one platform has in an environment"_s, u"EnvironmentPlatformConfig"_s),
                Access::Admin);
    routes.save(
        "POST", u"environments/{id}/platform_configs"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveEnvironmentPlatform(request, desk, parameters[u"id"_s]);
        },
        described(u"createEnvironmentPlatformConfig"_s, u"Configure a platform in an environment"_s,
                  u"EnvironmentPlatformConfigDraft"_s, u"EnvironmentPlatformConfigWritten"_s));
    routes.save(
        "PUT", u"environments/{id}/platform_configs/{config_id}"_s,
        [](auto &request, auto &desk, auto &parameters) {
            return saveEnvironmentPlatform(request, desk, parameters[u"id"_s],
                                           parameters[u"config_id"_s]);
        },
        described(u"replaceEnvironmentPlatformConfig"_s,
                  u"Configure a platform in an environment anew"_s,
                  u"EnvironmentPlatformConfigDraft"_s, u"EnvironmentPlatformConfigWritten"_s));
    routes.remove(u"environments/{id}/platform_configs/{config_id}"_s, ids,
                  named(u"removeEnvironmentPlatformConfig"_s,
                        u"Delete what a platform has in an environment"_s));
}

} // namespace

void addConfigurationWriteRoutes(Router &router, const ApiParts &parts)
{
    Declaration routes(router, parts);
    addPlatforms(routes);
    addServices(routes);
    addServiceConfigs(routes);
    addEnvironments(routes);
    addEnvironmentServices(routes);
    addEnvironmentPlatforms(routes);
    routes.survey(u"findings"_s, listFindings,
                  named(u"listFindings"_s, u"What would fail in silence"_s, u"FindingList"_s));
}

} // namespace outlet::app::api
