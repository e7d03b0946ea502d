// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/api.h"

#include "app/api/errors.h"
#include "app/api/pluginendpoints.h"
#include "app/api/routes.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

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

QStringList paging()
{
    return {u"limit"_s, u"cursor"_s};
}

Router makeApi(const ApiParts &parts)
{
    Router router;
    for (const auto add :
         {addFormRoutes, addPluginRoutes, addPlatformRoutes, addEnvironmentRoutes,
          addConfigurationWriteRoutes, addPluginAdminRoutes, addOutputConfigurationRoutes,
          addConsoleRoutes, addSystemRoutes, addSelfDescription})
        add(router, parts);
    if (parts.hooks) {
        auto endpoints = parts.endpoints;
        if (!endpoints)
            endpoints = std::make_shared<PluginEndpoints>(parts.snapshot, *parts.hooks);
        router.setBranches([endpoints](const QString &id) { return endpoints->of(id); });
    }
    return router;
}

} // namespace outlet::app::api
