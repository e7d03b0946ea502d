// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/liveregistry.h"

#include "app/datadirectory.h"
#include "app/handover.h"
#include "app/packages/stage.h"
#include "app/registryoptions.h"
#include "app/sampledata.h"
#include "app/stores/tokenstore.h"
#include "migrations/engine.h"

#include <QLoggingCategory>

#include <chrono>

namespace outlet::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcLive, "outlet.app")

LiveRegistry::LiveRegistry(const Settings &settings, News &tidings)
    : m_settings(settings), m_tidings(tidings),
      m_operations(operationsIn(
          m_context, [this] { return atWork(); }, judgingBy(settings), settings.pluginPath.value(0),
          settings.limits.handler))
{}

LiveRegistry::~LiveRegistry()
{
    m_pathWatch.reset();
    m_watch.reset();
    m_databaseWatch.reset();
    if (m_registry)
        m_registry->stop();
}

Step LiveRegistry::open()
{
    using Part = Step (LiveRegistry::*)();
    for (const Part part :
         {&LiveRegistry::openDatabase, &LiveRegistry::migrateCore, &LiveRegistry::fillSampleData,
          &LiveRegistry::watchDatabase, &LiveRegistry::discover}) {
        if (const Step done = (this->*part)(); !done)
            return done;
    }
    return {};
}

Step LiveRegistry::openDatabase()
{
    if (const auto made = makeDataDirectory(m_settings); !made)
        return stopped(ExitCode::Usage, made.error());
    auto database = Database::open(m_settings.databaseUrl, Access::ReadWrite);
    if (!database)
        return stopped(ExitCode::Database, database.error());
    m_database = std::make_unique<Database>(std::move(*database));
    return {};
}

Step LiveRegistry::migrateCore()
{
    const auto done = migrations::migrate(m_database->handle(), m_database->dialect(),
                                          migrations::coreSource(), migrations::Mode::Apply);
    if (!done)
        return std::unexpected(Stop{ExitCode::Database, done.error().error, done.error().evidence});
    return {};
}

Step LiveRegistry::fillSampleData()
{
    if (!m_settings.hasSampleData)
        return {};
    const auto count = app::fillSampleData(m_database->handle(), m_database->dialect());
    if (!count)
        return stopped(ExitCode::Database, count.error());
    qCInfo(lcLive).noquote() << u"sample data: %1 rows written"_s.arg(*count);
    return {};
}

/** Before anything is read, so that what is written meanwhile counts as news. */
Step LiveRegistry::watchDatabase()
{
    m_databaseWatch =
        std::make_unique<DatabaseWatch>(m_settings.databaseUrl, m_settings.pollInterval, [this] {
            QMetaObject::invokeMethod(
                &m_context,
                [this] {
                    if (m_watch)
                        m_watch->look();
                },
                Qt::QueuedConnection);
        });
    if (const auto started = m_databaseWatch->start(); !started)
        return stopped(ExitCode::Database, started.error());
    m_databaseWatch->join(*m_database);
    m_dataVersion = m_databaseWatch->number().value_or(0);
    return {};
}

Step LiveRegistry::discover()
{
    if (const auto removed = packages::removeLeftovers(m_settings.pluginPath.value(0)); !removed)
        qCWarning(lcLive).noquote() << removed.error().message;
    registry::RegistryOptions options = registryOptions(m_settings, migrations::Mode::Apply);
    options.events = m_tidings.bus();
    m_registry =
        std::make_unique<registry::PluginRegistry>(std::move(options), m_database->handle());
    if (const auto discovered = m_registry->discover(); !discovered)
        return stopped(ExitCode::Database, discovered.error());
    if (const auto read = readTokens(); !read)
        return stopped(ExitCode::Database, read.error());
    return {};
}

/** All of them, anew: they are few, and what is read is what counts until the next change. */
Result<void> LiveRegistry::readTokens()
{
    const auto tokens = stores::readTokens(m_database->handle());
    if (!tokens)
        return std::unexpected(tokens.error());
    m_tokens.store(std::make_shared<const ApiTokens>(*tokens));
    return {};
}

std::optional<http::TokenHolder> LiveRegistry::holderOf(std::string_view token) const
{
    const std::shared_ptr<const ApiTokens> tokens = m_tokens.load();
    const ApiToken *known = tokens->find(token, QDateTime::currentDateTimeUtc());
    return known ? std::optional(http::TokenHolder{known->name, known->permissions}) : std::nullopt;
}

void LiveRegistry::follow()
{
    m_generation = m_registry->snapshot()->generation;
    m_tidings.tellOf(m_registry->snapshot());
    m_registry->onChanged([this](const registry::SnapshotPtr &snapshot) {
        m_generation = snapshot->generation;
        m_tidings.tellOf(snapshot);
    });
    m_watch = std::make_unique<ChangeWatch>([this] { return m_databaseWatch->number(); },
                                            [this] { return refresh(); }, m_dataVersion);
    m_watch->start(m_settings.pollInterval);
    m_pathWatch = std::make_unique<PathWatch>([this] { rescan(); }, 700ms, 5s);
    rescan();
}

/** The registry, on a new connection where the old one is lost. */
Result<RegistrySite> LiveRegistry::atWork()
{
    if (const auto away = m_databaseWatch->away())
        return std::unexpected(*away); // signals must not wait for a server that hangs
    if (!m_database->isAlive()) {
        if (auto opened = m_database->reopen(); !opened)
            return std::unexpected(opened.error());
        m_databaseWatch->join(*m_database);
    }
    return RegistrySite{*m_registry, m_database->handle(), m_database->dialect(),
                        m_settings.pluginPath.value(0)};
}

/** Reads everything again that other programs write. */
Result<void> LiveRegistry::refresh()
{
    const auto site = atWork();
    if (!site)
        return std::unexpected(site.error());
    if (const auto read = readTokens(); !read)
        return read;
    return site->registry.refresh();
}

/** What fails here is tried again, and told, by the watch. */
void LiveRegistry::catchUp()
{
    handOver(
        m_context, [this] { std::ignore = refresh(); }, 500ms);
}

/** Looks at the plugin path. What fails is tried again, and told, by the watch of the database. */
void LiveRegistry::rescan()
{
    if (const auto site = atWork())
        std::ignore = site->registry.rescan();
    QStringList directories;
    for (const registry::SearchPath &path : m_registry->snapshot()->paths)
        directories.append(path.directory);
    for (const registry::Connector &connector : m_registry->snapshot()->connectors)
        directories.append(connector.candidate.directory);
    m_pathWatch->watch(directories);
}

} // namespace outlet::app
