// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace outlet::app {

namespace {

// A signal handler reaches nothing but globals. A handler, and not signalfd(): that needs the
// signals blocked in every thread, also in those that a plugin starts.
std::atomic<bool> isNextOrderly = true;
static_assert(std::atomic<bool>::is_always_lock_free);
int writeEnd = -1;

void handle(int signal)
{
    if (!isNextOrderly.exchange(false))
        ::_exit(128 + signal);
    const int error = errno; // of the code that was interrupted
    const char number = char(signal);
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &number, 1);
    errno = error;
}

void install(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGTERM, SIGINT})
        sigaction(signal, &action, nullptr);
}

} // namespace

TerminationSignals::TerminationSignals(std::function<void(int)> onFirst)
    : m_onFirst(std::move(onFirst))
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("Cannot make a pipe for signals");
    m_readEnd = ends[0];
    writeEnd = ends[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this] { receive(); });
}

TerminationSignals::~TerminationSignals()
{
    install(SIG_DFL);
    m_notifier.reset();
    ::close(m_readEnd);
    ::close(writeEnd);
}

void TerminationSignals::arm()
{
    isNextOrderly = true;
    install(handle);
}

void TerminationSignals::receive()
{
    char number = 0;
    if (::read(m_readEnd, &number, 1) != 1)
        return;
    m_notifier->setEnabled(false);
    m_onFirst(number);
}

} // namespace outlet::app
