// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/pluginendpoints.h"

#include "app/api/errors.h"
#include "registry/endpointcall.h"

#include <algorithm>
#include <utility>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;

namespace {

Reply withoutPermission(const Request &request, const QString &permission)
{
    const QString hint = u"Make a token that has it: outlet token create <name> --permission %1"_s;
    if (!request.caller.isEmpty())
        return errorReply(request, {ErrorCode::Forbidden,
                                    u"The token has no permission '%1'"_s.arg(permission),
                                    hint.arg(permission),
                                    {}});
    Reply reply = errorReply(
        request, {ErrorCode::Unauthorized,
                  u"This needs a token with the permission '%1'"_s.arg(permission),
                  u"Send it as: Authorization: Bearer <token>. "_s + hint.arg(permission),
                  {}});
    reply.headers.emplaceBack("WWW-Authenticate", "Bearer");
    return reply;
}

outlet::Request requestOf(const Request &request, const QString &method)
{
    return {method,        u'/' + request.segments.mid(1).join(u'/'),
            request.query, request.headers,
            request.body,  request.correlationId};
}

/** What a plugin does not say: it is about the connection, or the same for the whole server. */
bool isOfTheServer(const QByteArray &name)
{
    static const QByteArrayList names = {"connection",        "keep-alive", "proxy-authenticate",
                                         "proxy-connection",  "te",         "trailer",
                                         "transfer-encoding", "upgrade",    "content-length",
                                         "content-type",      "date",       "x-request-id"};
    return names.contains(name) || name.startsWith("access-control-");
}

Reply replyOf(outlet::Response response)
{
    Reply reply;
    reply.status = response.status;
    reply.contentType = response.body.isEmpty() ? "" : "application/octet-stream";
    QByteArrayList dropped;
    for (const auto &[name, value] : response.headers) {
        if (name.toLower() == "content-type")
            reply.contentType = value;
        if (name.toLower() == "connection") {
            for (const QByteArray &option : value.split(','))
                dropped.append(option.trimmed().toLower());
        }
    }
    for (auto &header : response.headers) {
        const QByteArray name = header.first.toLower();
        if (!isOfTheServer(name) && !dropped.contains(name))
            reply.headers.append(std::move(header));
    }
    reply.body = std::move(response.body);
    return reply;
}

} // namespace

Reply callEndpoint(const Request &request, const Connector &connector, const ui::Endpoint &endpoint,
                   registry::HookCalls &hooks)
{
    if (!request.mayUse(endpoint.permission))
        return withoutPermission(request, endpoint.permission);
    auto response = registry::callEndpoint(hooks, connector, requestOf(request, endpoint.method));
    if (!response)
        return errorReply(request, response.error());
    if (response->status < 200 || response->status > 599)
        return errorReply(request,
                          {ErrorCode::Internal,
                           u"%1 answered %2 %3 with the status %4, wanted one of 200 to 599"_s
                               .arg(connector.manifest.plugin, endpoint.method, endpoint.path)
                               .arg(response->status),
                           {},
                           {}});
    return replyOf(std::move(*response));
}

std::vector<Route> endpointRoutes(const Connector &connector, registry::HookCalls *hooks)
{
    std::vector<Route> routes;
    for (const ui::Endpoint &endpoint : connector.manifest.endpoints) {
        Route route;
        route.method = endpoint.method.toLatin1();
        route.pattern = u'/' + connector.manifest.id + endpoint.path;
        route.access = endpoint.permission.isEmpty() ? Access::Read : Access::Token;
        route.plugin = connector.manifest.id;
        if (hooks)
            route.handler = [&connector, &endpoint, hooks](const Request &request,
                                                           const Parameters &) {
                return callEndpoint(request, connector, endpoint, *hooks);
            };
        if (route.method == "GET") {
            Route head = route;
            head.method = "HEAD";
            routes.push_back(std::move(head));
        }
        routes.push_back(std::move(route));
    }
    return routes;
}

std::shared_ptr<const PluginEndpoints::Table> PluginEndpoints::table() const
{
    registry::SnapshotPtr snapshot = m_snapshot();
    std::shared_ptr<const Table> known = m_table.load();
    if (!snapshot || (known && known->snapshot == snapshot))
        return snapshot ? known : nullptr;
    auto made = std::make_shared<Table>();
    made->snapshot = snapshot;
    for (const Connector &connector : snapshot->connectors) {
        for (const Route &route : endpointRoutes(connector, &m_hooks))
            made->routers[connector.manifest.id].add(route);
    }
    m_table.store(made); // two that make one at once make the same
    return made;
}

std::shared_ptr<const Router> PluginEndpoints::of(const QString &id) const
{
    const std::shared_ptr<const Table> known = table();
    if (!known)
        return nullptr;
    const auto found = known->routers.constFind(id);
    return found == known->routers.cend() ? nullptr : std::shared_ptr<const Router>(known, &*found);
}

} // namespace outlet::app::api
