// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/eventsubscriber.h>
#include <outlet/result.h>

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace outlet::registry {

/** An event with its text, which is made once for all who hear of it. */
struct KeptEvent
{
    Event event;
    QByteArray json; ///< `{"id","at","topic","payload"}`, in one line
};

/** Where events are missing, because they are kept no longer or were never here. */
struct EventGap
{
    quint64 after = 0; ///< id of the last one that the subscriber knows
    quint64 next = 0;  ///< the first one that comes now
};

using Received = std::variant<std::shared_ptr<const KeptEvent>, EventGap>;

/** Topics, or prefixes that end in `:*`; `*` is everything. */
class TopicFilter
{
public:
    /** @return InvalidArgument, naming the pattern; no patterns at all match nothing */
    static Result<TopicFilter> from(const QStringList &patterns);

    bool matches(const QString &topic) const;

private:
    QStringList m_topics;
    QStringList m_prefixes; ///< with their colon
    bool m_isEverything = false;
};

/** Whether it may name an event: `plugin:enabled`; ASCII letters, digits, `_`, `-`, `.`, `:`. */
bool isTopic(const QString &text);

class EventSubscription;

/**
 * What happens, in order, for those who want to hear of it. Thread-safe.
 *
 * The last events are kept in a ring, and a subscription is no more than a place in it: publishing
 * costs the same however slow a subscriber is and waits for none. One that falls behind further
 * than the ring reaches finds a gap.
 */
class EventBus
{
public:
    struct Options
    {
        std::size_t kept = 1000;    ///< events; at least one
        qsizetype payload = 65'536; ///< bytes of one as JSON, at most
        quint64 first = 1;          ///< id of the first one
    };

    EventBus();
    explicit EventBus(const Options &options);
    EventBus(const EventBus &) = delete;
    EventBus &operator=(const EventBus &) = delete;

    /**
     * Never waits for a subscriber. Wakes those who sleep, in the calling thread.
     * @return its id. Errors: InvalidArgument for what is no topic or too large a payload
     */
    Result<quint64> publish(const QString &topic, const QJsonObject &payload);

    /** @param after the last event that the subscriber knows; nothing: all that came before */
    std::unique_ptr<EventSubscription> subscribe(TopicFilter topics,
                                                 std::optional<quint64> after = {});

    /** Id of the last event; one less than the first id if there was none. */
    quint64 last() const;

    /**
     * The server stops: clients that follow the events are let go when they have what there is.
     * Publishing goes on, for the plugins.
     */
    void beginEnd();
    bool isEnding() const;

private:
    friend class EventSubscription;
    struct State;
    std::shared_ptr<State> m_state;
};

/** One subscriber's place among the events. For one thread at a time; may outlive the bus. */
class EventSubscription
{
public:
    ~EventSubscription();
    EventSubscription(const EventSubscription &) = delete;
    EventSubscription &operator=(const EventSubscription &) = delete;

    /** The next event that matches, or a gap; nothing if there is none at the moment. */
    std::optional<Received> take();

    /** `wake` is called, from any thread, when there is something after take() had nothing. */
    void onMore(std::function<void()> wake);

    /** Everything up to this id was taken, or did not match. */
    quint64 position() const;

private:
    friend class EventBus;
    EventSubscription(std::shared_ptr<EventBus::State> state, TopicFilter topics);

    std::shared_ptr<EventBus::State> m_state; // whose mutex guards the rest
    TopicFilter m_topics;
    std::shared_ptr<const std::function<void()>> m_wake;
    std::optional<quint64> m_unknown; ///< an id that was never given here
    quint64 m_next = 0;
    bool m_isAsleep = false;
};

} // namespace outlet::registry
