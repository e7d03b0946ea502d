// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/serverclient.h"

#include "app/settings/listenaddress.h"
#include "ui-schemas/quote.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>
#include <memory>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestToken = 4096;

std::unexpected<Error> wrong(const QString &message, const QString &hint)
{
    return fail(ErrorCode::InvalidArgument, message, hint);
}

Result<QUrl> givenUrl(const QString &text)
{
    QUrl url(text, QUrl::StrictMode);
    const bool isServer = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() &&
                          !url.hasQuery() && !url.hasFragment() &&
                          (url.scheme() == "http"_L1 || url.scheme() == "https"_L1);
    if (!isServer)
        return wrong(u"%1: found %2, wanted the URL of a server, as http://127.0.0.1:8080."_s.arg(
                         serverFlag, ui::quoted(text.section(u'@', -1))), // not a password
                     u"The token goes into %1 or OUTLET_ADMIN_TOKEN, not into the URL."_s.arg(
                         tokenFileFlag));
    url.setPath(url.path().endsWith(u'/') ? url.path().chopped(1) : url.path());
    return url;
}

/** Who listens on every address can be asked at that of this machine. */
Result<QUrl> listeningUrl(const Settings &settings)
{
    Settings::Listen listen = settings.listen;
    if (listen.port == 0)
        return wrong(u"The server listens on any free port (listen: %1), so where it is is not "
                     "known."_s.arg(toString(listen)),
                     u"Name it with %1; it has printed its URL when it started."_s.arg(serverFlag));
    if (listen.address == QHostAddress(QHostAddress::AnyIPv4) ||
        listen.address == QHostAddress(QHostAddress::Any))
        listen.address = QHostAddress(QHostAddress::LocalHost);
    else if (listen.address == QHostAddress(QHostAddress::AnyIPv6))
        listen.address = QHostAddress(QHostAddress::LocalHostIPv6);
    return QUrl(u"http://"_s + toString(listen));
}

Result<QByteArray> tokenIn(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(u"The token cannot be read from %1: %2."_s.arg(path, file.errorString()),
                     u"Run this as a user that may read it, or name another file with %1."_s.arg(
                         tokenFileFlag));
    QByteArray token = file.read(longestToken).trimmed();
    if (token.isEmpty())
        return wrong(u"There is no token in %1."_s.arg(path),
                     u"The server keeps its own in <data>/admin-token."_s);
    return token;
}

/** A header of a request could be split by what is no token. */
bool isToken(const QByteArray &token)
{
    return std::ranges::all_of(token, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<void> findToken(ServerPlace &place, const Settings &settings,
                       const QMap<QString, QString> &options)
{
    const QString own = settings.dataDir + u"/admin-token"_s;
    const QString named = options.value(tokenFileFlag);
    if (options.contains(tokenFlag)) {
        place.token = options.value(tokenFlag).toUtf8();
        place.origin = tokenFlag;
    } else if (named.isEmpty() && !settings.adminToken.isEmpty()) {
        place.token = settings.adminToken;
        place.origin = u"the setting admin_token"_s;
    } else if (!named.isEmpty() || QFile::exists(own)) {
        place.origin = named.isEmpty() ? own : named;
        auto read = tokenIn(place.origin);
        if (!read)
            return std::unexpected(read.error());
        place.token = std::move(*read);
    } else {
        place.origin = own;
    }
    if (!isToken(place.token))
        return wrong(u"The token of %1 has blanks or characters beyond ASCII."_s.arg(place.origin),
                     u"A token is a word such as that in <data>/admin-token."_s);
    return {};
}

QString hintOfUnreachable(QNetworkReply::NetworkError error, const QUrl &url)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return u"Is the server running, and on that port? Start it with `outlet serve`, or name it "
               "with %1."_s.arg(serverFlag);
    case QNetworkReply::HostNotFoundError:
        return u"Is the name %1 right?"_s.arg(ui::quoted(url.host()));
    case QNetworkReply::SslHandshakeFailedError:
        return u"Its certificate is not one that this machine trusts, or it speaks http."_s;
    case QNetworkReply::OperationCanceledError: // its patience has ended
    case QNetworkReply::TimeoutError:
    case QNetworkReply::RemoteHostClosedError:
        return u"It may have been done: `outlet plugins show` and the server's log tell."_s;
    default:
        return u"Look at the address, and at the server's log."_s;
    }
}

ServerRefusal unreachable(const ServerPlace &place, const QNetworkReply &reply)
{
    const QString what = reply.error() == QNetworkReply::OperationCanceledError
                             ? u"no answer in time"_s
                             : reply.errorString();
    return {ExitCode::Unreachable,
            {ErrorCode::Unavailable,
             u"No server answers at %1: %2."_s.arg(place.url.toString(), what),
             hintOfUnreachable(reply.error(), place.url),
             {}}};
}

ServerRefusal notOutlet(const ServerPlace &place, int status, const QString &what)
{
    return {ExitCode::Unreachable,
            {ErrorCode::Unavailable,
             u"What answers at %1 is not Outlet's API: status %2, %3."_s.arg(place.url.toString())
                 .arg(status)
                 .arg(what),
             u"Name the server with %1, with its path where it stands behind a proxy."_s.arg(
                 serverFlag),
             {}}};
}

/** A sentence, or the list of what is wrong with the values. */
QString detailOf(const QJsonObject &json)
{
    const QJsonValue detail = json["detail"_L1];
    if (!detail.isArray())
        return detail.toString();
    QStringList texts;
    for (const QJsonValue entry : detail.toArray()) {
        QStringList where;
        for (const QJsonValue part : entry["loc"_L1].toArray())
            where.append(part.toVariant().toString());
        texts.append(u"%1: %2"_s.arg(where.join(u'.'), entry["msg"_L1].toString()));
    }
    return texts.join(u"; "_s);
}

ServerRefusal wrongToken(const ServerPlace &place, const QString &detail)
{
    const bool isMissing = place.token.isEmpty();
    return {
        ExitCode::Usage,
        {ErrorCode::Unauthorized,
         isMissing ? u"%1 wants the admin token, and none was found in %2."_s.arg(
                         place.url.toString(), place.origin)
                   : u"%1 does not take the token of %2: %3."_s.arg(place.url.toString(),
                                                                    place.origin, detail),
         u"The server keeps its token in <data>/admin-token, or has it from "
         "OUTLET_ADMIN_TOKEN: give that one with %1 or OUTLET_ADMIN_TOKEN."_s.arg(tokenFileFlag),
         {}}};
}

ServerRefusal refused(const ServerPlace &place, int status, const QJsonObject &json)
{
    const QString detail = detailOf(json);
    const QString hint = json["hint"_L1].toString();
    const auto because = [&](ExitCode exit, ErrorCode code) {
        return ServerRefusal{exit, {code, detail, hint, {}}, findingsOf(json["preview"_L1])};
    };
    switch (status) {
    case 401:
    case 403:
        return wrongToken(place, detail);
    case 404:
        return because(ExitCode::Usage, ErrorCode::NotFound);
    case 400:
    case 413:
    case 422:
        return because(ExitCode::Usage, ErrorCode::InvalidArgument);
    case 409:
        return because(ExitCode::CheckFailed, ErrorCode::Conflict);
    default:
        return {ExitCode::CheckFailed,
                {ErrorCode::Unavailable,
                 u"%1 (status %2)"_s.arg(detail).arg(status),
                 hint.isEmpty() ? u"The server's log says more under the id %1."_s.arg(
                                      json["correlation_id"_L1].toString())
                                : hint,
                 {}}};
    }
}

std::unique_ptr<QNetworkReply> send(QNetworkAccessManager &network, const ServerPlace &place,
                                    const ServerQuestion &question,
                                    std::chrono::milliseconds patience)
{
    QNetworkRequest request(QUrl(place.url.toString() + question.path, QUrl::StrictMode));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(int(patience.count()));
    request.setRawHeader("Accept", "application/json");
    if (!place.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + place.token);
    if (!question.type.isEmpty())
        request.setRawHeader("Content-Type", question.type);
    return std::unique_ptr<QNetworkReply>(
        network.sendCustomRequest(request, question.method, question.body));
}

} // namespace

QStringList findingsOf(const QJsonValue &preview)
{
    QStringList texts;
    for (const QJsonValue finding : preview["findings"_L1].toArray()) {
        const QString name = finding["name"_L1].toString();
        QString text = finding["id"_L1].toString();
        if (!name.isEmpty())
            text += u" (%1)"_s.arg(name);
        if (const QString field = finding["field"_L1].toString(); !field.isEmpty())
            text += u", %1"_s.arg(field);
        texts.append(u"%1: %2"_s.arg(text, finding["reason"_L1].toString()));
    }
    if (const qint64 omitted = preview["omitted"_L1].toInteger(); omitted > 0)
        texts.append(u"and %1 more"_s.arg(omitted));
    return texts;
}

Result<ServerPlace> serverPlace(const Settings &settings, const QMap<QString, QString> &options)
{
    const auto url =
        options.contains(serverFlag) ? givenUrl(options.value(serverFlag)) : listeningUrl(settings);
    if (!url)
        return std::unexpected(url.error());
    ServerPlace place{*url, {}, {}};
    if (const auto found = findToken(place, settings, options); !found)
        return std::unexpected(found.error());
    return place;
}

std::expected<ServerAnswer, ServerRefusal> askServer(const ServerPlace &place,
                                                     const ServerQuestion &question,
                                                     std::chrono::milliseconds patience)
{
    QNetworkAccessManager network;
    const auto reply = send(network, place, question, patience);
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QVariant to = reply->attribute(QNetworkRequest::RedirectionTargetAttribute);
    const QByteArray body = reply->readAll();
    if (status == 0)
        return std::unexpected(unreachable(place, *reply));
    if (to.isValid())
        return std::unexpected(
            notOutlet(place, status, u"it sends clients on to %1"_s.arg(to.toUrl().toString())));
    const QJsonDocument document = QJsonDocument::fromJson(body);
    const QJsonObject json = document.object();
    if (status >= 200 && status < 300 && document.isObject())
        return ServerAnswer{body, json};
    if (!json.contains("detail"_L1))
        return std::unexpected(notOutlet(place, status,
                                         u"content type %1"_s.arg(ui::quoted(QString::fromLatin1(
                                             reply->rawHeader("Content-Type"))))));
    return std::unexpected(refused(place, status, json));
}

} // namespace outlet::app::cli
