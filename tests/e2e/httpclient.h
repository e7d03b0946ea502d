// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/program.h"

#include <QTcpSocket>
#include <QUrl>

namespace outlet::tests {

inline const QByteArray adminToken = "0123456789abcdef0123456789abcdef";

/** One connection, used from one thread. */
class Client
{
public:
    explicit Client(const QString &url, const QByteArray &secret = adminToken)
        : m_url(url), m_secret(secret)
    {}

    Answer ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
               const QByteArray &type = "application/json")
    {
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            m_socket.connectToHost(m_url.host(), quint16(m_url.port()));
            if (!m_socket.waitForConnected(5000))
                return {};
        }
        m_socket.write(method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                       m_secret + "\r\nContent-Type: " + type + "\r\nContent-Length: " +
                       QByteArray::number(body.size()) + "\r\n\r\n" + body);
        Answer answer;
        QByteArray bytes;
        qsizetype end = -1;
        while ((end = bytes.indexOf("\r\n\r\n")) < 0) {
            if (!m_socket.waitForReadyRead(20'000))
                return {};
            bytes += m_socket.readAll();
        }
        answer.head = bytes.first(end);
        answer.body = bytes.sliced(end + 4);
        answer.status = answer.head.mid(9, 3).toInt();
        const qsizetype at = answer.head.toLower().indexOf("content-length: ");
        const qsizetype length =
            at < 0 ? 0 : answer.head.sliced(at + 16).split('\r').front().toLongLong();
        while (answer.body.size() < length) {
            if (!m_socket.waitForReadyRead(20'000))
                return {};
            answer.body += m_socket.readAll();
        }
        if (answer.head.toLower().contains("connection: close"))
            m_socket.abort(); // it has had its share of requests
        return answer;
    }
    Answer post(const QByteArray &target) { return ask("POST", target); }

private:
    QUrl m_url;
    QByteArray m_secret;
    QTcpSocket m_socket;
};

} // namespace outlet::tests
