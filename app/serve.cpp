// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve.h"

#include "app/admintoken.h"
#include "app/announcement.h"
#include "app/api/api.h"
#include "app/api/pluginendpoints.h"
#include "app/cli/output.h"
#include "app/descriptors.h"
#include "app/http/server.h"
#include "app/liveregistry.h"
#include "app/log.h"
#include "app/settings/listenaddress.h"
#include "app/signals.h"
#include "app/startup.h"
#include "app/version.h"
#include "app/workerapi.h"
#include "app/workers.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QThread>
#include <QTimer>

#include <algorithm>
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
    Step answer();
    void announce() const;
    void stop(int signal);
    Result<Workers::Handler> makeWorker();
    api::ApiParts apiParts();
    http::Backend backend();

    const Settings &m_settings;
    TerminationSignals m_signals;
    News m_tidings; ///< what happens
    LiveRegistry m_live;
    std::unique_ptr<api::Router> m_edge; ///< what needs the snapshot alone
    std::unique_ptr<Workers> m_workers;
    std::shared_ptr<http::HttpMetrics> m_metrics;
    std::shared_ptr<api::OptionsCache> m_options = std::make_shared<api::OptionsCache>();
    std::shared_ptr<const api::PluginEndpoints> m_endpoints;
    std::optional<Clock::time_point> m_end; ///< of the time for stopping, once that has begun
    std::unique_ptr<http::HttpServer> m_http;
    http::Listening m_listening;
};

Server::Server(const Settings &settings)
    : m_settings(settings), m_signals([this](int signal) { stop(signal); }),
      m_tidings(settings.eventsKept), m_live(settings, m_tidings)
{}

Server::~Server()
{
    m_http.reset(); // nothing below may be asked while it goes
    if (m_workers && m_end)
        m_workers->stop(
            std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(*m_end - Clock::now())));
    m_workers.reset();
}

Step Server::start()
{
    raiseDescriptorLimit();
    if (const Step done = listen(); !done)
        return done;
    if (const Step done = m_live.open(); !done)
        return done;
    m_signals.arm(); // whoever has been answered may ask it to end in order
    if (const Step done = answer(); !done)
        return done;
    m_live.follow();
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
        return stopped(ExitCode::CannotListen, listening.error());
    m_listening = std::move(*listening);
    return {};
}

api::ApiParts Server::apiParts()
{
    registry::PluginRegistry &registry = m_live.registry();
    api::ApiParts parts = {[&registry] { return registry.snapshot(); },
                           nullptr,
                           version(),
                           {},
                           {m_metrics},
                           &registry.health(),
                           &registry.hooks(),
                           m_options,
                           [this] { m_live.catchUp(); },
                           &m_live.operations(),
                           m_endpoints};
    parts.events = m_tidings.bus().get();
    return parts;
}

/** Called in a worker's thread: its database connection belongs there. */
Result<Workers::Handler> Server::makeWorker()
{
    auto api =
        std::make_shared<WorkerApi>(m_settings.databaseUrl, apiParts(), m_live.databaseWatch());
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
            .generation = [this] { return m_live.generation(); }};
}

Step Server::answer()
{
    const auto token = adminToken(m_settings);
    if (!token)
        return stopped(ExitCode::Usage, token.error());
    m_metrics = std::make_shared<http::HttpMetrics>(threadsOf(m_settings));
    m_endpoints = std::make_shared<api::PluginEndpoints>(
        [this] { return m_live.registry().snapshot(); }, m_live.registry().hooks());
    m_edge = std::make_unique<api::Router>(api::makeApi(apiParts()));
    m_workers = std::make_unique<Workers>(Workers::Options{.threads = m_settings.workers,
                                                           .pending = m_settings.limits.pending,
                                                           .deadline = m_settings.limits.handler},
                                          [this] { return makeWorker(); });
    http::Policy policy{*token,
                        m_settings.isReadingClosed,
                        {},
                        m_settings.trustedProxies,
                        [this](std::string_view shown) { return m_live.holderOf(shown); }};
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

void Server::announce() const
{
    const QString url = m_http->places().first();
    cli::print(candidatesText(*m_live.registry().snapshot()));
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
