// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/dispatcher.h"

#include "app/api/errors.h"
#include "app/http/log.h"
#include "app/http/mailbox.h"
#include "app/http/plainanswer.h"
#include "app/http/qhttpcompat.h"

#include <QTcpSocket>

#include <algorithm>
#include <cstring>
#include <sys/socket.h>
#include <vector>

namespace outlet::app::http {

using namespace Qt::StringLiterals;
using api::Reply;
using api::Request;

namespace {

/** A connection of QHttpServer without a socket: bytes go in and come out by function calls. */
class Lane : public QTcpSocket
{
public:
    Lane()
    {
        setSocketState(ConnectedState);
        // Buffered: QHttpServer reads the request line character by character.
        setOpenMode(QIODevice::ReadWrite);
    }

    /** QHttpServer calls its handler before this returns. */
    void deliver(QByteArray bytes)
    {
        m_in = std::move(bytes);
        m_read = 0;
        m_out.reserve(answerHead);
        Q_EMIT readyRead();
    }

    QByteArray take() { return std::exchange(m_out, {}); }

    qint64 bytesAvailable() const override
    {
        return QTcpSocket::bytesAvailable() + m_in.size() - m_read;
    }

    std::shared_ptr<Request> request; ///< what is being answered; null: nothing
    api::RoutePtr route;
    bool isWithWorker = false;
    Dispatcher::Done done;

protected:
    qint64 readData(char *data, qint64 size) override
    {
        size = std::min<qint64>(size, m_in.size() - m_read);
        std::memcpy(data, m_in.constData() + m_read, size_t(size));
        m_read += size;
        return size;
    }

    qint64 writeData(const char *data, qint64 size) override
    {
        m_out.append(data, size);
        return size;
    }

private:
    static constexpr qsizetype answerHead = 512; ///< bytes; most heads are shorter

    QByteArray m_in;
    QByteArray m_out;
    qint64 m_read = 0;
};

/** What QHttpServer binds to. Nobody connects to it: its connections are lanes. */
class LaneServer : public QTcpServer
{
public:
    LaneServer()
    {
        // QHttpServer wants a server that listens, so it gets a socket, which has no address.
        setSocketDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        pauseAccepting();
    }

    void add(Lane *lane)
    {
        m_next = lane;
        addPendingConnection(lane); // tells QHttpServer
    }

    bool hasPendingConnections() const override { return m_next; }
    QTcpSocket *nextPendingConnection() override { return std::exchange(m_next, nullptr); }

private:
    Lane *m_next = nullptr;
};

/** The request as QHttpServer gets it. */
QByteArray normalised(const Request &request)
{
    QByteArray text;
    text.reserve(64 + request.target.size() + request.body.size());
    text += request.method;
    text += ' ';
    text += request.target;
    text += " HTTP/1.1\r\n";
    if (!request.body.isEmpty())
        text += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    text += "\r\n";
    text += request.body;
    return text;
}

/** Whether a header can be written as it is, without ending its line or the head. */
bool isWritable(const std::pair<QByteArray, QByteArray> &header)
{
    const auto isText = [](char c) { return (c >= 0x20 && c != 0x7f) || c == '\t' || c < 0; };
    const auto isToken = [](char c) { return c > 0x20 && c < 0x7f && c != ':'; };
    return !header.first.isEmpty() && std::ranges::all_of(header.first, isToken) &&
           std::ranges::all_of(header.second, isText);
}

Reply failure(const Request &request, const QString &cause)
{
    qCCritical(lcHttp).noquote() << request.correlationId << request.method << request.target
                                 << cause;
    return api::problemReply(request, 500, u"Something went wrong"_s, "internal"_L1);
}

/** The reply, or a failure where it has a header that would break the answer. */
Reply checked(const Request &request, Reply reply)
{
    const auto wrong = std::ranges::find_if_not(reply.headers, isWritable);
    const bool isTypeWritable = isWritable({"Content-Type", reply.contentType});
    if (wrong == reply.headers.end() && isTypeWritable)
        return reply;
    return failure(request, u"The answer has a header that cannot be written: "_s +
                                QString::fromLatin1(isTypeWritable ? wrong->first
                                                                   : QByteArray("Content-Type")));
}

/** HTTP leaves the body out whatever the method was. */
bool isBodiless(int status)
{
    return status == 204 || status == 304 || status < 200;
}

/** What Content-Length says; -1: there is none. */
qint64 lengthOf(const Reply &reply)
{
    if (isBodiless(reply.status))
        return -1;
    return reply.stream ? reply.stream->size().value_or(-1) : reply.body.size();
}

Answer answerFrom(Lane &lane, QHttpServerResponder &responder, const Reply &reply)
{
    const bool hasBody = !isBodiless(reply.status) && lane.request->method != "HEAD";
    compat::Headers headers;
    if (!isBodiless(reply.status) && !reply.contentType.isEmpty())
        headers.emplaceBack("Content-Type", reply.contentType);
    headers += reply.headers;
    // The body does not pass through QHttpServer: it would copy it.
    compat::send(responder, reply.status, headers, {}, lengthOf(reply));
    Answer answer;
    answer.status = reply.status;
    answer.head = lane.take();
    answer.head.chop(2); // the empty line
    answer.isReady = reply.isReady;
    if (hasBody) {
        answer.body = reply.body;
        answer.stream = reply.stream;
    }
    return answer;
}

} // namespace

Backend backendOf(std::function<Reply(const Request &)> answer)
{
    return {std::move(answer), [](const Request &) { return nullptr; },
            [](const Request &, const Backend::Deliver &) { return false; }, [] { return 0; }};
}

struct Dispatcher::Private
{
    explicit Private(const Backend &answering) : backend(answering) {}

    Lane &freeLane();
    void onRequest(QHttpServerResponder responder);
    void answerAtOnce(Lane &lane, QHttpServerResponder &responder);
    void answerByWorker(Lane &lane, QHttpServerResponder responder);
    void finish(Lane &lane, QHttpServerResponder &responder, const Reply &reply);

    const Backend &backend;
    QHttpServer server;
    LaneServer *lanes = nullptr; ///< belongs to `server`
    std::vector<Lane *> free;
    Lane *current = nullptr; ///< whose request QHttpServer is being given
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>(&server);
};

Lane &Dispatcher::Private::freeLane()
{
    if (free.empty()) {
        auto *lane = new Lane;
        lane->setParent(lanes);
        lanes->add(lane);
        free.push_back(lane);
    }
    Lane *lane = free.back();
    free.pop_back();
    return *lane;
}

void Dispatcher::Private::finish(Lane &lane, QHttpServerResponder &responder, const Reply &reply)
{
    Answer answer = answerFrom(lane, responder, checked(*lane.request, reply));
    const Dispatcher::Done done = std::exchange(lane.done, nullptr);
    lane.request.reset();
    lane.route.reset();
    done(std::move(answer));
}

void Dispatcher::Private::answerAtOnce(Lane &lane, QHttpServerResponder &responder)
{
    const Request &request = *lane.request;
    Reply reply;
    try {
        reply = backend.answer(request);
    } catch (const std::exception &exception) {
        reply = failure(request, u"The handler threw: "_s + QString::fromUtf8(exception.what()));
    } catch (...) {
        reply = failure(request, u"The handler threw something that is no std::exception"_s);
    }
    finish(lane, responder, reply);
}

void Dispatcher::Private::answerByWorker(Lane &lane, QHttpServerResponder responder)
{
    lane.isWithWorker = true;
    auto kept = std::make_shared<QHttpServerResponder>(std::move(responder));
    const bool isTaken =
        backend.work(*lane.request, [this, &lane, kept, box = mailbox](Reply reply) {
            box->post([this, &lane, kept, reply = std::move(reply)] {
                finish(lane, *kept, reply);
                lane.isWithWorker = false;
                free.push_back(&lane);
            });
        });
    if (isTaken)
        return;
    lane.isWithWorker = false;
    Reply busy = api::problemReply(*lane.request, 503, u"Too many requests wait already"_s,
                                   "overloaded"_L1, u"Try again in a moment"_s);
    busy.headers.emplaceBack("Retry-After", "1");
    finish(lane, *kept, busy);
}

void Dispatcher::Private::onRequest(QHttpServerResponder responder)
{
    Lane &lane = *current;
    if (lane.route && lane.route->place == api::Place::Worker)
        answerByWorker(lane, std::move(responder));
    else
        answerAtOnce(lane, responder);
}

Dispatcher::Dispatcher(const Backend &backend) : d(std::make_unique<Private>(backend))
{
    auto lanes = std::make_unique<LaneServer>();
    compat::onEveryRequest(d->server,
                           [this](const QHttpServerRequest &, QHttpServerResponder responder) {
                               d->onRequest(std::move(responder));
                           });
    d->lanes = lanes.release();
    compat::bind(d->server, d->lanes);
}

Dispatcher::~Dispatcher()
{
    d->mailbox->close();
}

void Dispatcher::dispatch(const std::shared_ptr<Request> &request, const api::RoutePtr &route,
                          Done done)
{
    Lane &lane = d->freeLane();
    lane.request = request;
    lane.route = route;
    lane.done = std::move(done);
    d->current = &lane;
    lane.deliver(normalised(*request));
    d->current = nullptr;
    if (lane.isWithWorker)
        return;
    if (!lane.request) {
        d->free.push_back(&lane);
        return;
    }
    // QHttpServer has not called: it has something against the request. The lane is no good now.
    const Done failed = std::exchange(lane.done, nullptr);
    lane.deleteLater();
    failed(plainAnswer(failure(*request, u"QHttpServer does not take the request"_s)));
}

} // namespace outlet::app::http
