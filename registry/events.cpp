// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/events.h"

#include "ui-schemas/jsonwriter.h"

#include <QJsonDocument>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <unordered_set>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

constexpr qsizetype longestTopic = 200;

bool isTopicCharacter(QChar character)
{
    const char16_t code = character.unicode();
    return (code >= u'a' && code <= u'z') || (code >= u'A' && code <= u'Z') ||
           (code >= u'0' && code <= u'9') || code == u'_' || code == u'-' || code == u'.' ||
           code == u':';
}

QByteArray textOf(const Event &event, const QByteArray &payload)
{
    ui::JsonWriter json;
    json.beginObject();
    json.member("id"_L1, qint64(event.id));
    json.member("at"_L1, event.at.toString(Qt::ISODateWithMs));
    json.member("topic"_L1, event.topic);
    json.key("payload"_L1).raw(payload);
    json.endObject();
    return json.take();
}

} // namespace

bool isTopic(const QString &text)
{
    return text.size() <= longestTopic && text.contains(u':') && !text.startsWith(u':') &&
           !text.endsWith(u':') && std::ranges::all_of(text, isTopicCharacter);
}

Result<TopicFilter> TopicFilter::from(const QStringList &patterns)
{
    TopicFilter filter;
    for (const QString &pattern : patterns) {
        if (pattern == "*"_L1)
            filter.m_isEverything = true;
        else if (pattern.endsWith(":*"_L1) && isTopic(pattern.chopped(1) + u'x'))
            filter.m_prefixes.append(pattern.chopped(1));
        else if (isTopic(pattern))
            filter.m_topics.append(pattern);
        else
            return fail(ErrorCode::InvalidArgument,
                        u"Found \"%1\", wanted a topic like plugin:enabled, a prefix like plugin:* "
                        "or *"_s.arg(pattern.left(longestTopic)),
                        u"Topics consist of letters, digits, \"_\", \"-\", \".\" and \":\"."_s);
    }
    return filter;
}

bool TopicFilter::matches(const QString &topic) const
{
    return m_isEverything || m_topics.contains(topic) ||
           std::ranges::any_of(m_prefixes,
                               [&](const QString &prefix) { return topic.startsWith(prefix); });
}

struct EventBus::State
{
    explicit State(const Options &given) : options(given), next(std::max<quint64>(given.first, 1))
    {}

    using Wake = std::shared_ptr<const std::function<void()>>;

    quint64 oldest() const { return next - kept.size(); }

    /** @return whom to wake, once the lock is given back: they may take others */
    std::vector<Wake> append(const QString &topic, const QJsonObject &payload,
                             const QByteArray &text);

    const Options options;
    std::mutex mutex;
    std::deque<std::shared_ptr<const KeptEvent>> kept;
    quint64 next; ///< id
    std::unordered_set<EventSubscription *> subscriptions;
    std::atomic<bool> isEnding = false;
};

std::vector<EventBus::State::Wake>
EventBus::State::append(const QString &topic, const QJsonObject &payload, const QByteArray &text)
{
    const Event event{next++, QDateTime::currentDateTimeUtc(), topic, payload};
    kept.push_back(std::make_shared<const KeptEvent>(event, textOf(event, text)));
    if (kept.size() > std::max<std::size_t>(options.kept, 1))
        kept.pop_front();
    std::vector<Wake> wakes;
    for (EventSubscription *subscription : subscriptions) {
        if (!subscription->m_isAsleep)
            continue;
        if (!subscription->m_topics.matches(topic)) {
            subscription->m_next = next; // it has lost nothing, however long it sleeps
            continue;
        }
        subscription->m_isAsleep = false;
        if (subscription->m_wake)
            wakes.push_back(subscription->m_wake);
    }
    return wakes;
}

EventBus::EventBus() : EventBus(Options()) {}

EventBus::EventBus(const Options &options) : m_state(std::make_shared<State>(options)) {}

Result<quint64> EventBus::publish(const QString &topic, const QJsonObject &payload)
{
    if (!isTopic(topic))
        return fail(ErrorCode::InvalidArgument,
                    u"Found the topic \"%1\", wanted one like plugin:enabled"_s.arg(
                        topic.left(longestTopic)),
                    u"Topics consist of letters, digits, \"_\", \"-\", \".\" and \":\"."_s);
    const QByteArray text = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    if (text.size() > m_state->options.payload)
        return fail(ErrorCode::InvalidArgument,
                    u"Found a payload of %1 bytes for %2, wanted at most %3"_s.arg(text.size())
                        .arg(topic)
                        .arg(m_state->options.payload),
                    u"Publish what happened, and where to read more."_s);
    quint64 id = 0;
    std::vector<State::Wake> wakes;
    {
        const std::lock_guard lock(m_state->mutex);
        id = m_state->next;
        wakes = m_state->append(topic, payload, text);
    }
    for (const auto &wake : wakes)
        (*wake)();
    return id;
}

std::unique_ptr<EventSubscription> EventBus::subscribe(TopicFilter topics,
                                                       std::optional<quint64> after)
{
    std::unique_ptr<EventSubscription> subscription(
        new EventSubscription(m_state, std::move(topics)));
    const std::lock_guard lock(m_state->mutex);
    subscription->m_next = after ? *after + 1 : m_state->next;
    if (after && *after >= m_state->next) {
        subscription->m_unknown = after;
        subscription->m_next = m_state->oldest();
    }
    m_state->subscriptions.insert(subscription.get());
    return subscription;
}

quint64 EventBus::last() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->next - 1;
}

void EventBus::beginEnd()
{
    m_state->isEnding = true;
}

bool EventBus::isEnding() const
{
    return m_state->isEnding;
}

EventSubscription::EventSubscription(std::shared_ptr<EventBus::State> state, TopicFilter topics)
    : m_state(std::move(state)), m_topics(std::move(topics))
{}

EventSubscription::~EventSubscription()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->subscriptions.erase(this);
}

std::optional<Received> EventSubscription::take()
{
    const std::lock_guard lock(m_state->mutex);
    const quint64 oldest = m_state->oldest();
    if (m_unknown) {
        m_next = oldest;
        return EventGap{*std::exchange(m_unknown, std::nullopt), oldest};
    }
    if (m_next < oldest)
        return EventGap{std::exchange(m_next, oldest) - 1, oldest};
    while (m_next < m_state->next) {
        const auto &kept = m_state->kept[std::size_t(m_next++ - oldest)];
        if (m_topics.matches(kept->event.topic))
            return kept;
    }
    m_isAsleep = true;
    return std::nullopt;
}

void EventSubscription::onMore(std::function<void()> wake)
{
    const std::lock_guard lock(m_state->mutex);
    m_wake = std::make_shared<const std::function<void()>>(std::move(wake));
}

quint64 EventSubscription::position() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_next - 1;
}

} // namespace outlet::registry
