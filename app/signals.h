// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace outlet::app {

/**
 * SIGTERM and SIGINT as an event of the event loop, where code may do anything, and not as a
 * handler, where it may do next to nothing.
 *
 * Make it before any thread starts: threads inherit that the signals are blocked. The first signal
 * calls `onFirst` once the event loop runs; the second ends the process at once with 128 + its
 * number, in case that the orderly end hangs.
 */
class TerminationSignals
{
public:
    explicit TerminationSignals(std::function<void(int signal)> onFirst);
    ~TerminationSignals();
    TerminationSignals(const TerminationSignals &) = delete;
    TerminationSignals &operator=(const TerminationSignals &) = delete;

private:
    void receive();

    std::function<void(int)> m_onFirst;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace outlet::app
