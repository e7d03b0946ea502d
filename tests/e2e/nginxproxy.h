// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QString>
#include <QTcpServer>
#include <QTemporaryDir>

namespace outlet::tests {

/** A private nginx that runs packaging/nginx/outlet.conf, with ports and certificates of its own.
 */
class NginxProxy
{
public:
    ~NginxProxy();

    /**
     * Starts it and waits until it accepts connections.
     * @param upstreams where the two servers of the file are
     * @returns what went wrong; empty if nothing did
     */
    QString start(const QList<quint16> &upstreams);

    quint16 port() const { return m_tlsPort; } ///< TLS
    quint16 plainPort() const { return m_plainPort; }

    /** Trusts its certificate and nothing else. */
    QSslConfiguration trust() const;

private:
    QString makeCertificate() const;
    QString writeConfiguration(const QList<quint16> &upstreams) const;
    QString waitUntilItAccepts();

    QTemporaryDir m_directory;
    QProcess m_process;
    quint16 m_tlsPort = 0;
    quint16 m_plainPort = 0;
};

/** An answer as it stood on the wire, without the framing of its body. */
struct WireAnswer
{
    int status = 0; ///< 0: none came
    QByteArray head;
    QByteArray body;

    QByteArray header(const QByteArray &name) const; ///< empty if it has none
};

/** One connection; the event loop runs while it waits. */
class Client
{
public:
    explicit Client(quint16 plainPort);
    Client(const NginxProxy &proxy, const QList<QByteArray> &protocols);

    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    QByteArray protocol() const; ///< what both sides have agreed upon

    /** Sends the head as given, with a Host and the empty line added, and reads the answer. */
    WireAnswer ask(const QByteArray &head, const QByteArray &body = {});

    void send(const QByteArray &head, const QByteArray &body = {});
    bool waitFor(const QByteArray &text); ///< until it has come, in whatever framing

private:
    WireAnswer takeAnswer();

    QSslSocket m_socket;
    QByteArray m_received;
    quint16 m_port;
};

/** A server in this process that keeps what it is sent, and answers each request alike. */
class ToyUpstream
{
public:
    /** @param answer as it stands on the wire */
    explicit ToyUpstream(const QByteArray &answer);

    quint16 port() const { return m_server.serverPort(); }
    int connections() const { return m_connections; }
    int requests() const { return m_requests; }
    qsizetype bodyBytes() const { return m_bodyBytes; } ///< of the last request
    QByteArray head() const { return m_head; }          ///< of the last request

private:
    void read(QTcpSocket *socket, QByteArray &received);

    QTcpServer m_server;
    QByteArray m_answer;
    QByteArray m_head;
    qsizetype m_bodyBytes = 0;
    int m_connections = 0;
    int m_requests = 0;
};

quint16 freePort();

} // namespace outlet::tests
