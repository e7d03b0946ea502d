// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/accesslog.h"

#include "app/log.h"

#include <QLoggingCategory>

#include <cmath>

namespace outlet::app {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcAccess, "outlet.access")

namespace {

/** Bytes from outside; those that are no UTF-8 become the replacement character. */
QString textOf(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

/** `text` as the inside of a quoted string. The log itself escapes what is not printable. */
QString quotable(QString text)
{
    return text.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
}

QString messageOf(const AccessLine &line)
{
    return u"%1 \"%2 %3\" %4 %5 %6 ms"_s.arg(
        line.client, quotable(textOf(line.method)), quotable(textOf(line.target)),
        QString::number(line.status), QString::number(line.bytes),
        QString::number(line.milliseconds, 'f', 3));
}

QJsonObject fieldsOf(const AccessLine &line)
{
    return {{u"client"_s, line.client},
            {u"method"_s, textOf(line.method)},
            {u"target"_s, textOf(line.target)},
            {u"route"_s, line.route.isEmpty() ? QJsonValue() : QJsonValue(line.route)},
            {u"status"_s, line.status},
            {u"bytes"_s, line.bytes},
            {u"duration_ms"_s, std::round(line.milliseconds * 1000) / 1000}};
}

} // namespace

void logAccess(const AccessLine &line)
{
    if (!lcAccess().isInfoEnabled())
        return;
    const LogScope scope(line.correlationId, fieldsOf(line));
    qCInfo(lcAccess).noquote() << messageOf(line);
}

} // namespace outlet::app
