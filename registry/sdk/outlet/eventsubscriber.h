// SPDX-License-Identifier: MIT
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QtPlugin>

namespace outlet {

/** Something that happened. Never carries the value of a secret. */
struct Event
{
    quint64 id = 0; ///< increases by one with every event of this server
    QDateTime at;   ///< UTC
    QString topic;  ///< for example "plugin:enabled", "configuration:created"
    QJsonObject payload;
};

/**
 * A plugin that wants to hear of events.
 *
 * Events arrive in order, one at a time, on a thread of their own kind, never on one that answers
 * requests. A subscriber that is too slow loses events and is told so by the gap in their ids.
 */
class EventSubscriber
{
public:
    virtual ~EventSubscriber() = default;

    /** Topics, or prefixes that end in `:*`; `*` is everything. Asked once, after initialize(). */
    virtual QStringList topics() const = 0;

    virtual void onEvent(const Event &event) = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::EventSubscriber, "org.outlet.EventSubscriber/1")
