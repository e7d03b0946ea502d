// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/permissions.h"

#include "app/api/conditional.h"
#include "app/api/errors.h"
#include "app/api/page.h"
#include "ui-schemas/jsonwriter.h"

#include <utility>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

using Declared = std::pair<const ui::Manifest *, const ui::Permission *>;

QStringList endpointsOf(const ui::Manifest &manifest, const QString &permission)
{
    QStringList endpoints;
    for (const ui::Endpoint &endpoint : manifest.endpoints) {
        if (endpoint.permission == permission)
            endpoints.append(u"%1 /%2%3"_s.arg(endpoint.method, manifest.id, endpoint.path));
    }
    return endpoints;
}

} // namespace

Reply permissions(const Request &request, const registry::Snapshot &snapshot)
{
    const auto page = readPage(request);
    if (!page)
        return errorReply(request, page.error());
    QList<Declared> declared;
    for (const registry::Connector &connector : snapshot.connectors) {
        for (const ui::Permission &permission : connector.manifest.permissions)
            declared.append({&connector.manifest, &permission});
    }
    const qsizetype total = declared.size();
    const qsizetype begin = page->begin(total);
    ui::JsonWriter json;
    json.beginObject().key("permissions"_L1).beginArray();
    for (const auto &[manifest, permission] : declared.sliced(begin, page->end(total) - begin)) {
        json.beginObject();
        json.member("key"_L1, permission->key).member("description"_L1, permission->description);
        json.member("plugin"_L1, manifest->plugin);
        json.member("endpoints"_L1, endpointsOf(*manifest, permission->key));
        json.endObject();
    }
    json.endArray();
    if (const QString next = page->nextCursor(total); !next.isNull())
        json.member("next_cursor"_L1, next);
    json.endObject();
    return jsonReply(request, json.take());
}

} // namespace outlet::app::api
