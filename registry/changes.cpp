// SPDX-License-Identifier: GPL-3.0-or-later
// What operators do to one plugin of a registry that runs.
#include "registry/pluginregistry.h"

#include "registry/registryrun.h"
#include "registry/store.h"

#include <QLoggingCategory>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

/** Whom an operator means. */
struct Target
{
    QString id;     ///< or the name of the folder, where no manifest could be read
    QString plugin; ///< the name; empty where no manifest could be read
};

bool isCalled(const ui::Manifest &manifest, const QString &name)
{
    return manifest.answersTo(name) || manifest.id == name;
}

Result<Target> targetOf(const Snapshot &snapshot, const QString &name)
{
    for (const Connector &connector : snapshot.connectors) {
        if (isCalled(connector.manifest, name))
            return Target{connector.manifest.id, connector.manifest.plugin};
    }
    for (const Rejected &rejected : snapshot.rejected) {
        if (rejected.verdict.code == VerdictCode::UnknownName)
            continue; // stands for a name in a setting
        if (rejected.manifest && isCalled(*rejected.manifest, name))
            return Target{rejected.manifest->id, rejected.manifest->plugin};
    }
    for (const Rejected &rejected : snapshot.rejected) {
        if (rejected.candidate.name == name && !rejected.manifest)
            return Target{name, {}};
    }
    return fail(ErrorCode::NotFound, u"Plugin '%1' not found"_s.arg(name),
                u"outlet plugins list shows what there is"_s, u"name"_s);
}

const Connector *connectorIn(const Snapshot &snapshot, const QString &id)
{
    const auto found = std::ranges::find_if(snapshot.connectors, [&](const Connector &connector) {
        return connector.manifest.id == id;
    });
    return found == snapshot.connectors.end() ? nullptr : &*found;
}

/** Why it, or that which was to replace it, was turned down. */
const Rejected *rejectionIn(const Snapshot &snapshot, const QString &id)
{
    const Connector *now = connectorIn(snapshot, id);
    const auto found = std::ranges::find_if(snapshot.rejected, [&](const Rejected &rejected) {
        const bool isMeant =
            (rejected.manifest ? rejected.manifest->id : rejected.candidate.name) == id ||
            (now && now->candidate.directory == rejected.candidate.directory);
        return isMeant && rejected.verdict.code != VerdictCode::UnknownName &&
               rejected.verdict.code != VerdictCode::Duplicate;
    });
    return found == snapshot.rejected.end() ? nullptr : &*found;
}

/** Names of those that are in force in one and not in the other, but for one of them. */
QStringList difference(const Snapshot &one, const Snapshot &other, const QString &exceptId)
{
    QStringList names;
    for (const Connector &connector : one.connectors) {
        const QString &id = connector.manifest.id;
        if (id != exceptId && !connectorIn(other, id))
            names.append(connector.manifest.plugin);
    }
    return names;
}

Change changeOf(const Target &target, const Snapshot &before, const Snapshot &after)
{
    Change change;
    change.name = target.plugin.isEmpty() ? target.id : target.plugin;
    change.alsoInForce = difference(after, before, target.id);
    change.alsoLeft = difference(before, after, target.id);
    if (const Connector *now = connectorIn(after, target.id)) {
        change.verdict = now->verdict;
        change.version = now->manifest.versionText;
        change.name = now->manifest.plugin;
    } else if (const Rejected *rejected = rejectionIn(after, target.id)) {
        change.verdict = rejected->verdict;
    }
    return change;
}

std::unexpected<Error> cannot(const QString &what, const Verdict &verdict, const QString &plugin)
{
    return fail(
        ErrorCode::Conflict,
        u"%1 Nothing has changed. %2: %3"_s.arg(what, nameOf(verdict.code), verdict.message),
        verdict.hint.isEmpty() ? u"outlet plugins why %1 says more"_s.arg(plugin) : verdict.hint,
        nameOf(verdict.code));
}

} // namespace

Result<Change> PluginRegistry::setEnabled(const QString &name, bool isEnabled)
{
    const SnapshotPtr before = snapshot();
    const auto target = targetOf(*before, name);
    if (!target)
        return std::unexpected(target.error());
    if (target->plugin.isEmpty())
        return cannot(u"%1 cannot be switched on or off."_s.arg(target->id),
                      rejectionIn(*before, target->id)->verdict, target->id);
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    const QString status = isEnabled ? u"active"_s : u"inactive"_s;
    const QString previous = rows->statuses.value(target->plugin);
    const bool isInForce = connectorIn(*before, target->id);
    if (isInForce == isEnabled && (isEnabled || previous == status))
        return changeOf(*target, *before, *before);

    if (auto written = writeStatus(m_database, target->plugin, status); !written)
        return std::unexpected(written.error());
    rows->statuses.insert(target->plugin, status);
    if (auto applied = run({.rows = *rows}); !applied)
        return std::unexpected(applied.error());
    if (isEnabled && !connectorIn(*snapshot(), target->id)) {
        const Rejected *rejected = rejectionIn(*snapshot(), target->id);
        const Verdict why = rejected ? rejected->verdict : Verdict();
        const QString old = previous.isEmpty() ? u"active"_s : previous;
        if (auto written = writeStatus(m_database, target->plugin, old); !written)
            return std::unexpected(written.error());
        if (auto applied = refresh(); !applied)
            return std::unexpected(applied.error());
        return cannot(u"%1 cannot be enabled."_s.arg(target->plugin), why, target->plugin);
    }
    Change change = changeOf(*target, *before, *snapshot());
    change.isChanged = true;
    qCInfo(log).noquote() << u"%1: %2"_s.arg(target->plugin,
                                             isEnabled ? u"enabled"_s : u"disabled"_s);
    return change;
}

Result<void> PluginRegistry::forget(const QString &plugin)
{
    if (auto removed = removePluginRow(m_database, plugin); !removed)
        return removed;
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    return run({.rows = std::move(*rows)});
}

Result<Change> PluginRegistry::reload(const QString &name, bool isForced)
{
    const SnapshotPtr before = snapshot();
    const auto known = targetOf(*before, name);
    auto rows = readRows();
    if (!rows)
        return std::unexpected(rows.error());
    const auto anew = isForced && known ? QSet<QString>{known->id} : QSet<QString>();
    if (auto applied = run({.rows = std::move(*rows), .anew = anew}); !applied)
        return std::unexpected(applied.error());
    const auto target = known ? known : targetOf(*snapshot(), name); // it may have come just now
    if (!target)
        return std::unexpected(target.error());

    const Connector *was = connectorIn(*before, target->id);
    const Connector *is = connectorIn(*snapshot(), target->id);
    const Rejected *rejected = rejectionIn(*snapshot(), target->id);
    const bool isOther = is && (!was || was->candidate.module != is->candidate.module);
    if (!isOther && rejected)
        return cannot(
            u"%1 cannot be loaded anew%2"_s.arg(
                target->plugin.isEmpty() ? target->id : target->plugin,
                is ? u": version %1 stays in force."_s.arg(is->manifest.versionText) : u"."_s),
            rejected->verdict, target->id);
    Change change = changeOf(*target, *before, *snapshot());
    change.isChanged = isOther;
    if (isOther)
        qCInfo(log).noquote() << u"%1: loaded anew, version %2"_s.arg(change.name, change.version);
    return change;
}

} // namespace outlet::registry
