// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/news.h"

#include "registry/pluginevents.h"

#include <QDateTime>
#include <QJsonObject>

#include <algorithm>
#include <tuple>

namespace outlet::app {

using namespace Qt::StringLiterals;

News::News(int kept)
    : m_bus(std::make_shared<registry::EventBus>(registry::EventBus::Options{
          .kept = std::size_t(std::max(kept, 1)),
          // Grows over restarts, so that a client's last id is not taken for a new one.
          .first = quint64(QDateTime::currentMSecsSinceEpoch())}))
{}

void News::tellOfStart(const QString &version)
{
    std::ignore = m_bus->publish(u"app:startup"_s, {{u"version"_s, version}});
}

void News::tellOfEnd(const QString &reason)
{
    std::ignore = m_bus->publish(u"app:shutdown"_s, {{u"reason"_s, reason}});
    m_bus->beginEnd();
}

void News::tellOf(const registry::SnapshotPtr &snapshot)
{
    registry::publishChanges(*m_bus, m_told.get(), *snapshot);
    m_told = snapshot;
}

} // namespace outlet::app
