// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve.h"

#include "app/api/api.h"
#include "app/changewatch.h"
#include "app/cli/candidates.h"
#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/database.h"
#include "app/datadirectory.h"
#include "app/http/server.h"
#include "app/log.h"
#include "app/registryoptions.h"
#include "app/sampledata.h"
#include "app/settings/listenaddress.h"
#include "app/signals.h"
#include "app/version.h"
#include "migrations/engine.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <cstring>
#include <optional>

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcServe, "outlet.app")

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
    Step discover();
    void watch();
    void announce() const;

    const Settings &m_settings;
    TerminationSignals m_signals;
    std::optional<Database> m_database;
    std::optional<registry::PluginRegistry> m_registry;
    std::optional<api::Router> m_api;
    std::optional<ChangeWatch> m_watch;
    qint64 m_dataVersion = 0; ///< what the snapshot in force has seen
    http::HttpServer m_http;
    quint16 m_port = 0;
};

Server::Server(const Settings &settings)
    : m_settings(settings), m_signals([](int signal) {
          qCInfo(lcServe).noquote() << "Stopping on" << strsignal(signal);
          QCoreApplication::quit();
      }),
      m_http([this](const api::Request &request) { return m_api->answer(request); })
{}

Server::~Server()
{
    m_http.close(); // nothing below may be asked while it goes
    m_watch.reset();
    if (m_registry)
        m_registry->stop();
}

Step Server::start()
{
    using Part = Step (Server::*)();
    for (const Part part : {&Server::listen, &Server::openDatabase, &Server::migrateCore,
                            &Server::fillSampleData, &Server::discover}) {
        if (const Step done = (this->*part)(); !done)
            return done;
    }
    m_api = api::makeApi({[this] { return m_registry->snapshot(); }, &m_database->handle(),
                          version(), [this] { return m_database->check(); },
                          {}, &m_registry->health()});
    watch();
    m_signals.arm();
    announce();
    return {};
}

/**
 * First of all, so that an address that cannot be had leaves nothing half done. Requests that come
 * before the event loop runs wait in the socket.
 */
Step Server::listen()
{
    const auto port = m_http.listen(m_settings.listen.address, m_settings.listen.port);
    if (!port)
        return stop(ExitCode::CannotListen, port.error());
    m_port = *port;
    return {};
}

Step Server::openDatabase()
{
    if (const auto made = makeDataDirectory(m_settings); !made)
        return stop(ExitCode::Usage, made.error());
    auto database = Database::open(m_settings.databaseUrl, Access::ReadWrite);
    if (!database)
        return stop(ExitCode::Database, database.error());
    m_database.emplace(std::move(*database));
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
        return stop(ExitCode::Database, count.error());
    qCInfo(lcServe).noquote() << u"sample data: %1 rows written"_s.arg(*count);
    return {};
}

Step Server::discover()
{
    // Asked before, so that what is written meanwhile counts as news.
    const auto dataVersion = m_database->dataVersion();
    if (!dataVersion)
        return stop(ExitCode::Database, dataVersion.error());
    m_dataVersion = *dataVersion;
    m_registry.emplace(registryOptions(m_settings, migrations::Mode::Apply), m_database->handle());
    if (const auto discovered = m_registry->discover(); !discovered)
        return stop(ExitCode::Database, discovered.error());
    return {};
}

void Server::watch()
{
    m_watch.emplace([this] { return m_database->dataVersion(); },
                    [this] { return m_registry->refresh(); }, m_dataVersion);
    m_watch->start(m_settings.pollInterval);
}

cli::Row rowOf(const cli::Listed &entry)
{
    cli::Row row{entry.name, entry.version.isEmpty() ? u"-"_s : entry.version,
                 registry::nameOf(entry.candidate->source), registry::nameOf(entry.verdict->code)};
    if (!entry.isGood())
        row += cli::Cell(entry.verdict->message);
    return row;
}

/** One line a candidate, and what to do below those that have a fault. */
QString candidatesText(const registry::Snapshot &snapshot)
{
    const std::vector<cli::Listed> entries = cli::listed(snapshot);
    QList<cli::Row> rows;
    for (const cli::Listed &entry : entries)
        rows += rowOf(entry);
    const QStringList lines = cli::table(rows, cli::hasColours(), u"  "_s).split(u'\n');
    QString text;
    for (qsizetype i = 0; const cli::Listed &entry : entries) {
        text += lines[i++] + u'\n';
        const registry::Verdict &verdict = *entry.verdict;
        if (!entry.isGood() && !cli::isLeftOut(verdict.code) && !verdict.hint.isEmpty())
            text += u"      hint: "_s + escaped(verdict.hint) + u'\n';
    }
    return text;
}

void Server::announce() const
{
    const QString url =
        u"http://"_s + toString(Settings::Listen{m_settings.listen.address, m_port});
    cli::print(candidatesText(*m_registry->snapshot()));
    cli::print(u"Outlet %1 listens on %2\n"_s.arg(version(), url));
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
