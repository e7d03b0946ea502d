// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/body.h"
#include "app/http/dispatcher.h"
#include "app/http/edge.h"
#include "app/http/output.h"
#include "app/http/readyanswers.h"
#include "app/http/streamsender.h"
#include "app/http/traffic.h"

#include <QHostAddress>

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace outlet::app::http {

using Clock = std::chrono::steady_clock;

/** What the connections of one gate share. Used in its thread only. */
struct GateContext
{
    const Backend &backend;
    const Limits &limits;
    Edge &edge;
    Traffic &traffic;
    QString spoolDirectory;
    bool logsAccess = false;
    Dispatcher dispatcher;
    ReadyAnswers ready;
    std::string tail;       ///< written anew for each answer
    std::span<char> buffer; ///< read into anew each time
    Clock::time_point now;  ///< of the events that are being handled
    bool isDraining = false;
    /** Calls back with an answer, if the connection is there still. */
    std::function<void(std::uint64_t connection, Answer)> deliver;
    /** From any thread: the connection should look for more to send. */
    std::function<std::function<void()>(std::uint64_t connection)> makeWake;
};

/** One client: from its bytes to requests, from answers to bytes. Owned by its gate. */
class Connection
{
public:
    /** @param socket non-blocking; belongs to the connection */
    Connection(GateContext &context, int socket, const QHostAddress &peer, std::uint64_t id);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    // Each returns whether the connection goes on.
    bool onEvents(std::uint32_t events); ///< of epoll, edge-triggered
    bool onAnswer(Answer answer);
    bool onMore(); ///< the stream that is being sent has more
    bool sweep();  ///< now and then: deadlines
    bool drain();  ///< no further requests

    int socket() const { return m_socket; }
    const QHostAddress &peer() const { return m_peer; }

private:
    enum class State {
        Head,      ///< waits for a request
        Body,      ///< takes the body of one
        Delayed,   ///< the request is refused, but not told so yet
        Waiting,   ///< the request is being answered
        Answered,  ///< the answer is there and has to be sent
        Streaming, ///< a stream is being sent
        Closing,   ///< everything is said; what the client still sends is thrown away
        Gone,
    };

    /** The request that is being dealt with. */
    struct Exchange
    {
        std::shared_ptr<api::Request> request;
        api::RoutePtr route;
        Passport passport;
        Clock::time_point start;
        std::uint64_t generation = 0; ///< of the snapshot when it was dispatched
        int minor = 1;
        bool keepsAlive = true;
        std::optional<Refusal> refusal; ///< of the state Delayed
        Clock::duration delay{};
    };

    /** What there is to count and to log about an answer. */
    struct Record
    {
        std::string_view method;
        std::string_view target;
        const QString &route; ///< its pattern; empty: none
        RouteTraffic &traffic;
        int status;
        qsizetype bytes; ///< of the body
        Clock::duration duration;
        std::string_view correlationId;
        QString client;
    };

    bool work();
    bool read();
    std::size_t consume(std::string_view bytes);
    std::size_t takeHead(std::string_view bytes);
    std::size_t takeBody(std::string_view bytes);
    bool sendReady(const Head &head, const Passport &passport, Clock::time_point start);
    void begin(const Head &head, std::string_view bytes, Passport passport,
               Clock::time_point start);
    void beginBody(const Head &head, std::string_view bytes);
    void dispatch();
    void sendAnswer();
    void remember(const Answer &answer, RouteTraffic &traffic);
    void pump();
    void refuse(const Refusal &refusal, const Head *head = nullptr,
                const Passport *given = nullptr);
    void hold(const Refusal &refusal);
    void reply(const api::Reply &reply, const Head *head, const Passport &passport);
    QString clientFor(const Head &head) const;
    void record(const Record &record);
    void sent(Output::Result result, bool keepsAlive);
    void linger();
    bool keepsAlive(const Head &head) const;
    bool isIdle() const;

    GateContext &m_context;
    const std::uint64_t m_id;
    const QHostAddress m_peer;
    Output m_output;
    std::string m_in; ///< bytes that nobody has taken yet
    std::size_t m_seen = 0;
    std::unique_ptr<Exchange> m_exchange;
    std::unique_ptr<Body> m_body;
    std::optional<Answer> m_answer;
    std::optional<StreamSender> m_stream;
    Clock::time_point m_since; ///< the last time that something went on
    std::uint64_t m_sentBefore = 0;
    Clock::time_point m_sentAt;
    std::int64_t m_requests = 0;
    const int m_socket;
    State m_state = State::Head;
    bool m_isReadable = true;
    bool m_hasEnded = false; ///< the client sends no more
    bool m_isInside = false; ///< an answer that comes now is dealt with by the caller
    bool m_isLingering = false;
};

} // namespace outlet::app::http
