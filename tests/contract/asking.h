// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"
#include "app/http/target.h"

namespace outlet::tests {

/** A request as the edge makes it, with the correlation id `test`. */
inline app::api::Request requestFor(const QByteArray &target, const QByteArray &method = "GET")
{
    app::api::Request request;
    request.method = method;
    request.target = target;
    request.correlationId = QStringLiteral("test");
    const auto parsed = app::http::parseTarget(target);
    request.segments = parsed.value().segments;
    request.query = parsed.value().query;
    return request;
}

/** The value of a header of a reply; a mark that no test expects if it is not there once. */
inline QByteArray headerOf(const app::api::Reply &reply, const QByteArray &name)
{
    QList<QByteArray> values;
    for (const auto &[key, value] : reply.headers) {
        if (key == name)
            values.append(value);
    }
    return values.size() == 1 ? values.first()
                              : "<" + QByteArray::number(values.size()) + " times>";
}

} // namespace outlet::tests
