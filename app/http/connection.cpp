// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/connection.h"

#include "app/accesslog.h"
#include "app/api/errors.h"
#include "app/http/log.h"
#include "app/http/plainanswer.h"
#include "app/http/target.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace outlet::app::http {

using namespace std::chrono_literals;

namespace {

constexpr auto lingerTime = 2s;

QByteArray bytes(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

std::string_view view(const QByteArray &text)
{
    return {text.constData(), size_t(text.size())};
}

/** Whether the target says nothing but which document is wanted, in one spelling. */
bool isPlain(std::string_view target)
{
    return target.find_first_of("?%") == target.npos;
}

bool isReading(std::string_view method)
{
    return method == "GET" || method == "HEAD";
}

std::shared_ptr<api::Request> requestFrom(const Head &head, const Passport &passport,
                                          const QString &client)
{
    auto request = std::make_shared<api::Request>();
    request->method = bytes(head.method);
    request->target = bytes(head.target);
    request->ifNoneMatch = bytes(head.ifNoneMatch);
    request->ifMatch = bytes(head.ifMatch);
    request->acceptEncoding = bytes(head.acceptEncoding);
    request->contentType = bytes(head.contentType);
    request->lastEventId = bytes(head.lastEventId);
    request->correlationId = QString::fromStdString(passport.correlationId);
    request->client = client;
    request->isAdmin = passport.isAdmin;
    if (passport.isAdmin) {
        request->caller = QStringLiteral("admin");
    } else if (passport.holder) {
        request->caller = QStringLiteral("token:") + passport.holder->name;
        request->permissions = passport.holder->permissions;
    }
    return request;
}

} // namespace

Connection::Connection(GateContext &context, int socket, const QHostAddress &peer, std::uint64_t id)
    : m_context(context), m_id(id), m_peer(peer), m_since(context.now), m_sentAt(context.now),
      m_socket(socket)
{}

Connection::~Connection()
{
    ::close(m_socket);
}

bool Connection::onEvents(std::uint32_t events)
{
    if (events & (EPOLLERR | EPOLLHUP))
        return false;
    m_hasEnded = m_hasEnded || (events & EPOLLRDHUP);
    m_isReadable = m_isReadable || (events & (EPOLLIN | EPOLLRDHUP));
    if ((events & EPOLLOUT) && m_output.flush(m_socket) == Output::Result::Failed)
        return false;
    return work();
}

bool Connection::onAnswer(Answer answer)
{
    if (m_state != State::Waiting)
        return true; // too late: the client was told so
    m_answer = std::move(answer);
    m_state = State::Answered;
    return m_isInside || work();
}

bool Connection::onMore()
{
    return m_state != State::Streaming || work();
}

bool Connection::drain()
{
    m_isReadable = true; // a request that is on its way already is answered still
    return work() && !(isIdle() && m_in.empty());
}

bool Connection::isIdle() const
{
    return m_state == State::Head && m_output.isEmpty();
}

bool Connection::keepsAlive(const Head &head) const
{
    const std::int64_t most = m_context.limits.requestsPerConnection;
    return head.keepsAlive && !m_context.isDraining && (most == 0 || m_requests < most);
}

/** Does what can be done now, until the client or a worker has to do something. */
bool Connection::work()
{
    m_isInside = true;
    for (bool goesOn = true; goesOn;) {
        switch (m_state) {
        case State::Answered:
            sendAnswer();
            break;
        case State::Streaming:
            pump();
            goesOn = m_state != State::Streaming;
            break;
        case State::Head:
        case State::Body:
            goesOn = m_output.isEmpty(); // else it shall first take what it has asked for
            if (goesOn && !m_in.empty())
                m_in.erase(0, consume(m_in));
            if (goesOn && (m_state == State::Head || m_state == State::Body))
                goesOn = m_output.isEmpty() && read();
            break;
        case State::Closing:
            goesOn = m_output.isEmpty();
            if (goesOn)
                linger();
            goesOn = goesOn && read();
            break;
        case State::Delayed:
        case State::Waiting:
        case State::Gone:
            goesOn = false;
        }
    }
    m_isInside = false;
    return m_state != State::Gone;
}

/** Reads once; false: there is no more at the moment. */
bool Connection::read()
{
    if (!m_isReadable)
        return false;
    const std::span<char> buffer = m_context.buffer;
    const ssize_t size = ::recv(m_socket, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR)
        return true;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        m_isReadable = false;
        return false;
    }
    if (size <= 0) {
        m_state = State::Gone;
        return false;
    }
    // A short read has emptied the socket, but for the end, which edge-triggering tells once.
    m_isReadable = m_hasEnded || size_t(size) == buffer.size();
    if (m_state == State::Closing)
        return true;
    const std::string_view bytes(buffer.data(), size_t(size));
    if (m_state == State::Body || m_in.empty())
        m_since = m_context.now;
    if (m_in.empty())
        m_in.assign(bytes.substr(consume(bytes)));
    else
        m_in.append(bytes);
    return true;
}

/** Takes requests as long as they are whole and their answers leave at once. */
std::size_t Connection::consume(std::string_view bytes)
{
    std::size_t used = 0;
    while (used < bytes.size() && m_output.isEmpty()) {
        const std::string_view rest = bytes.substr(used);
        const bool isBody = m_state == State::Body;
        if (!isBody && m_state != State::Head)
            break;
        const std::size_t taken = isBody ? takeBody(rest) : takeHead(rest);
        used += taken;
        if (m_state == State::Answered)
            sendAnswer();
        if (taken == 0)
            break;
    }
    return used;
}

std::size_t Connection::takeHead(std::string_view bytes)
{
    if (m_seen < 2 && bytes.starts_with("\r\n")) {
        m_seen = 0;
        return 2; // left over from clients that end a body with a line too many (RFC 9112, 2.2)
    }
    const auto size = findHead(bytes, m_seen, m_context.limits);
    if (!size) {
        refuse(size.error());
        return 0;
    }
    if (*size == 0) {
        m_seen = bytes.size();
        return 0;
    }
    m_seen = 0;
    const Clock::time_point start = Clock::now();
    const std::string_view whole = bytes.substr(0, *size);
    const auto head = parseHead(whole, m_context.limits);
    if (!head) {
        refuse(head.error());
        return *size;
    }
    ++m_requests;
    Passport passport = m_context.edge.inspect(*head);
    if (const auto refusal = m_context.edge.limitAddress(*head, m_peer, passport))
        refuse(*refusal, &*head, &passport);
    else if (!sendReady(*head, passport, start))
        begin(*head, whole, std::move(passport), start);
    return *size;
}

bool Connection::sendReady(const Head &head, const Passport &passport, Clock::time_point start)
{
    const Edge &edge = m_context.edge;
    const bool isClosed = edge.policy().isReadingClosed && !passport.isKnown();
    if (!isReading(head.method) || !isPlain(head.target) || head.hasBody() || isClosed ||
        edge.limitsRoutes())
        return false;
    m_context.ready.useGeneration(m_context.backend.generation());
    const ReadyAnswer *answer =
        m_context.ready.find({head.method, head.target, head.acceptEncoding, head.ifNoneMatch});
    if (!answer)
        return false;
    const bool keeps = keepsAlive(head);
    m_context.tail.clear();
    writeTail(m_context.tail, passport.correlationId, passport.extra, keeps, head.minor);
    const std::string_view first(answer->head.constData(), size_t(answer->head.size()));
    const auto result = answer->file ? m_output.send(m_socket, first, m_context.tail, answer->file)
                                     : m_output.send(m_socket, first, m_context.tail, answer->body);
    m_context.traffic.countReady();
    record({head.method, head.target, answer->route, *answer->traffic, answer->status, answer->size,
            Clock::now() - start, passport.correlationId, clientFor(head)});
    sent(result, keeps);
    return true;
}

void Connection::begin(const Head &head, std::string_view bytes, Passport passport,
                       Clock::time_point start)
{
    Edge &edge = m_context.edge;
    const QHostAddress client = clientOf(head, m_peer, edge.policy().trustedProxies);
    m_exchange = std::make_unique<Exchange>();
    m_exchange->request = requestFrom(head, passport, client.toString());
    m_exchange->start = start;
    m_exchange->minor = head.minor;
    m_exchange->keepsAlive = keepsAlive(head);
    api::Request &request = *m_exchange->request;
    if (head.target != "*") {
        Result<Target> target = parseTarget(request.target);
        if (!target) {
            reply(api::errorReply(request, target.error()), &head, passport);
            return;
        }
        request.segments = std::move(target->segments);
        request.query = std::move(target->query);
    }
    const api::RoutePtr route = m_context.backend.route(request);
    m_exchange->route = route;
    if (route && !route->plugin.isEmpty())
        request.headers = endToEndFields(bytes);
    auto refusal = edge.refuse(head, passport, route ? route->access : api::Access::Open);
    if (!refusal && route)
        refusal = edge.limitRoute(*route, passport);
    m_exchange->passport = std::move(passport);
    m_exchange->delay = refusal ? edge.delay(head, m_peer, *refusal) : Clock::duration();
    if (refusal && m_exchange->delay.count() > 0 && !m_context.isDraining)
        hold(*refusal);
    else if (refusal)
        refuse(*refusal, &head, &m_exchange->passport);
    else if (head.hasBody())
        beginBody(head, bytes);
    else
        dispatch();
}

void Connection::beginBody(const Head &head, std::string_view bytes)
{
    const api::RoutePtr &route = m_exchange->route;
    const std::int64_t most = route && route->maxBody > 0 ? route->maxBody : m_context.limits.body;
    if (head.length > std::uint64_t(most)) {
        refuse({413, "body-too-large", "The body is too large", "Send less at once"}, &head,
               &m_exchange->passport);
        return;
    }
    m_body = std::make_unique<Body>(
        bytes, Body::Bounds{most, m_context.limits.body, m_context.spoolDirectory});
    m_state = State::Body;
    if (head.expectsContinue && head.minor == 1)
        m_output.add("HTTP/1.1 100 Continue\r\n\r\n");
    if (m_output.flush(m_socket) == Output::Result::Failed)
        m_state = State::Gone;
}

std::size_t Connection::takeBody(std::string_view bytes)
{
    const Body::Progress progress = m_body->take(bytes);
    if (progress.refusal) {
        refuse(*progress.refusal, nullptr, &m_exchange->passport);
    } else if (progress.isComplete) {
        m_exchange->request->body = m_body->bytes();
        m_exchange->request->file = m_body->file();
        m_body.reset();
        dispatch();
    }
    return progress.used;
}

void Connection::dispatch()
{
    m_state = State::Waiting;
    m_since = m_context.now;
    m_exchange->generation = m_context.backend.generation();
    m_context.dispatcher.dispatch(m_exchange->request, m_exchange->route,
                                  [&context = m_context, id = m_id](Answer answer) {
                                      context.deliver(id, std::move(answer));
                                  });
}

void Connection::sendAnswer()
{
    const Answer answer = std::exchange(m_answer, std::nullopt).value_or(Answer());
    Exchange &exchange = *m_exchange;
    exchange.keepsAlive = exchange.keepsAlive && !m_context.isDraining;
    std::string extra = exchange.passport.extra;
    const bool isChunked = answer.stream && !answer.stream->size() && exchange.minor == 1;
    if (isChunked)
        extra += "Transfer-Encoding: chunked\r\n";
    else if (answer.stream && !answer.stream->size())
        exchange.keepsAlive = false; // its end is that of the connection
    m_context.tail.clear();
    writeTail(m_context.tail, exchange.passport.correlationId, extra, exchange.keepsAlive,
              exchange.minor);
    const auto result =
        m_output.send(m_socket, {answer.head.constData(), size_t(answer.head.size())},
                      m_context.tail, answer.body);
    const QString route = exchange.route ? exchange.route->pattern : QString();
    RouteTraffic &traffic = m_context.traffic.route(route);
    record({view(exchange.request->method), view(exchange.request->target), route, traffic,
            answer.status, answer.body.size(), Clock::now() - exchange.start,
            exchange.passport.correlationId, exchange.request->client});
    remember(answer, traffic);
    if (!answer.stream || result == Output::Result::Failed) {
        sent(result, exchange.keepsAlive);
        return;
    }
    m_stream.emplace(answer.stream, isChunked);
    m_state = State::Streaming;
    answer.stream->onMore(m_context.makeWake(m_id));
}

/** Keeps the answer for those who ask the same. */
void Connection::remember(const Answer &answer, RouteTraffic &traffic)
{
    const api::Request &request = *m_exchange->request;
    const bool isReady = answer.isReady && isReading(view(request.method)) &&
                         isPlain(view(request.target)) &&
                         m_exchange->generation == m_context.backend.generation();
    if (!isReady)
        return;
    m_context.ready.useGeneration(m_exchange->generation);
    m_context.ready.insert({view(request.method), view(request.target),
                            view(request.acceptEncoding), view(request.ifNoneMatch)},
                           {answer.head,
                            answer.body,
                            {},
                            answer.body.size(),
                            answer.status,
                            m_exchange->route ? m_exchange->route->pattern : QString(),
                            &traffic});
}

void Connection::pump()
{
    using Progress = StreamSender::Progress;
    switch (m_stream->pump(m_output, m_socket, m_context.limits.buffered)) {
    case Progress::Complete:
        m_stream.reset();
        sent(m_output.flush(m_socket), m_exchange->keepsAlive && !m_context.isDraining);
        break;
    case Progress::Starved:
        if (m_hasEnded && !m_stream->hasSize())
            m_state = State::Gone; // it waits for nothing any more
        break;
    case Progress::Blocked:
        break;
    case Progress::Yielding:
        m_context.makeWake(m_id)();
        break;
    case Progress::Failed:
        m_state = State::Gone;
    }
}

void Connection::refuse(const Refusal &refusal, const Head *head, const Passport *given)
{
    const Passport passport = given ? *given : m_context.edge.inspect({});
    m_context.traffic.countRefusal(refusal.code);
    reply(refusalReply(refusal, QString::fromStdString(passport.correlationId)), head, passport);
}

/** The refusal is told later, by sweep(). Until then the client is not listened to. */
void Connection::hold(const Refusal &refusal)
{
    m_exchange->refusal = refusal;
    m_state = State::Delayed;
    m_since = m_context.now;
}

/** Answers without asking anybody. Whoever sends a body with that is not listened to any more. */
void Connection::reply(const api::Reply &reply, const Head *head, const Passport &passport)
{
    const Answer answer = plainAnswer(reply);
    const bool keeps = head && !head->hasBody() && keepsAlive(*head);
    m_context.tail.clear();
    writeTail(m_context.tail, passport.correlationId, passport.extra, keeps,
              head ? head->minor : 1);
    const std::string_view method = head         ? head->method
                                    : m_exchange ? view(m_exchange->request->method)
                                                 : std::string_view();
    const bool hasBody = method != "HEAD";
    const auto result =
        m_output.send(m_socket, {answer.head.constData(), size_t(answer.head.size())},
                      m_context.tail, hasBody ? answer.body : QByteArray());
    record({method,
            head         ? head->target
            : m_exchange ? view(m_exchange->request->target)
                         : std::string_view(),
            {},
            m_context.traffic.route(QString()),
            reply.status,
            answer.body.size(),
            {},
            passport.correlationId,
            head ? clientFor(*head) : m_peer.toString()});
    sent(result, keeps);
}

/** Who sent it, if somebody will read that. */
QString Connection::clientFor(const Head &head) const
{
    return m_context.logsAccess
               ? clientOf(head, m_peer, m_context.edge.policy().trustedProxies).toString()
               : QString();
}

void Connection::record(const Record &record)
{
    using Milliseconds = std::chrono::duration<double, std::milli>;
    record.traffic.count(record.status, record.duration);
    if (m_context.logsAccess)
        logAccess({bytes(record.method), bytes(record.target), record.route, record.status,
                   record.bytes, Milliseconds(record.duration).count(), record.client,
                   QString::fromLatin1(record.correlationId.data(),
                                       qsizetype(record.correlationId.size()))});
}

void Connection::sent(Output::Result result, bool keepsAlive)
{
    m_exchange.reset();
    m_body.reset();
    m_seen = 0;
    m_since = m_context.now;
    m_state = result == Output::Result::Failed ? State::Gone
              : keepsAlive                     ? State::Head
                                               : State::Closing;
}

/** Lets the client read its answer before the rest of what it sends resets the connection. */
void Connection::linger()
{
    m_in.clear();
    if (m_isLingering)
        return;
    m_isLingering = true;
    m_since = m_context.now;
    ::shutdown(m_socket, SHUT_WR);
}

bool Connection::sweep()
{
    const Limits &limits = m_context.limits;
    if (m_output.isEmpty() || m_output.sent() != m_sentBefore)
        m_sentAt = m_context.now;
    m_sentBefore = m_output.sent();
    if (m_context.now - m_sentAt > limits.readerStall)
        return false;
    const auto passed = m_context.now - m_since;
    const Refusal slow{408, "request-timeout", "The request took too long to arrive",
                       "Send it at once"};
    switch (m_state) {
    case State::Head:
        if (m_in.empty() && passed > (m_requests == 0 ? limits.headTime : limits.idle))
            return false;
        if (!m_in.empty() && m_output.isEmpty() && passed > limits.headTime)
            refuse(slow);
        break;
    case State::Body:
        if (passed > limits.bodyStall)
            refuse(slow, nullptr, &m_exchange->passport);
        break;
    case State::Delayed:
        if (passed >= m_exchange->delay || m_context.isDraining)
            refuse(*m_exchange->refusal, nullptr, &m_exchange->passport);
        break;
    case State::Waiting:
        if (passed > limits.handler)
            refuse({504, "timeout", "The answer took too long", "Try again later"}, nullptr,
                   &m_exchange->passport);
        break;
    case State::Closing:
        if (m_isLingering && passed > lingerTime)
            return false;
        break;
    case State::Answered:
    case State::Streaming:
        break;
    case State::Gone:
        return false;
    }
    return work();
}

} // namespace outlet::app::http
