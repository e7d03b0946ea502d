// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"
#include "registry/events.h"
#include "registry/modulecalls.h"

#include <outlet/result.h>

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace outlet {
class Context;
class Lifecycle;
} // namespace outlet

namespace outlet::registry {

class PluginContext;
class ServiceTable;

/**
 * Runs the Lifecycle hook of those plugins that have it: load, initialize() all, start() all, in
 * start order, each call with a deadline; stop() in reverse. One plugin's failure takes only it and
 * its dependants out. A plugin that missed a deadline is never called again, not even to stop: the
 * call may still be in there, and the SDK promises one at a time. Lives in the main thread.
 */
class Lifecycles
{
public:
    /**
     * @param calls shared with whoever else calls the plugins' hooks
     * @param events where the plugins publish
     */
    explicit Lifecycles(std::chrono::milliseconds timeout,
                        std::shared_ptr<ModuleCalls> calls = std::make_shared<ModuleCalls>(),
                        std::shared_ptr<EventBus> events = std::make_shared<EventBus>());
    ~Lifecycles();

    /** What the operator has set, by id; for those that are initialised from now on. */
    void setSettings(QHash<QString, QJsonObject> settings) { m_settings = std::move(settings); }

    /** Those that were turned down, with a verdict each; everything else is ready or running. */
    struct Outcome
    {
        std::vector<Rejected> rejected;
        QStringList running; ///< ids
    };

    /**
     * Makes reality match: starts what is new in `connectors`, stops what is gone from it, leaves
     * alone what runs already. Removes the rejected ones from `connectors`.
     *
     * A plugin whose module is another one than before is replaced: both run until stopReplaced().
     * If the new one fails, the old one runs on, and its dependants with it.
     */
    Outcome apply(std::vector<Described> &connectors, const QStringList &startOrder);

    /** Stops a new one that apply() has started, before its old one is stopped. */
    void takeBack(const Described &plugin) { stopOne(plugin.candidate.module); }

    /** Stops everything that runs from another module than these say. */
    void stopReplaced(const std::vector<Described> &connectors);

    /** Stops everything, in reverse start order. */
    void stopAll();

private:
    struct Running
    {
        QString id;
        QString plugin; ///< its name
        QString module;
        QObject *object = nullptr;
        std::shared_ptr<PluginContext> context;
        bool hasStarted = false; ///< start() has been called, whatever came of it
    };
    class Run;

    std::optional<Verdict> initialize(const Described &plugin);
    std::optional<Verdict> start(const Described &plugin);
    std::optional<Verdict> call(const Running &plugin, const char *step, VerdictCode code,
                                std::function<Result<void>(Lifecycle &, Context &)> hook);
    bool isRunning(const QString &module) const;
    void stopOne(const QString &module);
    void stopUnless(const std::function<bool(const Running &)> &isWanted);

    std::chrono::milliseconds m_timeout;
    std::shared_ptr<ModuleCalls> m_calls;
    std::shared_ptr<ServiceTable> m_services;
    std::shared_ptr<EventBus> m_events;
    QHash<QString, QJsonObject> m_settings;
    std::vector<Running> m_running;    ///< in start order
    QHash<QString, Verdict> m_givenUp; ///< by module: a call has not come back from it
};

} // namespace outlet::registry
