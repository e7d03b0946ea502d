// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/pluginadmin.h"
#include "app/apitoken.h"
#include "app/changewatch.h"
#include "app/database.h"
#include "app/databasewatch.h"
#include "app/http/edge.h"
#include "app/news.h"
#include "app/pathwatch.h"
#include "app/pluginoperations.h"
#include "app/settings.h"
#include "app/startup.h"
#include "registry/pluginregistry.h"
#include "registry/replaceable.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <optional>
#include <string_view>

namespace outlet::app {

/**
 * The registry of a server that runs, kept up with what others change: rows of the database, files
 * in the plugin path, tokens. Belongs to the thread it is made in, which must run an event loop;
 * what may be called elsewhere says so. Its end stops the plugins.
 */
class LiveRegistry
{
public:
    /** Both must outlive it. */
    LiveRegistry(const Settings &settings, News &tidings);
    ~LiveRegistry();

    LiveRegistry(const LiveRegistry &) = delete;
    LiveRegistry &operator=(const LiveRegistry &) = delete;

    /** From the database to the first snapshot; the first step that fails ends it. */
    Step open();

    /** From now on what others change is noticed, and what becomes of plugins is published. */
    void follow();

    registry::PluginRegistry &registry() const { return *m_registry; }
    DatabaseWatch &databaseWatch() const { return *m_databaseWatch; }

    /** For workers: done in this object's thread. */
    const api::PluginOperations &operations() const { return m_operations; }

    /** In any thread but its own: takes in what the caller has just written, waiting a little. */
    void catchUp();

    /** In any thread. */
    std::optional<http::TokenHolder> holderOf(std::string_view token) const;

    /** Of the snapshot in force; in any thread. */
    quint64 generation() const { return m_generation.load(std::memory_order_acquire); }

private:
    Step openDatabase();
    Step migrateCore();
    Step fillSampleData();
    Step watchDatabase();
    Step discover();
    Result<RegistrySite> atWork();
    Result<void> refresh();
    void rescan();
    Result<void> readTokens();

    const Settings &m_settings;
    News &m_tidings;
    QObject m_context; ///< where work of other threads arrives
    std::unique_ptr<Database> m_database;
    std::unique_ptr<DatabaseWatch> m_databaseWatch;
    std::unique_ptr<registry::PluginRegistry> m_registry;
    const api::PluginOperations m_operations;
    registry::Replaceable<ApiTokens> m_tokens{std::make_shared<const ApiTokens>()};
    std::atomic<quint64> m_generation = 0;
    qint64 m_dataVersion = 0; ///< what the first snapshot has seen of the database
    std::unique_ptr<ChangeWatch> m_watch;
    std::unique_ptr<PathWatch> m_pathWatch;
};

} // namespace outlet::app
