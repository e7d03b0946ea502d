// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/snapshot.h"

namespace outlet::app::api {

/**
 * `GET /api/v2/plugins/discovery` -> 200 `{"generation","built_at","paths":[{path,source}],
 * "candidates":[{name,id,plugin,version,source,path,binary_path,verdict}]}`: those in force in list
 * order, then those turned down. What is not known is null. `limit` and `cursor` page through the
 * candidates (`next_cursor`); 400 if they are wrong.
 */
Reply discovery(const Request &request, const registry::Snapshot &snapshot);

/**
 * `GET /api/v2/plugins/{name}/why` -> 200 `{"name","found","candidates":[...],"verdict"}`.
 * `name` may be a plugin name, an id, an alias or a folder. The verdict is that of the candidate in
 * force, else of the first that was turned down, else `unknown-name` with the nearest names and the
 * directories that were searched: a question that is always answered, so never 404.
 */
Reply why(const Request &request, const registry::Snapshot &snapshot, const QString &name);

} // namespace outlet::app::api
