// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/router.h"
#include "registry/snapshot.h"

#include <QMutex>
#include <QString>

#include <memory>
#include <vector>

namespace outlet::app::api {

/**
 * What the API says about itself, as ready bytes: made when somebody asks for the first time after
 * a new snapshot came into force, then handed out until the next. Thread-safe.
 */
class SelfDescription
{
public:
    struct Documents
    {
        quint64 generation = 0; ///< of the snapshot that they describe
        registry::Document json;
        registry::Document page;
        QByteArray pagePolicy; ///< the Content-Security-Policy that goes with it
    };

    explicit SelfDescription(QString version) : m_version(std::move(version)) {}

    /** What there is to tell about; before anybody asks. */
    void setRoutes(std::vector<Route> routes) { m_routes = std::move(routes); }

    /** Making them takes a millisecond or two per dozen connectors; those who ask meanwhile wait.
     */
    std::shared_ptr<const Documents> of(const registry::Snapshot &snapshot);

private:
    std::vector<Route> m_routes;
    const QString m_version;
    QMutex m_mutex;
    std::shared_ptr<const Documents> m_documents;
};

/** `GET /openapi.json` -> 200, OpenAPI 3.1. */
Reply openApiDocument(const Request &request, const registry::Snapshot &snapshot,
                      SelfDescription &description);

/**
 * `GET /docs` -> 200, the same for people: one page of HTML that loads nothing and runs nothing;
 * its Content-Security-Policy allows its own style and no more.
 */
Reply openApiPage(const Request &request, const registry::Snapshot &snapshot,
                  SelfDescription &description);

} // namespace outlet::app::api
