// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/pluginadmin.h"
#include "registry/events.h"
#include "registry/hookcalls.h"
#include "tests/app/apicandidates.h"
#include "tests/app/apidatabase.h"
#include "tests/contract/asking.h"

namespace outlet::tests {

/** The whole API on a database of its own and a snapshot that a test can replace. */
class PluginApi
{
public:
    /** Puts another snapshot in force. */
    void use(registry::Draft draft)
    {
        m_snapshot = registry::buildSnapshot(std::move(draft), sampleOptions(), 7);
    }

    /** As before the registry has published anything. */
    void useNothing() { m_snapshot.reset(); }

    app::api::Reply ask(const app::api::Request &request) { return m_api.answer(request); }
    app::api::Reply get(const QByteArray &target) { return ask(requestFor(target)); }
    QString body(const QByteArray &target) { return QString::fromUtf8(get(target).body); }
    const registry::Snapshot &snapshot() const { return *m_snapshot; }
    const app::api::Router &router() const { return m_api; }
    ApiDatabase &database() { return m_database; }

    /** What is done to plugins; none until a test says what. */
    app::api::PluginOperations operations;

private:
    ApiDatabase m_database;
    registry::SnapshotPtr m_snapshot = registry::buildSnapshot(sampleDraft(), sampleOptions(), 7);
    registry::HealthChecks m_health{std::make_shared<registry::ModuleCalls>(),
                                    std::chrono::seconds(10)};
    registry::EventBus m_events;
    registry::HookCalls m_hooks{std::make_shared<registry::ModuleCalls>(),
                                std::chrono::seconds(10)};
    app::api::Router m_api = app::api::makeApi({.snapshot = [this] { return m_snapshot; },
                                                .database = &m_database.handle(),
                                                .version = QStringLiteral("1.2.3"),
                                                .health = &m_health,
                                                .hooks = &m_hooks,
                                                .operations = &operations,
                                                .events = &m_events});
};

} // namespace outlet::tests
