// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"
#include "tests/app/vault.h"
#include "tests/contract/asking.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace outlet::tests {

/** The whole API on one database, with a connector that has secrets, and another one in force. */
class VaultApi
{
public:
    explicit VaultApi(const QString &url, registry::HookCalls *hooks = nullptr)
        : m_database(url), m_api(app::api::makeApi({.snapshot = [this] { return m_snapshot; },
                                                    .database = &m_database.handle(),
                                                    .version = u"1.2.3"_s,
                                                    .hooks = hooks,
                                                    .events = &m_events}))
    {
        m_database.run(QString::fromUtf8(contentOf(
            connectorFolder(u"s3"_s) + u"/migrations/0001_create_configurations.up.sql"_s)));
        use({vaultConnector(), connectorOf(u"s3"_s)});
    }

    /** Puts these connectors in force, and turns those down. */
    void use(std::vector<registry::Connector> connectors,
             std::vector<registry::Rejected> rejected = {})
    {
        registry::Draft draft;
        draft.connectors = std::move(connectors);
        draft.rejected = std::move(rejected);
        m_snapshot = registry::buildSnapshot(std::move(draft), sampleOptions(), ++m_generation);
    }

    app::api::Reply ask(const QByteArray &method, const QByteArray &target,
                        const QByteArray &body = {}, const QByteArray &ifMatch = {})
    {
        app::api::Request request = requestFor(target, method);
        request.body = body;
        request.ifMatch = ifMatch;
        request.isAdmin = true;
        return m_api.answer(request);
    }
    app::api::Reply ask(const app::api::Request &request) { return m_api.answer(request); }
    app::api::Reply get(const QByteArray &target) { return ask("GET", target); }

    VaultDatabase &database() { return m_database; }
    registry::EventBus &events() { return m_events; }
    const app::api::Router &router() const { return m_api; }

private:
    registry::EventBus m_events{registry::EventBus::Options{.kept = 100'000}};
    VaultDatabase m_database;
    quint64 m_generation = 0;
    registry::SnapshotPtr m_snapshot;
    app::api::Router m_api;
};

inline QJsonObject jsonOf(const app::api::Reply &reply)
{
    return QJsonDocument::fromJson(reply.body).object();
}

inline const QByteArray configurations = "/api/v2/data_output_configurations/";

} // namespace outlet::tests
