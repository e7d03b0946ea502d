// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/router.h"
#include "registry/hookcalls.h"
#include "registry/replaceable.h"
#include "registry/snapshot.h"

#include <QHash>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace outlet::app::api {

/**
 * What plugins serve below `/<id>`: the endpoints of the manifests in force as routes. They come
 * and go with the snapshot, nothing has to be told. Thread-safe.
 *
 * The caller's permission is asked for where the plugin is called, not only at the edge: another
 * snapshot, with another permission, may have come into force in between.
 */
class PluginEndpoints
{
public:
    /** @param hooks outlives this and the tables that it gave */
    PluginEndpoints(std::function<registry::SnapshotPtr()> snapshot, registry::HookCalls &hooks)
        : m_snapshot(std::move(snapshot)), m_hooks(hooks)
    {}

    /** The routes of the plugin with this id; null: none in force has it and endpoints. */
    std::shared_ptr<const Router> of(const QString &id) const;

private:
    struct Table
    {
        registry::SnapshotPtr snapshot; ///< that the routes are of, and that keeps what they need
        QHash<QString, Router> routers; ///< by id
    };

    std::shared_ptr<const Table> table() const;

    const std::function<registry::SnapshotPtr()> m_snapshot;
    registry::HookCalls &m_hooks;
    mutable registry::Replaceable<Table> m_table;
};

/** The routes of one plugin. Each runs on a worker. `connector` outlives them, and so does `hooks`.
 */
std::vector<Route> endpointRoutes(const registry::Connector &connector,
                                  registry::HookCalls *hooks = nullptr);

/**
 * Calls an endpoint -> what the plugin answers, without what is the server's to say: headers of the
 * connection, of the framing, of CORS.
 * Errors: 401 and 403 without the permission; what the plugin refuses, in the usual shape; 500 if
 * it throws or answers nonsense; 503 and 504 as told at HookCalls.
 */
Reply callEndpoint(const Request &request, const registry::Connector &connector,
                   const ui::Endpoint &endpoint, registry::HookCalls &hooks);

} // namespace outlet::app::api
