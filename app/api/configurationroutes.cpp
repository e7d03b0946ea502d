// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configuration.h"
#include "app/api/routes.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

using DatabaseHandler = std::function<Reply(const Request &, QSqlDatabase &, const Parameters &)>;

/** Declares routes of the database alone. */
auto configurationRoute(Router &router, const ApiParts &parts)
{
    return [&router, database = parts.database](const QString &pattern, DatabaseHandler handler,
                                                Description description,
                                                Access access = Access::Read) {
        description.tag = u"Configuration"_s;
        router.get(
            u"/api/v2/configuration/"_s + pattern, Place::Worker,
            [database, handler = std::move(handler)](auto &request, auto &parameters) {
                return handler(request, *database, parameters);
            },
            std::move(description), access);
    };
}

} // namespace

void addPlatformRoutes(Router &router, const ApiParts &parts)
{
    const auto get = configurationRoute(router, parts);
    get(u"platforms"_s,
        [](auto &request, auto &database, auto &) { return listPlatforms(request, database); },
        {.id = u"listPlatforms"_s,
         .summary = u"Every platform"_s,
         .schema = u"PlatformList"_s,
         .problems = {400},
         .parameters = paging()});
    get(u"platforms/configs"_s,
        [](auto &request, auto &database, auto &) {
            return listPlatformServiceConfigs(request, database);
        },
        {.id = u"listPlatformServiceConfigs"_s,
         .summary = u"What every service offers"_s,
         .schema = u"PlatformServiceConfigList"_s,
         .problems = {400},
         .parameters = paging()});
    get(u"platforms/configs/{config_id}"_s,
        [](auto &request, auto &database, auto &parameters) {
            return platformServiceConfig(request, database, parameters[u"config_id"_s]);
        },
        {.id = u"readPlatformServiceConfig"_s,
         .summary = u"One configuration of a service"_s,
         .schema = u"PlatformServiceConfig"_s,
         .problems = {404, 422}});
    get(u"platforms/{id}/services"_s,
        [](auto &request, auto &database, auto &parameters) {
            return listPlatformServices(request, database, parameters[u"id"_s]);
        },
        {.id = u"listPlatformServices"_s,
         .summary = u"The services of a platform"_s,
         .details = u"An id that no platform has gives an empty list."_s,
         .schema = u"PlatformServiceList"_s,
         .problems = {400, 422},
         .parameters = paging()});
    get(u"platforms/{id}/services/{service_id}"_s,
        [](auto &request, auto &database, auto &parameters) {
            return configOfService(request, database, parameters[u"id"_s],
                                   parameters[u"service_id"_s]);
        },
        {.id = u"readConfigOfService"_s,
         .summary = u"What one service offers"_s,
         .schema = u"PlatformServiceConfig"_s,
         .problems = {404, 422}});
}

void addEnvironmentRoutes(Router &router, const ApiParts &parts)
{
    const auto get = configurationRoute(router, parts);
    get(u"environments"_s,
        [](auto &request, auto &database, auto &) { return listEnvironments(request, database); },
        {.id = u"listEnvironments"_s,
         .summary = u"Every environment"_s,
         .schema = u"EnvironmentList"_s,
         .problems = {400},
         .parameters = paging()});
    get(u"environments/{id}"_s,
        [](auto &request, auto &database, auto &parameters) {
            return environment(request, database, parameters[u"id"_s]);
        },
        {.id = u"readEnvironment"_s,
         .summary = u"One environment"_s,
         .schema = u"Environment"_s,
         .problems = {404, 422}});
    get(u"environments/{id}/configs"_s,
        [](auto &request, auto &database, auto &parameters) {
            return listEnvironmentConfigs(request, database, parameters[u"id"_s]);
        },
        {.id = u"listEnvironmentConfigs"_s,
         .summary = u"The items of every service in an environment"_s,
         .schema = u"EnvironmentConfigList"_s,
         .problems = {400, 422},
         .parameters = paging()});
    get(
        u"environments/{id}/platform_configs"_s,
        [](auto &request, auto &database, auto &parameters) {
            return listEnvironmentPlatformConfigs(request, database, parameters[u"id"_s]);
        },
        {.id = u"listEnvironmentPlatformConfigs"_s,
         .summary = u"What every platform has in an environment"_s,
         .schema = u"EnvironmentPlatformConfigList"_s,
         .problems = {400, 401, 422},
         .parameters = paging()},
        Access::Admin);
}

} // namespace outlet::app::api
