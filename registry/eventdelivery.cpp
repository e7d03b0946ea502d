// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/eventdelivery.h"

#include "registry/loader.h"

#include <outlet/eventsubscriber.h>

#include <QLoggingCategory>
#include <QSet>

#include <algorithm>
#include <atomic>
#include <future>
#include <limits>
#include <semaphore>
#include <system_error>
#include <thread>
#include <utility>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

using Clock = std::chrono::steady_clock;

constexpr quint64 noEnd = std::numeric_limits<quint64>::max();

} // namespace

/** One plugin and its thread. */
class EventDelivery::Subscriber
{
public:
    Subscriber(EventDelivery &delivery, const Connector &connector, quint64 after,
               std::shared_future<quint64> predecessor)
        : m_bus(delivery.m_bus), m_calls(delivery.m_calls), m_timeout(delivery.m_timeout),
          m_plugin(connector.candidate, connector.manifest, QVersionNumber()), m_position(after),
          m_predecessor(std::move(predecessor)), m_left(m_promise.get_future().share()),
          m_thread([this] { run(); })
    {}

    ~Subscriber() { m_thread.join(); }

    const QString &id() const { return m_plugin.manifest.id; }
    bool hasLeft() const { return m_left.wait_for(std::chrono::seconds(0)) == ready; }

    /** Where it has stopped, once it has. */
    std::shared_future<quint64> left() const { return m_left; }

    /** Lets it end after this event, or the one that it has when the time is over. */
    void leave(quint64 last, Clock::time_point until)
    {
        m_until = until.time_since_epoch().count();
        m_last = last;
        m_wakes->release();
    }

private:
    static constexpr auto ready = std::future_status::ready;

    void run();
    void listen(const TopicFilter &topics);
    Result<QStringList> askTopics();
    bool deliver(const Event &event);
    bool isOver() const;
    void report(Refusal refusal, const QString &hook) const;

    const std::shared_ptr<EventBus> m_bus;
    const std::shared_ptr<ModuleCalls> m_calls;
    const std::chrono::milliseconds m_timeout;
    const Described m_plugin;
    EventSubscriber *m_hook = nullptr;
    quint64 m_position; ///< everything up to this id is dealt with
    const std::shared_future<quint64> m_predecessor;
    std::atomic<quint64> m_last = noEnd;
    std::atomic<Clock::rep> m_until = Clock::time_point::max().time_since_epoch().count();
    const std::shared_ptr<std::counting_semaphore<>> m_wakes = // a call to wake may outlive this
        std::make_shared<std::counting_semaphore<>>(0);
    std::promise<quint64> m_promise;
    const std::shared_future<quint64> m_left;
    std::thread m_thread; ///< the last to be made
};

/** Loads the module if nobody has, and asks what it wants to hear of. */
Result<QStringList> EventDelivery::Subscriber::askTopics()
{
    struct Answer
    {
        EventSubscriber *hook;
        QStringList topics;
    };
    const auto answer = m_calls->callUnlessStopped(
        m_plugin.candidate.module, m_timeout, [plugin = m_plugin]() -> Result<Answer> {
            const auto object = load(plugin);
            if (!object)
                return fail(ErrorCode::Unavailable, object.error().message, object.error().hint);
            auto *hook = qobject_cast<EventSubscriber *>(*object);
            return Answer{hook, hook->topics()};
        });
    if (!answer) {
        report(answer.error(), u"topics"_s);
        return QStringList();
    }
    if (!*answer)
        return std::unexpected(answer->error());
    m_hook = (*answer)->hook;
    return (*answer)->topics;
}

void EventDelivery::Subscriber::report(Refusal refusal, const QString &hook) const
{
    const QString &name = m_plugin.manifest.plugin;
    switch (refusal) {
    case Refusal::Stopped:
        break;
    case Refusal::Missed:
        qCWarning(log).noquote()
            << u"%1() of %2 missed its deadline: it did not return within %3 ms. It hears of no "
               "further events until the server starts again."_s.arg(hook, name)
                   .arg(m_timeout.count());
        break;
    case Refusal::GivenUp:
        qCWarning(log).noquote()
            << u"%1() of %2 was not called: an earlier call of it has not come back. It hears of "
               "no further events until the server starts again."_s.arg(hook, name);
        break;
    }
}

/** @return whether it may hear of more */
bool EventDelivery::Subscriber::deliver(const Event &event)
{
    const auto told = m_calls->callUnlessStopped(m_plugin.candidate.module, m_timeout,
                                                 [hook = m_hook, event]() -> Result<void> {
                                                     hook->onEvent(event);
                                                     return {};
                                                 });
    if (!told) {
        report(told.error(), u"onEvent"_s);
        return false;
    }
    if (!*told)
        qCWarning(log).noquote() << u"onEvent() of %1 failed for %2, event %3: %4"_s.arg(
            m_plugin.manifest.plugin, event.topic, QString::number(event.id),
            told->error().message);
    return true;
}

bool EventDelivery::Subscriber::isOver() const
{
    return m_position >= m_last || Clock::now().time_since_epoch().count() > m_until;
}

void EventDelivery::Subscriber::run()
{
    if (m_predecessor.valid())
        m_position = std::min(m_position, m_predecessor.get());
    const auto topics = askTopics();
    const auto filter = topics ? TopicFilter::from(*topics) : std::unexpected(topics.error());
    if (!filter)
        qCWarning(log).noquote() << u"topics() of %1 failed: %2. It hears of no events."_s.arg(
            m_plugin.manifest.plugin, filter.error().message);
    if (filter && m_hook)
        listen(*filter);
    m_promise.set_value(m_position);
}

void EventDelivery::Subscriber::listen(const TopicFilter &topics)
{
    const auto subscription = m_bus->subscribe(topics, m_position);
    subscription->onMore([wakes = m_wakes] { wakes->release(); });
    while (!isOver()) {
        const auto received = subscription->take();
        const auto *kept = received ? std::get_if<0>(&*received) : nullptr;
        if (kept && ((*kept)->event.id > m_last || !deliver((*kept)->event)))
            return; // that one is its successor's
        m_position = subscription->position();
        if (!received && !isOver())
            m_wakes->acquire();
    }
}

EventDelivery::EventDelivery(std::shared_ptr<EventBus> bus, std::shared_ptr<ModuleCalls> calls,
                             std::chrono::milliseconds timeout)
    : m_bus(std::move(bus)), m_calls(std::move(calls)), m_timeout(timeout)
{}

EventDelivery::~EventDelivery()
{
    stop();
}

void EventDelivery::follow(const Snapshot &snapshot)
{
    reap();
    std::map<QString, const Connector *> wanted;
    for (const Connector &connector : snapshot.connectors) {
        if (connector.manifest.hooks.contains(ui::Hook::EventSubscriber))
            wanted.emplace(connector.candidate.module, &connector);
    }
    std::map<QString, std::shared_future<quint64>> left; // by id
    for (auto it = m_subscribers.begin(); it != m_subscribers.end();) {
        if (wanted.contains(it->first)) {
            ++it;
            continue;
        }
        it->second->leave(0, Clock::now());
        left.emplace(it->second->id(), it->second->left());
        m_leaving.push_back(std::move(it->second));
        it = m_subscribers.erase(it);
    }
    for (const auto &[module, connector] : wanted) {
        if (!m_subscribers.contains(module))
            add(*connector, left[connector->manifest.id]);
    }
}

void EventDelivery::add(const Connector &connector, const std::shared_future<quint64> &predecessor)
try {
    m_subscribers.emplace(
        connector.candidate.module,
        std::make_unique<Subscriber>(*this, connector, m_bus->last(), predecessor));
} catch (const std::system_error &problem) {
    qCWarning(log).noquote()
        << u"%1 hears of no events: no thread could be started for it: %2"_s.arg(
               connector.manifest.plugin, QString::fromLocal8Bit(problem.what()));
}

void EventDelivery::reap()
{
    std::erase_if(m_leaving, [](const auto &subscriber) { return subscriber->hasLeft(); });
}

void EventDelivery::stop()
{
    const quint64 last = m_bus->last();
    for (const auto &[module, subscriber] : m_subscribers)
        subscriber->leave(last, Clock::now() + m_timeout);
    m_subscribers.clear(); // each waits for its thread
    m_leaving.clear();
}

} // namespace outlet::registry
