// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/pluginadmin.h"
#include "app/api/routes.h"

#include <array>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

const QString previewed =
    u"Names the configurations that would be invalid by the rules of its form, or would lose "
    "values, a hundred findings at most. Nothing is changed, and nothing of it is run."_s;

using Operate = Reply (*)(const Request &, const AdminDesk &, Operation, const QString &);

/** A POST that changes a plugin. */
void addOperation(Router &router, const ApiParts &parts, const QString &pattern, Operate handler,
                  Operation operation, Description description)
{
    description.tag = u"Administration"_s;
    description.freshness = Freshness::Momentary;
    description.problems = {401, 404, 409, 422, 503};
    router.add(
        {.method = "POST",
         .pattern = pattern,
         .handler = withSnapshot(parts,
                                 [database = parts.database, operations = parts.operations, handler,
                                  operation](auto &request, auto &snapshot, auto &parameters) {
                                     return handler(request, {snapshot, *database, operations},
                                                    operation, parameters[u"name"_s]);
                                 }),
         .access = Access::Admin,
         .description = std::move(description)});
}

void addOperations(Router &router, const ApiParts &parts)
{
    struct Row
    {
        QString word;
        QString id;
        Operation operation;
        QString summary;
        QString details;
    };
    const std::array rows = {
        Row{u"enable"_s, u"enablePlugin"_s, Operation::Enable, u"Make a plugin take part"_s,
            u"For good, and at once. If it cannot be in force, nothing changes and the answer says "
            "why."_s},
        Row{u"disable"_s, u"disablePlugin"_s, Operation::Disable,
            u"Make a plugin take part no longer"_s,
            u"For good, and at once. Those that need it go along; the answer names them."_s},
        Row{u"toggle"_s, u"togglePlugin"_s, Operation::Toggle, u"The one or the other"_s, {}},
        Row{u"reload"_s, u"reloadPlugin"_s, Operation::Reload, u"Load a plugin anew"_s,
            u"If its files have changed; with `force=true` anyway. What was in force before goes "
            "on until the new one runs, and stays if that fails."_s},
    };
    for (const Row &row : rows)
        addOperation(router, parts, u"/admin/plugins/{name}/"_s + row.word, operate, row.operation,
                     {.id = row.id,
                      .summary = row.summary,
                      .details = row.details,
                      .schema = u"PluginChange"_s,
                      .parameters = row.operation == Operation::Reload ? QStringList{u"force"_s}
                                                                       : QStringList()});
}

void addPackages(Router &router, const ApiParts &parts)
{
    const auto atDesk = [&](auto handler) {
        return withSnapshot(parts, [database = parts.database, operations = parts.operations,
                                    handler](auto &request, auto &snapshot, auto &parameters) {
            return handler(request, AdminDesk{snapshot, *database, operations}, parameters);
        });
    };
    router.add(
        {.method = "POST",
         .pattern = u"/admin/plugins/install"_s,
         .handler = atDesk([](auto &request, const AdminDesk &desk, auto &) {
             return installPackage(request, desk);
         }),
         .access = Access::Admin,
         .maxBody = parts.operations ? parts.operations->maxPackage : 0,
         .description = {.id = u"installPackage"_s,
                         .tag = u"Administration"_s,
                         .summary = u"Install, upgrade or downgrade a connector"_s,
                         .details = u"The body is a package that `outlet pack` made, or a form "
                                    "with it as a file. It is verified, its module tried in a "
                                    "process of its own, its table migrated; whatever fails, what "
                                    "was in force before stays."_s,
                         .schema = u"PackageInstallation"_s,
                         .freshness = Freshness::Momentary,
                         .problems = {401, 409, 422, 503},
                         .parameters = {u"accept_invalid"_s}}});
    router.add({.method = "POST",
                .pattern = u"/admin/plugins/preview"_s,
                .handler = atDesk([](auto &request, const AdminDesk &desk, auto &) {
                    return previewPackage(request, desk);
                }),
                .access = Access::Admin,
                .maxBody = parts.operations ? parts.operations->maxPackage : 0,
                .description = {.id = u"previewPackage"_s,
                                .tag = u"Administration"_s,
                                .summary = u"What a package would do to what is stored"_s,
                                .details = previewed,
                                .schema = u"ChangePreview"_s,
                                .freshness = Freshness::Momentary,
                                .problems = {401, 409, 422, 503}}});
    router.get(
        u"/admin/plugins/{name}/preview"_s, Place::Worker,
        atDesk([](auto &request, const AdminDesk &desk, auto &parameters) {
            return previewChange(request, desk, parameters[u"name"_s]);
        }),
        {.id = u"previewChange"_s,
         .tag = u"Administration"_s,
         .summary = u"What another version, or none, would do to what is stored"_s,
         .details =
             u"For `version`, one that is installed, or for `data`, uninstalling. "_s + previewed,
         .schema = u"ChangePreview"_s,
         .freshness = Freshness::Momentary,
         .problems = {401, 404, 409, 422, 503},
         .parameters = {u"version"_s, u"data"_s}},
        Access::Admin);
    router.add({.method = "DELETE",
                .pattern = u"/admin/plugins/{name}"_s,
                .handler = atDesk([](auto &request, const AdminDesk &desk, auto &parameters) {
                    return uninstallPlugin(request, desk, parameters[u"name"_s]);
                }),
                .access = Access::Admin,
                .description = {.id = u"uninstallPlugin"_s,
                                .tag = u"Administration"_s,
                                .summary = u"Uninstall a connector that a package has brought"_s,
                                .details = u"`data` says what becomes of its part of the "
                                           "database. What it has stored is readable on, unless "
                                           "it is dropped."_s,
                                .schema = u"PackageRemoval"_s,
                                .freshness = Freshness::Momentary,
                                .problems = {401, 404, 409, 422, 503},
                                .parameters = {u"data"_s, u"confirm"_s}}});
}

} // namespace

/** What operators do. */
void addPluginAdminRoutes(Router &router, const ApiParts &parts)
{
    router.get(u"/admin/plugins"_s, Place::Edge,
               withSnapshot(parts, [](auto &request, auto &snapshot,
                                      auto &) { return adminPlugins(request, snapshot); }),
               {.id = u"listAdminPlugins"_s,
                .tag = u"Administration"_s,
                .summary = u"The names of all plugins, and of those in force"_s,
                .schema = u"AdminPlugins"_s,
                .freshness = Freshness::Momentary,
                .problems = {401}},
               Access::Admin);
    addOperations(router, parts);
    addPackages(router, parts);

    const QString briefly = u"/plugins"_s;
    router.get(briefly, Place::Worker,
               withSnapshot(parts,
                            [database = parts.database](auto &request, auto &snapshot, auto &) {
                                return pluginRecords(request, snapshot, *database);
                            }),
               {.id = u"listPluginRecords"_s,
                .tag = u"Administration"_s,
                .summary = u"Every plugin, as the table of plugins has it"_s,
                .schema = u"PluginRecords"_s,
                .freshness = Freshness::Momentary});
    router.get(
        briefly + u"/{name}"_s, Place::Worker,
        withSnapshot(parts,
                     [database = parts.database](auto &request, auto &snapshot, auto &parameters) {
                         return pluginRecord(request, snapshot, *database, parameters[u"name"_s]);
                     }),
        {.id = u"readPluginRecord"_s,
         .tag = u"Administration"_s,
         .summary = u"One plugin, as the table of plugins has it"_s,
         .schema = u"PluginRecord"_s,
         .freshness = Freshness::Momentary,
         .problems = {404}});
    addOperation(router, parts, briefly + u"/{name}/reload"_s, operateBriefly, Operation::Reload,
                 {.id = u"reloadPluginBriefly"_s,
                  .summary = u"Load a plugin anew"_s,
                  .details = u"Anyway, also if its files are the same. It has been done when the "
                             "answer is there."_s,
                  .schema = u"PluginStatus"_s});
    addOperation(router, parts, briefly + u"/{name}/toggle"_s, operateBriefly, Operation::Toggle,
                 {.id = u"togglePluginBriefly"_s,
                  .summary = u"Make a plugin take part, or no longer"_s,
                  .schema = u"PluginStatus"_s});
}

} // namespace outlet::app::api
