// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"
#include "app/api/message.h"
#include "registry/snapshot.h"

class QSqlDatabase;

namespace outlet::app::api {

/** `GET /api/v2/version` -> 200 `{"version":"..."}` */
Reply version(const Request &request, const QString &version);

/** `GET /healthz` -> 200 `{"status":"ok"}` as long as the process answers at all. */
Reply healthz(const Request &request);

/**
 * `GET /readyz` -> 200 `{"status":"ready","checks":{"database","migrations","registry"}}`, each
 * `ok`; 503 with status `not ready` and, for each check that failed, the reason instead.
 */
Reply readyz(const Request &request, const registry::SnapshotPtr &snapshot, QSqlDatabase &database,
             const DatabaseCheck &check);

/** `GET /` -> 200 `{"name","version","links":{...}}`: where to go from here. */
Reply index(const Request &request, const QString &version);

} // namespace outlet::app::api
