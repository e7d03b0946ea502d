// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QTcpSocket>

#include <algorithm>
#include <sys/socket.h>

namespace outlet::tests {

/** An answer as it came over the socket. A status of 0: none came. */
struct RawReply
{
    int status = 0;
    QByteArray head; ///< status line and headers, without the empty line
    QByteArray body;

    /** The values of a header, whatever the case of its name. */
    QList<QByteArray> all(const QByteArray &name) const
    {
        QList<QByteArray> values;
        for (const QByteArray &line : head.split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
                values.append(line.sliced(colon + 1).trimmed());
        }
        return values;
    }

    /** The value of a header that is there once; else a mark that no test expects. */
    QByteArray header(const QByteArray &name) const
    {
        const QList<QByteArray> values = all(name);
        return values.size() == 1 ? values.first()
                                  : "<" + QByteArray::number(values.size()) + " times>";
    }
};

/** A client without opinions: it sends the bytes it is given and reads what comes back. */
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(patience);
    }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }

    /** Each byte in a segment of its own, as far as the kernel has it. */
    void sendByteByByte(const QByteArray &bytes)
    {
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        for (const char byte : bytes)
            ::send(int(m_socket.socketDescriptor()), &byte, 1, MSG_NOSIGNAL);
    }

    /** Says that no more will be sent, and goes on listening. */
    void endSending() { ::shutdown(int(m_socket.socketDescriptor()), SHUT_WR); }

    /** Whether the server ends the connection, after whatever it sends still. */
    bool waitForEnd()
    {
        while (m_socket.state() == QAbstractSocket::ConnectedState && readMore()) {
        }
        return m_socket.state() != QAbstractSocket::ConnectedState;
    }

    /** @param hasBody whether a body follows the head, as it does not after HEAD */
    RawReply receive(bool hasBody = true)
    {
        RawReply reply;
        const QByteArray end = "\r\n\r\n";
        while (!m_read.contains(end) && readMore()) {
        }
        if (!m_read.contains(end))
            return reply;
        reply.head = m_read.first(m_read.indexOf(end));
        m_read = m_read.sliced(reply.head.size() + end.size());
        reply.status = reply.head.mid(9, 3).toInt();
        const bool isBodiless = !hasBody || reply.status == 304 || reply.status == 204;
        const qsizetype length = isBodiless ? 0 : reply.header("Content-Length").toLongLong();
        while (m_read.size() < length && readMore()) {
        }
        reply.body = m_read.first(std::min(length, m_read.size()));
        m_read = m_read.sliced(reply.body.size());
        return reply;
    }

    RawReply exchange(const QByteArray &request)
    {
        send(request);
        return receive(!request.startsWith("HEAD "));
    }

    /** A request with `Host` and the given further header lines (each with its CRLF). */
    RawReply request(const QByteArray &method, const QByteArray &target,
                     const QByteArray &headers = {})
    {
        return exchange(method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
                        "\r\n");
    }

    RawReply get(const QByteArray &target, const QByteArray &headers = {})
    {
        return request("GET", target, headers);
    }

    /** Waits for bytes; false if none come. */
    bool waitForMore() { return readMore(); }

    /** What came beyond the answers that were received. */
    QByteArray rest() const { return m_read; }

private:
    bool readMore()
    {
        if (!m_socket.bytesAvailable() && !m_socket.waitForReadyRead(patience))
            return false;
        m_read += m_socket.readAll();
        return true;
    }

    static constexpr int patience = 10'000; // ms

    QTcpSocket m_socket;
    QByteArray m_read;
};

} // namespace outlet::tests
