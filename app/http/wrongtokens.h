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
 * How long clients wait that try tokens: not at first, since everybody errs, then twice as long
 * each time. Who shows the right one never waits, however many others have erred from the same
 * address. Shared by all threads.
 */
class WrongTokens
{
public:
    using Clock = std::chrono::steady_clock;
    using Milliseconds = std::chrono::milliseconds;

    static constexpr int free = 3;      ///< wrong ones without a wait
    static constexpr int doublings = 4; ///< at most: 16 times the first
    static constexpr Clock::duration memory = std::chrono::minutes(10); ///< after the last one
    static constexpr std::size_t maxCount = 10'000; ///< clients that are remembered

    /** @param first the first wait; 0: nobody waits */
    explicit WrongTokens(Milliseconds first) : m_first(first) {}

    /** Counts a wrong token and says how long its answer waits. */
    Milliseconds note(std::string_view client, Clock::time_point now);

private:
    struct Client
    {
        int count = 0;
        Clock::time_point last;
    };

    const Milliseconds m_first;
    std::mutex m_mutex;
    std::unordered_map<std::string, Client> m_clients;
};

} // namespace outlet::app::http
