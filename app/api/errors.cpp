// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/errors.h"

#include "app/log.h"
#include "ui-schemas/jsonwriter.h"

#include <QLoggingCategory>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcApi, "outlet.api")

namespace {

Reply reply(int status, QByteArray body)
{
    Reply answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.headers = {{"Cache-Control", "no-store"}};
    return answer;
}

void writeInvalid(ui::JsonWriter &json, const InvalidValue &value)
{
    json.beginObject();
    json.member("type"_L1, value.type);
    json.member("loc"_L1, QJsonValue(value.where));
    json.member("msg"_L1, value.message);
    json.member("input"_L1, value.input);
    if (!value.context.isEmpty())
        json.member("ctx"_L1, QJsonValue(value.context));
    json.endObject();
}

} // namespace

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return 400;
    case ErrorCode::Unauthorized:
        return 401;
    case ErrorCode::Forbidden:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::LimitExceeded:
        return 413;
    case ErrorCode::Unsupported:
        return 501;
    case ErrorCode::Unavailable:
        return 503;
    case ErrorCode::Timeout:
        return 504;
    case ErrorCode::Io:
    case ErrorCode::Database:
    case ErrorCode::Internal:
        return 500;
    }
    Q_UNREACHABLE();
}

QString nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return u"invalid-argument"_s;
    case ErrorCode::NotFound:
        return u"not-found"_s;
    case ErrorCode::Conflict:
        return u"conflict"_s;
    case ErrorCode::Unauthorized:
        return u"unauthorized"_s;
    case ErrorCode::Forbidden:
        return u"forbidden"_s;
    case ErrorCode::Unsupported:
        return u"unsupported"_s;
    case ErrorCode::LimitExceeded:
        return u"limit-exceeded"_s;
    case ErrorCode::Timeout:
        return u"timeout"_s;
    case ErrorCode::Unavailable:
        return u"unavailable"_s;
    case ErrorCode::Io:
        return u"io"_s;
    case ErrorCode::Database:
        return u"database"_s;
    case ErrorCode::Internal:
        return u"internal"_s;
    }
    Q_UNREACHABLE();
}

Reply problemReply(const Request &request, int status, const QString &detail,
                   QLatin1StringView code, const QString &hint)
{
    ui::JsonWriter json;
    json.beginObject();
    json.member("correlation_id"_L1, request.correlationId);
    json.member("detail"_L1, detail).member("code"_L1, code);
    if (!hint.isEmpty())
        json.member("hint"_L1, hint);
    json.endObject();
    return reply(status, json.take());
}

Reply errorReply(const Request &request, const Error &error)
{
    const int status = statusOf(error.code);
    const QString code = nameOf(error.code);
    if (status >= 500) {
        const LogScope scope(request.correlationId);
        qCWarning(lcApi).noquote() << request.method << request.target << status << code
                                   << error.message << error.hint << error.where;
    }
    // Tables, rows and statements are for the operator, who finds them in the log by this id.
    const bool isOurFault = status == 500;
    Reply answer =
        problemReply(request, status, isOurFault ? u"Something went wrong"_s : error.message,
                     QLatin1StringView(code.toLatin1()), isOurFault ? QString() : error.hint);
    if (error.code == ErrorCode::Unavailable)
        answer.headers.emplaceBack("Retry-After", "1");
    return answer;
}

Reply invalidReply(const Request &request, const QList<InvalidValue> &values,
                   const QJsonValue &body)
{
    ui::JsonWriter json;
    json.beginObject();
    json.member("correlation_id"_L1, request.correlationId);
    json.key("detail"_L1).beginArray();
    for (const InvalidValue &value : values)
        writeInvalid(json, value);
    json.endArray();
    json.member("body"_L1, body);
    json.member("code"_L1, nameOf(ErrorCode::InvalidArgument));
    json.endObject();
    return reply(422, json.take());
}

} // namespace outlet::app::api
