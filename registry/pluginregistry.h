// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"
#include "registry/change.h"
#include "registry/eventdelivery.h"
#include "registry/events.h"
#include "registry/healthchecks.h"
#include "registry/hookcalls.h"
#include "registry/lifecycle.h"
#include "registry/modulefiles.h"
#include "registry/replaceable.h"
#include "registry/resolver.h"
#include "registry/seeds.h"
#include "registry/selection.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

#include <QHash>
#include <QJsonObject>
#include <QSqlDatabase>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

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
    /** Where copies of modules go that are loaded anew; empty: where temporary files go. */
    QString copies;
    /** A file that was written less than this ago may still be written to. */
    std::chrono::milliseconds settle{500};
    /** Of plugins, by id, as the operator gives them: checked against their manifests. */
    QHash<QString, QJsonObject> settings;
    /** Where plugins publish, and what is delivered to them; never null. */
    std::shared_ptr<EventBus> events = std::make_shared<EventBus>();
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

    /**
     * Folders of the search paths may have changed: if so, runs the pipeline for what has, and
     * publishes a new snapshot. Whoever is still being written to is left for the next time.
     */
    Result<void> rescan();

    /**
     * Makes a plugin take part, or not, for good: writes its row and applies it. The name is that
     * of the plugin, an alias, its id or its folder's.
     * Errors: NotFound; Conflict, when it cannot be in force: then everything is as before.
     */
    Result<Change> setEnabled(const QString &name, bool isEnabled);

    /**
     * Loads a plugin anew if its files have changed, or anyway. Errors as above; Conflict, when
     * what is new fails: then what was in force before stays.
     */
    Result<Change> reload(const QString &name, bool isForced);

    /** A plugin was taken away for good: its row goes, and so does what is left of it here. */
    Result<void> forget(const QString &plugin);

    /** The snapshot in force; never null once discover() has succeeded. Thread-safe. */
    SnapshotPtr snapshot() const { return m_snapshot.load(); }

    /** Asks plugins how they are, while the registry goes on. Thread-safe; lives as long as this.
     */
    HealthChecks &health() { return m_health; }

    /** Asks connectors about configurations. Thread-safe; lives as long as this. */
    HookCalls &hooks() { return m_hooks; }

    /** Called with every new snapshot, in the registry's thread. */
    void onChanged(std::function<void(const SnapshotPtr &)> listener);

    /** Stops running plugins, dependants first. Called by the destructor too. */
    void stop();

private:
    struct Rows; // what the last snapshot was made from
    struct Run;  // what is on its way to the next one

    Result<Rows> readRows();
    Result<void> run(Run run);
    void read(Run &run);
    void settle(Run &run);
    void migrate(Run &run);
    void tryModules(Run &run);
    void seed(Run &run);
    Result<void> record(Run &run);
    void start(Run &run);
    void checkHealth(Run &run);
    Draft draftOf(Run run);
    const Connector *inForce(const QString &id) const;
    std::optional<Described> replacedBy(const Rejected &rejected) const;
    bool isReplacement(const Described &described) const;
    void publish(Draft draft);

    RegistryOptions m_options;
    QSqlDatabase m_database;
    std::shared_ptr<ModuleCalls> m_calls = std::make_shared<ModuleCalls>();
    Seeds m_seeds;
    Lifecycles m_lifecycles;
    EventDelivery m_delivery;
    HealthChecks m_health;
    HookCalls m_hooks;
    ModuleFiles m_files;
    std::unique_ptr<Rows> m_rows;
    std::function<void(const SnapshotPtr &)> m_listener;
    Replaceable<Snapshot> m_snapshot;
    quint64 m_generation = 0;
};

} // namespace outlet::registry
