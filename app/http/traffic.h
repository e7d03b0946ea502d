// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace outlet::app::http {

/**
 * Counts of one route in one thread. One thread writes, any thread reads; nothing is locked, so a
 * reading may be a request apart from another.
 */
struct RouteTraffic
{
    /** Upper bounds of the histogram, in seconds. */
    static constexpr std::array<double, 12> bounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                      0.01,   0.05,    0.1,    0.5,   1,      5};

    std::array<std::atomic<std::uint64_t>, 600> statuses = {};
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets = {};
    std::atomic<std::uint64_t> nanoseconds = 0;

    void count(int status, std::chrono::nanoseconds duration);
};

/** What happened in one HTTP thread since it started. Written there, read anywhere. */
class Traffic
{
public:
    std::atomic<std::int64_t> connections = 0; ///< open now
    std::atomic<std::uint64_t> accepted = 0;
    std::atomic<std::uint64_t> bytesSent = 0;
    std::atomic<std::uint64_t> readyAnswers = 0;

    /** The counts of a route, made when it is asked for first; lives as long as this object. */
    RouteTraffic &route(const QString &pattern);

    /** Counts an answer that left without a handler being asked. */
    void countReady();

    /** Counts a request or a client that was turned down, by the code of the answer. */
    void countRefusal(std::string_view code);

    using Routes = std::map<QString, RouteTraffic>;
    using Refusals = std::map<std::string, std::uint64_t, std::less<>>;

    /** Calls `visit(routes, refusals)` while nothing is added. From any thread. */
    template<class Visit>
    void read(Visit &&visit) const
    {
        const std::lock_guard lock(m_mutex);
        visit(m_routes, m_refusals);
    }

private:
    mutable std::mutex m_mutex; ///< guards which entries there are, not their numbers
    Routes m_routes;
    Refusals m_refusals;
};

} // namespace outlet::app::http
