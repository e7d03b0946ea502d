// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/guard.h"

#include <QHash>
#include <QString>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace outlet::registry {

/** Why a call has no answer. */
enum class Refusal {
    Stopped, ///< not made: the plugin was stopped
    Missed,  ///< made, and not back within its deadline: given up
    GivenUp, ///< not made: an earlier one has not come back
};

/**
 * Sees to it that the object of a module is called by one thread at a time, as the SDK promises,
 * and never again after a call that did not come back. Whoever comes meanwhile waits; no longer
 * than the deadlines of those before. Thread-safe.
 */
class ModuleCalls
{
public:
    template<class Call>
    using Answer = std::expected<std::invoke_result_t<Call>, Refusal>;

    /** A step of the plugin's life. `call` as for withDeadline(). */
    template<class Call>
    Answer<Call> call(const QString &module, std::chrono::milliseconds timeout, Call call)
    {
        const std::shared_ptr<Seat> seat = seatOf(module);
        const std::lock_guard turn(seat->mutex);
        return run(*seat, timeout, std::move(call));
    }

    /** Any other hook: not of a plugin that was stopped. */
    template<class Call>
    Answer<Call> callUnlessStopped(const QString &module, std::chrono::milliseconds timeout,
                                   Call call)
    {
        const std::shared_ptr<Seat> seat = seatOf(module);
        const std::lock_guard turn(seat->mutex);
        if (seat->isStopped)
            return std::unexpected(Refusal::Stopped);
        return run(*seat, timeout, std::move(call));
    }

    class Visit;

    /** For hooks that bear several callers at once: nothing, if the plugin was stopped. */
    std::optional<Visit> visit(const QString &module);

    /** From now on only steps of the plugin's life are called. Waits for those that are inside. */
    void stop(const QString &module, std::chrono::milliseconds timeout)
    {
        const std::shared_ptr<Seat> seat = seatOf(module);
        const std::lock_guard turn(seat->mutex);
        seat->isStopped = true;
        std::unique_lock lock(seat->visits);
        seat->left.wait_for(lock, timeout, [&] { return seat->visitors == 0; });
    }

    /** The plugin has started: everything may be called. */
    void open(const QString &module) { seatOf(module)->isStopped = false; }

private:
    struct Seat
    {
        std::mutex mutex; ///< held by whoever calls
        std::atomic<bool> isStopped = false;
        bool isGivenUp = false;
        std::mutex visits;
        std::condition_variable left;
        int visitors = 0;
    };

    std::shared_ptr<Seat> seatOf(const QString &module)
    {
        const std::lock_guard lock(m_mutex);
        std::shared_ptr<Seat> &seat = m_seats[module];
        if (!seat)
            seat = std::make_shared<Seat>();
        return seat;
    }

    template<class Call>
    static Answer<Call> run(Seat &seat, std::chrono::milliseconds timeout, Call call)
    {
        if (seat.isGivenUp)
            return std::unexpected(Refusal::GivenUp);
        auto answer = withDeadline(timeout, std::move(call));
        if (answer)
            return std::move(*answer);
        seat.isGivenUp = true;
        return std::unexpected(Refusal::Missed);
    }

    std::mutex m_mutex;
    QHash<QString, std::shared_ptr<Seat>> m_seats; ///< by module; as few as there are modules
};

/** Somebody is inside: the plugin is not stopped before it ends, or only after a deadline. */
class ModuleCalls::Visit
{
public:
    Visit(Visit &&) = default;
    Visit &operator=(Visit &&) = delete;
    ~Visit()
    {
        if (!m_seat)
            return; // moved from
        const std::lock_guard lock(m_seat->visits);
        if (--m_seat->visitors == 0)
            m_seat->left.notify_all();
    }

private:
    friend class ModuleCalls;
    explicit Visit(std::shared_ptr<Seat> seat) : m_seat(std::move(seat)) {}

    std::shared_ptr<Seat> m_seat;
};

inline std::optional<ModuleCalls::Visit> ModuleCalls::visit(const QString &module)
{
    std::shared_ptr<Seat> seat = seatOf(module);
    const std::lock_guard lock(seat->visits);
    if (seat->isStopped)
        return std::nullopt;
    ++seat->visitors;
    return Visit(std::move(seat));
}

} // namespace outlet::registry
