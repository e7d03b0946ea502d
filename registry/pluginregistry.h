// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"
#include "registry/healthchecks.h"
#include "registry/hookcalls.h"
#include "registry/lifecycle.h"
#include "registry/resolver.h"
#include "registry/selection.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

#include <QHash>
#include <QSqlDatabase>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace outlet::registry {

/** What the registry works on; fixed for its life. */
struct RegistryOptions
{
    QList<SearchPath> paths;
    Selection selection;
    ui::ManifestLimits manifestLimits;
    std::chrono::milliseconds hookTimeout{5000};
    /** PlanOnly looks without touching: no migration, no row, no plugin started. */
    migrations::Mode mode = migrations::Mode::Apply;
    migrations::Dialect dialect = migrations::Dialect::Sqlite;
};

/**
 * The one public face of the registry: runs the pipeline (find, read, judge, select, resolve,
 * migrate, build, publish), holds the snapshot in force and says when it changed.
 *
 * Lives in one thread, that of its database connection; only snapshot() and what health() and
 * hooks() give may be used from others.
 */
class PluginRegistry
{
public:
    /** @param database open, core migrations applied (in PlanOnly mode it may be empty) */
    PluginRegistry(RegistryOptions options, const QSqlDatabase &database);
    ~PluginRegistry();

    /**
     * Runs the whole pipeline and publishes what came of it. A candidate's failure is its verdict;
     * an Error means that the database itself failed, and the snapshot in force stays.
     */
    Result<void> discover();

    /**
     * Another program may have written: reads `plugins` and the platform options again and
     * publishes a new snapshot if they changed. Cheap when they did not.
     */
    Result<void> refresh();

    /** The snapshot in force; never null once discover() has succeeded. Thread-safe. */
    SnapshotPtr snapshot() const { return m_snapshot.load(); }

    /** Asks plugins how they are, while the registry goes on. Thread-safe; lives as long as this. */
    HealthChecks &health() { return m_health; }

    /** Asks connectors about configurations. Thread-safe; lives as long as this. */
    HookCalls &hooks() { return m_hooks; }

    /** Called with every new snapshot, in the registry's thread. */
    void onChanged(std::function<void(const SnapshotPtr &)> listener);

    /** Stops running plugins, dependants first. Called by the destructor too. */
    void stop();

private:
    struct Rows; // what the last snapshot was made from

    Result<Rows> readRows();
    QHash<QString, migrations::Report> migrate(Resolved &resolved,
                                               std::vector<Rejected> &rejected);
    QStringList start(Resolved &resolved, std::vector<Rejected> &rejected);
    void publish(Draft draft);

    RegistryOptions m_options;
    QSqlDatabase m_database;
    std::shared_ptr<ModuleCalls> m_calls = std::make_shared<ModuleCalls>();
    Lifecycles m_lifecycles;
    HealthChecks m_health;
    HookCalls m_hooks;
    std::unique_ptr<Rows> m_rows;
    std::function<void(const SnapshotPtr &)> m_listener;
    std::atomic<SnapshotPtr> m_snapshot;
    quint64 m_generation = 0;
};

} // namespace outlet::registry
