// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace outlet::registry {

/**
 * Calls `work(i)` for every i below `count`, on all cores where that pays; returns when all are
 * done. `work` must not throw and must bear being called from several threads at once.
 * @param perThread below that many items another thread costs more than it saves
 */
template<class Work>
void forEachIndex(size_t count, size_t perThread, const Work &work)
{
    std::atomic<size_t> next = 0;
    const auto run = [&] {
        for (size_t i = next++; i < count; i = next++)
            work(i);
    };
    const size_t threads =
        std::clamp<size_t>(count / perThread, 1, std::max(1U, std::thread::hardware_concurrency()));
    std::vector<std::jthread> others;
    for (size_t n = 1; n < threads; ++n) {
        try {
            others.emplace_back(run);
        } catch (const std::system_error &) {
            break; // no more threads to be had: those that run, and this one, do it all
        }
    }
    run();
}

} // namespace outlet::registry
