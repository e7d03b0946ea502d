// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <stdexcept>

namespace outlet::tests {

using namespace Qt::StringLiterals;

inline constexpr qsizetype largeSize = 5 * 1024 * 1024;

/** What the handler was given, as text: method, segments, query, body. */
inline QByteArray echo(const app::api::Request &request)
{
    QString text = QString::fromLatin1(request.method) + u' ' + request.segments.join(u'|');
    for (const auto &[key, value] : request.query)
        text += u' ' + key + u'=' + value;
    return text.toUtf8() + (request.body.isEmpty() ? "" : " body=" + request.body);
}

/** Answers with the request; the first segment chooses what is odd about the answer. */
inline app::api::Reply handle(const app::api::Request &request)
{
    const QString name = request.segments.value(0);
    app::api::Reply reply;
    reply.contentType = "text/plain";
    reply.body = echo(request);
    if (name == "throw"_L1)
        throw std::runtime_error("the secret cause");
    if (name == "throw-int"_L1)
        throw 42;
    if (name == "split-header"_L1)
        reply.headers = {{"X-Name", "a\r\nX-Injected: yes"}};
    if (name == "nul-header"_L1)
        reply.headers = {{"X-Name", QByteArray("a\0b", 3)}};
    if (name == "split-header-name"_L1)
        reply.headers = {{"X-A: 1\r\nX-Injected", "yes"}};
    if (name == "nameless-header"_L1)
        reply.headers = {{"", "yes"}};
    if (name == "split-type"_L1)
        reply.contentType = "text/plain\r\nX-Injected: yes";
    if (name == "header"_L1)
        reply.headers = {{"X-Name", "caf\xc3\xa9\tau lait"}};
    if (name == "nothing"_L1)
        reply.status = 204;
    if (name == "same"_L1) {
        reply.status = 304;
        reply.headers = {{"ETag", "\"x\""}};
    }
    if (name == "teapot"_L1) {
        reply.status = 418;
        reply.body = "short and stout";
    }
    if (name == "large"_L1)
        reply.body = QByteArray(largeSize, 'x');
    if (name == "id"_L1)
        reply.body = request.correlationId.toLatin1();
    return reply;
}

} // namespace outlet::tests
