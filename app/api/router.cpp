// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/router.h"

#include "app/api/errors.h"

#include <algorithm>
#include <iterator>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

/** The segments of the other spelling: with a trailing slash, or without the one it has. */
QStringList slashToggled(QStringList segments)
{
    if (segments.isEmpty() || !segments.last().isEmpty())
        segments.append(u""_s);
    else
        segments.removeLast();
    return segments;
}

/** The same for the target as it came: nothing is decoded and encoded again. */
QByteArray slashToggled(const QByteArray &target)
{
    const qsizetype mark = target.indexOf('?');
    QByteArray path = mark < 0 ? target : target.first(mark);
    if (path.endsWith('/'))
        path.chop(1);
    else
        path += '/';
    return mark < 0 ? path : path + target.sliced(mark);
}

Reply redirect(const QByteArray &location)
{
    Reply reply;
    reply.status = 307;
    reply.contentType.clear();
    reply.headers = {{"Location", location}};
    return reply;
}

} // namespace

void Router::add(const Route &route)
{
    Entry entry;
    entry.segments = route.pattern.sliced(1).split(u'/');
    for (QString &segment : entry.segments) {
        const bool isParameter = segment.startsWith(u'{');
        entry.isParameter.push_back(isParameter);
        if (isParameter)
            segment = segment.sliced(1).chopped(1);
    }
    const auto same = std::ranges::find_if(m_entries, [&](const Entry &other) {
        return other.segments == entry.segments && other.isParameter == entry.isParameter;
    });
    if (same != m_entries.end()) {
        same->methods.insert(route.method, route);
        return;
    }
    entry.methods.insert(route.method, route);
    const auto place =
        std::ranges::upper_bound(m_entries, entry.isParameter, {}, &Entry::isParameter);
    m_entries.insert(place, std::move(entry));
}

void Router::get(const QString &pattern, Place place, RouteHandler handler, Description description,
                 Access access)
{
    add({"HEAD", pattern, place, handler, access});
    add({"GET", pattern, place, std::move(handler), access, 0, std::move(description)});
}

std::vector<Route> Router::routes() const
{
    std::vector<Route> routes;
    for (const Entry &entry : m_entries)
        std::ranges::copy(entry.methods, std::back_inserter(routes));
    for (Route &route : routes)
        route.handler = nullptr;
    return routes;
}

QByteArray Router::Entry::allow() const
{
    QByteArrayList names = methods.keys();
    names.append("OPTIONS");
    return names.join(", ");
}

/** What `OPTIONS *` asks for: everything that is possible somewhere. */
QByteArray Router::allowAnywhere() const
{
    QMap<QByteArray, bool> names = {{"OPTIONS", true}};
    for (const Entry &entry : m_entries) {
        for (const QByteArray &method : entry.methods.keys())
            names.insert(method, true);
    }
    return names.keys().join(", ");
}

const Router::Entry *Router::find(const QStringList &segments) const
{
    const auto isMatch = [&segments](const Entry &entry) {
        if (entry.segments.size() != segments.size())
            return false;
        for (qsizetype i = 0; i < segments.size(); ++i) {
            const bool fits = entry.isParameter[size_t(i)] ? !segments[i].isEmpty()
                                                           : segments[i] == entry.segments[i];
            if (!fits)
                return false;
        }
        return true;
    };
    const auto entry = std::ranges::find_if(m_entries, isMatch);
    return entry == m_entries.end() ? nullptr : &*entry;
}

std::shared_ptr<const Router> Router::branchOf(const QStringList &segments) const
{
    return m_branches && !segments.isEmpty() ? m_branches(segments.first()) : nullptr;
}

RoutePtr Router::match(const Request &request) const
{
    const Entry *entry = find(request.segments);
    if (entry) {
        const auto route = entry->methods.constFind(request.method);
        // It lives as long as this table, and counting who uses it would slow everybody down.
        return route == entry->methods.cend() ? nullptr : RoutePtr(RoutePtr(), &*route);
    }
    const auto branch = branchOf(request.segments);
    const RoutePtr route = branch ? branch->match(request) : nullptr;
    return route ? RoutePtr(branch, route.get()) : nullptr;
}

Reply Router::answer(const Request &request) const
{
    if (request.target == "*")
        return {
            .status = 204, .contentType = {}, .body = {}, .headers = {{"Allow", allowAnywhere()}}};
    const Entry *entry = find(request.segments);
    if (!entry && find(slashToggled(request.segments)))
        return redirect(slashToggled(request.target));
    if (const auto branch = entry ? nullptr : branchOf(request.segments))
        return branch->answer(request);
    if (!entry)
        return problemReply(request, 404, u"Not Found"_s, "not-found"_L1,
                            u"GET / lists the addresses that there are"_s);
    const auto route = entry->methods.constFind(request.method);
    if (route == entry->methods.cend()) {
        Reply reply =
            request.method == "OPTIONS"
                ? Reply{.status = 204, .contentType = {}, .body = {}, .headers = {}}
                : problemReply(request, 405, u"Method Not Allowed"_s, "method-not-allowed"_L1);
        reply.headers.emplaceBack("Allow", entry->allow());
        return reply;
    }
    Parameters parameters;
    for (qsizetype i = 0; i < request.segments.size(); ++i) {
        if (entry->isParameter[size_t(i)])
            parameters.insert(entry->segments[i], request.segments[i]);
    }
    return route->handler(request, parameters);
}

} // namespace outlet::app::api
