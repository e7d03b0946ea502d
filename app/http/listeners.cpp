// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/listeners.h"

#include "app/settings/listenaddress.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include <utility>

namespace outlet::app::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int backlog = 4096; ///< the kernel has a bound of its own, net.core.somaxconn

struct Place
{
    sockaddr_storage storage = {};
    socklen_t size = 0;

    const sockaddr *address() const { return reinterpret_cast<const sockaddr *>(&storage); }
};

Place placeOf(const QHostAddress &address, quint16 port)
{
    Place place;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        auto *ipv4 = reinterpret_cast<sockaddr_in *>(&place.storage);
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons(port);
        ipv4->sin_addr.s_addr = htonl(address.toIPv4Address());
        place.size = sizeof *ipv4;
        return place;
    }
    auto *ipv6 = reinterpret_cast<sockaddr_in6 *>(&place.storage);
    ipv6->sin6_family = AF_INET6;
    ipv6->sin6_port = htons(port);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    std::memcpy(&ipv6->sin6_addr, &bytes, sizeof bytes);
    ipv6->sin6_scope_id = address.scopeId().toUInt();
    place.size = sizeof *ipv6;
    return place;
}

void setOption(int socket, int level, int name, int value)
{
    ::setsockopt(socket, level, name, &value, sizeof value);
}

enum class Sharing { Alone, WithThreads };

/** A bound socket, or -1 with errno. */
int boundSocket(const Place &place, const QHostAddress &address, Sharing sharing)
{
    const int socket =
        ::socket(place.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return -1;
    setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    if (sharing == Sharing::WithThreads)
        setOption(socket, SOL_SOCKET, SO_REUSEPORT, 1);
    setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1); // clients inherit it
    if (place.storage.ss_family == AF_INET6)
        setOption(socket, IPPROTO_IPV6, IPV6_V6ONLY,
                  address == QHostAddress(QHostAddress::AnyIPv6));
    if (::bind(socket, place.address(), place.size) == 0)
        return socket;
    const int error = errno;
    ::close(socket);
    errno = error;
    return -1;
}

quint16 portOf(int socket)
{
    Place place;
    place.size = sizeof place.storage;
    ::getsockname(socket, reinterpret_cast<sockaddr *>(&place.storage), &place.size);
    if (place.storage.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in *>(&place.storage)->sin_port);
    if (place.storage.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 *>(&place.storage)->sin6_port);
    return 0;
}

std::unexpected<Error> cannotListen(int error, const QHostAddress &address, quint16 port)
{
    const QString place = toString(Settings::Listen{address, port});
    const QString message = u"Cannot listen on %1: %2"_s.arg(place, qt_error_string(error));
    switch (error) {
    case EADDRINUSE:
        return fail(ErrorCode::Unavailable, message,
                    u"The port is in use: stop the program that listens there, or choose another "
                    "port with --listen or OUTLET_LISTEN"_s,
                    place);
    case EADDRNOTAVAIL:
        return fail(ErrorCode::Io, message,
                    u"No interface of this machine has the address: give one that it has, or "
                    "127.0.0.1, with --listen or OUTLET_LISTEN"_s,
                    place);
    case EACCES:
        return fail(ErrorCode::Io, message,
                    u"Ports below 1024 need a privilege: choose a higher port with --listen or "
                    "OUTLET_LISTEN"_s,
                    place);
    default:
        return fail(ErrorCode::Io, message,
                    u"Choose another address with --listen or OUTLET_LISTEN"_s, place);
    }
}

/** Whether a server answers at a Unix socket. */
bool isAlive(const Place &place)
{
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const bool isConnected =
        socket >= 0 && (::connect(socket, place.address(), place.size) == 0 || errno == EAGAIN);
    ::close(socket);
    return isConnected;
}

} // namespace

Result<Listeners> Listeners::tcp(const QHostAddress &address, quint16 port, int threads)
{
    Listeners made;
    // Sockets that share a port would share it with another server of the same user, too: the
    // first one, alone, finds out whether somebody is there.
    const int probe = boundSocket(placeOf(address, port), address, Sharing::Alone);
    if (probe < 0)
        return cannotListen(errno, address, port);
    if (::listen(probe, 1) < 0) {
        const int error = errno;
        ::close(probe);
        return cannotListen(error, address, port);
    }
    made.m_port = portOf(probe);
    made.m_place = u"http://"_s + toString(Settings::Listen{address, made.m_port});
    ::close(probe);
    for (int i = 0; i < threads; ++i) {
        const int socket =
            boundSocket(placeOf(address, made.m_port), address, Sharing::WithThreads);
        if (socket >= 0)
            made.m_descriptors.append(socket);
        if (socket < 0 || ::listen(socket, backlog) < 0)
            return cannotListen(errno, address, made.m_port);
    }
    return made;
}

Result<Listeners> Listeners::unixSocket(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    Place place;
    auto *address = reinterpret_cast<sockaddr_un *>(&place.storage);
    address->sun_family = AF_UNIX;
    place.size = sizeof *address;
    const auto cannot = [&](ErrorCode code, const QString &why, const QString &hint) {
        return fail(code, u"Cannot listen on the Unix socket %1: %2"_s.arg(path, why), hint, path);
    };
    if (size_t(name.size()) >= sizeof address->sun_path)
        return cannot(ErrorCode::InvalidArgument, u"the path is longer than 107 bytes"_s,
                      u"Choose a shorter one with --unix-socket or OUTLET_UNIX_SOCKET"_s);
    std::memcpy(address->sun_path, name.constData(), size_t(name.size()));
    struct stat status = {};
    if (::lstat(name.constData(), &status) == 0) {
        if (!S_ISSOCK(status.st_mode))
            return cannot(ErrorCode::Conflict, u"something else is there"_s,
                          u"Remove it, or choose another path"_s);
        if (isAlive(place))
            return cannot(ErrorCode::Unavailable, u"a server answers there"_s,
                          u"Stop it, or choose another path"_s);
        ::unlink(name.constData());
    }
    Listeners made;
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket >= 0)
        made.m_descriptors.append(socket);
    const mode_t mask = ::umask(0117); // for owner and group, from its first moment
    const bool isBound = socket >= 0 && ::bind(socket, place.address(), place.size) == 0;
    const int error = errno;
    ::umask(mask);
    if (!isBound || ::listen(socket, backlog) < 0)
        return cannot(ErrorCode::Io, qt_error_string(isBound ? errno : error),
                      u"Its directory must exist and be writable for the server's user"_s);
    made.m_path = path;
    made.m_place = u"unix:"_s + path;
    return made;
}

std::vector<Listeners> Listeners::activated()
{
    std::vector<Listeners> all;
    const int count = ::sd_listen_fds(1);
    for (int i = 0; i < count; ++i) {
        const int socket = SD_LISTEN_FDS_START + i;
        if (::sd_is_socket(socket, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
            continue;
        ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
        Listeners made;
        made.m_descriptors.append(socket);
        made.m_port = portOf(socket);
        if (made.m_port > 0)
            setOption(socket, IPPROTO_TCP, TCP_NODELAY, 1);
        made.m_place = u"socket %1 of the service manager"_s.arg(socket);
        all.push_back(std::move(made));
    }
    return all;
}

Listeners::Listeners(Listeners &&other) noexcept
    : m_descriptors(std::exchange(other.m_descriptors, {})), m_port(other.m_port),
      m_place(std::move(other.m_place)), m_path(std::exchange(other.m_path, {}))
{}

Listeners &Listeners::operator=(Listeners &&other) noexcept
{
    std::swap(m_descriptors, other.m_descriptors);
    std::swap(m_port, other.m_port);
    std::swap(m_place, other.m_place);
    std::swap(m_path, other.m_path);
    return *this;
}

Listeners::~Listeners()
{
    if (!m_path.isEmpty())
        ::unlink(QFile::encodeName(m_path).constData());
    for (const int descriptor : m_descriptors)
        ::close(descriptor);
}

Result<Listening> Listening::open(const QHostAddress &address, quint16 port,
                                  const QString &unixSocket, int threads)
{
    Listening listening{Listeners::activated()};
    if (listening.all.empty()) {
        auto tcp = Listeners::tcp(address, port, threads);
        if (!tcp)
            return std::unexpected(tcp.error());
        listening.all.push_back(std::move(*tcp));
    }
    if (unixSocket.isEmpty())
        return listening;
    auto local = Listeners::unixSocket(unixSocket);
    if (!local)
        return std::unexpected(local.error());
    listening.all.push_back(std::move(*local));
    return listening;
}

quint16 Listening::port() const
{
    const auto tcp =
        std::ranges::find_if(all, [](const Listeners &listeners) { return listeners.port() > 0; });
    return tcp == all.end() ? 0 : tcp->port();
}

} // namespace outlet::app::http
