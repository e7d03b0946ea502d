// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace outlet::app {

namespace {

sigset_t terminationSet()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

void endAtOnce(int signal)
{
    ::_exit(128 + signal);
}

} // namespace

TerminationSignals::TerminationSignals(std::function<void(int)> onFirst)
    : m_onFirst(std::move(onFirst))
{
    const sigset_t set = terminationSet();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_descriptor = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this] { receive(); });
}

TerminationSignals::~TerminationSignals()
{
    m_notifier.reset();
    ::close(m_descriptor);
}

void TerminationSignals::receive()
{
    signalfd_siginfo info = {};
    if (::read(m_descriptor, &info, sizeof info) != sizeof info)
        return;
    m_notifier->setEnabled(false);
    struct sigaction action = {};
    action.sa_handler = endAtOnce;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    const sigset_t set = terminationSet();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    m_onFirst(int(info.ssi_signo));
}

} // namespace outlet::app
