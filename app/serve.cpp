// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve.h"

#include "app/admintoken.h"
#include "app/announcement.h"
#include "app/api/api.h"
#include "app/api/pluginendpoints.h"
#include "app/apitoken.h"
#include "app/changewatch.h"
#include "app/cli/output.h"
#include "app/database.h"
#include "app/databasewatch.h"
#include "app/datadirectory.h"
#include "app/descriptors.h"
#include "app/handover.h"
#include "app/http/server.h"
#include "app/log.h"
#include "app/news.h"
#include "app/packages/stage.h"
#include "app/pathwatch.h"
#include "app/pluginoperations.h"
#include "app/registryoptions.h"
#include "app/sampledata.h"
#include "app/settings/listenaddress.h"
#include "app/signals.h"
#include "app/stores/tokenstore.h"
#include "app/version.h"
#include "app/workerapi.h"
#include "app/workers.h"
#include "migrations/engine.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QThread>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <systemd/sd-daemon.h>

namespace outlet::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcServe, "outlet.app")

using Clock = std::chrono::steady_clock;

/** Why the server does not come up. */
struct Stop
{
    ExitCode code = ExitCode::Database;
    Error error;
    QStringList evidence = {};
};

using Step = std::expected<void, Stop>;

std::unexpected<Stop> stop(ExitCode code, const Error &error)
{
    return std::unexpected(Stop{code, error});
}

int threadsOf(const Settings &settings)
{
    return settings.threads > 0 ? settings.threads : std::max(1, QThread::idealThreadCount());
}

/** The parts of a server that runs, in the order in which they are made. */
class Server
{
public:
    explicit Server(const Settings &settings);
    ~Server();

    /** From the socket to the announcement; the first step that fails ends it. */
    Step start();

private:
    Step listen();
    Step openDatabase();
    Step migrateCore();
    Step fillSampleData();
    Step watchDatabase();
    Step discover();
    Step answer();
    void watch();
    Result<RegistrySite> registryAtWork();
    Result<void> refresh();
    void rescan();
    Result<void> readTokens();
    std::optional<http::TokenHolder> holderOf(std::string_view token) const;
    void announce() const;
    void stop(int signal);
    Result<Workers::Handler> makeWorker();
    api::ApiParts apiParts();
    http::Backend backend();

    const Settings &m_settings;
    TerminationSignals m_signals;
    News m_tidings;                       ///< what happens
    std::unique_ptr<Database> m_database; ///< of the registry
    QObject m_news;                       ///< where the watch's news arrive
    std::unique_ptr<DatabaseWatch> m_databaseWatch;
    std::unique_ptr<registry::PluginRegistry> m_registry;
    const api::PluginOperations m_operations = operationsIn(
        m_news, [this] { return registryAtWork(); }, judgingBy(m_settings),
        m_settings.pluginPath.value(0), m_settings.limits.handler);
    std::atomic<std::shared_ptr<const ApiTokens>> m_tokens = std::make_shared<const ApiTokens>();
    std::atomic<quint64> m_generation = 0; ///< of the snapshot in force
    std::unique_ptr<api::Router> m_edge;   ///< what needs the snapshot alone
    std::unique_ptr<Workers> m_workers;
    std::shared_ptr<http::HttpMetrics> m_metrics;
    std::shared_ptr<api::OptionsCache> m_options = std::make_shared<api::OptionsCache>();
    std::shared_ptr<const api::PluginEndpoints> m_endpoints;
    std::unique_ptr<ChangeWatch> m_watch;
    std::unique_ptr<PathWatch> m_pathWatch;
    std::optional<Clock::time_point> m_end; ///< of the time for stopping, once that has begun
    qint64 m_dataVersion = 0;               ///< what the snapshot in force has seen
    std::unique_ptr<http::HttpServer> m_http;
    http::Listening m_listening;
};

Server::Server(const Settings &settings)
    : m_settings(settings), m_signals([this](int signal) { stop(signal); }),
      m_tidings(settings.eventsKept)
{}

Server::~Server()
{
    m_http.reset(); // nothing below may be asked while it goes
    if (m_workers && m_end)
        m_workers->stop(
            std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(*m_end - Clock::now())));
    m_workers.reset();
    m_pathWatch.reset();
    m_watch.reset();
    m_databaseWatch.reset();
    if (m_registry)
        m_registry->stop();
}

Step Server::start()
{
    raiseDescriptorLimit();
    using Part = Step (Server::*)();
    for (const Part part :
         {&Server::listen, &Server::openDatabase, &Server::migrateCore, &Server::fillSampleData,
          &Server::watchDatabase, &Server::discover, &Server::answer}) {
        if (const Step done = (this->*part)(); !done)
            return done;
    }
    watch();
    m_signals.arm();
    m_tidings.tellOfStart(version());
    announce();
    ::sd_notify(0, "READY=1");
    return {};
}

/**
 * First of all, so that an address that cannot be had leaves nothing half done. Clients that come
 * before there is somebody to answer wait in the socket.
 */
Step Server::listen()
{
    auto listening = http::Listening::open(m_settings.listen.address, m_settings.listen.port,
                                           m_settings.unixSocket, threadsOf(m_settings));
    if (!listening)
        return app::stop(ExitCode::CannotListen, listening.error());
    m_listening = std::move(*listening);
    return {};
}

Step Server::openDatabase()
{
    if (const auto made = makeDataDirectory(m_settings); !made)
        return app::stop(ExitCode::Usage, made.error());
    auto database = Database::open(m_settings.databaseUrl, Access::ReadWrite);
    if (!database)
        return app::stop(ExitCode::Database, database.error());
    m_database = std::make_unique<Database>(std::move(*database));
    return {};
}

Step Server::migrateCore()
{
    const auto done = migrations::migrate(m_database->handle(), m_database->dialect(),
                                          migrations::coreSource(), migrations::Mode::Apply);
    if (!done)
        return std::unexpected(Stop{ExitCode::Database, done.error().error, done.error().evidence});
    return {};
}

Step Server::fillSampleData()
{
    if (!m_settings.hasSampleData)
        return {};
    const auto count = app::fillSampleData(m_database->handle(), m_database->dialect());
    if (!count)
        return app::stop(ExitCode::Database, count.error());
    qCInfo(lcServe).noquote() << u"sample data: %1 rows written"_s.arg(*count);
    return {};
}

/** Before anything is read, so that what is written meanwhile counts as news. */
Step Server::watchDatabase()
{
    m_databaseWatch =
        std::make_unique<DatabaseWatch>(m_settings.databaseUrl, m_settings.pollInterval, [this] {
            QMetaObject::invokeMethod(
                &m_news,
                [this] {
                    if (m_watch)
                        m_watch->look();
                },
                Qt::QueuedConnection);
        });
    if (const auto started = m_databaseWatch->start(); !started)
        return app::stop(ExitCode::Database, started.error());
    m_databaseWatch->join(*m_database);
    m_dataVersion = m_databaseWatch->number().value_or(0);
    return {};
}

Step Server::discover()
{
    if (const auto removed = packages::removeLeftovers(m_settings.pluginPath.value(0)); !removed)
        qCWarning(lcServe).noquote() << removed.error().message;
    registry::RegistryOptions options = registryOptions(m_settings, migrations::Mode::Apply);
    options.events = m_tidings.bus();
    m_registry =
        std::make_unique<registry::PluginRegistry>(std::move(options), m_database->handle());
    if (const auto discovered = m_registry->discover(); !discovered)
        return app::stop(ExitCode::Database, discovered.error());
    if (const auto read = readTokens(); !read)
        return app::stop(ExitCode::Database, read.error());
    return {};
}

/** All of them, anew: they are few, and what is read is what counts until the next change. */
Result<void> Server::readTokens()
{
    const auto tokens = stores::readTokens(m_database->handle());
    if (!tokens)
        return std::unexpected(tokens.error());
    m_tokens.store(std::make_shared<const ApiTokens>(*tokens));
    return {};
}

/** In any thread. */
std::optional<http::TokenHolder> Server::holderOf(std::string_view token) const
{
    const std::shared_ptr<const ApiTokens> tokens = m_tokens.load();
    const ApiToken *known = tokens->find(token, QDateTime::currentDateTimeUtc());
    return known ? std::optional(http::TokenHolder{known->name, known->permissions}) : std::nullopt;
}

api::ApiParts Server::apiParts()
{
    api::ApiParts parts = {[this] { return m_registry->snapshot(); },
                           nullptr,
                           version(),
                           {},
                           {m_metrics},
                           &m_registry->health(),
                           &m_registry->hooks(),
                           m_options,
                           // What fails here is tried again, and told, by the watch.
                           [this] {
                               handOver(
                                   m_news, [this] { std::ignore = refresh(); }, 500ms);
                           },
                           &m_operations,
                           m_endpoints};
    parts.events = m_tidings.bus().get();
    return parts;
}

/** Called in a worker's thread: its database connection belongs there. */
Result<Workers::Handler> Server::makeWorker()
{
    auto api = std::make_shared<WorkerApi>(m_settings.databaseUrl, apiParts(), *m_databaseWatch);
    return [api](const api::Request &request) { return api->answer(request); };
}

http::Backend Server::backend()
{
    return {.answer = [this](const api::Request &request) { return m_edge->answer(request); },
            .route = [this](const api::Request &request) { return m_edge->match(request); },
            .work =
                [this](const api::Request &request, http::Backend::Deliver deliver) {
                    return m_workers->work(request, std::move(deliver));
                },
            .generation = [this] { return m_generation.load(std::memory_order_acquire); }};
}

Step Server::answer()
{
    const auto token = adminToken(m_settings);
    if (!token)
        return app::stop(ExitCode::Usage, token.error());
    m_metrics = std::make_shared<http::HttpMetrics>(threadsOf(m_settings));
    m_endpoints = std::make_shared<api::PluginEndpoints>([this] { return m_registry->snapshot(); },
                                                         m_registry->hooks());
    m_edge = std::make_unique<api::Router>(api::makeApi(apiParts()));
    m_workers = std::make_unique<Workers>(Workers::Options{.threads = m_settings.workers,
                                                           .pending = m_settings.limits.pending,
                                                           .deadline = m_settings.limits.handler},
                                          [this] { return makeWorker(); });
    http::Policy policy{*token,
                        m_settings.isReadingClosed,
                        {},
                        m_settings.trustedProxies,
                        [this](std::string_view shown) { return holderOf(shown); }};
    for (const QString &origin : m_settings.corsOrigins)
        policy.corsOrigins.insert(origin.toLatin1());
    m_http = std::make_unique<http::HttpServer>(
        backend(), http::HttpOptions{.limits = m_settings.limits,
                                     .policy = policy,
                                     .threads = threadsOf(m_settings),
                                     .spoolDirectory = m_settings.dataDir,
                                     .logsAccess = m_settings.hasAccessLog,
                                     .metrics = m_metrics});
    m_http->start(std::move(m_listening));
    return {};
}

/** In order: what has begun is finished, then the plugins stop, then the program ends. */
void Server::stop(int signal)
{
    qCInfo(lcServe).noquote() << "Stopping on" << strsignal(signal);
    ::sd_notify(0, "STOPPING=1");
    m_tidings.tellOfEnd(QString::fromLocal8Bit(strsignal(signal)));
    m_end = Clock::now() + m_settings.shutdownTimeout;
    m_http->drain([] { QCoreApplication::quit(); });
    QTimer::singleShot(m_settings.shutdownTimeout, qApp, [] {
        qCWarning(lcServe) << "Some requests have not ended in time: their clients are left";
        QCoreApplication::quit();
    });
}

void Server::watch()
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
Result<RegistrySite> Server::registryAtWork()
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
Result<void> Server::refresh()
{
    const auto site = registryAtWork();
    if (!site)
        return std::unexpected(site.error());
    if (const auto read = readTokens(); !read)
        return read;
    return site->registry.refresh();
}

/** Looks at the plugin path. What fails is tried again, and told, by the watch of the database. */
void Server::rescan()
{
    if (const auto site = registryAtWork())
        std::ignore = site->registry.rescan();
    QStringList directories;
    for (const registry::SearchPath &path : m_registry->snapshot()->paths)
        directories.append(path.directory);
    for (const registry::Connector &connector : m_registry->snapshot()->connectors)
        directories.append(connector.candidate.directory);
    m_pathWatch->watch(directories);
}

void Server::announce() const
{
    const QString url = m_http->places().first();
    cli::print(candidatesText(*m_registry->snapshot()));
    cli::print(u"Outlet %1 listens on %2\n"_s.arg(version(), m_http->places().join(u" and "_s)));
    cli::print(u"Try:\n"
               "  curl %1/api/v2/plugins/\n"
               "  curl %1/api/v2/plugins/platform-tiles\n"
               "  curl %1/api/v2/plugins/discovery\n"_s.arg(url));
}

} // namespace

ExitCode serve(const Settings &settings)
{
    {
        Server server(settings);
        if (const Step started = server.start(); !started) {
            cli::printError(started.error().error, started.error().evidence);
            return started.error().code;
        }
        QCoreApplication::exec();
    }
    qCInfo(lcServe) << "stopped";
    return ExitCode::Fine;
}

} // namespace outlet::app
