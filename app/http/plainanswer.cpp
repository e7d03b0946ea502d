// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/plainanswer.h"

#include "app/api/errors.h"

#include <QDateTime>
#include <QLocale>

#include <ctime>

namespace outlet::app::http {

namespace {

const char *reasonOf(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 417:
        return "Expectation Failed";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    case 507:
        return "Insufficient Storage";
    default:
        return "Unknown"; // a phrase that nobody reads (RFC 9112, section 4)
    }
}

/** `Date: ...` with CR LF, made once a second. */
std::string_view dateLine()
{
    thread_local std::string line;
    thread_local std::time_t made = -1;
    timespec now = {};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec != made) {
        // Not strftime(): it speaks the language of the locale.
        line = "Date: " + QLocale::c()
                              .toString(QDateTime::fromSecsSinceEpoch(now.tv_sec, Qt::UTC),
                                        u"ddd, dd MMM yyyy hh:mm:ss 'GMT'\r\n")
                              .toStdString();
        made = now.tv_sec;
    }
    return line;
}

} // namespace

Answer plainAnswer(const api::Reply &reply)
{
    Answer answer;
    answer.status = reply.status;
    answer.head = "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonOf(reply.status) +
                  "\r\nContent-Type: " + reply.contentType + "\r\n";
    for (const auto &[name, value] : reply.headers)
        answer.head += name + ": " + value + "\r\n";
    answer.head += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
    answer.body = reply.body;
    return answer;
}

api::Reply refusalReply(const Refusal &refusal, const QString &correlationId)
{
    api::Request request;
    request.correlationId = correlationId;
    return api::problemReply(request, refusal.status, QString::fromUtf8(refusal.detail),
                             QLatin1StringView(refusal.code), QString::fromUtf8(refusal.hint));
}

void writeTail(std::string &to, std::string_view correlationId, std::string_view extra,
               bool keepsAlive, int minor)
{
    to += dateLine();
    to += "X-Request-ID: ";
    to += correlationId;
    to += "\r\n";
    to += extra;
    if (!keepsAlive)
        to += "Connection: close\r\n";
    else if (minor == 0)
        to += "Connection: keep-alive\r\n";
    to += "\r\n";
}

} // namespace outlet::app::http
