// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace outlet::registry {

/**
 * A value that nobody changes, but somebody may replace while others use it. Thread-safe.
 *
 * In place of std::atomic<std::shared_ptr>: that of libstdc++ 12 lets go of its lock in load()
 * without saying that the reading comes before it, which the thread sanitizer calls a race.
 */
template<class T>
class Replaceable
{
public:
    Replaceable() = default;
    explicit Replaceable(std::shared_ptr<const T> value) : m_value(std::move(value)) {}

    std::shared_ptr<const T> load() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

    /** What was there before goes after the lock, if nobody else uses it. */
    void store(std::shared_ptr<const T> value)
    {
        const std::lock_guard lock(m_mutex);
        m_value.swap(value);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
};

} // namespace outlet::registry
