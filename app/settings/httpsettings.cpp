// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/httpsettings.h"

#include "app/settings.h"
#include "app/settings/readers.h"

#include <QUrl>

#include <algorithm>
#include <limits>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

using Kind = SettingSpec::Kind;
using Empty = SettingSpec::Empty;

/** A member of Settings::limits for a reader. */
template<auto Member>
auto &limit(Settings &settings)
{
    return settings.limits.*Member;
}

template<auto Member>
SettingSpec bytes(const QString &key, const QString &defaultText, qint64 least, qint64 most,
                  const QString &help)
{
    return {.key = key,
            .valueName = u"BYTES"_s,
            .defaultText = defaultText,
            .help = help,
            .read = wholeNumber(limit<Member>, least, most, u"bytes"_s)};
}

template<auto Member>
SettingSpec count(const QString &key, const QString &defaultText, qint64 most, const QString &help)
{
    return {.key = key,
            .valueName = u"NUMBER"_s,
            .defaultText = defaultText,
            .help = help + u" 0: no limit."_s,
            .read = wholeNumber(limit<Member>, 0, most, QString())};
}

template<auto Member>
SettingSpec time(const QString &key, const QString &defaultText, const QString &help)
{
    return {.key = key,
            .valueName = u"MILLISECONDS"_s,
            .defaultText = defaultText,
            .help = help,
            .read = wholeNumber(limit<Member>, 100, 3'600'000, u"milliseconds"_s)};
}

/** `https://portal.example.org`: what browsers send as Origin, letter for letter. */
SettingReader origins()
{
    return [](const SettingValue &value, Settings &into) -> Result<QString> {
        if (const auto read = names(&Settings::corsOrigins)(value, into); !read)
            return read;
        for (const QString &origin : into.corsOrigins) {
            const QUrl url(origin, QUrl::StrictMode);
            const bool isOrigin = (url.scheme() == "http"_L1 || url.scheme() == "https"_L1) &&
                                  !url.host().isEmpty() && origin.count(u'/') == 2;
            if (!isOrigin && origin != u'*')
                return fail(ErrorCode::InvalidArgument,
                            u"found %1; wanted scheme and host of a web page"_s.arg(shown(origin)),
                            u"Write, for example, https://portal.example.org, without a path or a "
                            "slash at the end."_s);
        }
        return into.corsOrigins.join(u',');
    };
}

SettingReader networks()
{
    return [](const SettingValue &value, Settings &into) -> Result<QString> {
        QStringList texts = value.items.value_or(value.text.split(u',', Qt::SkipEmptyParts));
        into.trustedProxies.clear();
        for (QString &text : texts) {
            text = text.trimmed();
            const auto network = http::parseNetwork(text);
            if (!network)
                return std::unexpected(network.error());
            into.trustedProxies.append(*network);
        }
        return texts.join(u',');
    };
}

/** Long enough that nobody finds it by trying. */
SettingReader token()
{
    return [](const SettingValue &value, Settings &into) -> Result<QString> {
        const bool isText = std::ranges::all_of(
            value.text, [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
        if (!value.text.isEmpty() && (value.text.size() < 16 || !isText))
            return fail(ErrorCode::InvalidArgument,
                        u"found a token of %1 characters; wanted at least 16 printable ASCII "
                        "characters without blanks"_s.arg(value.text.size()),
                        u"Make one with: openssl rand -hex 32"_s);
        into.adminToken = value.text.toLatin1();
        return value.text;
    };
}

/** An absolute path below the working directory; nothing: no Unix socket. */
SettingReader socketPath()
{
    return [](const SettingValue &value, Settings &into) -> Result<QString> {
        if (value.text.isEmpty())
            into.unixSocket.clear();
        else if (const auto read = filePath(&Settings::unixSocket)(value, into); !read)
            return read;
        return into.unixSocket;
    };
}

} // namespace

QList<SettingSpec> httpSettings()
{
    using http::Limits;
    // clang-format off
    return {
        {.key = u"unix_socket"_s, .valueName = u"PATH"_s,
         .help = u"Unix socket to answer on as well, for a proxy on this machine."_s,
         .read = socketPath(), .empty = Empty::Allowed},
        {.key = u"threads"_s, .valueName = u"NUMBER"_s, .defaultText = u"0"_s,
         .help = u"HTTP threads, 1 to 256; 0: one for each core."_s,
         .read = wholeNumber(&Settings::threads, 0, 256, u"threads"_s)},
        {.key = u"workers"_s, .valueName = u"NUMBER"_s, .defaultText = u"4"_s,
         .help = u"Threads that ask the database and connectors, each with a connection, 1 to 256."_s,
         .read = wholeNumber(&Settings::workers, 1, 256, u"threads"_s)},
        {.key = u"admin_token"_s, .valueName = u"TOKEN"_s,
         .help = u"Token that everything that changes something needs; by default one is made in <data>/admin-token."_s,
         .read = token(), .empty = Empty::Unset, .isSecret = true},
        {.key = u"read_auth"_s, .valueName = u"WHO"_s, .defaultText = u"public"_s,
         .help = u"Who may read: public, or token (who has the admin token, or one of `outlet token create`)."_s,
         .read = choice(&Settings::isReadingClosed, {{u"public"_s, false}, {u"token"_s, true}})},
        {.key = u"cors_origins"_s, .valueName = u"ORIGIN[,ORIGIN]"_s,
         .help = u"Web pages of other hosts that may call the API; * allows any."_s,
         .read = origins(), .kind = Kind::List, .empty = Empty::Allowed},
        {.key = u"trusted_proxies"_s, .valueName = u"NETWORK[,NETWORK]"_s,
         .help = u"Proxies whose Forwarded or X-Forwarded-For is believed, such as 10.0.0.0/8."_s,
         .read = networks(), .kind = Kind::List, .empty = Empty::Allowed},
        {.key = u"access_log"_s, .valueName = u"BOOL"_s, .defaultText = u"false"_s,
         .help = u"Log a line for each request."_s,
         .read = onOrOff(&Settings::hasAccessLog), .kind = Kind::Switch},
        count<&Limits::connections>(u"max_connections"_s, u"20000"_s, 10'000'000, u"Connections open at a time; more get a 503."_s),
        count<&Limits::connectionsPerAddress>(u"max_connections_per_address"_s, u"0"_s, 10'000'000, u"The same for one client address."_s),
        count<&Limits::requestsPerConnection>(u"max_requests_per_connection"_s, u"10000"_s, 1'000'000'000, u"Requests after which a connection is closed."_s),
        count<&Limits::pending>(u"max_pending_requests"_s, u"1024"_s, 1'000'000, u"Requests that wait for a worker; more get a 503."_s),
        count<&Limits::requestsPerAddress>(u"rate_per_address"_s, u"0"_s, 10'000'000, u"Requests a second of one client address; more get a 429."_s),
        count<&Limits::requestsPerRoute>(u"rate_per_route"_s, u"0"_s, 10'000'000, u"Requests a second to one route; more get a 429."_s),
        count<&Limits::requestsPerPlugin>(u"rate_per_plugin"_s, u"0"_s, 10'000'000, u"Requests a second to the routes of one plugin; more get a 429."_s),
        bytes<&Limits::requestLine>(u"max_request_line_bytes"_s, u"8192"_s, 256, 65536, u"Longest request line; more is a 414."_s),
        bytes<&Limits::head>(u"max_head_bytes"_s, u"32768"_s, 1024, 1048576, u"Largest head of a request; more is a 431."_s),
        {.key = u"max_head_fields"_s, .valueName = u"NUMBER"_s, .defaultText = u"100"_s,
         .help = u"Header fields of a request, 10 to 1000; more is a 431."_s,
         .read = wholeNumber(limit<&Limits::fields>, 10, 1000, u"fields"_s)},
        bytes<&Limits::body>(u"max_body_bytes"_s, u"1048576"_s, 1024, 134'217'728, u"Largest body of a request; more is a 413 where the route allows no more."_s),
        bytes<&Limits::buffered>(u"max_buffered_bytes"_s, u"1048576"_s, 65536, 134'217'728, u"Bytes of a stream that wait for one client."_s),
        time<&Limits::headTime>(u"head_timeout_ms"_s, u"10000"_s, u"Time for the head of a request to arrive."_s),
        time<&Limits::bodyStall>(u"body_timeout_ms"_s, u"15000"_s, u"Time for the next bytes of a body to arrive."_s),
        time<&Limits::idle>(u"idle_timeout_ms"_s, u"60000"_s, u"How long a connection may rest between two requests."_s),
        time<&Limits::readerStall>(u"reader_timeout_ms"_s, u"30000"_s, u"How long a client may leave an answer untaken."_s),
        time<&Limits::handler>(u"handler_timeout_ms"_s, u"30000"_s, u"Time for an answer; later is a 504."_s),
        {.key = u"wrong_token_delay_ms"_s, .valueName = u"MILLISECONDS"_s, .defaultText = u"500"_s,
         .help = u"How long a client that tries tokens waits after the third wrong one; doubles with each, up to 16 times as long. 0: not at all."_s,
         .read = wholeNumber(limit<&Limits::wrongTokenDelay>, 0, 60'000, u"milliseconds"_s)},
        {.key = u"shutdown_timeout_ms"_s, .valueName = u"MILLISECONDS"_s, .defaultText = u"10000"_s,
         .help = u"How long running requests may take to end when the server is stopped."_s,
         .read = wholeNumber(&Settings::shutdownTimeout, 0, 3'600'000, u"milliseconds"_s)},
    };
    // clang-format on
}

} // namespace outlet::app
