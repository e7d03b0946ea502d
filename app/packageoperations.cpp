// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packageoperations.h"

#include "app/packages/versions.h"
#include "migrations/engine.h"
#include "migrations/history.h"
#include "migrations/migration.h"
#include "registry/pluginregistry.h"
#include "registry/reader.h"
#include "registry/seeds.h"

#include <QLoggingCategory>
#include <QSqlDatabase>

#include <algorithm>
#include <optional>
#include <tuple>

namespace outlet::app {

using namespace Qt::StringLiterals;
using packages::InstalledPackage;
using packages::InstalledVersion;

namespace {

Q_LOGGING_CATEGORY(lcPackages, "outlet.app")

std::optional<InstalledVersion> currentVersion(const QString &plugins, const QString &id)
{
    for (const InstalledVersion &version : packages::installedVersions(plugins, id)) {
        if (version.isCurrent)
            return version;
    }
    return std::nullopt;
}

migrations::Source sourceOf(const QString &plugin, const QString &directory)
{
    return {plugin, directory + u"/migrations"_s};
}

/** The number of the last step that a version has; nothing if that cannot be read. */
Result<int> newestStep(const RegistrySite &site, const QString &directory)
{
    const auto read = migrations::readMigrations(directory + u"/migrations"_s, site.dialect);
    if (!read)
        return std::unexpected(read.error().error);
    return read->ups.isEmpty() ? 0 : read->ups.last().number;
}

/** The number of the newest step that the database has of a plugin; 0: none. */
Result<int> newestApplied(const RegistrySite &site, const QString &plugin)
{
    const auto history = migrations::readHistory(site.database, site.dialect, plugin);
    if (!history)
        return std::unexpected(history.error());
    int newest = 0;
    for (const migrations::Record &record : *history)
        newest = std::max(newest, record.migrationId.section(u'_', 0, 0).toInt());
    return newest;
}

/** A plugin that nobody wants to take part is installed all the same. */
bool isSwitchedOff(const registry::Snapshot &snapshot, const QString &id)
{
    return std::ranges::any_of(snapshot.rejected, [&](const registry::Rejected &rejected) {
        return rejected.manifest && rejected.manifest->id == id &&
               stageOf(rejected.verdict.code) == registry::Stage::Select;
    });
}

/** One installation, from the files of the version before to those of the next. */
class Exchange
{
public:
    Exchange(const RegistrySite &site, InstalledPackage package,
             std::optional<InstalledVersion> before)
        : m_site(site), m_package(std::move(package)), m_before(std::move(before))
    {}

    Result<registry::Change> run();

private:
    bool isDowngrade(const InstalledVersion &next) const
    {
        return m_before && next.version < m_before->version;
    }
    Result<void> takeStepsBack();
    void undo();

    const RegistrySite &m_site;
    InstalledPackage m_package;
    std::optional<InstalledVersion> m_before;
    std::optional<int> m_applied; ///< number of the newest step before all this; 0: none
    bool m_hasTakenBack = false;
};

/** The scripts are those of the version that has the steps. */
Result<void> Exchange::takeStepsBack()
{
    const auto versions = packages::installedVersions(m_site.plugins, m_package.id);
    const auto next = std::ranges::find(versions, m_package.folder, &InstalledVersion::folder);
    if (next == versions.end() || !isDowngrade(*next))
        return {};
    const auto to = newestStep(m_site, m_package.directory);
    const auto from = newestStep(m_site, m_before->directory);
    if (!to || !from)
        return std::unexpected((to ? from : to).error());
    if (*from <= *to)
        return {};
    m_hasTakenBack = true;
    const auto reverted = migrations::revert(m_site.database, m_site.dialect,
                                             sourceOf(m_package.plugin, m_before->directory),
                                             migrations::Mode::Apply, *to);
    if (!reverted && reverted.error().error.code != ErrorCode::NotFound)
        return std::unexpected(reverted.error().error);
    return {};
}

/** Everything as it was; what cannot be undone goes to the log: there is nobody else to tell. */
void Exchange::undo()
{
    const auto tell = [](const auto &result) {
        if (!result)
            qCWarning(lcPackages).noquote() << result.error().message;
    };
    const auto now = newestApplied(m_site, m_package.plugin);
    if (m_applied && now && *now > *m_applied) { // by the scripts that have just made them
        const auto reverted = migrations::revert(m_site.database, m_site.dialect,
                                                 sourceOf(m_package.plugin, m_package.directory),
                                                 migrations::Mode::Apply, *m_applied);
        if (!reverted)
            qCWarning(lcPackages).noquote() << reverted.error().error.message;
    }
    const bool isOther = m_before && m_before->folder != m_package.folder;
    if (isOther) {
        tell(packages::switchCurrent(m_site.plugins, m_package.id, m_before->folder));
        if (m_package.isNew)
            tell(packages::removeVersion(m_site.plugins, m_package.id, m_package.folder));
    } else if (!m_before) {
        tell(packages::removeAll(m_site.plugins, m_package.id));
    }
    if (m_hasTakenBack) {
        const auto applied = migrations::migrate(m_site.database, m_site.dialect,
                                                 sourceOf(m_package.plugin, m_before->directory),
                                                 migrations::Mode::Apply);
        if (!applied)
            qCWarning(lcPackages).noquote() << applied.error().error.message;
    }
    // What is in force is so still; this one's rejection goes.
    std::ignore = m_site.registry.reload(m_package.id, false);
}

Result<registry::Change> Exchange::run()
{
    const auto applied = newestApplied(m_site, m_package.plugin);
    if (!applied)
        return std::unexpected(applied.error());
    m_applied = *applied;
    if (auto done = takeStepsBack(); !done) {
        undo();
        return std::unexpected(done.error());
    }
    if (auto done = packages::switchCurrent(m_site.plugins, m_package.id, m_package.folder);
        !done) {
        undo();
        return std::unexpected(done.error());
    }
    auto change = m_site.registry.reload(m_package.id, false);
    if (!change && !isSwitchedOff(*m_site.registry.snapshot(), m_package.id))
        undo();
    return change;
}

QString statusOf(const std::optional<InstalledVersion> &before, const InstalledVersion &now,
                 bool isChanged)
{
    if (!before)
        return u"installed"_s;
    if (before->version < now.version)
        return u"upgraded"_s;
    if (now.version < before->version)
        return u"downgraded"_s;
    return isChanged ? u"installed"_s : u"unchanged"_s; // other files of the same version
}

/** The connector, as long as it is known; null if nobody is called so. */
const registry::Connector *connectorCalled(const registry::Snapshot &snapshot, const QString &name)
{
    const auto found =
        std::ranges::find_if(snapshot.connectors, [&](const registry::Connector &connector) {
            return connector.manifest.answersTo(name) || connector.manifest.id == name;
        });
    return found == snapshot.connectors.end() ? nullptr : &*found;
}

/** What is known of somebody who is to be removed. */
struct Leaving
{
    ui::Manifest manifest;
    QString directory;
    bool isInForce = false;
};

std::optional<Leaving> leavingCalled(const registry::Snapshot &snapshot, const QString &name)
{
    if (const registry::Connector *connector = connectorCalled(snapshot, name))
        return Leaving{connector->manifest, connector->candidate.directory, true};
    for (const registry::Rejected &rejected : snapshot.rejected) {
        if (rejected.manifest &&
            (rejected.manifest->answersTo(name) || rejected.manifest->id == name))
            return Leaving{*rejected.manifest, rejected.candidate.directory, false};
    }
    return std::nullopt;
}

/** What stored configurations have against a lower version. */
Result<api::Installation> objection(const RegistrySite &site, const ui::Manifest &next,
                                    const InstalledVersion &before)
{
    auto outlook = api::outlookOn(site.database, *site.registry.snapshot(), next);
    if (!outlook)
        return std::unexpected(outlook.error());
    api::Installation refused;
    refused.change.name = next.plugin;
    refused.change.version = next.versionText;
    refused.before = before.versionText;
    if (outlook->affected > 0)
        refused.objection = std::move(*outlook);
    return refused;
}

} // namespace

Result<ui::Manifest> installedManifest(const QString &plugins, const QString &id,
                                       const QString &version, const ui::ManifestLimits &limits)
{
    QStringList there;
    for (const InstalledVersion &installed : packages::installedVersions(plugins, id)) {
        there.append(installed.versionText);
        if (installed.versionText != version)
            continue;
        const auto described =
            registry::read({id, installed.directory, installed.directory + u'/' + id + u".so"_s,
                            registry::Source::External},
                           limits);
        if (described)
            return described->manifest;
        return fail(ErrorCode::Conflict, described.error().message, described.error().hint);
    }
    return fail(ErrorCode::NotFound, u"Version %1 of %2 is not installed"_s.arg(version, id),
                there.isEmpty() ? u"No package has brought %1"_s.arg(id)
                                : u"Installed: %1"_s.arg(there.join(u", "_s)));
}

Result<api::Installation> putInForce(const RegistrySite &site, packages::StagedPackage staged,
                                     bool acceptsInvalid)
{
    const QString id = staged.described.manifest.id;
    const auto before = currentVersion(site.plugins, id);
    if (before && !acceptsInvalid && staged.described.manifest.version < before->version) {
        auto objected = objection(site, staged.described.manifest, *before);
        if (!objected || objected->objection)
            return objected;
    }
    auto package = packages::commitPackage(std::move(staged), site.plugins);
    if (!package)
        return std::unexpected(package.error());
    const auto change = Exchange(site, *package, before).run();
    const auto now = currentVersion(site.plugins, id);
    if (!now || now->folder != package->folder)
        return std::unexpected(change.error());
    api::Installation done;
    done.isInForce = change.has_value();
    if (change)
        done.change = *change;
    done.change.name = package->plugin;
    done.change.version = package->version;
    done.status = statusOf(before, *now, before && before->folder != now->folder);
    done.before = before ? before->versionText : QString();
    qCInfo(lcPackages).noquote() << u"%1 %2: %3"_s.arg(package->plugin, package->version,
                                                       done.status);
    return done;
}

Result<api::Removal> takeOut(const RegistrySite &site, const QString &name,
                             migrations::UninstallMode mode, bool mayDelete)
{
    const auto leaving = leavingCalled(*site.registry.snapshot(), name);
    if (!leaving)
        return fail(ErrorCode::NotFound, u"Plugin '%1' not found"_s.arg(name));
    const ui::Manifest &manifest = leaving->manifest;
    if (!currentVersion(site.plugins, manifest.id))
        return fail(ErrorCode::Conflict,
                    u"%1 was not installed from a package: it is in %2"_s.arg(manifest.plugin,
                                                                              leaving->directory),
                    u"Disable it, or take it away as it came: with the package manager, or by "
                    "hand"_s);
    migrations::Uninstall wanted;
    wanted.owner = manifest.plugin;
    wanted.otherNames = manifest.aliases;
    wanted.directory = leaving->directory + u"/migrations"_s;
    wanted.table = manifest.table;
    wanted.mode = mode;
    wanted.mayDelete = mayDelete;
    // Whether it may go is asked first: afterwards there is no way back.
    const auto possible =
        migrations::uninstall(site.database, site.dialect, wanted, migrations::Mode::PlanOnly);
    const bool hasTables = possible || possible.error().error.code != ErrorCode::NotFound;
    if (!possible && hasTables)
        return std::unexpected(possible.error().error);

    api::Removal removal;
    const registry::SnapshotPtr before = site.registry.snapshot();
    if (leaving->isInForce) {
        auto change = site.registry.setEnabled(manifest.plugin, false);
        if (!change)
            return std::unexpected(change.error());
        removal.change = *change;
    }
    removal.change.name = manifest.plugin;
    if (hasTables) {
        const auto done =
            migrations::uninstall(site.database, site.dialect, wanted, migrations::Mode::Apply);
        if (!done) {
            std::ignore = site.registry.setEnabled(manifest.plugin, leaving->isInForce);
            return std::unexpected(done.error().error);
        }
        removal.database = *done;
    }
    if (!hasTables && mode == migrations::UninstallMode::Drop) {
        if (auto forgotten = registry::forgetSeed(site.database, manifest.plugin); !forgotten)
            return std::unexpected(forgotten.error());
    }
    removal.database.mode = mode;
    if (auto removed = packages::removeAll(site.plugins, manifest.id); !removed)
        return std::unexpected(removed.error());
    if (auto forgotten = site.registry.forget(manifest.plugin); !forgotten)
        return std::unexpected(forgotten.error());
    qCInfo(lcPackages).noquote() << u"%1: uninstalled, data: %2"_s.arg(manifest.plugin,
                                                                       migrations::nameOf(mode));
    return removal;
}

} // namespace outlet::app
