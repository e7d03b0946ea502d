// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/modulecalls.h"
#include "registry/snapshot.h"

#include <outlet/accessurl.h>
#include <outlet/optionssource.h>
#include <outlet/result.h>
#include <outlet/values.h>

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

class QObject;

namespace outlet::registry {

/**
 * Asks connectors about configurations, through those of their hooks that several threads may call
 * at once. A module is loaded at the first call of any of them.
 *
 * Each call has a deadline, for all that it asks. One that misses it cannot be ended and keeps a
 * thread of its own; a connector that has `mostLost` of them is not asked again before one comes
 * back. Thread-safe; blocks the calling thread, at most for the deadline and that of a step of the
 * plugin's life.
 *
 * Errors of every call: what the hook answers; Unavailable: the module cannot be loaded, the plugin
 * was stopped or has too many calls that have not come back; Timeout; Internal: it threw. They name
 * the plugin and the hook.
 */
class HookCalls
{
public:
    static constexpr int mostLost = 8;

    HookCalls(std::shared_ptr<ModuleCalls> calls, std::chrono::milliseconds timeout);

    /** The values as they were given, if the connector has no ConfigurationRules. */
    Result<Values> normalise(const Connector &connector, const Values &values);

    /** No errors, if the connector has no ConfigurationRules. */
    Result<QList<FieldError>> check(const Connector &connector, const Values &values,
                                    const Product &product);

    /** The text as it was given, if the connector has no AccessPath. */
    Result<QString> accessPath(const Connector &connector, const QString &rendered);

    /** Unsupported, `Plugin '<id>' does not implement URL retrieval`, without AccessUrl. */
    Result<QString> accessUrl(const Connector &connector, const AccessUrlRequest &request);

    /** The first object among the items that EnvironmentMatch takes; nothing without the hook. */
    Result<std::optional<QJsonObject>> matchingItem(const Connector &connector,
                                                    const QJsonArray &items, const Values &values);

    /** Unsupported, if the connector has no OptionsSource. */
    Result<QList<FieldOption>> options(const Connector &connector, const QString &field,
                                       const Values &values);

    /** Calls of the old module, once it is stopped, go to the new one: a request may be late. */
    void replace(const Connector &old, const Connector &by);

    /**
     * Any other hook that several threads may call at once, such as in endpointcall.h.
     * @param name of its function, for errors. @param call may go on after the deadline, so it owns
     *        or shares everything that it touches; the object has the hook
     */
    Result<void> call(const Connector &connector, const QString &name,
                      std::function<Result<void>(QObject &)> call);

private:
    /** What is known of one module. Shared with the calls that were given up. */
    struct Module
    {
        std::mutex loading;
        std::atomic<QObject *> object = nullptr; ///< null until it is loaded; never unloaded
        std::atomic<int> lost = 0;
        std::shared_ptr<const Connector> successor; ///< guarded by m_mutex
    };

    template<class Answer>
    Result<Answer> ask(const Connector &connector, const QString &hook,
                       std::function<Result<Answer>(QObject &)> call);
    std::shared_ptr<Module> moduleOf(const Connector &connector);
    std::shared_ptr<const Connector> successorOf(const Connector &connector);
    Result<QObject *> objectOf(const Connector &connector, Module &module);

    std::shared_ptr<ModuleCalls> m_calls;
    std::chrono::milliseconds m_timeout;
    std::mutex m_mutex;
    QHash<QString, std::shared_ptr<Module>> m_modules; ///< by module; as few as there are modules
};

} // namespace outlet::registry
