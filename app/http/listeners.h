// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QHostAddress>
#include <QList>
#include <QString>

#include <vector>

namespace outlet::app::http {

/** Listening sockets of one place, one for each thread, or one that all share. Owns them. */
class Listeners
{
public:
    /**
     * TCP, with a socket for each thread, among which the kernel spreads the clients.
     * Errors name address and port: Unavailable if somebody listens there already, else Io (no
     * such address on this machine, a port that needs privileges).
     */
    static Result<Listeners> tcp(const QHostAddress &address, quint16 port, int threads);

    /**
     * A Unix socket at `path`, for the owner and group. One that a server left behind is replaced,
     * one that is alive is not (Unavailable); anything else at that place is an error (Conflict).
     */
    static Result<Listeners> unixSocket(const QString &path);

    /** Those that the service manager opened (sd_listen_fds(3)); empty if it opened none. */
    static std::vector<Listeners> activated();

    Listeners(Listeners &&other) noexcept;
    Listeners &operator=(Listeners &&other) noexcept;
    ~Listeners();

    int descriptor(int thread) const { return m_descriptors[thread % m_descriptors.size()]; }
    quint16 port() const { return m_port; }          ///< 0 for a Unix socket
    const QString &place() const { return m_place; } ///< for people

private:
    Listeners() = default;

    QList<int> m_descriptors;
    quint16 m_port = 0;
    QString m_place;
    QString m_path; ///< to remove at the end
};

/** Everywhere that a server listens. Clients wait there until somebody accepts them. */
struct Listening
{
    std::vector<Listeners> all;

    /**
     * What the service manager has opened, or else the TCP address; and the Unix socket, unless
     * its path is empty. Errors of Listeners.
     */
    static Result<Listening> open(const QHostAddress &address, quint16 port,
                                  const QString &unixSocket, int threads);

    quint16 port() const; ///< the first one; 0 if there is none
};

} // namespace outlet::app::http
