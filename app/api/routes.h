// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"

#include <functional>

namespace outlet::app::api {

// The tables of routes, one function per resource: address, handler, and what readers of the API's
// description are told. makeApi() puts them together. Each handler's contract stands in the header
// that declares it.

void addFormRoutes(Router &router, const ApiParts &parts);
void addPluginRoutes(Router &router, const ApiParts &parts);
void addPluginAdminRoutes(Router &router, const ApiParts &parts);
void addPlatformRoutes(Router &router, const ApiParts &parts);
void addEnvironmentRoutes(Router &router, const ApiParts &parts);
void addConfigurationWriteRoutes(Router &router, const ApiParts &parts);
void addOutputConfigurationRoutes(Router &router, const ApiParts &parts);
void addConsoleRoutes(Router &router, const ApiParts &parts);
void addSystemRoutes(Router &router, const ApiParts &parts);

/** Last of all: what it says about the API is what has been declared before, and itself. */
void addSelfDescription(Router &router, const ApiParts &parts);

using SnapshotHandler =
    std::function<Reply(const Request &, const registry::Snapshot &, const Parameters &)>;

/** Gives the handler the snapshot that the whole request keeps; 503 until there is one. */
RouteHandler withSnapshot(const ApiParts &parts, SnapshotHandler handler);

/** The parameters of lists. */
QStringList paging();

} // namespace outlet::app::api
