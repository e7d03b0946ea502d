// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/events.h"
#include "registry/snapshot.h"

#include <QString>

#include <memory>

namespace outlet::app {

/** What the server itself tells of: `app:startup`, `app:shutdown`, and what becomes of plugins. */
class News
{
public:
    /** @param kept how many events to keep for those who missed some */
    explicit News(int kept);

    const std::shared_ptr<registry::EventBus> &bus() const { return m_bus; }

    void tellOfStart(const QString &version);

    /** Lets clients go that follow the events, or they would keep their connections. */
    void tellOfEnd(const QString &reason);

    /** Whatever is different from the last one that it was given. */
    void tellOf(const registry::SnapshotPtr &snapshot);

private:
    std::shared_ptr<registry::EventBus> m_bus;
    registry::SnapshotPtr m_told;
};

} // namespace outlet::app
