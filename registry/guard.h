// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>
#include <type_traits>

namespace outlet::registry {

/**
 * The one place where code of a connector is called: what it throws becomes an Error.
 * `call` returns a Result of some kind.
 */
template<class Call>
auto guarded(Call &&call) -> std::invoke_result_t<Call>
{
    QString what;
    try {
        return std::forward<Call>(call)();
    } catch (const std::exception &exception) {
        what = QString::fromLocal8Bit(exception.what());
    } catch (...) {
        what = QStringLiteral("something that is no std::exception");
    }
    return fail(ErrorCode::Internal, QStringLiteral("It threw an exception: %1").arg(what));
}

/**
 * Whether some call was given up in the life of this process. Its thread may still run: the program
 * must then end without unloading what that thread uses (`_exit`).
 */
inline std::atomic<bool> hasGivenUpCalls = false;

/**
 * Runs `call` on a thread of its own and waits for at most `timeout`.
 *
 * A call that misses its deadline cannot be ended; its thread is given up and keeps what it
 * captured alive, so `call` must own (or share) everything that it touches.
 * @return what `call` returned, or nothing when it was given up: it is still running then
 */
template<class Call>
auto withDeadline(std::chrono::milliseconds timeout, Call call)
    -> std::optional<std::invoke_result_t<Call>>
{
    using Answer = std::invoke_result_t<Call>;
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> future = promise->get_future();
    try {
        std::thread([promise, call = std::move(call)]() mutable {
            promise->set_value(guarded(call));
        }).detach();
    } catch (const std::system_error &error) {
        return fail(ErrorCode::Unavailable, QStringLiteral("No thread could be started for it: %1")
                                                .arg(QString::fromLocal8Bit(error.what())));
    }
    if (future.wait_for(timeout) == std::future_status::ready)
        return future.get();
    hasGivenUpCalls = true;
    return std::nullopt;
}

} // namespace outlet::registry
