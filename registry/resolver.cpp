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
            return conflict(VerdictCode::RouteConflict,
                            u"%1 %2 and %3 of %4 match the same requests."_s.arg(
                                endpoint.method, shapes.value(shape), endpoint.path,
                                manifest.plugin),
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
                return conflict(VerdictCode::NameConflict,
                                u"The name \"%1\" of %2 belongs to %3 already."_s.arg(
                                    name, manifest.plugin, *owner),
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

/** Topological order; among those that could come next the lowest (priority, id) does. */
QStringList startOrder(const ById &accepted)
{
    using Next = std::pair<int, QString>;
    std::priority_queue<Next, std::vector<Next>, std::greater<>> ready;
    QHash<QString, qsizetype> waitingFor; // only those that need something
    QHash<QString, QStringList> dependants;
    for (const auto &[id, manifest] : accepted) {
        const auto &needs = manifest->requirements.plugins;
        if (needs.isEmpty()) {
            ready.emplace(manifest->priority, id);
            continue;
        }
        waitingFor[id] = needs.size();
        for (auto need = needs.keyBegin(); need != needs.keyEnd(); ++need)
            dependants[*need].append(id);
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
QStringList cycleThrough(const QString &start, const ById &manifests)
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
        for (const QString &need : manifest->second->requirements.plugins.keys()) {
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
    const QSet<QString> free(order.begin(), order.end()); // what can start is in no cycle
    for (const auto &[id, manifest] : manifests) {
        QStringList cycle = free.contains(id) ? QStringList() : cycleThrough(id, manifests);
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

std::optional<Verdict> unmet(const ui::Manifest &manifest, const ById &accepted,
                             const QHash<QString, QString> &rejectedWhy)
{
    const auto &plugins = manifest.requirements.plugins;
    for (auto it = plugins.begin(); it != plugins.end(); ++it) {
        const QString &id = it.key();
        if (const auto found = accepted.find(id); found != accepted.end()) {
            if (it->contains(found->second->version))
                continue;
            return Verdict{VerdictCode::DependencyVersion,
                           u"%1 needs %2 %3; found %4."_s.arg(manifest.plugin, id, it->toString(),
                                                             found->second->versionText),
                           u"Install a version of %1 in that range."_s.arg(id), {id}};
        }
        if (const auto why = rejectedWhy.find(id); why != rejectedWhy.end())
            return Verdict{VerdictCode::DependencyRejected,
                           u"%1 needs %2, which was turned down: %3"_s.arg(manifest.plugin, id,
                                                                          *why),
                           u"Mend %1 first."_s.arg(id), {id}};
        return Verdict{VerdictCode::MissingDependency,
                       u"%1 needs %2 %3, which was not found."_s.arg(manifest.plugin, id,
                                                                    it->toString()),
                       u"Install the package of %1."_s.arg(id), {id}};
    }
    return std::nullopt;
}

/** Takes out whoever depends on what is not there, again and again until all that is left fits. */
void settleDependencies(ById &accepted, Verdicts &verdicts, QHash<QString, QString> &rejectedWhy)
{
    for (bool changed = true; changed;) {
        Verdicts found;
        for (const auto &[id, manifest] : accepted) {
            if (auto verdict = unmet(*manifest, accepted, rejectedWhy))
                found.emplace(id, *verdict);
        }
        for (const auto &[id, verdict] : found) {
            accepted.erase(id);
            rejectedWhy.insert(id, verdict.message);
        }
        changed = !found.empty();
        verdicts.merge(found);
    }
}

QHash<QString, QString> reasons(const std::vector<Rejected> &earlier)
{
    QHash<QString, QString> why;
    for (const Rejected &rejected : earlier) {
        if (rejected.verdict.code == VerdictCode::UnknownName)
            continue; // stands for a name in a setting: nothing was found, so nothing turned down
        why.insert(rejected.manifest ? rejected.manifest->id : rejected.candidate.name,
                   rejected.verdict.message);
    }
    return why;
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

    QHash<QString, QString> rejectedWhy = reasons(earlier);
    for (const auto &[id, verdict] : verdicts) {
        accepted.erase(id);
        rejectedWhy.insert(id, verdict.message);
    }
    settleDependencies(accepted, verdicts, rejectedWhy);

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
