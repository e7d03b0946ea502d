// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/metrics.h"
#include "app/api/optionscache.h"
#include "app/api/router.h"
#include "registry/events.h"
#include "registry/healthchecks.h"
#include "registry/hookcalls.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

#include <QString>

#include <functional>
#include <memory>

class QSqlDatabase;

namespace outlet::app::api {

class PluginEndpoints;
struct PluginOperations;

/** Whether the database is in order, beyond answering a query. */
using DatabaseCheck = std::function<Result<void>()>;

/** What the answers are made from. */
struct ApiParts
{
    /** The snapshot in force; null until there is one. Asked once per request. */
    std::function<registry::SnapshotPtr()> snapshot;
    /**
     * Borrowed, outlives the routes and belongs to the thread that calls those of Place::Worker.
     * May be null where only those of Place::Edge are called.
     */
    QSqlDatabase *database = nullptr;
    QString version; ///< of this program
    /** Whether the database is in order, for readyz; nothing: one that answers is. */
    DatabaseCheck checkDatabase = {};
    /** What further parts of the program count, for /metrics; called from any thread. */
    Collectables collectables = {};
    /** Borrowed, outlives the routes; thread-safe. Null: no plugin is ever asked how it is. */
    registry::HealthChecks *health = nullptr;
    /** Borrowed, outlives the routes; thread-safe. Null: no connector is asked anything. */
    registry::HookCalls *hooks = nullptr;
    /** What connectors offered a moment ago; one for all threads. */
    std::shared_ptr<OptionsCache> options = std::make_shared<OptionsCache>();
    /**
     * Called after a write of what forms are made of, before its answer goes out: returns when the
     * snapshot has it, or soon. From any thread. Nothing: nobody has to be told.
     */
    std::function<void()> changed = {};
    /** Borrowed, outlives the routes. Null: plugins stay as they are. */
    const PluginOperations *operations = nullptr;
    /** What plugins serve below their ids; one for all threads. Null: makeApi() makes one. */
    std::shared_ptr<const PluginEndpoints> endpoints = {};
    /** Borrowed, outlives the routes and their streams. Null: nobody hears of anything. */
    registry::EventBus *events = nullptr;
};

/** The whole API: the table of all routes, from routes.h. */
Router makeApi(const ApiParts &parts);

} // namespace outlet::app::api
