// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/traffic.h"

#include <algorithm>

namespace outlet::app::http {

namespace {

/** With one writer no atomic addition is needed, and a plain one costs a tenth. */
void add(std::atomic<std::uint64_t> &number, std::uint64_t amount)
{
    number.store(number.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

} // namespace

void RouteTraffic::count(int status, std::chrono::nanoseconds duration)
{
    const double seconds = std::chrono::duration<double>(duration).count();
    const auto bucket = std::size_t(std::ranges::lower_bound(bounds, seconds) - bounds.begin());
    add(statuses[std::size_t(std::clamp(status, 0, int(statuses.size()) - 1))], 1);
    add(buckets[bucket], 1);
    add(nanoseconds, std::uint64_t(duration.count()));
}

RouteTraffic &Traffic::route(const QString &pattern)
{
    const std::lock_guard lock(m_mutex);
    return m_routes[pattern];
}

void Traffic::countReady()
{
    add(readyAnswers, 1);
}

void Traffic::countRefusal(std::string_view code)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_refusals.find(code);
    if (found != m_refusals.end())
        ++found->second;
    else
        m_refusals.emplace(code, 1);
}

} // namespace outlet::app::http
