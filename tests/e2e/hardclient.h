// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace outlet::tests {

/** A client that stops halfway, and sees exactly how the server ends its connection. */
class HardClient
{
public:
    explicit HardClient(quint16 port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address);
    }
    HardClient(HardClient &&other) noexcept : m_socket(std::exchange(other.m_socket, -1)) {}
    HardClient(const HardClient &) = delete;
    HardClient &operator=(const HardClient &) = delete;
    ~HardClient() { leave(); }

    /** false: the server has closed. */
    bool send(const QByteArray &bytes)
    {
        return ::send(m_socket, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) ==
               bytes.size();
    }

    bool get(const QByteArray &target)
    {
        return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** Some bytes; empty: none came, or the connection has ended. */
    QByteArray some(int patience = patienceMs)
    {
        QByteArray bytes(64 * 1024, Qt::Uninitialized);
        pollfd waiting{m_socket, POLLIN, 0};
        const bool isReady = ::poll(&waiting, 1, patience) > 0;
        const ssize_t size = isReady ? ::recv(m_socket, bytes.data(), size_t(bytes.size()), 0) : -1;
        m_hasEnded = m_hasEnded || (isReady && size <= 0);
        bytes.resize(std::max<ssize_t>(size, 0));
        return bytes;
    }

    /** Until `end` has come, or nothing more comes. */
    QByteArray until(const QByteArray &end)
    {
        QByteArray all;
        for (QByteArray part = some(); !part.isEmpty(); part = some()) {
            all += part;
            if (all.contains(end))
                break;
        }
        return all;
    }

    /** Everything until the server closes; see hasEnded(). */
    QByteArray rest()
    {
        QByteArray all;
        for (QByteArray part = some(); !part.isEmpty(); part = some())
            all += part;
        return all;
    }

    bool hasEnded() const { return m_hasEnded; }

    /** Leaves without a farewell: what is on its way to it is lost. */
    void reset()
    {
        const linger atOnce{1, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        leave();
    }

    void leave()
    {
        if (m_socket >= 0)
            ::close(std::exchange(m_socket, -1));
    }

private:
    static constexpr int patienceMs = 10'000; // never waited for unless something is broken

    int m_socket;
    bool m_hasEnded = false;
};

} // namespace outlet::tests
