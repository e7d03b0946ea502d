// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/pluginregistry.h"

#include "registry/endpointrows.h"
#include "registry/finder.h"
#include "registry/judge.h"
#include "registry/loader.h"
#include "registry/registryrun.h"
#include "registry/resolver.h"
#include "registry/schema.h"
#include "registry/store.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QSet>

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
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

QString wordsOf(const HealthReport &report)
{
    if (!report.reason.isEmpty())
        return report.reason;
    return QString::fromUtf8(QJsonDocument(report.details).toJson(QJsonDocument::Compact));
}

} // namespace

PluginRegistry::PluginRegistry(RegistryOptions options, const QSqlDatabase &database)
    : m_options(std::move(options)), m_database(database),
      m_seeds(m_database, m_options.dialect, m_calls, m_options.hookTimeout),
      m_lifecycles(m_options.hookTimeout, m_calls, m_options.events),
      m_delivery(m_options.events, m_calls, m_options.hookTimeout),
      m_health(m_calls, m_options.hookTimeout), m_hooks(m_calls, m_options.hookTimeout),
      m_files(m_options.copies), m_rows(std::make_unique<Rows>())
{
    m_lifecycles.setSettings(m_options.settings);
}

PluginRegistry::~PluginRegistry() = default;

void PluginRegistry::onChanged(std::function<void(const SnapshotPtr &)> listener)
{
    m_listener = std::move(listener);
}

void PluginRegistry::stop()
{
    m_delivery.stop();
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
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    return run({.rows = std::move(*rows), .isThorough = true});
}

Result<void> PluginRegistry::run(Run run)
{
    QElapsedTimer timer;
    timer.start();
    read(run);
    settle(run);
    migrate(run);
    settle(run); // whoever needs one that failed goes too
    tryModules(run);
    seed(run);
    if (auto recorded = record(run); !recorded)
        return recorded;
    start(run);
    checkHealth(run);

    const std::vector<Described> plugins = run.plugins;
    *m_rows = std::move(run.rows);
    publish(draftOf(std::move(run)));
    m_lifecycles.stopReplaced(plugins);
    qCInfo(log).noquote() << u"generation %1: %2 connectors in force, %3 turned down, in %4 ms"_s
                                 .arg(m_generation)
                                 .arg(snapshot()->connectors.size())
                                 .arg(snapshot()->rejected.size())
                                 .arg(timer.elapsed());
    return {};
}

const Connector *PluginRegistry::inForce(const QString &id) const
{
    const SnapshotPtr now = snapshot();
    if (!now)
        return nullptr;
    const auto found = std::ranges::find_if(
        now->connectors, [&](const Connector &connector) { return connector.manifest.id == id; });
    return found == now->connectors.end() ? nullptr : &*found; // this thread alone replaces it
}

/** Whether another module of the same plugin is in force. */
bool PluginRegistry::isReplacement(const Described &described) const
{
    const Connector *before = inForce(described.manifest.id);
    return before && before->candidate.module != described.candidate.module;
}

/** What stays in force because that which was to replace it failed. */
std::optional<Described> PluginRegistry::replacedBy(const Rejected &rejected) const
{
    const Stage stage = stageOf(rejected.verdict.code);
    if (stage == Stage::Find || stage == Stage::Select || stage == Stage::Publish)
        return std::nullopt; // it is gone, or nobody wants it
    const SnapshotPtr now = snapshot();
    if (!now)
        return std::nullopt;
    const auto before = std::ranges::find_if(now->connectors, [&](const Connector &connector) {
        return connector.candidate.directory == rejected.candidate.directory ||
               (rejected.manifest && rejected.manifest->id == connector.manifest.id);
    });
    if (before == now->connectors.end() ||
        (stage != Stage::Read && rejected.candidate.module == before->candidate.module))
        return std::nullopt;
    return Described{before->candidate, before->manifest, {}};
}

void PluginRegistry::read(Run &run)
{
    std::vector<Candidate> found = keep(find(m_options.paths), run.rejected);
    const size_t first = run.rejected.size();
    std::vector<Described> fit =
        keep(judge(keep(m_files.read(std::move(found), m_options.manifestLimits, run.anew),
                        run.rejected),
                   thisHost()),
             run.rejected);
    run.plugins = std::move(fit);
    for (size_t i = first; i < run.rejected.size(); ++i) {
        if (auto before = replacedBy(run.rejected[i]); before && !run.has(before->manifest.id))
            run.plugins.push_back(std::move(*before));
    }
    run.plugins =
        keep(select(std::move(run.plugins), m_options.selection, run.rows.statuses, run.rejected),
             run.rejected);
}

/** Conflicts and dependencies; the old one where the new one does not fit. */
void PluginRegistry::settle(Run &run)
{
    for (bool isSettled = false; !isSettled;) {
        isSettled = true;
        Resolved resolved = resolve(run.plugins, run.rejected);
        for (Rejected &rejected : resolved.rejected) {
            auto before = replacedBy(rejected);
            if (!before)
                continue;
            std::ranges::replace_if(
                run.plugins,
                [&](const Described &plugin) { return plugin.candidate == rejected.candidate; },
                *before);
            run.rejected.push_back(std::move(rejected));
            isSettled = false;
        }
        if (!isSettled)
            continue; // others may have been turned down for want of this one
        run.plugins = std::move(resolved.accepted);
        run.startOrder = std::move(resolved.startOrder);
        std::ranges::move(resolved.rejected, std::back_inserter(run.rejected));
    }
}

void PluginRegistry::migrate(Run &run)
{
    const SnapshotPtr now = snapshot();
    QHash<QString, const Connector *> before;
    if (now) {
        for (const Connector &connector : now->connectors)
            before.insert(connector.manifest.id, &connector);
    }
    const auto isPrepared = [&](const Described &plugin) {
        const Connector *same = before.value(plugin.manifest.id);
        return same && !run.isThorough && same->candidate == plugin.candidate;
    };
    std::vector<const Described *> toPrepare;
    for (const Described &plugin : run.plugins) {
        if (!isPrepared(plugin))
            toPrepare.push_back(&plugin);
    }
    std::vector<Prepared> prepared =
        prepareTables(m_database, m_options.dialect, toPrepare, m_options.mode);
    auto next = prepared.begin();
    std::vector<Described> accepted;
    for (Described &plugin : run.plugins) {
        const QString id = plugin.manifest.id;
        if (isPrepared(plugin)) {
            run.reports.insert(id, before[id]->migrations);
            accepted.push_back(std::move(plugin));
            continue;
        }
        Prepared &report = *next++;
        if (report) {
            run.reports.insert(id, *report);
            accepted.push_back(std::move(plugin));
            continue;
        }
        qCWarning(log).noquote() << report.error().message;
        run.rejected.push_back(reject(std::move(plugin), std::move(report.error())));
        if (auto old = replacedBy(run.rejected.back())) {
            // In the same folder, or of the same id.
            const QString oldId = old->manifest.id;
            run.reports.insert(oldId, before[oldId]->migrations);
            accepted.push_back(std::move(*old));
        }
    }
    run.plugins = std::move(accepted);
}

/** What is to replace something that works has to show that it can be loaded. */
void PluginRegistry::tryModules(Run &run)
{
    for (Described &plugin : run.plugins) {
        if (plugin.manifest.hooks.isEmpty() || !isReplacement(plugin))
            continue;
        const auto object = load(plugin);
        if (object)
            continue;
        qCWarning(log).noquote() << object.error().message;
        Rejected rejected = reject(plugin, object.error());
        if (auto before = replacedBy(rejected))
            plugin = *std::move(before);
        run.rejected.push_back(std::move(rejected));
    }
}

/** First data, once, those first that others need. */
void PluginRegistry::seed(Run &run)
{
    if (m_options.mode == migrations::Mode::PlanOnly)
        return;
    QSet<QString> seeding; // few, where there may be thousands
    for (const Described &plugin : run.plugins) {
        if (plugin.manifest.hooks.contains(ui::Hook::Seed))
            seeding.insert(plugin.manifest.id);
    }
    bool hasFailed = false;
    for (const QString &id : run.startOrder) {
        if (!seeding.contains(id))
            continue;
        const auto plugin = std::ranges::find_if(
            run.plugins, [&](const Described &described) { return described.manifest.id == id; });
        auto verdict = m_seeds.seed(*plugin);
        if (!verdict)
            continue;
        qCWarning(log).noquote() << verdict->message;
        Rejected rejected = reject(*plugin, std::move(*verdict));
        if (auto before = replacedBy(rejected))
            *plugin = std::move(*before);
        else
            run.plugins.erase(plugin);
        run.rejected.push_back(std::move(rejected));
        hasFailed = true;
    }
    if (hasFailed)
        settle(run); // whoever needs one of them goes too
}

Result<void> PluginRegistry::record(Run &run)
{
    if (m_options.mode == migrations::Mode::PlanOnly)
        return {};
    if (auto recorded = recordPlugins(m_database, run.plugins); !recorded)
        return recorded;
    if (auto recorded = recordEndpoints(m_database, run.plugins); !recorded)
        return recorded;
    // Our own new rows are no change that refresh() should react to.
    for (const Described &plugin : run.plugins) {
        if (!run.rows.statuses.contains(plugin.manifest.plugin))
            run.rows.statuses.insert(plugin.manifest.plugin, u"active"_s);
    }
    return {};
}

void PluginRegistry::start(Run &run)
{
    if (m_options.mode == migrations::Mode::PlanOnly)
        return;
    QHash<QString, size_t> positions;
    for (const Described &plugin : run.plugins)
        positions.insert(plugin.manifest.id, positions.size());
    Lifecycles::Outcome outcome = m_lifecycles.apply(run.plugins, run.startOrder);
    for (Rejected &rejected : outcome.rejected) {
        if (auto before = replacedBy(rejected))
            run.plugins.push_back(std::move(*before));
        run.rejected.push_back(std::move(rejected));
    }
    std::ranges::stable_sort(run.plugins, {}, [&](const Described &plugin) {
        return positions.value(plugin.manifest.id);
    });
    run.running = outcome.running;
}

/** The last thing that a replacement has to show. */
void PluginRegistry::checkHealth(Run &run)
{
    for (Described &plugin : run.plugins) {
        if (!plugin.manifest.hooks.contains(ui::Hook::HealthCheck) || !isReplacement(plugin))
            continue;
        Connector asked;
        asked.candidate = plugin.candidate;
        asked.manifest = plugin.manifest;
        const HealthReport report = m_health.check(asked);
        if (report.state != HealthState::Failed)
            continue;
        m_lifecycles.takeBack(plugin);
        Rejected rejected = reject(plugin, {VerdictCode::HealthFailed,
                                            u"%1 says of itself that it does not work: %2"_s.arg(
                                                plugin.manifest.plugin, wordsOf(report)),
                                            u"Mend what it names, then reload it."_s,
                                            {}});
        qCWarning(log).noquote() << rejected.verdict.message;
        if (auto before = replacedBy(rejected))
            plugin = *std::move(before);
        run.rejected.push_back(std::move(rejected));
    }
}

Draft PluginRegistry::draftOf(Run run)
{
    Draft draft{m_options.paths, {}, std::move(run.rejected)};
    for (Described &plugin : run.plugins) {
        const QString id = plugin.manifest.id;
        Connector connector;
        connector.candidate = std::move(plugin.candidate);
        connector.manifest = std::move(plugin.manifest);
        connector.verdict = run.running.contains(id)
                                ? Verdict{VerdictCode::Running, u"In force and running."_s, {}, {}}
                                : Verdict{VerdictCode::Ready, u"In force."_s, {}, {}};
        connector.migrations = run.reports.take(id);
        if (const Connector *before = inForce(id);
            before && before->candidate.module != connector.candidate.module)
            m_hooks.replace(*before, connector);
        draft.connectors.push_back(std::move(connector));
    }
    return draft;
}

Result<void> PluginRegistry::refresh()
{
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    if (rows->statuses != m_rows->statuses)
        return run({.rows = std::move(*rows)});
    if (rows->options == m_rows->options)
        return {};
    *m_rows = std::move(*rows);
    const SnapshotPtr before = snapshot();
    publish({before->paths, before->connectors, before->rejected});
    return {};
}

Result<void> PluginRegistry::rescan()
{
    if (m_files.changeIn(find(m_options.paths).accepted, m_options.settle) !=
        ModuleFiles::Change::Settled)
        return {};
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    return run({.rows = std::move(*rows)});
}

void PluginRegistry::publish(Draft draft)
{
    m_snapshot.store(buildSnapshot(std::move(draft), m_rows->options, ++m_generation));
    if (m_options.mode == migrations::Mode::Apply)
        m_delivery.follow(*snapshot()); // before anybody tells of the snapshot
    if (m_listener)
        m_listener(snapshot());
}

} // namespace outlet::registry
