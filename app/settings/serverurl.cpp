// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/serverurl.h"

#include "app/settings/databaseurl.h"
#include "app/settings/readers.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <optional>
#include <type_traits>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

const QString wantedForm = u"postgresql://<user>:<password>@<host>:<port>/<database>"_s;
const QString example =
    u"Write, for example, postgresql://outlet:secret@db.example.org:5432/outlet."_s;

// What libpq knows and what can do no harm here.
const QStringList passedOn{u"application_name"_s,
                           u"channel_binding"_s,
                           u"gssencmode"_s,
                           u"sslcert"_s,
                           u"sslcrl"_s,
                           u"sslkey"_s,
                           u"sslmode"_s,
                           u"sslrootcert"_s,
                           u"ssl_min_protocol_version"_s,
                           u"sslsni"_s,
                           u"target_session_attrs"_s};
const QStringList ours{u"connect_timeout"_s,  u"dbname"_s,   u"host"_s, u"lock_timeout"_s,
                       u"options"_s,          u"password"_s, u"port"_s, u"user"_s,
                       u"statement_timeout"_s};

std::unexpected<Error> refuse(const QString &url, const QString &why, const QString &hint = example)
{
    return fail(ErrorCode::InvalidArgument,
                u"found %1, %2; wanted %3"_s.arg(shown(url), why, wantedForm), hint);
}

/** The parts of a URL, undecoded. */
struct Parts
{
    QString userInfo, host, port, database, query;
};

Result<Parts> split(const QString &url)
{
    QString rest = url.sliced(url.indexOf("://"_L1) + 3);
    if (rest.contains(u'#'))
        return refuse(url, u"which has a #"_s, u"Write %23 for a # in a name or a password."_s);
    Parts parts;
    if (const qsizetype at = rest.indexOf(u'?'); at >= 0) {
        parts.query = rest.sliced(at + 1);
        rest.truncate(at);
    }
    if (parts.query.contains(u'@'))
        return refuse(url, u"where a ? comes before the @"_s,
                      u"Write %3F for a ? in a password, %40 for an @ in an option."_s);
    // A password may have @ in it, although it should not; a host cannot.
    const qsizetype at = rest.lastIndexOf(u'@');
    if (at >= 0 && rest.first(at).contains(u'/'))
        return refuse(url, u"where a / comes before the @"_s,
                      u"Write %2F for a / in a user's name or a password."_s);
    parts.userInfo = rest.first(std::max<qsizetype>(at, 0));
    rest = rest.sliced(at + 1);
    const qsizetype slash = rest.indexOf(u'/');
    parts.database = slash < 0 ? QString() : rest.sliced(slash + 1);
    const QString place = slash < 0 ? rest : rest.first(slash);
    static const QRegularExpression hostAndPort(uR"(^(\[[^\]]*\]|[^:\[\]]*)(?::([^:]*))?$)"_s);
    const auto match = hostAndPort.match(place);
    if (!match.hasMatch())
        return refuse(url, u"where host and port cannot be told apart"_s,
                      u"Write an IPv6 address in brackets: [::1]:5432."_s);
    parts.host = match.captured(1);
    parts.port = match.captured(2);
    if (parts.host.startsWith(u'['))
        parts.host = parts.host.sliced(1).chopped(1);
    return parts;
}

/** The plain text of one part; null if it is none. */
std::optional<QString> decoded(const QString &part)
{
    static const QRegularExpression broken(u"%(?![0-9A-Fa-f]{2})"_s);
    if (broken.match(part).hasMatch())
        return std::nullopt;
    const QString plain = QUrl::fromPercentEncoding(part.toUtf8());
    const bool isText = std::ranges::none_of(plain, [](QChar c) {
        return c.category() == QChar::Other_Control || c == QChar::ReplacementCharacter;
    });
    return isText ? std::optional(plain) : std::nullopt;
}

/** Sets one value; false if it is none for that name. */
bool setValue(ServerUrl &into, const QString &name, const QString &value)
{
    const auto setNumber = [&](auto &place, int least, int most) {
        const auto number = parseWholeNumber(value, least, most, {});
        if (number)
            place = std::remove_reference_t<decltype(place)>(*number);
        return number.has_value();
    };
    if (name == "port"_L1)
        return setNumber(into.port, 1, 65535);
    if (name == "connect_timeout"_L1)
        return setNumber(into.connectTimeout, 2, 60);
    if (name == "statement_timeout"_L1)
        return setNumber(into.statementTimeout, 10, 600'000);
    if (name == "lock_timeout"_L1)
        return setNumber(into.lockTimeout, 10, 600'000);
    if (value.contains(u';') && name != "password"_L1)
        return false; // Qt would take it for the end of the option
    if (name == "host"_L1)
        into.host = value;
    else if (name == "dbname"_L1)
        into.database = value;
    else if (name == "user"_L1)
        into.user = value;
    else if (name == "password"_L1)
        into.password = value;
    else if (name == "options"_L1)
        into.options = value;
    else
        into.parameters.append({name, value});
    return true;
}

Result<void> readOptions(const QString &url, const QString &query, ServerUrl &into)
{
    QStringList seen;
    for (const QString &option : query.split(u'&', Qt::SkipEmptyParts)) {
        const QString name = option.section(u'=', 0, 0);
        if (!passedOn.contains(name) && !ours.contains(name)) {
            QStringList known = passedOn + ours;
            known.sort();
            return refuse(url, u"with the unknown option %1"_s.arg(shown(name)),
                          u"Known options: %1."_s.arg(known.join(", "_L1)));
        }
        if (seen.contains(name))
            return refuse(url, u"with the option %1 twice"_s.arg(name), u"Leave one out."_s);
        seen += name;
        const auto value = decoded(option.section(u'=', 1));
        if (!value || value->isEmpty() || !setValue(into, name, *value))
            return refuse(url, u"where the option %1 has no value that it may have"_s.arg(name),
                          u"Correct it or leave it out."_s);
    }
    return {};
}

Result<void> readParts(const QString &url, const Parts &parts, ServerUrl &into)
{
    const QString user = parts.userInfo.section(u':', 0, 0);
    const QString password = parts.userInfo.section(u':', 1);
    const std::pair<const char *, QString> named[] = {{"host", parts.host},
                                                      {"port", parts.port},
                                                      {"dbname", parts.database},
                                                      {"user", user},
                                                      {"password", password}};
    for (const auto &[name, text] : named) {
        if (text.isEmpty())
            continue;
        const auto value = decoded(text);
        if (!value)
            return refuse(url, u"where a % does not begin an escape of a printable character"_s,
                          u"Write %25 for a percent sign."_s);
        if (!setValue(into, QString::fromLatin1(name), *value))
            return refuse(url, u"with a %1 that cannot be"_s.arg(QString::fromLatin1(name)));
    }
    return {};
}

} // namespace

bool isServerUrl(const QString &url)
{
    return url.startsWith("postgresql:"_L1) || url.startsWith("postgres:"_L1);
}

Result<ServerUrl> readServerUrl(const QString &url)
{
    if (!url.startsWith("postgresql://"_L1) && !url.startsWith("postgres://"_L1))
        return refuse(url, u"which has too few slashes"_s);
    const auto parts = split(url);
    if (!parts)
        return std::unexpected(parts.error());
    ServerUrl server;
    server.shownAs = maskedUrl(url);
    if (auto read = readParts(url, *parts, server); !read)
        return std::unexpected(read.error());
    if (auto read = readOptions(url, parts->query, server); !read)
        return std::unexpected(read.error());
    if (server.database.isEmpty())
        return refuse(url, u"which names no database"_s);
    if (server.database.contains(u'/'))
        return refuse(url, u"whose database has a / in its name"_s);
    if (server.host.contains(u','))
        return refuse(url, u"which names several hosts"_s,
                      u"Name the one that the database is written on."_s);
    return server;
}

} // namespace outlet::app
