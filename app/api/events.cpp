// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/events.h"

#include "app/api/errors.h"

#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::EventBus;
using registry::EventGap;
using registry::EventSubscription;
using registry::KeptEvent;
using registry::Received;
using registry::TopicFilter;

namespace {

Q_LOGGING_CATEGORY(lcEvents, "outlet.api")

QByteArray frame(quint64 id, const QByteArray &name, const QByteArray &data)
{
    return "id: " + QByteArray::number(id) + "\nevent: " + name + "\ndata: " + data + "\n\n";
}

QByteArray frame(const Received &received)
{
    if (const auto *gap = std::get_if<EventGap>(&received))
        return frame(gap->next - 1, "outlet:gap",
                     "{\"after\":" + QByteArray::number(gap->after) +
                         ",\"next\":" + QByteArray::number(gap->next) + '}');
    const KeptEvent &kept = *std::get<0>(received);
    return frame(kept.event.id, kept.event.topic.toLatin1(), kept.json);
}

/** One client's view of the events. */
class EventStream final : public Stream
{
    using Clock = std::chrono::steady_clock;

public:
    EventStream(EventBus &bus, std::unique_ptr<EventSubscription> subscription,
                std::chrono::milliseconds silence)
        : m_bus(bus), m_subscription(std::move(subscription)), m_silence(silence)
    {}

    std::optional<QByteArray> read(qsizetype size) override
    {
        const bool isEnding = m_bus.isEnding(); // before looking: what comes later is lost to it
        while (m_waiting.size() < size) {
            const auto received = m_subscription->take();
            if (!received)
                break;
            m_waiting += frame(*received);
        }
        const Clock::time_point now = Clock::now();
        if (m_waiting.isEmpty() && isEnding)
            return std::nullopt;
        if (m_waiting.isEmpty() && now - m_last >= m_silence)
            m_waiting = ":\n\n"; // the edge asks now and then, though nothing has happened
        if (!m_waiting.isEmpty())
            m_last = now;
        const QByteArray part = m_waiting.first(std::min(size, m_waiting.size()));
        m_waiting.remove(0, part.size());
        return part;
    }

    void onMore(std::function<void()> wake) override { m_subscription->onMore(std::move(wake)); }

private:
    EventBus &m_bus;
    std::unique_ptr<EventSubscription> m_subscription;
    const std::chrono::milliseconds m_silence;
    QByteArray m_waiting = "retry: 2000\n\n";
    Clock::time_point m_last = Clock::now();
};

QStringList wantedTopics(const Request &request)
{
    QStringList topics;
    for (const auto &[key, text] : request.query) {
        if (key == "topic"_L1)
            topics += text.split(u',');
    }
    return topics.isEmpty() ? QStringList{u"*"_s} : topics;
}

Result<std::optional<quint64>> lastEvent(const Request &request)
{
    if (request.lastEventId.isEmpty())
        return std::nullopt;
    bool isNumber = std::ranges::all_of(request.lastEventId,
                                        [](char digit) { return digit >= '0' && digit <= '9'; });
    const quint64 id = request.lastEventId.toULongLong(isNumber ? &isNumber : nullptr);
    if (isNumber)
        return id;
    return fail(ErrorCode::InvalidArgument,
                u"Found the Last-Event-ID \"%1\", wanted the id of an event"_s.arg(
                    QString::fromLatin1(request.lastEventId.left(40))),
                u"Send the id of the last event that came, or leave the header out"_s);
}

QString topicOf(Deed deed)
{
    switch (deed) {
    case Deed::Created:
        return u"configuration:created"_s;
    case Deed::Updated:
        return u"configuration:updated"_s;
    case Deed::Deleted:
        return u"configuration:deleted"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

Reply followEvents(const Request &request, EventBus *bus, std::chrono::milliseconds silence)
{
    if (!bus)
        return errorReply(request, {ErrorCode::Unavailable,
                                    u"Nobody tells of events here"_s,
                                    u"Ask a server that runs"_s,
                                    {}});
    const auto filter = TopicFilter::from(wantedTopics(request));
    if (!filter)
        return errorReply(request, filter.error());
    const auto last = lastEvent(request);
    if (!last)
        return errorReply(request, last.error());
    Reply reply;
    reply.contentType = "text/event-stream";
    reply.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
    reply.stream = std::make_shared<EventStream>(*bus, bus->subscribe(*filter, *last), silence);
    return reply;
}

void publishChange(const Request &request, EventBus *bus, const ConfigurationChange &change)
{
    if (!bus)
        return;
    QJsonObject payload = {{u"kind"_s, change.kind},
                           {u"id"_s, change.id},
                           {u"actor"_s, request.isAdmin ? u"admin"_s : u"anonymous"_s},
                           {u"correlation_id"_s, request.correlationId}};
    if (!change.type.isNull())
        payload.insert(u"configuration_type"_s, change.type);
    if (const auto told = bus->publish(topicOf(change.deed), payload); !told)
        qCWarning(lcEvents).noquote() << told.error().message;
}

} // namespace outlet::app::api
