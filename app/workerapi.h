// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"
#include "app/database.h"

#include <functional>
#include <optional>

namespace outlet::app {

class DatabaseWatch;

/**
 * The whole API in one worker's thread, with a database connection of its own that is opened when
 * it is first needed and anew after it was lost.
 *
 * While the database is away, whatever does not need it is answered as ever; the rest is 503 with
 * `Retry-After`, at once. Belongs to one thread.
 */
class WorkerApi
{
public:
    /** @param parts of the answers; the database is added. @param watch outlives this */
    WorkerApi(const QString &databaseUrl, api::ApiParts parts, DatabaseWatch &watch);
    WorkerApi(const WorkerApi &) = delete;
    WorkerApi &operator=(const WorkerApi &) = delete;

    api::Reply answer(const api::Request &request);

private:
    Result<void> connect();

    Database m_database;
    api::ApiParts m_parts;
    DatabaseWatch &m_watch;
    Result<void> m_connected;            ///< for the request that is being answered
    std::optional<api::Router> m_router; ///< of this connection: stores may keep what they prepared
};

} // namespace outlet::app
