// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/ratelimit.h"

#include <algorithm>

namespace outlet::app::http {

double RateLimit::tokensOf(const Bucket &bucket, Clock::time_point now) const
{
    const std::chrono::duration<double> passed = now - bucket.filled;
    return std::min(burst(), bucket.tokens + passed.count() * m_perSecond);
}

void RateLimit::forgetFull(Clock::time_point now)
{
    std::erase_if(m_buckets,
                  [&](const auto &entry) { return tokensOf(entry.second, now) >= burst(); });
    if (m_buckets.size() >= maxCount)
        m_buckets.clear(); // many at once: better to let some pass than to grow without end
}

std::chrono::duration<double> RateLimit::take(std::string_view name, Clock::time_point now)
{
    if (isOff())
        return {};
    const std::lock_guard lock(m_mutex);
    if (m_buckets.size() >= maxCount)
        forgetFull(now);
    Bucket &bucket = m_buckets.try_emplace(std::string(name), Bucket{burst(), now}).first->second;
    bucket.tokens = tokensOf(bucket, now);
    bucket.filled = now;
    if (bucket.tokens < 1)
        return std::chrono::duration<double>((1 - bucket.tokens) / m_perSecond);
    bucket.tokens -= 1;
    return {};
}

} // namespace outlet::app::http
