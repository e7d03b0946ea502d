// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/selfdescription.h"

#include "app/api/conditional.h"
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
    m_documents = std::make_shared<const Documents>(
        Documents{snapshot.generation,
                  registry::makeDocument(QJsonDocument(api).toJson(QJsonDocument::Compact)),
                  {}});
    return m_documents;
}

Reply openApiDocument(const Request &request, const Snapshot &snapshot,
                      SelfDescription &description)
{
    return documentReply(request, description.of(snapshot)->json);
}

} // namespace outlet::app::api
