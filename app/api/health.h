// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/healthchecks.h"
#include "registry/snapshot.h"
#include "ui-schemas/jsonwriter.h"

namespace outlet::app::api {

/**
 * `GET /api/v2/plugins/{name}/health` -> 200 `{"plugin","status","reason","details","checked_at"}`.
 * Asks the plugin's hook HealthCheck, at most once in a few seconds, and waits for it up to the
 * deadline of hooks; what it answers never changes the status of the reply. `status` is `ok`,
 * `degraded`, `failed` or `unknown`; `reason` says why it failed or why nothing is known, `details`
 * is what the plugin said, `checked_at` null where nobody was asked. Not to be kept.
 * Also for one that was turned down; 404 `Plugin '<name>' not found` for a name that nothing has.
 *
 * @param health null where plugins are not called at all
 */
Reply pluginHealth(const Request &request, const registry::Snapshot &snapshot,
                   registry::HealthChecks *health, const QString &name);

/** `{"status","reason","details","checked_at"}`: the last report, as part of another answer. */
void writeHealth(ui::JsonWriter &json, const registry::HealthReport &report);

} // namespace outlet::app::api
