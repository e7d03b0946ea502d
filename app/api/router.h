// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/description.h"
#include "app/api/message.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace outlet::app::api {

/** What the `{...}` segments of a route matched: name to decoded text, never empty. */
using Parameters = QMap<QString, QString>;

using RouteHandler = std::function<Reply(const Request &, const Parameters &)>;

/** Where a handler may run. */
enum class Place {
    Edge,   ///< in the connection's thread: needs the snapshot alone, takes microseconds
    Worker, ///< in a thread that may wait: asks the database, a connector or the disk
};

/** Who may call a route. */
enum class Access {
    Open,  ///< everybody, always: what says whether the server lives
    Read,  ///< everybody, unless the operator closed reading
    Token, ///< who shows a token that is known; which permission it needs, the handler knows
    Admin, ///< who shows the admin token: everything that changes something
};

/** One address with one method. */
struct Route
{
    QByteArray method;
    QString pattern; ///< as `/api/v2/plugins/{name}`
    Place place = Place::Worker;
    RouteHandler handler;
    Access access = Access::Read;
    qint64 maxBody = 0; ///< bytes; 0: what the server allows to every route
    Description description = {};
    QString plugin = {}; ///< id of the plugin that it belongs to; empty: a route of the server
};

/** A route, and what keeps it: those of a plugin go with it. Null: none. */
using RoutePtr = std::shared_ptr<const Route>;

/**
 * A table from paths to handlers.
 *
 * A pattern is a path whose segments are literal or `{name}`, which matches one segment that is
 * not empty. Of several patterns that match, the one whose literals come first wins, whatever the
 * order of declaration. Not thread-safe while it is filled; afterwards it is.
 */
class Router
{
public:
    /** Declares a route. The same method and pattern twice: the later one counts. */
    void add(const Route &route);

    /** Declares a route of GET, and of HEAD, whose body the edge leaves out. */
    void get(const QString &pattern, Place place, RouteHandler handler,
             Description description = {}, Access access = Access::Read);

    /** Gives the table for paths that begin with a segment; null: there is none. Thread-safe. */
    using Branches = std::function<std::shared_ptr<const Router>(const QString &first)>;

    /** Where to look for what is not declared here, asked anew for each request. */
    void setBranches(Branches branches) { m_branches = std::move(branches); }

    /** Everything that was declared, HEAD included, without the handlers and the branches. */
    std::vector<Route> routes() const;

    /** The route that answers this; null where answer() needs none: 404, 405, 307, OPTIONS. */
    RoutePtr match(const Request &request) const;

    /**
     * The handler's reply, or: 404 `Not Found`; 405 `Method Not Allowed` with `Allow`; 204 with
     * `Allow` to OPTIONS, of `*` too; 307 to the same path with its trailing slash added or removed
     * if only that is declared (query kept).
     */
    Reply answer(const Request &request) const;

private:
    struct Entry
    {
        QStringList segments;
        std::vector<bool> isParameter;
        QMap<QByteArray, Route> methods;

        QByteArray allow() const;
    };

    const Entry *find(const QStringList &segments) const;
    std::shared_ptr<const Router> branchOf(const QStringList &segments) const;
    QByteArray allowAnywhere() const;

    std::vector<Entry> m_entries; ///< literals before parameters
    Branches m_branches;
};

} // namespace outlet::app::api
