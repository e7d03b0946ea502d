// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/selfdescription.h"

#include "app/api/conditional.h"
#include "app/api/docspage.h"
#include "app/api/openapi.h"

#include <QJsonDocument>

namespace outlet::app::api {

using registry::Snapshot;

std::shared_ptr<const SelfDescription::Documents> SelfDescription::of(const Snapshot &snapshot)
{
    const QMutexLocker lock(&m_mutex);
    if (m_documents && m_documents->generation == snapshot.generation)
        return m_documents;
    const QJsonObject api = openApi(m_routes, snapshot, m_version);
    Documents made{snapshot.generation,
                   registry::makeDocument(QJsonDocument(api).toJson(QJsonDocument::Compact)),
                   registry::makeDocument(docsPage(api), "text/html; charset=utf-8"), docsPolicy()};
    m_documents = std::make_shared<const Documents>(std::move(made));
    return m_documents;
}

Reply openApiDocument(const Request &request, const Snapshot &snapshot,
                      SelfDescription &description)
{
    return documentReply(request, description.of(snapshot)->json);
}

Reply openApiPage(const Request &request, const Snapshot &snapshot, SelfDescription &description)
{
    const auto documents = description.of(snapshot);
    Reply reply = documentReply(request, documents->page);
    reply.headers += {{"Content-Security-Policy", documents->pagePolicy},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"}};
    return reply;
}

} // namespace outlet::app::api
