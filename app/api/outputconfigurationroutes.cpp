// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/access.h"
#include "app/api/outputconfigurations.h"
#include "app/api/rendering.h"
#include "app/api/routes.h"
#include "app/api/validation.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

using DeskHandler = Reply (*)(const Request &, const ConfigurationDesk &, const Parameters &);

const QString base = u"/api/v2/data_output_configurations/"_s;

Advisers advisersOf(const ApiParts &parts)
{
    return {.hooks = parts.hooks, .options = parts.options.get()};
}

/** A handler that works with the store. */
RouteHandler atDesk(const ApiParts &parts, DeskHandler handler)
{
    return withSnapshot(parts, [advisers = advisersOf(parts), options = parts.options,
                                database = parts.database, events = parts.events,
                                handler](auto &request, auto &snapshot, auto &parameters) {
        return handler(request, {snapshot, *database, advisers, events}, parameters);
    });
}

void addReading(Router &router, const ApiParts &parts)
{
    router.get(base, Place::Worker,
               atDesk(parts, [](auto &request, auto &desk,
                                auto &) { return listOutputConfigurations(request, desk); }),
               {.id = u"listOutputConfigurations"_s,
                .tag = u"Output configurations"_s,
                .summary = u"The configurations that are kept"_s,
                .details = u"Oldest first. One whose connector is gone is there, too, and says "
                           "so in its notes."_s,
                .schema = u"StoredConfigurationList"_s,
                .problems = {400},
                .parameters = {u"configuration_type"_s, u"limit"_s, u"cursor.opaque"_s}});
    router.get(base + u"{id}"_s, Place::Worker,
               atDesk(parts,
                      [](auto &request, auto &desk, auto &parameters) {
                          return outputConfiguration(request, desk, parameters[u"id"_s]);
                      }),
               {.id = u"readOutputConfiguration"_s,
                .tag = u"Output configurations"_s,
                .summary = u"One configuration"_s,
                .schema = u"StoredConfiguration"_s,
                .problems = {404, 422}});
}

void addWriting(Router &router, const ApiParts &parts)
{
    router.add(
        {.method = "POST",
         .pattern = base,
         .handler = atDesk(parts, [](auto &request, auto &desk,
                                     auto &) { return createOutputConfiguration(request, desk); }),
         .access = Access::Admin,
         .description = {.id = u"createOutputConfiguration"_s,
                         .tag = u"Output configurations"_s,
                         .summary = u"Keep a configuration"_s,
                         .details = u"It is judged as by validate, and refused if there is "
                                    "anything against it."_s,
                         .body = u"SubmittedConfiguration"_s,
                         .schema = u"StoredConfiguration"_s,
                         .freshness = Freshness::Momentary,
                         .statuses = {201},
                         .problems = {401, 409, 422},
                         .parameters = {u"namespace"_s, u"mapping"_s}}});
    router.add({.method = "PUT",
                .pattern = base + u"{id}"_s,
                .handler = atDesk(parts,
                                  [](auto &request, auto &desk, auto &parameters) {
                                      return replaceOutputConfiguration(request, desk,
                                                                        parameters[u"id"_s]);
                                  }),
                .access = Access::Admin,
                .description = {.id = u"replaceOutputConfiguration"_s,
                                .tag = u"Output configurations"_s,
                                .summary = u"Give a configuration new values"_s,
                                .details = u"All of them, but for secrets: one that is missing or "
                                           "null stays, an empty text takes it away."_s,
                                .body = u"SubmittedConfiguration"_s,
                                .schema = u"StoredConfiguration"_s,
                                .freshness = Freshness::Momentary,
                                .problems = {401, 404, 409, 412, 422},
                                .parameters = {u"If-Match"_s, u"namespace"_s, u"mapping"_s}}});
    router.add({.method = "DELETE",
                .pattern = base + u"{id}"_s,
                .handler = atDesk(parts,
                                  [](auto &request, auto &desk, auto &parameters) {
                                      return removeOutputConfiguration(request, desk,
                                                                       parameters[u"id"_s]);
                                  }),
                .access = Access::Admin,
                .description = {.id = u"removeOutputConfiguration"_s,
                                .tag = u"Output configurations"_s,
                                .summary = u"Delete a configuration"_s,
                                .details = u"With its values, secrets included."_s,
                                .freshness = Freshness::Momentary,
                                .statuses = {204},
                                .problems = {401, 404, 412, 422},
                                .parameters = {u"If-Match"_s}}});
}

void addAccess(Router &router, const ApiParts &parts)
{
    router.add({.method = "POST",
                .pattern = u"/api/v2/plugins/render_technical_asset_access_path"_s,
                .handler = atDesk(parts, [](auto &request, auto &desk,
                                            auto &) { return renderAccessPath(request, desk); }),
                .description = {.id = u"renderAccessPath"_s,
                                .tag = u"Forms"_s,
                                .summary = u"The path that a configuration leads to"_s,
                                .details = u"The template of the service with the values of the "
                                           "configuration. Nothing is stored."_s,
                                .body = u"PathRequest"_s,
                                .schema = u"AccessPath"_s,
                                .freshness = Freshness::Momentary,
                                .problems = {400, 404, 422}}});
    router.get(u"/api/v2/plugins/{platform}/url"_s, Place::Worker,
               atDesk(parts,
                      [](auto &request, auto &desk, auto &parameters) {
                          return platformUrl(request, desk, parameters[u"platform"_s]);
                      }),
               {.id = u"readPlatformUrl"_s,
                .tag = u"Forms"_s,
                .summary = u"The link into a platform"_s,
                .details = u"`id` names a stored configuration, for links that depend on one. A "
                           "parent's key stands for its first child."_s,
                .schema = u"PlatformUrl"_s,
                .freshness = Freshness::Momentary,
                .problems = {400, 404, 422, 501},
                .parameters = {u"id"_s, u"environment"_s, u"namespace"_s, u"domain_id"_s,
                               u"domain_name"_s}});
    router.get(base + u"{id}/access"_s, Place::Worker,
               atDesk(parts,
                      [](auto &request, auto &desk, auto &parameters) {
                          return configurationAccess(request, desk, parameters[u"id"_s]);
                      }),
               {.id = u"readConfigurationAccess"_s,
                .tag = u"Output configurations"_s,
                .summary = u"Where the data of a configuration is"_s,
                .details = u"Its path, and for each environment what to know and a link. What "
                           "cannot be told is null, with the reason beside it."_s,
                .schema = u"AccessOfConfiguration"_s,
                .freshness = Freshness::Momentary,
                .problems = {404, 409, 422},
                .parameters = {u"namespace"_s, u"domain_id"_s, u"domain_name"_s}});
}

} // namespace

void addOutputConfigurationRoutes(Router &router, const ApiParts &parts)
{
    addReading(router, parts);
    addWriting(router, parts);
    addAccess(router, parts);
    router.add({.method = "POST",
                .pattern = u"/api/v2/plugins/{name}/validate"_s,
                .handler = withSnapshot(parts,
                                        [advisers = advisersOf(parts), options = parts.options](
                                            auto &request, auto &snapshot, auto &parameters) {
                                            return validateConfiguration(
                                                request, snapshot, advisers, parameters[u"name"_s]);
                                        }),
                .description = {
                    .id = u"validateConfiguration"_s,
                    .tag = u"Forms"_s,
                    .summary = u"What would be said about a configuration"_s,
                    .details = u"Nothing is stored. Values may be missing or wrong: the answer "
                               "tells for each field, and has the options that go with the "
                               "other values."_s,
                    .body = u"EnteredConfiguration"_s,
                    .schema = u"SubmissionVerdict"_s,
                    .freshness = Freshness::Momentary,
                    .problems = {404, 422},
                    .parameters = {u"namespace"_s, u"mapping"_s}}});
}

} // namespace outlet::app::api
