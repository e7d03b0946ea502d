// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/server.h"

#include "app/api/errors.h"
#include "app/http/correlation.h"
#include "app/http/log.h"
#include "app/http/qhttpcompat.h"
#include "app/http/target.h"
#include "app/settings/listenaddress.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QLocale>
#include <QTcpSocket>

#include <algorithm>

namespace outlet::app::http {

using namespace Qt::StringLiterals;
using api::Reply;
using api::Request;

namespace {

/**
 * Accepts with TCP_NODELAY: without it an answer in two segments waits for the client's delayed
 * ACK, some 40 ms.
 */
class Listener : public QTcpServer
{
public:
    void flushAll()
    {
        for (QTcpSocket *socket : findChildren<QTcpSocket *>())
            socket->flush();
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket(this);
        if (!socket->setSocketDescriptor(descriptor)) {
            delete socket;
            return;
        }
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        addPendingConnection(socket);
    }
};

QByteArray nameOf(QHttpServerRequest::Method method)
{
    using Method = QHttpServerRequest::Method;
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Put:
        return "PUT";
    case Method::Delete:
        return "DELETE";
    case Method::Post:
        return "POST";
    case Method::Head:
        return "HEAD";
    case Method::Options:
        return "OPTIONS";
    case Method::Patch:
        return "PATCH";
    case Method::Connect:
        return "CONNECT";
    case Method::Trace:
        return "TRACE";
    case Method::Unknown:
    case Method::AnyKnown:
        break;
    }
    return "UNKNOWN";
}

/**
 * The target as far as Qt still has it. It has turned each `%` into `%25` if one of them had no
 * digits behind it, and bytes above 0x7f into their escapes; everything else is as it came.
 */
QByteArray targetOf(const QUrl &url)
{
    QByteArray target = url.path(QUrl::FullyEncoded).toLatin1();
    if (target.isEmpty())
        target = "/";
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    return target;
}

Request requestFrom(const QHttpServerRequest &incoming)
{
    Request request;
    request.method = nameOf(incoming.method());
    request.target = targetOf(incoming.url());
    request.ifNoneMatch = incoming.value("If-None-Match");
    request.acceptEncoding = incoming.value("Accept-Encoding");
    request.body = incoming.body();
    request.correlationId = correlationId(incoming.value("X-Request-ID"));
    return request;
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

/** The handler's answer, or that to a request or a handler that is no good. */
Reply answer(const HttpServer::Handler &handler, Request &request)
{
    Result<Target> target = parseTarget(request.target);
    if (!target)
        return api::errorReply(request, target.error());
    request.segments = std::move(target->segments);
    request.query = std::move(target->query);
    try {
        Reply reply = handler(request);
        const auto wrong = std::ranges::find_if_not(reply.headers, isWritable);
        if (wrong == reply.headers.end() && isWritable({"Content-Type", reply.contentType}))
            return reply;
        return failure(request,
                       u"The answer has a header that cannot be written: "_s +
                           (wrong == reply.headers.end() ? u"Content-Type"_s
                                                         : QString::fromLatin1(wrong->first)));
    } catch (const std::exception &exception) {
        return failure(request, u"The handler threw: "_s + QString::fromUtf8(exception.what()));
    } catch (...) {
        return failure(request, u"The handler threw something that is no std::exception"_s);
    }
}

QByteArray httpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'").toLatin1();
}

/** Whether HTTP leaves the body out whatever the method was. */
bool isBodiless(int status)
{
    return status == 204 || status == 304 || status < 200;
}

/** Writes the answer and returns the size of the body as sent. */
qsizetype sendReply(QHttpServerResponder &responder, const Request &request, const Reply &reply)
{
    compat::Headers headers = {{"Date", httpDate(QDateTime::currentDateTimeUtc())},
                               {"X-Request-ID", request.correlationId.toLatin1()}};
    const bool isEmpty = isBodiless(reply.status);
    if (!isEmpty && !reply.contentType.isEmpty())
        headers.emplaceBack("Content-Type", reply.contentType);
    headers += reply.headers;
    const QByteArray body = isEmpty || request.method == "HEAD" ? QByteArray() : reply.body;
    compat::send(responder, reply.status, headers, body, isEmpty ? -1 : reply.body.size());
    return body.size();
}

void serve(const HttpServer::Handler &handler, const QHttpServerRequest &incoming,
           QHttpServerResponder &responder)
{
    QElapsedTimer timer;
    timer.start();
    Request request = requestFrom(incoming);
    const Reply reply = answer(handler, request);
    const qsizetype bytes = sendReply(responder, request, reply);
    qCDebug(lcHttp).noquote().nospace()
        << request.method << ' ' << request.target << ' ' << reply.status << ' ' << bytes
        << " bytes " << double(timer.nsecsElapsed()) / 1e6 << " ms " << request.correlationId;
}

std::unexpected<Error> cannotListen(const QTcpServer &server, const QHostAddress &address,
                                    quint16 port)
{
    const QString place = toString(Settings::Listen{address, port});
    const QString message = u"Cannot listen on %1: %2"_s.arg(place, server.errorString());
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError:
        return fail(ErrorCode::Unavailable, message,
                    u"The port is in use: stop the program that listens there, or choose another "
                    "port with --listen or OUTLET_LISTEN"_s,
                    place);
    case QAbstractSocket::SocketAddressNotAvailableError:
        return fail(ErrorCode::Io, message,
                    u"No interface of this machine has the address: give one that it has, or "
                    "127.0.0.1, with --listen or OUTLET_LISTEN"_s,
                    place);
    case QAbstractSocket::SocketAccessError:
        return fail(ErrorCode::Io, message,
                    u"Ports below 1024 need a privilege: choose a higher port with --listen or "
                    "OUTLET_LISTEN"_s,
                    place);
    default:
        return fail(ErrorCode::Io, message,
                    u"Choose another address with --listen or OUTLET_LISTEN"_s, place);
    }
}

} // namespace

struct HttpServer::Private
{
    Handler handler;
    std::unique_ptr<QHttpServer> server;
    Listener *listener = nullptr; ///< belongs to `server`
};

HttpServer::HttpServer(Handler handler) : d(std::make_unique<Private>())
{
    d->handler = std::move(handler);
}

HttpServer::~HttpServer()
{
    close();
}

Result<quint16> HttpServer::listen(const QHostAddress &address, quint16 port)
{
    close();
    auto listener = std::make_unique<Listener>();
    listener->setListenBacklogSize(1024); // Qt's 50 drops connections that come in a burst
    if (!listener->listen(address, port))
        return cannotListen(*listener, address, port);
    d->server = std::make_unique<QHttpServer>();
    compat::onEveryRequest(
        *d->server, [this](const QHttpServerRequest &request, QHttpServerResponder &responder) {
            serve(d->handler, request, responder);
        });
    d->listener = listener.release();
    if (!compat::bind(*d->server, d->listener)) {
        delete d->listener;
        d->server.reset();
        return fail(ErrorCode::Internal, u"QHttpServer does not take the listening socket"_s);
    }
    return d->listener->serverPort();
}

void HttpServer::close()
{
    if (!d->server)
        return;
    d->listener->close();
    d->listener->flushAll(); // answers that the sockets have not taken yet
    d->server.reset();       // takes the listener and its sockets with it
    d->listener = nullptr;
}

} // namespace outlet::app::http
