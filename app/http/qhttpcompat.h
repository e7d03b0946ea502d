// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything in which QHttpServer of Qt 6.4 differs from that of Qt 6.8. Included by dispatcher.cpp
// only. (6.5 to 6.7 are a third dialect; the build refuses them.)

#include <QByteArray>
#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QList>
#include <QTcpServer>

#include <functional>
#include <utility>

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#include <QHttpServerResponse>
#include <QIODevice>
#endif

namespace outlet::app::http::compat {

using Headers = QList<std::pair<QByteArray, QByteArray>>;
using Call = std::function<void(const QHttpServerRequest &, QHttpServerResponder)>;

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)

/** Hands the listening server over; it belongs to `server` from then on. */
inline bool bind(QHttpServer &server, QTcpServer *listening)
{
    return server.bind(listening);
}

/** Sends every request to `call`: without routes, all of them are "missing". */
inline void onEveryRequest(QHttpServer &server, Call call)
{
    server.setMissingHandler(&server, [call = std::move(call)](const QHttpServerRequest &request,
                                                               QHttpServerResponder &responder) {
        call(request, std::move(responder));
    });
}

/** Claims a size and has nothing to give: the one public way to an answer without its body. */
class Withheld : public QIODevice
{
public:
    explicit Withheld(qint64 size) : m_size(size) { open(QIODevice::ReadOnly); }
    bool isSequential() const override { return m_size < 0; } // then no length is written
    qint64 size() const override { return m_size; }
    bool atEnd() const override { return true; }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    qint64 m_size;
};

/**
 * Writes one answer.
 * @param length what Content-Length says, -1: nothing; differs from the body's size where that is
 *               left out (HEAD) or comes from elsewhere
 */
inline void send(QHttpServerResponder &responder, int status, const Headers &headers,
                 const QByteArray &body, qint64 length)
{
    const auto code = QHttpServerResponder::StatusCode(status);
    QHttpHeaders fields;
    for (const auto &[name, value] : headers)
        fields.append(name, value);
    if (length == body.size())
        responder.write(body, fields, code);
    else
        responder.write(new Withheld(length), fields, code);
}

#else

inline bool bind(QHttpServer &server, QTcpServer *listening)
{
    server.bind(listening);
    return server.servers().contains(listening);
}

inline void onEveryRequest(QHttpServer &server, Call call)
{
    server.setMissingHandler([call = std::move(call)](const QHttpServerRequest &request,
                                                      QHttpServerResponder &&responder) {
        call(request, std::move(responder));
    });
}

inline void send(QHttpServerResponder &responder, int status, const Headers &headers,
                 const QByteArray &body, qint64 length)
{
    responder.writeStatusLine(QHttpServerResponder::StatusCode(status));
    for (const auto &[name, value] : headers)
        responder.writeHeader(name, value);
    if (length >= 0)
        responder.writeHeader("Content-Length", QByteArray::number(length));
    responder.writeBody(body); // ends the head, even when there is no body
}

#endif

} // namespace outlet::app::http::compat
