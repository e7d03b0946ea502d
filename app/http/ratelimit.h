// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace outlet::app::http {

/**
 * A token bucket per name: `perSecond` requests a second, and as many at once after a pause. Shared
 * by all threads.
 */
class RateLimit
{
public:
    using Clock = std::chrono::steady_clock;

    /** @param perSecond 0: no limit */
    explicit RateLimit(double perSecond) : m_perSecond(perSecond) {}

    bool isOff() const { return m_perSecond <= 0; }

    /** Zero if the request may pass, else how long to wait for the next token. */
    std::chrono::duration<double> take(std::string_view name, Clock::time_point now);

private:
    struct Bucket
    {
        double tokens = 0;
        Clock::time_point filled;
    };

    /** Names come from clients: full buckets are as good as none and go when there are many. */
    static constexpr std::size_t maxCount = 100'000;

    void forgetFull(Clock::time_point now);
    double tokensOf(const Bucket &bucket, Clock::time_point now) const;
    double burst() const { return m_perSecond < 1 ? 1 : m_perSecond; }

    double m_perSecond;
    std::mutex m_mutex;
    std::unordered_map<std::string, Bucket> m_buckets;
};

} // namespace outlet::app::http
