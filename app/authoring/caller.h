// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/authoring/report.h"
#include "registry/guard.h"

#include <outlet/result.h>

#include <QElapsedTimer>
#include <QSet>
#include <QString>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace outlet::app::authoring {

/**
 * Tells the process that waits what happens in this one, an object of JSON a line: what was told
 * outlives a crash. `{"function","case"}` before each call, `{"finding":{...}}`, at last
 * `{"done"}`.
 */
class Teller
{
public:
    explicit Teller(int descriptor) : m_descriptor(descriptor) {}

    void begins(const QString &function, const QString &about) const;
    /** Each fault once for each place: the first case counts. */
    void found(const Finding &finding);
    void skipped(const QString &why) const;
    void done(qint64 calls) const;

private:
    void write(const QByteArray &line) const;

    int m_descriptor;
    QSet<QString> m_told;
};

/** Calls hooks as the server does, with a deadline, and tells what goes wrong with the call. */
class Caller
{
public:
    Caller(Teller &teller, std::chrono::milliseconds timeout) : m_teller(teller), m_timeout(timeout)
    {
        m_clock.start();
    }

    Teller &teller() { return m_teller; }
    qint64 calls() const { return m_calls; }

    /**
     * `call` returns a Result of some kind and owns what it touches. Nothing, if it threw, or if
     * the hook was asked for long enough. One that does not come back ends this process: nobody can
     * call the object any more.
     */
    template<class Call>
    auto ask(const QString &function, const QString &about, Call call)
        -> std::optional<std::invoke_result_t<Call>>
    {
        if (isOutOfTime(function))
            return std::nullopt;
        m_teller.begins(function, about);
        ++m_calls;
        auto hasReturned = std::make_shared<std::atomic<bool>>(false);
        auto answer = registry::withDeadline(m_timeout, [hasReturned, call = std::move(call)] {
            auto result = call();
            *hasReturned = true;
            return result;
        });
        if (!answer)
            giveUp(function, about);
        if (!*hasReturned) {
            threw(function, about, answer->error());
            return std::nullopt;
        }
        if (!*answer)
            judgeError(function, about, answer->error());
        return answer;
    }

    /** The same call several times: alone, then by threads at once, then often. */
    template<class Call>
    void repeat(const QString &function, Call call, bool isForManyThreads = true)
    {
        const auto first = ask(function, QStringLiteral("a good value"), call);
        const auto second = ask(function, QStringLiteral("the same good value again"), call);
        if (!first || !second)
            return;
        const auto isSame = [first, call] { return registry::guarded(call) == *first; };
        if (!(*first == *second))
            impure(function, QStringLiteral("the same call had another answer"));
        else if (isForManyThreads && !isSameForAll(function, isSame))
            impure(function,
                   QStringLiteral("called by several threads at once it had another answer"));
        measure(function, [call] { (void)registry::guarded(call); });
    }

    /** Whether what a hook says can be stored and sent. */
    void judgeText(const QString &function, const QString &about, const QString &text);

private:
    bool isOutOfTime(const QString &function);
    [[noreturn]] void giveUp(const QString &function, const QString &about);
    void threw(const QString &function, const QString &about, const Error &error);
    void judgeError(const QString &function, const QString &about, const Error &error);
    void impure(const QString &function, const QString &what);
    bool isSameForAll(const QString &function, const std::function<bool()> &isSame);
    void measure(const QString &function, const std::function<void()> &call);

    Teller &m_teller;
    std::chrono::milliseconds m_timeout;
    QElapsedTimer m_clock;
    bool m_hasToldSlow = false;
    qint64 m_calls = 0;
};

} // namespace outlet::app::authoring
