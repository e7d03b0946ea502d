// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/healthchecks.h"
#include "registry/snapshot.h"

class QSqlDatabase;

namespace outlet::app::api {

// What operators ask about one plugin. `name` is a plugin name, an alias, an id or, for one that
// was turned down, its folder. Runs in the thread that owns the database connection.

/**
 * `GET /api/v2/plugins/{name}` -> 200, for one in force and for one that was turned down alike:
 * id, plugin, aliases, version, description, author, kind, source (`built-in`, `external`),
 * status (`active`; `inactive`: switched off by the operator; `failed`), state (`ready`, `running`,
 * `stopped` or `rejected`), verdict, path, binary_path, hooks, requires, permissions, endpoints
 * (paths as they are called), migrations {applied, pending} (null where that cannot be told),
 * health (what the last check said, as in health.h; null until one has run). What is not known is
 * null.
 * 404 `Plugin '<name>' not found` for a name that nothing has.
 */
Reply pluginDetail(const Request &request, const registry::Snapshot &snapshot,
                   QSqlDatabase &database, const registry::HealthChecks *health,
                   const QString &name);

/** `GET /api/v2/plugins/migrations` -> 200 `{"SnowflakeDataOutput":"<directory>",...}`, in force */
Reply migrationDirectories(const Request &request, const registry::Snapshot &snapshot);

/**
 * `GET /api/v2/plugins/{name}/migrations` -> 200 `{"plugin","path","migrations":[{id,state,
 * checksum,applied_at}]}` as files and database are now; state is `applied`, `pending`, `changed`
 * or `missing`, `applied_at` null while pending. 404 as above.
 */
Reply migrationHistory(const Request &request, const registry::Snapshot &snapshot,
                       QSqlDatabase &database, const QString &name);

} // namespace outlet::app::api
