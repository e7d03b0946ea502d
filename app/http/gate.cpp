// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/gate.h"

#include "app/http/connection.h"
#include "app/http/log.h"
#include "app/http/mailbox.h"
#include "app/http/plainanswer.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace outlet::app::http {

using namespace std::chrono_literals;

namespace {

constexpr auto sweepTime = 500ms; ///< how late a deadline may be noticed
/** To look at ten thousand connections at once would keep the others waiting for milliseconds. */
constexpr std::size_t sweepParts = 10;
constexpr std::uint64_t listenerMark = std::uint64_t(1) << 63; ///< not the id of a connection

QHostAddress addressOf(const sockaddr_storage &storage)
{
    if (storage.ss_family == AF_UNIX || storage.ss_family == AF_UNSPEC)
        return {};
    return QHostAddress(reinterpret_cast<const sockaddr *>(&storage));
}

} // namespace

bool Clients::enter(const QHostAddress &address)
{
    if (m_limits.connections > 0 && m_count >= m_limits.connections)
        return false;
    if (m_limits.connectionsPerAddress > 0 && !address.isNull()) {
        const std::lock_guard lock(m_mutex);
        std::int64_t &count = m_byAddress[address.toString().toStdString()];
        if (count >= m_limits.connectionsPerAddress)
            return false;
        ++count;
    }
    ++m_count;
    return true;
}

void Clients::leave(const QHostAddress &address)
{
    --m_count;
    if (m_limits.connectionsPerAddress == 0 || address.isNull())
        return;
    const std::lock_guard lock(m_mutex);
    const auto found = m_byAddress.find(address.toString().toStdString());
    if (found != m_byAddress.end() && --found->second == 0)
        m_byAddress.erase(found);
}

struct Gate::Private
{
    Private(const GateParts &shared, Traffic &counts);
    ~Private();

    void handleEvents();
    void handle(const epoll_event &event);
    void acceptFrom(int listener);
    void welcome(int socket, const QHostAddress &peer);
    void pauseAccepting(int error);
    void watch(int listener);
    void sweep();
    void deliver(std::uint64_t id, Answer answer);
    void onMore(std::uint64_t id);
    Connection *find(std::uint64_t id);
    void remove(std::uint64_t id);
    void tellIfEmpty();

    /** A place for a connection; its number and the count of its uses make an id. */
    struct Slot
    {
        std::unique_ptr<Connection> connection;
        std::uint32_t uses = 0;
    };

    GateParts parts;
    Traffic &traffic;
    std::vector<char> buffer = std::vector<char>(65'536);
    QObject context; ///< of this thread
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(&context);
    GateContext shared;
    std::vector<Slot> slots;
    std::vector<std::uint32_t> freeSlots;
    std::size_t sweepPart = 0; ///< which part of the slots is looked at next
    std::vector<int> listeners;
    int epoll;
    bool isPaused = false; ///< there was no descriptor left for another client
    std::unique_ptr<QSocketNotifier> notifier;
    QTimer timer;
    std::function<void()> whenEmpty;
    std::size_t count = 0;
};

Gate::Private::Private(const GateParts &given, Traffic &counts)
    : parts(given),
      traffic(counts), shared{.backend = given.backend,
                              .limits = given.limits,
                              .edge = given.edge,
                              .traffic = counts,
                              .spoolDirectory = given.spoolDirectory,
                              .logsAccess = given.logsAccess,
                              .dispatcher = Dispatcher(given.backend),
                              .ready = ReadyAnswers(given.spoolDirectory),
                              .tail = {},
                              .buffer = buffer,
                              .now = Clock::now(),
                              .deliver = [this](std::uint64_t id,
                                                Answer answer) { deliver(id, std::move(answer)); },
                              .makeWake =
                                  [this](std::uint64_t id) {
                                      return [this, id, box = mailbox] {
                                          box->post([this, id] { onMore(id); });
                                      };
                                  }},
      epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (epoll < 0)
        qFatal("epoll_create1: %s", std::strerror(errno)); // no descriptor is left at the start
    notifier = std::make_unique<QSocketNotifier>(epoll, QSocketNotifier::Read);
    QObject::connect(notifier.get(), &QSocketNotifier::activated, &context,
                     [this] { handleEvents(); });
    QObject::connect(&timer, &QTimer::timeout, &context, [this] { sweep(); });
    timer.start(sweepTime / int(sweepParts));
}

Gate::Private::~Private()
{
    mailbox->close();
    for (const Slot &slot : slots) {
        if (slot.connection)
            parts.clients.leave(slot.connection->peer());
    }
    slots.clear();
    notifier.reset();
    ::close(epoll);
}

void Gate::Private::handleEvents()
{
    std::array<epoll_event, 256> events;
    // Some rounds before Qt polls again, which costs more; then its other work gets a turn.
    for (int round = 0; round < 8; ++round) {
        const int size = ::epoll_wait(epoll, events.data(), int(events.size()), 0);
        shared.now = Clock::now();
        for (int i = 0; i < size; ++i)
            handle(events[std::size_t(i)]);
        if (size <= 0)
            break;
    }
    tellIfEmpty();
}

void Gate::Private::handle(const epoll_event &event)
{
    const std::uint64_t id = event.data.u64;
    if (id & listenerMark) {
        acceptFrom(int(id & ~listenerMark));
        return;
    }
    Connection *connection = find(id);
    if (connection && !connection->onEvents(event.events))
        remove(id);
}

void Gate::Private::acceptFrom(int listener)
{
    for (int i = 0; i < 64 && !shared.isDraining && !isPaused; ++i) {
        sockaddr_storage address = {};
        socklen_t size = sizeof address;
        const int socket = ::accept4(listener, reinterpret_cast<sockaddr *>(&address), &size,
                                     SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            welcome(socket, addressOf(address));
            continue;
        }
        const bool isShort =
            errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        if (isShort)
            pauseAccepting(errno);
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        return;
    }
}

void Gate::Private::welcome(int socket, const QHostAddress &peer)
{
    traffic.accepted.fetch_add(1, std::memory_order_relaxed);
    if (!parts.clients.enter(peer)) {
        traffic.countRefusal("too-many-connections");
        api::Reply reply = refusalReply(
            {503, "too-many-connections", "Too many connections", "Try again in a moment"},
            QString());
        reply.headers.emplaceBack("Retry-After", "1");
        const Answer answer = plainAnswer(reply);
        const QByteArray bytes = answer.head + "Connection: close\r\n\r\n" + answer.body;
        ::send(socket, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::close(socket);
        return;
    }
    if (freeSlots.empty()) {
        freeSlots.push_back(std::uint32_t(slots.size()));
        slots.emplace_back();
    }
    const std::uint32_t index = freeSlots.back();
    freeSlots.pop_back();
    Slot &slot = slots[index];
    slot.uses = (slot.uses + 1) & 0x7fff'ffff;
    const std::uint64_t id = (std::uint64_t(slot.uses) << 32) | index;
    slot.connection = std::make_unique<Connection>(shared, socket, peer, id);
    ++count;
    traffic.connections.fetch_add(1, std::memory_order_relaxed);
    epoll_event event = {};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u64 = id;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) < 0)
        remove(id);
}

/** A listening socket that cannot be served would wake this thread without end. */
void Gate::Private::pauseAccepting(int error)
{
    isPaused = true;
    traffic.countRefusal("no-descriptor");
    qCWarning(lcHttp).noquote() << "No further client can be accepted for now:"
                                << qt_error_string(error);
    for (const int listener : listeners)
        ::epoll_ctl(epoll, EPOLL_CTL_DEL, listener, nullptr);
}

void Gate::Private::watch(int listener)
{
    epoll_event event = {};
    event.events = EPOLLIN | EPOLLEXCLUSIVE; // of the threads that share it, one wakes
    event.data.u64 = listenerMark | std::uint64_t(listener);
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
}

void Gate::Private::sweep()
{
    shared.now = Clock::now();
    for (std::size_t i = sweepPart; i < slots.size(); i += sweepParts) {
        Connection *connection = slots[i].connection.get();
        if (connection && !connection->sweep())
            remove((std::uint64_t(slots[i].uses) << 32) | i);
    }
    tellIfEmpty();
    sweepPart = (sweepPart + 1) % sweepParts;
    if (sweepPart == 0 && isPaused && !shared.isDraining) {
        isPaused = false;
        for (const int listener : listeners)
            watch(listener);
    }
}

Connection *Gate::Private::find(std::uint64_t id)
{
    const std::size_t index = id & 0xffff'ffff;
    const bool isThere = index < slots.size() && slots[index].uses == id >> 32;
    return isThere ? slots[index].connection.get() : nullptr;
}

void Gate::Private::remove(std::uint64_t id)
{
    Slot &slot = slots[id & 0xffff'ffff];
    parts.clients.leave(slot.connection->peer());
    traffic.connections.fetch_sub(1, std::memory_order_relaxed);
    slot.connection.reset();
    freeSlots.push_back(std::uint32_t(id & 0xffff'ffff));
    --count;
}

void Gate::Private::deliver(std::uint64_t id, Answer answer)
{
    Connection *connection = find(id);
    if (connection && !connection->onAnswer(std::move(answer)))
        remove(id);
    tellIfEmpty();
}

void Gate::Private::onMore(std::uint64_t id)
{
    shared.now = Clock::now();
    Connection *connection = find(id);
    if (connection && !connection->onMore())
        remove(id);
    tellIfEmpty();
}

void Gate::Private::tellIfEmpty()
{
    if (count == 0 && whenEmpty)
        std::exchange(whenEmpty, nullptr)();
}

Gate::Gate(const GateParts &parts, Traffic &traffic) : d(std::make_unique<Private>(parts, traffic))
{}

Gate::~Gate() = default;

void Gate::accept(int listener)
{
    d->listeners.push_back(listener);
    d->watch(listener);
}

void Gate::drain(std::function<void()> done)
{
    d->shared.now = Clock::now();
    for (const int listener : d->listeners) {
        d->acceptFrom(listener); // who is in the queue has been promised an answer
        ::epoll_ctl(d->epoll, EPOLL_CTL_DEL, listener, nullptr);
    }
    d->shared.isDraining = true;
    d->whenEmpty = std::move(done);
    for (std::size_t i = 0; i < d->slots.size(); ++i) {
        Private::Slot &slot = d->slots[i];
        if (slot.connection && !slot.connection->drain())
            d->remove((std::uint64_t(slot.uses) << 32) | i);
    }
    d->tellIfEmpty();
}

} // namespace outlet::app::http
