// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/events.h"
#include "registry/modulecalls.h"
#include "registry/snapshot.h"

#include <QString>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <vector>

namespace outlet::registry {

/**
 * Brings events to the plugins with the hook EventSubscriber: each has a thread of its own, so that
 * none waits for another, and hears of one event at a time, in order. Each call has a deadline.
 *
 * One that throws is told of the next event all the same; one that misses its deadline hears of
 * nothing more. What replaces a plugin goes on where that has stopped. Belongs to one thread.
 */
class EventDelivery
{
public:
    /** @param calls shared with whoever else calls the plugins' hooks */
    EventDelivery(std::shared_ptr<EventBus> bus, std::shared_ptr<ModuleCalls> calls,
                  std::chrono::milliseconds timeout);
    ~EventDelivery();

    /**
     * From now on those of the snapshot hear of what happens, nobody else. Loads no module in the
     * calling thread and waits for no plugin.
     */
    void follow(const Snapshot &snapshot);

    /** Delivers what has happened, for as long as one deadline, and ends. */
    void stop();

private:
    class Subscriber;

    void add(const Connector &connector, const std::shared_future<quint64> &predecessor);
    void reap();

    std::shared_ptr<EventBus> m_bus;
    std::shared_ptr<ModuleCalls> m_calls;
    std::chrono::milliseconds m_timeout;
    std::map<QString, std::unique_ptr<Subscriber>> m_subscribers; ///< by module
    std::vector<std::unique_ptr<Subscriber>> m_leaving;
};

} // namespace outlet::registry
