// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/snapshot.h"

namespace outlet::app::api {

/**
 * `GET /api/v2/permissions` -> 200, `{"permissions":[{key,description,plugin,endpoints:[..]}]}`:
 * what the manifests of the plugins in force declare, in list order, with the endpoints that need
 * it as `GET /echo/hello`. Pages with `limit` and `cursor`; 400 for wrong ones.
 */
Reply permissions(const Request &request, const registry::Snapshot &snapshot);

} // namespace outlet::app::api
