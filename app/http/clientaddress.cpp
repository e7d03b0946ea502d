// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/clientaddress.h"

#include <QStringList>

#include <algorithm>
#include <ranges>

namespace outlet::app::http {

using namespace Qt::StringLiterals;

namespace {

/** An IPv4 address in IPv6 dress is the IPv4 address. */
QHostAddress plain(const QHostAddress &address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    return isIpv4 ? QHostAddress(ipv4) : address;
}

QString latin1(std::string_view text)
{
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

/** The address in `192.0.2.1:80`, `"[2001:db8::1]:80"`, `2001:db8::1`; null for any other word. */
QHostAddress addressIn(QString word)
{
    word = word.trimmed();
    if (word.size() >= 2 && word.startsWith(u'"') && word.endsWith(u'"'))
        word = word.sliced(1).chopped(1);
    if (word.startsWith(u'['))
        word = word.sliced(1).section(u']', 0, 0);
    else if (word.count(u':') == 1)
        word = word.section(u':', 0, 0);
    return plain(QHostAddress(word));
}

/** `for=192.0.2.60;proto=http, for="[2001:db8::1]"` */
QList<QHostAddress> forwardedFor(std::string_view header)
{
    QList<QHostAddress> addresses;
    for (const QString &element : latin1(header).split(u',')) {
        for (const QString &pair : element.split(u';')) {
            if (pair.trimmed().startsWith("for="_L1, Qt::CaseInsensitive))
                addresses.append(addressIn(pair.trimmed().sliced(4)));
        }
    }
    return addresses;
}

QList<QHostAddress> xForwardedFor(std::string_view header)
{
    QList<QHostAddress> addresses;
    for (const QString &word : latin1(header).split(u','))
        addresses.append(addressIn(word));
    return addresses;
}

/** The last address of the chain that is no trusted proxy's. */
QHostAddress clientIn(const QList<QHostAddress> &chain, const QHostAddress &nearest,
                      const Networks &trusted)
{
    QHostAddress client = nearest;
    for (const QHostAddress &address : chain | std::views::reverse) {
        if (address.isNull())
            break; // `unknown`, or nonsense: what stands before it cannot be told either
        client = address;
        if (!isWithin(address, trusted))
            break;
    }
    return client;
}

} // namespace

Result<std::pair<QHostAddress, int>> parseNetwork(const QString &text)
{
    const auto network =
        text.contains(u'/') ? QHostAddress::parseSubnet(text) : std::pair(QHostAddress(text), -1);
    if (network.first.isNull())
        return fail(ErrorCode::InvalidArgument,
                    u"found \"%1\", wanted an address or a network"_s.arg(text),
                    u"Write it as 10.0.0.0/8, 192.0.2.1 or ::1"_s, text);
    const bool isIpv4 = network.first.protocol() == QAbstractSocket::IPv4Protocol;
    return std::pair(network.first, network.second >= 0 ? network.second : isIpv4 ? 32 : 128);
}

bool isWithin(const QHostAddress &address, const Networks &networks)
{
    return std::ranges::any_of(networks, [&](const auto &network) {
        return plain(address).isInSubnet(network.first, network.second);
    });
}

QHostAddress clientOf(const Head &head, const QHostAddress &peer, const Networks &trusted)
{
    const QHostAddress nearest = plain(peer);
    if (!peer.isNull() && !isWithin(peer, trusted))
        return nearest;
    const QHostAddress old = clientIn(xForwardedFor(head.xForwardedFor), nearest, trusted);
    if (head.forwarded.empty())
        return old;
    const QHostAddress standard = clientIn(forwardedFor(head.forwarded), nearest, trusted);
    // A proxy that writes one of the two fields lets the other one pass as the client wrote it.
    return head.xForwardedFor.empty() || standard == old ? standard : nearest;
}

} // namespace outlet::app::http
