// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/discovery.h"
#include "app/api/health.h"
#include "app/api/permissions.h"
#include "app/api/plugindetail.h"
#include "app/api/plugins.h"
#include "app/api/routes.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

/** What existing frontends speak. */
void addFormRoutes(Router &router, const ApiParts &parts)
{
    const auto get = [&](const QString &pattern, SnapshotHandler handler, Description description) {
        description.tag = u"Forms"_s;
        router.get(u"/api/v2/plugins/"_s + pattern, Place::Edge,
                   withSnapshot(parts, std::move(handler)), std::move(description));
    };
    get(u""_s, [](auto &request, auto &snapshot, auto &) { return listPlugins(request, snapshot); },
        {.id = u"listForms"_s,
         .summary = u"Every form"_s,
         .schema = u"FormList"_s,
         .problems = {400},
         .parameters = paging()});
    get(u"platform-tiles"_s,
        [](auto &request, auto &snapshot, auto &) { return platformTiles(request, snapshot); },
        {.id = u"listTiles"_s,
         .summary = u"The tiles of the destinations"_s,
         .schema = u"TileList"_s});
    get(u"{name}/form"_s,
        [](auto &request, auto &snapshot, auto &parameters) {
            return pluginForm(request, snapshot, parameters[u"name"_s]);
        },
        {.id = u"readForm"_s,
         .summary = u"The form of one connector"_s,
         .details = u"The same object as in the list. An id is no name here."_s,
         .schema = u"Form"_s,
         .problems = {404}});
    get(u"{name}/schema"_s,
        [](auto &request, auto &snapshot, auto &parameters) {
            return pluginSchema(request, snapshot, parameters[u"name"_s]);
        },
        {.id = u"readSchema"_s,
         .summary = u"The schema of one connector's configurations"_s,
         .details = u"JSON Schema for any validator, and what react-jsonschema-form needs to draw "
                    "the form. A value that it accepts is one that the server accepts, as far as "
                    "the connector has no rules of its own."_s,
         .schema = u"PluginSchema"_s,
         .problems = {404}});
    get(u"{name}/icon"_s,
        [](auto &request, auto &snapshot, auto &parameters) {
            return pluginIcon(request, snapshot, parameters[u"name"_s]);
        },
        {.id = u"readIcon"_s,
         .summary = u"The picture of one connector"_s,
         .details = u"May be kept for a day."_s,
         .contentType = "image/svg+xml",
         .problems = {404}});
}

/** What operators ask. */
void addPluginRoutes(Router &router, const ApiParts &parts)
{
    const auto get = [&](const QString &pattern, Place place, SnapshotHandler handler,
                         Description description) {
        description.tag = u"Plugins"_s;
        router.get(u"/api/v2/plugins/"_s + pattern, place, withSnapshot(parts, std::move(handler)),
                   std::move(description));
    };
    QSqlDatabase *const database = parts.database;
    get(u"discovery"_s, Place::Worker,
        [](auto &request, auto &snapshot, auto &) { return discovery(request, snapshot); },
        {.id = u"discover"_s,
         .summary = u"Every candidate with its verdict"_s,
         .schema = u"Discovery"_s,
         .problems = {400},
         .parameters = paging()});
    get(u"migrations"_s, Place::Edge,
        [](auto &request, auto &snapshot, auto &) {
            return migrationDirectories(request, snapshot);
        },
        {.id = u"listMigrationDirectories"_s,
         .summary = u"Where migrations are"_s,
         .schema = u"MigrationDirectories"_s});
    get(u"{name}"_s, Place::Worker,
        [database, health = parts.health](auto &request, auto &snapshot, auto &parameters) {
            return pluginDetail(request, snapshot, *database, health, parameters[u"name"_s]);
        },
        {.id = u"readPlugin"_s,
         .summary = u"Everything about one plugin"_s,
         .details = u"Also about one that was turned down."_s,
         .schema = u"Plugin"_s,
         .problems = {404}});
    get(u"{name}/why"_s, Place::Edge,
        [](auto &request, auto &snapshot, auto &parameters) {
            return why(request, snapshot, parameters[u"name"_s]);
        },
        {.id = u"explainPlugin"_s,
         .summary = u"Why a plugin is, or is not, in force"_s,
         .details = u"Answers for every name; for one that nothing has with the nearest names."_s,
         .schema = u"Why"_s});
    get(u"{name}/migrations"_s, Place::Worker,
        [database](auto &request, auto &snapshot, auto &parameters) {
            return migrationHistory(request, snapshot, *database, parameters[u"name"_s]);
        },
        {.id = u"listMigrations"_s,
         .summary = u"The history of one plugin's migrations"_s,
         .schema = u"MigrationHistory"_s,
         .problems = {404}});
    get(u"{name}/health"_s, Place::Worker,
        [health = parts.health](auto &request, auto &snapshot, auto &parameters) {
            return pluginHealth(request, snapshot, health, parameters[u"name"_s]);
        },
        {.id = u"checkPlugin"_s,
         .summary = u"How one plugin is"_s,
         .details = u"Asks the plugin, at most once in a few seconds, and waits for it. That it "
                    "fails is no failure of this call."_s,
         .schema = u"PluginHealth"_s,
         .freshness = Freshness::Momentary,
         .problems = {404}});
    router.get(u"/api/v2/permissions"_s, Place::Edge,
               withSnapshot(parts, [](auto &request, auto &snapshot,
                                      auto &) { return permissions(request, snapshot); }),
               {.id = u"listPermissions"_s,
                .tag = u"Plugins"_s,
                .summary = u"What tokens can be allowed"_s,
                .details = u"The permissions that the plugins in force declare, and the endpoints "
                           "that need them."_s,
                .schema = u"PermissionList"_s,
                .problems = {400},
                .parameters = paging()});
}

} // namespace outlet::app::api
