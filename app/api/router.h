// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace outlet::app::api {

/** What the `{...}` segments of a route matched: name to decoded text, never empty. */
using Parameters = QMap<QString, QString>;

using RouteHandler = std::function<Reply(const Request &, const Parameters &)>;

/**
 * A table from paths to handlers.
 *
 * A pattern is a path whose segments are literal or `{name}`, which matches one segment that is
 * not empty. Of several patterns that match, the one whose literals come first wins, whatever the
 * order of declaration. Not thread-safe while it is filled; answer() is.
 */
class Router
{
public:
    /** Declares a route. The same method and pattern twice: the later one counts. */
    void add(const QByteArray &method, const QString &pattern, RouteHandler handler);

    /** Declares a route of GET, and of HEAD, whose body the edge leaves out. */
    void get(const QString &pattern, RouteHandler handler);

    /**
     * The handler's reply, or: 404 `Not Found`; 405 `Method Not Allowed` with `Allow`; 307 to the
     * same path with its trailing slash added or removed if only that is declared (query kept).
     */
    Reply answer(const Request &request) const;

private:
    struct Entry
    {
        QStringList segments;
        std::vector<bool> isParameter;
        QMap<QByteArray, RouteHandler> methods;
    };

    const Entry *find(const QStringList &segments) const;

    std::vector<Entry> m_entries; ///< literals before parameters
};

} // namespace outlet::app::api
