// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/wrongtokens.h"

#include <algorithm>

namespace outlet::app::http {

WrongTokens::Milliseconds WrongTokens::note(std::string_view client, Clock::time_point now)
{
    if (m_first.count() <= 0)
        return {};
    const std::lock_guard lock(m_mutex);
    if (m_clients.size() >= maxCount)
        std::erase_if(m_clients,
                      [&](const auto &entry) { return now - entry.second.last > memory; });
    const std::string name(client);
    if (m_clients.size() >= maxCount && !m_clients.contains(name))
        return m_first *
               (1 << doublings); // who comes with that many others is none of those who err
    Client &known = m_clients[name];
    if (now - known.last > memory)
        known.count = 0;
    known.last = now;
    known.count = std::min(known.count + 1, free + 1 + doublings);
    const int waits = known.count - free;
    return waits <= 0 ? Milliseconds(0) : m_first * (1 << (waits - 1));
}

} // namespace outlet::app::http
