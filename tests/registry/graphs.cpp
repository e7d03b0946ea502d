// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/registry/graphs.h"

#include "tests/registry/values.h"

#include <QMap>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::tests {

using namespace registry;

namespace {

using Manifests = QMap<QString, const ui::Manifest *>;

/** The graph as plain sets. */
struct Oracle
{
    Manifests all;
    QSet<QString> earlier;
    QMap<QString, QSet<QString>> reach; ///< over one or more dependencies
    QSet<QString> cyclic;
    QSet<QString> accepted;
};

QStringList needsOf(const ui::Manifest &manifest)
{
    return manifest.requirements.plugins.keys();
}

bool isInRange(const ui::Manifest &manifest, const QString &need, const Manifests &all)
{
    return manifest.requirements.plugins.value(need).contains(all.value(need)->version);
}

void closeOver(Oracle &oracle)
{
    for (const ui::Manifest *manifest : std::as_const(oracle.all)) {
        for (const QString &need : needsOf(*manifest)) {
            if (oracle.all.contains(need))
                oracle.reach[manifest->id].insert(need);
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const QString &id : oracle.all.keys()) {
            const QSet<QString> before = oracle.reach.value(id);
            QSet<QString> after = before;
            for (const QString &next : before)
                after.unite(oracle.reach.value(next));
            changed = changed || after != before;
            oracle.reach[id] = after;
        }
    }
}

void settle(Oracle &oracle)
{
    for (const QString &id : oracle.all.keys()) {
        if (oracle.reach.value(id).contains(id))
            oracle.cyclic.insert(id);
        else
            oracle.accepted.insert(id);
    }
    for (bool changed = true; changed;) {
        const QSet<QString> before = oracle.accepted;
        for (const QString &id : before) {
            const ui::Manifest &manifest = *oracle.all.value(id);
            const bool isMet = std::ranges::all_of(needsOf(manifest), [&](const QString &need) {
                return before.contains(need) && isInRange(manifest, need, oracle.all);
            });
            if (!isMet)
                oracle.accepted.remove(id);
        }
        changed = oracle.accepted != before;
    }
}

Oracle oracleOf(const Graph &graph)
{
    Oracle oracle;
    for (const Described &plugin : graph.plugins)
        oracle.all.insert(plugin.manifest.id, &plugin.manifest);
    for (const Rejected &rejected : graph.earlier)
        oracle.earlier.insert(rejected.candidate.name);
    closeOver(oracle);
    settle(oracle);
    return oracle;
}

QStringList orderFaults(const Oracle &oracle, const QStringList &order)
{
    const QSet<QString> ordered(order.begin(), order.end());
    if (ordered != oracle.accepted || ordered.size() != order.size())
        return {u"the start order is not the accepted ones: "_s + order.join(u' ')};
    QSet<QString> started;
    for (const QString &id : order) {
        QString best;
        for (const QString &other : oracle.accepted) {
            const ui::Manifest &manifest = *oracle.all.value(other);
            const bool canStart = !started.contains(other) &&
                                  std::ranges::all_of(needsOf(manifest), [&](const QString &need) {
                                      return started.contains(need);
                                  });
            const auto rank = [&](const QString &which) {
                return std::pair(oracle.all.value(which)->priority, which);
            };
            if (canStart && (best.isEmpty() || rank(other) < rank(best)))
                best = other;
        }
        if (id != best)
            return {u"%1 starts where %2 should: %3"_s.arg(id, best, order.join(u' '))};
        started.insert(id);
    }
    return {};
}

QStringList cycleFaults(const Oracle &oracle, const QString &id, const Verdict &verdict)
{
    const QString prefix = u"Circular dependency detected: "_s;
    if (!verdict.message.startsWith(prefix))
        return {u"%1 has the message \"%2\""_s.arg(id, verdict.message)};
    const QStringList chain = verdict.message.mid(prefix.size()).split(u" -> "_s);
    const QStringList members = chain.mid(1);
    const bool isCircle = chain.size() >= 2 && chain.first() == chain.last() &&
                          members.contains(id) &&
                          chain.first() == *std::ranges::min_element(members) &&
                          QSet<QString>(members.begin(), members.end()).size() == members.size();
    bool hasEdges = isCircle;
    for (qsizetype i = 0; hasEdges && i + 1 < chain.size(); ++i)
        hasEdges = needsOf(*oracle.all.value(chain[i])).contains(chain[i + 1]);
    return hasEdges ? QStringList() : QStringList{u"no cycle of %1: %2"_s.arg(id, verdict.message)};
}

/** Whether the dependency that the verdict names is in the state that its code says. */
bool isTrue(const Oracle &oracle, const ui::Manifest &manifest, const Verdict &verdict)
{
    const QString need = verdict.evidence.value(0);
    if (!needsOf(manifest).contains(need))
        return false;
    const bool isThere = oracle.all.contains(need);
    switch (verdict.code) {
    case VerdictCode::MissingDependency:
        return !isThere && !oracle.earlier.contains(need);
    case VerdictCode::DependencyVersion:
        return isThere && !isInRange(manifest, need, oracle.all);
    case VerdictCode::DependencyRejected:
        return isThere ? !oracle.accepted.contains(need) : oracle.earlier.contains(need);
    default:
        return false;
    }
}

} // namespace

Graph randomGraph(QRandomGenerator &random)
{
    Graph graph;
    const int count = random.bounded(1, 14);
    const auto name = [](int i) { return u"n%1"_s.arg(i, 2, 10, QChar(u'0')); };
    graph.earlier.push_back(reject(described(u"gone"_s), {VerdictCode::NotElf, u"x"_s, {}, {}}));
    for (int i = 0; i < count; ++i) {
        Described plugin = described(name(i));
        plugin.manifest.priority = random.bounded(4);
        const int needs = random.bounded(3);
        for (int j = 0; j < needs; ++j)
            needing(name(random.bounded(count)))(plugin);
        if (random.bounded(12) == 0)
            needing(u"nobody"_s)(plugin);
        if (random.bounded(12) == 0)
            needing(u"gone"_s)(plugin);
        if (random.bounded(8) == 0)
            needing(name(random.bounded(count)), u">=2"_s)(plugin);
        graph.plugins.push_back(plugin);
    }
    return graph;
}

QStringList faults(const Graph &graph, const Resolved &resolved)
{
    const Oracle oracle = oracleOf(graph);
    const QStringList accepted = ids(resolved.accepted);
    QStringList faults;
    if (QSet<QString>(accepted.begin(), accepted.end()) != oracle.accepted)
        faults.append(u"accepted: "_s + accepted.join(u' '));
    if (accepted.size() + qsizetype(resolved.rejected.size()) != qsizetype(graph.plugins.size()))
        faults.append(u"somebody got lost"_s);
    faults += orderFaults(oracle, resolved.startOrder);
    for (const Rejected &rejected : resolved.rejected) {
        const QString &id = rejected.candidate.name;
        const Verdict &verdict = rejected.verdict;
        if ((verdict.code == VerdictCode::Cycle) != oracle.cyclic.contains(id))
            faults.append(u"%1 is called %2"_s.arg(id, nameOf(verdict.code)));
        else if (verdict.code == VerdictCode::Cycle)
            faults += cycleFaults(oracle, id, verdict);
        else if (!isTrue(oracle, *rejected.manifest, verdict))
            faults.append(u"%1 is not so: %2"_s.arg(id, verdict.message));
    }
    return faults;
}

} // namespace outlet::tests
