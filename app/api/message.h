// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace outlet::app::api {

/** A request, parsed once at the edge: nothing behind it decodes or splits again. */
struct Request
{
    QByteArray method; ///< upper case
    QByteArray target; ///< as it came, path and query, still encoded
    QStringList
        segments; ///< of the path, decoded after splitting; a trailing slash adds an empty one
    QList<std::pair<QString, QString>> query; ///< decoded, in order
    QByteArray ifNoneMatch;
    QByteArray acceptEncoding;
    QByteArray body;
    QString correlationId; ///< valid, given or made
};

/** An answer as a value. The body is shared, never copied, on its way to the socket. */
struct Reply
{
    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers; ///< further ones; values without CR, LF, NUL
};

} // namespace outlet::app::api
