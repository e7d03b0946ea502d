// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/router.h"
#include "registry/snapshot.h"

#include <QJsonObject>

#include <vector>

namespace outlet::app::api {

/**
 * The API as an OpenAPI 3.1 document. Pure.
 *
 * Paths come from the routes and their descriptions; a route without one is left out. Schemas of
 * configurations come from the fields of the connectors in force: `Configuration.<plugin>`, and
 * `Configuration` for any of them. The form is that of `form.schema.json`. Everything else stands
 * in `openapi.json` beside this file.
 */
QJsonObject openApi(const std::vector<Route> &routes, const registry::Snapshot &snapshot,
                    const QString &version);

} // namespace outlet::app::api
