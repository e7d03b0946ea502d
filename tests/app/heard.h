// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/events.h"

#include <QJsonObject>
#include <QStringList>

namespace outlet::tests {

/** Everything that is published from now on. */
class Heard
{
public:
    explicit Heard(registry::EventBus &bus)
        : m_subscription(bus.subscribe(registry::TopicFilter::from({QStringLiteral("*")}).value()))
    {}

    /** What came since the last call. */
    QList<Event> take()
    {
        QList<Event> events;
        while (const auto received = m_subscription->take()) {
            const auto &kept = std::get<0>(*received); // ends the test program if some are missing
            events.append(kept->event);
            m_text += kept->json + '\n';
        }
        return events;
    }

    /** The same as `<topic> <kind> <id> <type>`. */
    QStringList changes()
    {
        QStringList texts;
        for (const Event &event : take())
            texts.append(
                QStringLiteral("%1 %2 %3 %4")
                    .arg(event.topic, event.payload.value(QStringLiteral("kind")).toString(),
                         event.payload.value(QStringLiteral("id")).toString(),
                         event.payload.value(QStringLiteral("configuration_type")).toString()));
        return texts;
    }

    /** Everything that was taken, as clients see it. */
    const QByteArray &text() const { return m_text; }

private:
    std::unique_ptr<registry::EventSubscription> m_subscription;
    QByteArray m_text;
};

} // namespace outlet::tests
