// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace outlet::app {

/**
 * SIGTERM and SIGINT as an event of the event loop, where code may do anything.
 *
 * Until arm() a signal does what it always does: it ends the process. Nothing is served yet, a kill
 * leaves the database whole, and whatever hangs at start (a lock, a plugin) must not keep the
 * program from being stopped. After it the first signal calls `onFirst` in the event loop, and the
 * second ends the process at once with 128 + its number, in case that the orderly end hangs. One
 * object at a time; make it in the main thread.
 */
class TerminationSignals
{
public:
    explicit TerminationSignals(std::function<void(int signal)> onFirst);
    ~TerminationSignals();
    TerminationSignals(const TerminationSignals &) = delete;
    TerminationSignals &operator=(const TerminationSignals &) = delete;

    void arm();

private:
    void receive();

    std::function<void(int)> m_onFirst;
    int m_readEnd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace outlet::app
