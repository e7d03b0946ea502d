// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginregistry.h"

#include "registry/endpointrows.h"
#include "registry/finder.h"
#include "registry/judge.h"
#include "registry/reader.h"
#include "registry/resolver.h"
#include "registry/schema.h"
#include "registry/store.h"

#include <QElapsedTimer>
#include <QLoggingCategory>

#include <iterator>
#include <ranges>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

/** Moves what a step turned down to the others and hands on what it accepted. */
template<class T>
std::vector<T> keep(Sorted<T> sorted, std::vector<Rejected> &rejected)
{
    std::ranges::move(sorted.rejected, std::back_inserter(rejected));
    return std::move(sorted.accepted);
}

QHash<QString, QString> statuses(const QHash<QString, PluginRow> &rows)
{
    QHash<QString, QString> byName;
    for (const PluginRow &row : rows)
        byName.insert(row.name, row.status);
    return byName;
}

} // namespace

struct PluginRegistry::Rows
{
    QHash<QString, QString> statuses;
    QHash<QString, QStringList> options;
};

PluginRegistry::PluginRegistry(RegistryOptions options, const QSqlDatabase &database)
    : m_options(std::move(options)), m_database(database),
      m_lifecycles(m_options.hookTimeout, m_calls), m_health(m_calls, m_options.hookTimeout),
      m_hooks(m_calls, m_options.hookTimeout),
      m_rows(std::make_unique<Rows>())
{
}

PluginRegistry::~PluginRegistry() = default;

void PluginRegistry::onChanged(std::function<void(const SnapshotPtr &)> listener)
{
    m_listener = std::move(listener);
}

void PluginRegistry::stop()
{
    m_lifecycles.stopAll();
}

Result<PluginRegistry::Rows> PluginRegistry::readRows()
{
    if (m_options.mode == migrations::Mode::PlanOnly) {
        const auto isThere = hasCoreTables(m_database);
        if (!isThere)
            return std::unexpected(isThere.error());
        if (!*isThere)
            return Rows{}; // a database that is yet to be made
    }
    auto plugins = readPluginRows(m_database);
    if (!plugins)
        return std::unexpected(plugins.error());
    auto options = readPlatformOptions(m_database);
    if (!options)
        return std::unexpected(options.error());
    return Rows{statuses(*plugins), std::move(*options)};
}

Result<void> PluginRegistry::discover()
{
    QElapsedTimer timer;
    timer.start();
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());

    Draft draft{m_options.paths, {}, {}};
    std::vector<Rejected> &rejected = draft.rejected;
    std::vector<Candidate> found = keep(find(m_options.paths), rejected);
    std::vector<Described> read = keep(readAll(std::move(found), m_options.manifestLimits),
                                       rejected);
    std::vector<Described> fit = keep(judge(std::move(read), thisHost()), rejected);
    std::vector<Described> chosen =
        keep(select(std::move(fit), m_options.selection, rows->statuses, rejected), rejected);
    Resolved resolved = resolve(std::move(chosen), rejected);
    std::ranges::move(resolved.rejected, std::back_inserter(rejected));

    QHash<QString, migrations::Report> reports = migrate(resolved, rejected);
    if (m_options.mode == migrations::Mode::Apply) {
        if (auto recorded = recordPlugins(m_database, resolved.accepted); !recorded)
            return recorded;
        if (auto recorded = recordEndpoints(m_database, resolved.accepted); !recorded)
            return recorded;
        // Our own new rows are no change that refresh() should react to.
        for (const Described &described : resolved.accepted) {
            if (!rows->statuses.contains(described.manifest.plugin))
                rows->statuses.insert(described.manifest.plugin, u"active"_s);
        }
    }
    const QStringList running = start(resolved, rejected);

    for (Described &described : resolved.accepted) {
        const QString id = described.manifest.id;
        const bool isRunning = running.contains(id);
        draft.connectors.push_back(
            {std::move(described.candidate), std::move(described.manifest),
             isRunning ? Verdict{VerdictCode::Running, u"In force and running."_s, {}, {}}
                       : Verdict{VerdictCode::Ready, u"In force."_s, {}, {}},
             reports.take(id), std::nullopt, {}, std::nullopt});
    }
    *m_rows = std::move(*rows);
    publish(std::move(draft));
    qCInfo(log).noquote() << u"generation %1: %2 connectors in force, %3 turned down, in %4 ms"_s
                                 .arg(m_generation)
                                 .arg(snapshot()->connectors.size())
                                 .arg(snapshot()->rejected.size())
                                 .arg(timer.elapsed());
    return {};
}

QHash<QString, migrations::Report> PluginRegistry::migrate(Resolved &resolved,
                                                           std::vector<Rejected> &rejected)
{
    QHash<QString, migrations::Report> reports;
    std::vector<Described> accepted;
    std::vector<Rejected> failed;
    for (Described &described : resolved.accepted) {
        auto report = prepareTable(m_database, m_options.dialect, described, m_options.mode);
        if (report) {
            reports.emplace(described.manifest.id, std::move(*report));
            accepted.push_back(std::move(described));
        } else {
            qCWarning(log).noquote() << report.error().message;
            failed.push_back(reject(std::move(described), std::move(report.error())));
        }
    }
    std::ranges::move(failed, std::back_inserter(rejected));
    // Whoever needs one that failed goes too: resolving again finds exactly those.
    resolved = resolve(std::move(accepted), rejected);
    std::ranges::move(resolved.rejected, std::back_inserter(rejected));
    return reports;
}

QStringList PluginRegistry::start(Resolved &resolved, std::vector<Rejected> &rejected)
{
    if (m_options.mode == migrations::Mode::PlanOnly)
        return {};
    Lifecycles::Outcome outcome = m_lifecycles.apply(resolved.accepted, resolved.startOrder);
    std::ranges::move(outcome.rejected, std::back_inserter(rejected));
    return outcome.running;
}

Result<void> PluginRegistry::refresh()
{
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    if (rows->statuses != m_rows->statuses)
        return discover();
    if (rows->options == m_rows->options)
        return {};
    *m_rows = std::move(*rows);
    const SnapshotPtr before = snapshot();
    publish({before->paths, before->connectors, before->rejected});
    return {};
}

void PluginRegistry::publish(Draft draft)
{
    m_snapshot.store(buildSnapshot(std::move(draft), m_rows->options, ++m_generation));
    if (m_listener)
        m_listener(snapshot());
}

} // namespace outlet::registry
