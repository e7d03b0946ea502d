// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/databaseurl.h"

#include "app/settings.h"
#include "app/settings/readers.h"
#include "app/settings/serverurl.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

const QString wantedForm = u"sqlite:///<absolute path>"_s;
const QString example = u"Write, for example, sqlite:///var/lib/outlet/outlet.sqlite."_s;

std::unexpected<Error> refuse(const QString &url, const QString &why, const QString &hint = example)
{
    return fail(ErrorCode::InvalidArgument,
                u"found %1, %2; wanted %3"_s.arg(shown(url), why, wantedForm), hint);
}

Result<QString> decoded(const QString &url, const QString &path)
{
    static const QRegularExpression broken(u"%(?![0-9A-Fa-f]{2})"_s);
    if (broken.match(path).hasMatch())
        return refuse(url, u"where a % does not begin an escape"_s,
                      u"Write %25 for a percent sign."_s);
    const QString plain = QUrl::fromPercentEncoding(path.toUtf8());
    for (const QChar c : plain) {
        if (c.category() == QChar::Other_Control || c == QChar::ReplacementCharacter)
            return refuse(url, u"where an escape stands for no printable character"_s);
    }
    return plain;
}

Result<void> checkScheme(const QString &url)
{
    if (url.startsWith("sqlite:///"_L1))
        return {};
    if (url.contains(":memory:"_L1) || url == "sqlite://"_L1)
        return refuse(url, u"a database in memory, which would be lost at the end"_s);
    if (url.startsWith("sqlite://"_L1))
        return refuse(url, u"which names a host or has too few slashes"_s);
    if (url.startsWith("sqlite:"_L1))
        return refuse(url, u"which has too few slashes"_s);
    const bool isDriver = url.startsWith("postgresql+"_L1) || url.startsWith("postgres+"_L1);
    return fail(
        ErrorCode::InvalidArgument,
        u"found %1, which is no URL of a database that is known; wanted %2 or "
        "postgresql://<user>:<password>@<host>:<port>/<database>"_s.arg(shown(url), wantedForm),
        isDriver ? u"Leave out the + and the driver after it: postgresql://..."_s : example);
}

Result<void> checkPath(const QString &url, const QString &path)
{
    if (path == "/:memory:"_L1)
        return refuse(url, u"a database in memory, which would be lost at the end"_s);
    if (path.startsWith("/./"_L1) || path.startsWith("/../"_L1) || path.startsWith("/~/"_L1))
        return refuse(url, u"a relative path"_s,
                      u"Write the path from / on, after sqlite://: "
                      "sqlite:///var/lib/outlet/outlet.sqlite."_s);
    if (path.endsWith(u'/') || QFileInfo(path).isDir())
        return refuse(url, u"which is a directory"_s, u"Name a file in it."_s);
    return {};
}

} // namespace

Result<QString> databasePathOf(const QString &url)
{
    if (const auto scheme = checkScheme(url); !scheme)
        return std::unexpected(scheme.error());
    const QString path = url.sliced("sqlite://"_L1.size());
    if (path.contains(u'?') || path.contains(u'#'))
        return refuse(
            url, u"which has options after the path"_s,
            u"Leave them out; write %3F for a question mark and %23 for a # in a name."_s);
    const auto plain = decoded(url, path);
    if (!plain)
        return plain;
    if (const auto checked = checkPath(url, *plain); !checked)
        return std::unexpected(checked.error());
    return QDir::cleanPath(*plain);
}

QString databaseUrlOf(const QString &path)
{
    QString escaped = path;
    escaped.replace(u"%"_s, u"%25"_s).replace(u"?"_s, u"%3F"_s).replace(u"#"_s, u"%23"_s);
    return u"sqlite://"_s + escaped;
}

QString maskedUrl(const QString &text)
{
    // Greedy up to the last @: rather too much than half a password.
    static const QRegularExpression user(u"(//[^:/@]*:).*@"_s);
    static const QRegularExpression option(u"([?&]password=)[^&]*"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    // Without an @ what should be a port may be a password.
    static const QRegularExpression port(
        u"(://[^:/@?[]*:)(?![0-9]*(?:[/?#]|$))[^/?@]*(?=[/?]|$)"_s);
    return QString(text)
        .replace(user, u"\\1***@"_s)
        .replace(option, u"\\1***"_s)
        .replace(port, u"\\1***"_s);
}

SettingReader database()
{
    return [](const SettingValue &value, Settings &into) -> Result<QString> {
        const QString url =
            value.isDefault ? databaseUrlOf(into.dataDir + u"/outlet.sqlite"_s) : value.text;
        if (isServerUrl(url)) {
            const auto server = readServerUrl(url);
            if (!server)
                return std::unexpected(server.error());
            into.databaseUrl = url;
            into.databasePath.clear();
            return server->shownAs;
        }
        const auto path = databasePathOf(url);
        if (!path)
            return path;
        into.databaseUrl = url;
        into.databasePath = *path;
        return maskedUrl(url);
    };
}

} // namespace outlet::app
