// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/listenaddress.h"

#include "app/settings/readers.h"

#include <QRegularExpression>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> refuse(const QString &text, const QString &why, const QString &hint)
{
    return fail(ErrorCode::InvalidArgument,
                u"found %1, %2; wanted address:port"_s.arg(shown(text), why), hint);
}

/** Four decimal numbers: QHostAddress alone would take `127.1` and `0177.0.0.1`, too. */
bool isIpv4(const QString &host)
{
    static const QRegularExpression form(
        u"\\A(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!\\z)|\\z)){4}\\z"_s);
    return form.match(host).hasMatch();
}

Result<QHostAddress> parseHost(const QString &text, const QString &host)
{
    if (host == "localhost"_L1)
        return QHostAddress(QHostAddress::LocalHost);
    if (host.isEmpty() || host == u'*')
        return refuse(text, u"which names no address"_s,
                      u"Write 0.0.0.0:<port> for every IPv4 address, [::]:<port> for every one."_s);
    if (host.startsWith(u'[') && host.endsWith(u']')) {
        const QHostAddress address(host.sliced(1, host.size() - 2));
        if (address.protocol() == QAbstractSocket::IPv6Protocol)
            return address;
        return refuse(text, u"where the brackets hold no IPv6 address"_s,
                      u"Write, for example, [::1]:8080."_s);
    }
    if (host.contains(u':'))
        return refuse(text, u"where an IPv6 address stands without brackets"_s,
                      u"Write, for example, [::1]:8080."_s);
    if (isIpv4(host))
        return QHostAddress(host);
    return refuse(text, u"where %1 is no IP address"_s.arg(shown(host)),
                  u"Host names are not looked up, except localhost. Write an address such as "
                  "127.0.0.1:8080 or [::1]:8080."_s);
}

} // namespace

Result<Settings::Listen> parseListen(const QString &text)
{
    static const QRegularExpression digits(u"\\A[0-9]{1,5}\\z"_s);
    if (text.contains("://"_L1))
        return refuse(text, u"which is a URL"_s, u"Leave out what stands before the address."_s);
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0 || text.endsWith(u']'))
        return refuse(text, u"where the address or the port is missing"_s,
                      u"Write, for example, 127.0.0.1:8080 or [::1]:8080."_s);
    const QString portText = text.sliced(colon + 1);
    const uint port = portText.toUInt();
    if (!digits.match(portText).hasMatch() || port > 65535)
        return refuse(text, u"where the port is %1"_s.arg(shown(portText)),
                      u"Choose a port from 1 to 65535, or 0 for any free one."_s);
    auto address = parseHost(text, text.first(colon));
    if (!address)
        return std::unexpected(address.error());
    return Settings::Listen{*address, quint16(port)};
}

QString toString(const Settings::Listen &listen)
{
    // Put together, not formatted: a scope such as %1 would be taken for a place holder.
    const QString host = listen.address.toString();
    const QString port = u':' + QString::number(listen.port);
    if (listen.address.protocol() == QAbstractSocket::IPv6Protocol)
        return u'[' + host + u']' + port;
    return host + port;
}

SettingReader listenAddress(Settings::Listen Settings::*member)
{
    return [=](const SettingValue &value, Settings &into) -> Result<QString> {
        const auto listen = parseListen(value.text);
        if (!listen)
            return std::unexpected(listen.error());
        into.*member = *listen;
        return toString(*listen);
    };
}

} // namespace outlet::app
