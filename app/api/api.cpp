// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/api.h"

#include "app/api/configuration.h"
#include "app/api/discovery.h"
#include "app/api/errors.h"
#include "app/api/metrics.h"
#include "app/api/plugindetail.h"
#include "app/api/plugins.h"
#include "app/api/system.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Snapshot;

namespace {

using SnapshotHandler = std::function<Reply(const Request &, const Snapshot &, const Parameters &)>;

/** Gives the handler the snapshot that the whole request keeps. */
RouteHandler withSnapshot(const ApiParts &parts, SnapshotHandler handler)
{
    return [snapshot = parts.snapshot, handler = std::move(handler)](const Request &request,
                                                                     const Parameters &parameters) {
        const registry::SnapshotPtr current = snapshot();
        if (current)
            return handler(request, *current, parameters);
        return errorReply(request, {ErrorCode::Unavailable,
                                    u"The registry is still starting"_s,
                                    u"Try again in a moment; /readyz says when it is there"_s,
                                    {}});
    };
}

void addPlugins(Router &router, const ApiParts &parts)
{
    const auto get = [&](const QString &pattern, Place place, SnapshotHandler handler) {
        router.get(u"/api/v2/plugins/"_s + pattern, place, withSnapshot(parts, std::move(handler)));
    };
    QSqlDatabase *const database = parts.database;
    get(u""_s, Place::Edge,
        [](auto &request, auto &snapshot, auto &) { return listPlugins(request, snapshot); });
    get(u"platform-tiles"_s, Place::Edge,
        [](auto &request, auto &snapshot, auto &) { return platformTiles(request, snapshot); });
    get(u"discovery"_s, Place::Worker,
        [](auto &request, auto &snapshot, auto &) { return discovery(request, snapshot); });
    get(u"migrations"_s, Place::Edge, [](auto &request, auto &snapshot, auto &) {
        return migrationDirectories(request, snapshot);
    });
    get(u"{name}"_s, Place::Worker, [database](auto &request, auto &snapshot, auto &parameters) {
        return pluginDetail(request, snapshot, *database, parameters[u"name"_s]);
    });
    get(u"{name}/form"_s, Place::Edge, [](auto &request, auto &snapshot, auto &parameters) {
        return pluginForm(request, snapshot, parameters[u"name"_s]);
    });
    get(u"{name}/icon"_s, Place::Edge, [](auto &request, auto &snapshot, auto &parameters) {
        return pluginIcon(request, snapshot, parameters[u"name"_s]);
    });
    get(u"{name}/why"_s, Place::Edge, [](auto &request, auto &snapshot, auto &parameters) {
        return why(request, snapshot, parameters[u"name"_s]);
    });
    get(u"{name}/migrations"_s, Place::Worker,
        [database](auto &request, auto &snapshot, auto &parameters) {
            return migrationHistory(request, snapshot, *database, parameters[u"name"_s]);
        });
}

void addConfiguration(Router &router, const ApiParts &parts)
{
    const auto get = [&](const QString &pattern, RouteHandler handler) {
        router.get(u"/api/v2/configuration/"_s + pattern, Place::Worker, std::move(handler));
    };
    QSqlDatabase *const database = parts.database;
    get(u"platforms"_s,
        [database](auto &request, auto &) { return listPlatforms(request, *database); });
    get(u"platforms/configs"_s, [database](auto &request, auto &) {
        return listPlatformServiceConfigs(request, *database);
    });
    get(u"platforms/configs/{config_id}"_s, [database](auto &request, auto &parameters) {
        return platformServiceConfig(request, *database, parameters[u"config_id"_s]);
    });
    get(u"platforms/{id}/services"_s, [database](auto &request, auto &parameters) {
        return listPlatformServices(request, *database, parameters[u"id"_s]);
    });
    get(u"platforms/{id}/services/{service_id}"_s, [database](auto &request, auto &parameters) {
        return configOfService(request, *database, parameters[u"id"_s],
                               parameters[u"service_id"_s]);
    });
    get(u"environments"_s,
        [database](auto &request, auto &) { return listEnvironments(request, *database); });
    get(u"environments/{id}"_s, [database](auto &request, auto &parameters) {
        return environment(request, *database, parameters[u"id"_s]);
    });
    get(u"environments/{id}/configs"_s, [database](auto &request, auto &parameters) {
        return listEnvironmentConfigs(request, *database, parameters[u"id"_s]);
    });
}

void addSystem(Router &router, const ApiParts &parts)
{
    router.get(u"/"_s, Place::Edge,
               [text = parts.version](auto &request, auto &) { return index(request, text); });
    router.get(u"/api/v2/version"_s, Place::Edge,
               [text = parts.version](auto &request, auto &) { return version(request, text); });
    router.get(u"/healthz"_s, Place::Edge, [](auto &request, auto &) { return healthz(request); });
    router.get(u"/readyz"_s, Place::Worker,
               [snapshot = parts.snapshot, database = parts.database,
                check = parts.checkDatabase](auto &request, auto &) {
                   return readyz(request, snapshot(), *database, check);
               });
    router.get(u"/metrics"_s, Place::Worker,
               [text = parts.version, snapshot = parts.snapshot, collectables = parts.collectables](
                   auto &, auto &) { return metrics(text, snapshot(), collectables); });
}

} // namespace

Router makeApi(const ApiParts &parts)
{
    Router router;
    addPlugins(router, parts);
    addConfiguration(router, parts);
    addSystem(router, parts);
    return router;
}

} // namespace outlet::app::api
