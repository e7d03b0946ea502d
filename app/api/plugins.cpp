// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/plugins.h"

#include "app/api/conditional.h"
#include "app/api/describe.h"
#include "app/api/errors.h"
#include "app/api/page.h"

#include <expected>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;
using registry::Snapshot;

namespace {

/** Only connectors with a platform have a form. */
bool hasForm(const Connector &connector)
{
    return !connector.form.body.isEmpty();
}

QByteArray partOfList(const Snapshot &snapshot, const Page &page)
{
    QList<QByteArray> forms;
    for (const Connector &connector : snapshot.connectors) {
        if (hasForm(connector))
            forms.append(connector.form.body);
    }
    const qsizetype total = forms.size();
    const qsizetype begin = page.begin(total);
    ui::JsonWriter json;
    json.beginObject().key("plugins"_L1).beginArray();
    for (const QByteArray &form : forms.sliced(begin, page.end(total) - begin))
        json.raw(form);
    json.endArray();
    if (const QString next = page.nextCursor(total); !next.isNull())
        json.member("next_cursor"_L1, next);
    json.endObject();
    return json.take();
}

std::expected<const Connector *, Reply>
connectorWithForm(const Request &request, const Snapshot &snapshot, const QString &name)
{
    const Connector *connector = snapshot.find(name);
    if (!connector)
        return std::unexpected(pluginNotFound(request, snapshot, name));
    if (!hasForm(*connector))
        return std::unexpected(
            problemReply(request, 404, u"Plugin '%1' not found"_s.arg(name), "not-found"_L1,
                         u"It is in force, but of kind %1: only a connector has a form"_s.arg(
                             ui::nameOf(connector->manifest.kind))));
    return connector;
}

} // namespace

Reply listPlugins(const Request &request, const Snapshot &snapshot)
{
    const Result<Page> page = readPage(request);
    if (!page)
        return errorReply(request, page.error());
    if (page->isWhole)
        return documentReply(request, snapshot.list);
    return jsonReply(request, partOfList(snapshot, *page));
}

Reply pluginForm(const Request &request, const Snapshot &snapshot, const QString &name)
{
    const auto connector = connectorWithForm(request, snapshot, name);
    return connector ? documentReply(request, (*connector)->form) : connector.error();
}

Reply pluginSchema(const Request &request, const Snapshot &snapshot, const QString &name)
{
    const auto connector = connectorWithForm(request, snapshot, name);
    return connector ? documentReply(request, (*connector)->schema.get()) : connector.error();
}

Reply platformTiles(const Request &request, const Snapshot &snapshot)
{
    return documentReply(request, snapshot.tiles);
}

Reply pluginIcon(const Request &request, const Snapshot &snapshot, const QString &name)
{
    const Connector *connector = findInForce(snapshot, name);
    if (!connector)
        return pluginNotFound(request, snapshot, name);
    if (!connector->icon)
        return problemReply(request, 404, u"Plugin '%1' has no icon"_s.arg(name), "not-found"_L1,
                            u"Its folder has no icon.svg of at most 256 KiB: %1"_s.arg(
                                connector->candidate.directory));
    Reply reply = documentReply(request, *connector->icon, Caching::Day);
    reply.headers.emplaceBack("Content-Security-Policy",
                              "default-src 'none'; style-src 'unsafe-inline'");
    reply.headers.emplaceBack("X-Content-Type-Options", "nosniff");
    return reply;
}

} // namespace outlet::app::api
