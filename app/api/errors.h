// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <outlet/result.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

namespace outlet::app::api {

/** The HTTP status of an error: the only table of its kind. */
int statusOf(ErrorCode code);

/** `not-found` and the like: the `code` of an error's answer. */
QString nameOf(ErrorCode code);

/**
 * `{"correlation_id","detail","code","hint"}`; `hint` only where there is one. The edge adds the
 * header `X-Request-ID` with the same id.
 */
Reply problemReply(const Request &request, int status, const QString &detail,
                   QLatin1StringView code, const QString &hint = {});

/**
 * The same from an Error. A fault of the program (Internal) says `Something went wrong` and no
 * more. Everything that ends in a status of 500 and above goes to the log, whole, with the id;
 * 503 names a second in `Retry-After`.
 */
Reply errorReply(const Request &request, const Error &error);

/** One value of a request that is not what it should be, in the words of the wire contract. */
struct InvalidValue
{
    QString type;     ///< `uuid_parsing`, `missing`, ...
    QJsonArray where; ///< `["path","id"]`
    QString message;
    QJsonValue input;
    QJsonObject context; ///< left out where empty
};

/** 422: `detail` is the list, and `body` is what was posted (null if nothing was). */
Reply invalidReply(const Request &request, const QList<InvalidValue> &values,
                   const QJsonValue &body = QJsonValue::Null);

} // namespace outlet::app::api
