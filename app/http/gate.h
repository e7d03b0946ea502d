// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/dispatcher.h"
#include "app/http/edge.h"
#include "app/http/limits.h"
#include "app/http/readyanswers.h"
#include "app/http/traffic.h"

#include <QHostAddress>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

namespace outlet::app::http {

/** How many clients there are, in all threads together. */
class Clients
{
public:
    explicit Clients(const Limits &limits) : m_limits(limits) {}

    /** Counts a client in; false: there are too many, in all or from its address. */
    bool enter(const QHostAddress &address);
    void leave(const QHostAddress &address);

private:
    const Limits &m_limits;
    std::atomic<std::int64_t> m_count = 0;
    std::mutex m_mutex;
    std::unordered_map<std::string, std::int64_t> m_byAddress; ///< kept only where it is limited
};

/** What all gates share; everything here bears being used by several threads. */
struct GateParts
{
    const Backend &backend;
    const Limits &limits;
    Edge &edge;
    Clients &clients;
    QString spoolDirectory; ///< for bodies too large for memory, and large answers
    bool logsAccess = false;
};

/**
 * Owns the clients of one thread: accepts them, frames their requests, keeps the limits and
 * deadlines, sends ready answers itself and hands everything else to the Dispatcher, one request of
 * a client at a time and in order. Lives in one thread, that of its event loop, which polls one
 * descriptor however many clients there are.
 */
class Gate
{
public:
    Gate(const GateParts &parts, Traffic &traffic);
    ~Gate();
    Gate(const Gate &) = delete;
    Gate &operator=(const Gate &) = delete;

    /** Accepts from a listening socket, which stays the caller's. */
    void accept(int listener);

    /**
     * Accepts nobody any more and lets clients go as soon as they have their answers; `done` is
     * called, in this thread, when the last has gone.
     */
    void drain(std::function<void()> done);

private:
    friend class Connection;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::app::http
