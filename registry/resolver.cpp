// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/resolver.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <queue>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

using Verdicts = std::map<QString, Verdict>; // id -> why it is turned down

Verdict conflict(VerdictCode code, const QString &message, const QString &hint)
{
    return {code, message, hint, {}};
}

/** Two paths match the same requests when they differ only in the names of their parameters. */
QString routeShape(const ui::Endpoint &endpoint)
{
    QStringList segments = endpoint.path.split(u'/');
    for (QString &segment : segments) {
        if (segment.startsWith(u'{'))
            segment = u"{}"_s;
    }
    return endpoint.method + u' ' + segments.join(u'/');
}

std::optional<Verdict> routeConflict(const ui::Manifest &manifest)
{
    QHash<QString, QString> shapes;
    for (const ui::Endpoint &endpoint : manifest.endpoints) {
        const QString shape = routeShape(endpoint);
        if (shapes.contains(shape))
            return conflict(
                VerdictCode::RouteConflict,
                u"%1 %2 and %3 of %4 match the same requests."_s.arg(
                    endpoint.method, shapes.value(shape), endpoint.path, manifest.plugin),
                u"Keep one of the two endpoints in the manifest."_s);
        shapes.insert(shape, endpoint.path);
    }
    return std::nullopt;
}

/** Names and tables that earlier connectors have taken. */
class Claims
{
public:
    std::optional<Verdict> conflictOf(const ui::Manifest &manifest) const
    {
        for (const QString &name : namesOf(manifest)) {
            if (const auto owner = m_names.constFind(name); owner != m_names.cend())
                return conflict(
                    VerdictCode::NameConflict,
                    u"The name \"%1\" of %2 belongs to %3 already."_s.arg(name, manifest.plugin,
                                                                          *owner),
                    u"Rename the plugin or drop the alias, or disable one of the two."_s);
        }
        if (!manifest.table.isEmpty() && m_tables.contains(manifest.table))
            return conflict(VerdictCode::TableConflict,
                            u"The table %1 of %2 belongs to %3 already."_s.arg(
                                manifest.table, manifest.plugin, m_tables.value(manifest.table)),
                            u"Give each connector a table of its own."_s);
        return routeConflict(manifest);
    }

    void add(const ui::Manifest &manifest)
    {
        for (const QString &name : namesOf(manifest))
            m_names.insert(name, manifest.plugin);
        if (!manifest.table.isEmpty())
            m_tables.insert(manifest.table, manifest.plugin);
    }

private:
    static QStringList namesOf(const ui::Manifest &manifest)
    {
        return QStringList{manifest.plugin, manifest.id} << manifest.aliases;
    }

    QHash<QString, QString> m_names;
    QHash<QString, QString> m_tables;
};

using ById = std::map<QString, const ui::Manifest *>;

Verdicts findConflicts(const std::vector<Described> &candidates)
{
    Verdicts verdicts;
    Claims claims;
    for (const Described &described : candidates) {
        if (auto verdict = claims.conflictOf(described.manifest))
            verdicts.emplace(described.manifest.id, *verdict);
        else
            claims.add(described.manifest);
    }
    return verdicts;
}

/** Ids of those that offer a service. */
using Providers = QHash<QString, QStringList>;

Providers providersIn(const ById &manifests)
{
    Providers providers;
    for (const auto &[id, manifest] : manifests) {
        for (const QString &service : manifest->provides)
            providers[service].append(id);
    }
    return providers;
}

/** Who has to come before a plugin: also those that only might be there, if they are. */
QStringList needsOf(const ui::Manifest &manifest, const ById &manifests, const Providers &providers)
{
    QStringList needs = manifest.requirements.plugins.keys();
    for (const QString &id : manifest.requirements.optional.keys()) {
        if (manifests.contains(id))
            needs.append(id);
    }
    for (const QString &service : manifest.requirements.services)
        needs.append(providers.value(service));
    needs.removeDuplicates();
    return needs;
}

/** Topological order; among those that could come next the lowest (priority, id) does. */
QStringList startOrder(const ById &accepted)
{
    using Next = std::pair<int, QString>;
    std::priority_queue<Next, std::vector<Next>, std::greater<>> ready;
    QHash<QString, qsizetype> waitingFor; // only those that need something
    QHash<QString, QStringList> dependants;
    const Providers providers = providersIn(accepted);
    for (const auto &[id, manifest] : accepted) {
        const QStringList needs = needsOf(*manifest, accepted, providers);
        if (needs.isEmpty()) {
            ready.emplace(manifest->priority, id);
            continue;
        }
        waitingFor[id] = needs.size();
        for (const QString &need : needs)
            dependants[need].append(id);
    }
    QStringList order;
    order.reserve(qsizetype(accepted.size()));
    while (!ready.empty()) {
        const QString id = ready.top().second;
        ready.pop();
        order.append(id);
        for (const QString &dependant : dependants.value(id)) {
            if (--waitingFor[dependant] == 0)
                ready.emplace(accepted.at(dependant)->priority, dependant);
        }
    }
    return order;
}

/** The shortest way from a plugin along its dependencies back to itself; empty if there is none. */
QStringList cycleThrough(const QString &start, const ById &manifests, const Providers &providers)
{
    std::map<QString, QString> reachedFrom;
    std::queue<QString> open;
    open.push(start);
    while (!open.empty()) {
        const QString id = open.front();
        open.pop();
        const auto manifest = manifests.find(id);
        if (manifest == manifests.end())
            continue;
        for (const QString &need : needsOf(*manifest->second, manifests, providers)) {
            if (!reachedFrom.emplace(need, id).second)
                continue;
            if (need != start) {
                open.push(need);
                continue;
            }
            QStringList cycle{id};
            while (cycle.first() != start)
                cycle.prepend(reachedFrom.at(cycle.first()));
            return cycle;
        }
    }
    return {};
}

/** Every plugin that is part of a cycle. The chain begins with its least member, for all alike. */
Verdicts findCycles(const ById &manifests)
{
    Verdicts verdicts;
    const QStringList order = startOrder(manifests);
    if (order.size() == qsizetype(manifests.size()))
        return verdicts;
    const Providers providers = providersIn(manifests);
    const QSet<QString> free(order.begin(), order.end()); // what can start is in no cycle
    for (const auto &[id, manifest] : manifests) {
        QStringList cycle =
            free.contains(id) ? QStringList() : cycleThrough(id, manifests, providers);
        if (cycle.isEmpty())
            continue;
        std::ranges::rotate(cycle, std::ranges::min_element(cycle));
        const QString chain = (QStringList(cycle) << cycle.first()).join(u" -> "_s);
        verdicts.emplace(id, Verdict{VerdictCode::Cycle,
                                     u"Circular dependency detected: %1"_s.arg(chain),
                                     u"Take one of them out of \"requires\"."_s, cycle});
    }
    return verdicts;
}

/** Of one that is there, but in another version. */
std::optional<Verdict> wrongVersion(const ui::Manifest &manifest, const QString &id,
                                    const ui::VersionRange &wanted, const ui::Manifest &found)
{
    if (wanted.contains(found.version))
        return std::nullopt;
    return Verdict{VerdictCode::DependencyVersion,
                   u"%1 needs %2 %3; found %4."_s.arg(manifest.plugin, id, wanted.toString(),
                                                      found.versionText),
                   u"Install a version of %1 in that range."_s.arg(id),
                   {id}};
}

/** What was turned down before, and in this run. */
struct TurnedDown
{
    QHash<QString, QString> why; ///< by id
    Providers providers;         ///< ids by service

    void add(const ui::Manifest &manifest, const QString &reason)
    {
        why.insert(manifest.id, reason);
        for (const QString &service : manifest.provides) {
            if (!providers[service].contains(manifest.id))
                providers[service].append(manifest.id);
        }
    }
};

/** A service that nobody offers; the hint names those that would. */
std::optional<Verdict> unmetService(const ui::Manifest &manifest, const Providers &providers,
                                    const TurnedDown &turnedDown)
{
    for (const QString &service : manifest.requirements.services) {
        if (providers.contains(service))
            continue;
        const QStringList others = turnedDown.providers.value(service);
        if (others.isEmpty())
            return Verdict{
                VerdictCode::MissingService,
                u"%1 needs the service %2, which nobody offers."_s.arg(manifest.plugin, service),
                u"Install a plugin that provides %1."_s.arg(service),
                {service}};
        return Verdict{VerdictCode::MissingService,
                       u"%1 needs the service %2, which %3 would offer, but was turned down: "
                       "%4"_s.arg(manifest.plugin, service, others.join(u", "_s),
                                  turnedDown.why.value(others.front())),
                       u"Enable or mend %1 first."_s.arg(others.join(u" or "_s)),
                       QStringList{service} + others};
    }
    return std::nullopt;
}

std::optional<Verdict> unmet(const ui::Manifest &manifest, const ById &accepted,
                             const QHash<QString, QString> &rejectedWhy)
{
    const auto &optional = manifest.requirements.optional;
    for (auto it = optional.begin(); it != optional.end(); ++it) {
        const auto found = accepted.find(it.key());
        if (found == accepted.end())
            continue;
        if (auto verdict = wrongVersion(manifest, it.key(), *it, *found->second))
            return verdict;
    }
    const auto &plugins = manifest.requirements.plugins;
    for (auto it = plugins.begin(); it != plugins.end(); ++it) {
        const QString &id = it.key();
        if (const auto found = accepted.find(id); found != accepted.end()) {
            if (auto verdict = wrongVersion(manifest, id, *it, *found->second))
                return verdict;
            continue;
        }
        if (const auto why = rejectedWhy.find(id); why != rejectedWhy.end())
            return Verdict{
                VerdictCode::DependencyRejected,
                u"%1 needs %2, which was turned down: %3"_s.arg(manifest.plugin, id, *why),
                u"Mend %1 first."_s.arg(id),
                {id}};
        return Verdict{
            VerdictCode::MissingDependency,
            u"%1 needs %2 %3, which was not found."_s.arg(manifest.plugin, id, it->toString()),
            u"Install the package of %1."_s.arg(id),
            {id}};
    }
    return std::nullopt;
}

/** Takes out whoever depends on what is not there, again and again until all that is left fits. */
void settleDependencies(ById &accepted, Verdicts &verdicts, TurnedDown &turnedDown)
{
    for (bool changed = true; changed;) {
        Verdicts found;
        const Providers providers = providersIn(accepted);
        for (const auto &[id, manifest] : accepted) {
            auto verdict = unmet(*manifest, accepted, turnedDown.why);
            if (!verdict)
                verdict = unmetService(*manifest, providers, turnedDown);
            if (verdict)
                found.emplace(id, *verdict);
        }
        for (const auto &[id, verdict] : found) {
            turnedDown.add(*accepted.at(id), verdict.message);
            accepted.erase(id);
        }
        changed = !found.empty();
        verdicts.merge(found);
    }
}

TurnedDown reasons(const std::vector<Rejected> &earlier)
{
    TurnedDown turnedDown;
    for (const Rejected &rejected : earlier) {
        if (rejected.verdict.code == VerdictCode::UnknownName)
            continue; // stands for a name in a setting: nothing was found, so nothing turned down
        if (rejected.manifest)
            turnedDown.add(*rejected.manifest, rejected.verdict.message);
        else
            turnedDown.why.insert(rejected.candidate.name, rejected.verdict.message);
    }
    return turnedDown;
}

} // namespace

Resolved resolve(std::vector<Described> candidates, const std::vector<Rejected> &earlier)
{
    Verdicts verdicts = findConflicts(candidates);
    ById accepted;
    for (const Described &described : candidates) {
        if (!verdicts.contains(described.manifest.id))
            accepted.emplace(described.manifest.id, &described.manifest);
    }
    verdicts.merge(findCycles(accepted));

    TurnedDown turnedDown = reasons(earlier);
    for (const Described &described : candidates) {
        const auto verdict = verdicts.find(described.manifest.id);
        if (verdict == verdicts.end())
            continue;
        accepted.erase(described.manifest.id);
        turnedDown.add(described.manifest, verdict->second.message);
    }
    settleDependencies(accepted, verdicts, turnedDown);

    Resolved resolved;
    resolved.accepted.reserve(accepted.size());
    resolved.startOrder = startOrder(accepted);
    for (Described &described : candidates) {
        const auto verdict = verdicts.find(described.manifest.id);
        if (verdict == verdicts.end())
            resolved.accepted.push_back(std::move(described));
        else
            resolved.rejected.push_back(reject(std::move(described), verdict->second));
    }
    return resolved;
}

} // namespace outlet::registry
