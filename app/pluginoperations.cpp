// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pluginoperations.h"

#include "app/handover.h"
#include "registry/pluginregistry.h"

#include <memory>
#include <optional>

namespace outlet::app {

using namespace Qt::StringLiterals;
using registry::Change;

namespace {

/** Where the registry is, and how long somebody waits for it. */
struct Desk
{
    QObject &context;
    RegistryAtWork registry;
    std::chrono::milliseconds patience;

    template<class Answer, class Work>
    Result<Answer> ask(Work work) const
    {
        // Shared: the caller may have gone when the work is done.
        const auto result = std::make_shared<std::optional<Result<Answer>>>();
        const bool isDone = handOver(
            context,
            [registry = registry, work = std::move(work), result] {
                const auto site = registry();
                *result = site ? work(*site) : std::unexpected(site.error());
            },
            patience);
        if (isDone)
            return std::move(**result);
        return fail(ErrorCode::Timeout,
                    u"The registry has not come to it within %1 ms"_s.arg(patience.count()),
                    u"It may still do it: ask for the plugin again in a moment"_s);
    }
};

Error nothingChanged(const packages::Refusal &refusal)
{
    return {ErrorCode::Conflict, refusal.error.message + u" Nothing has changed."_s,
            refusal.error.hint, refusal.error.where};
}

Result<api::Installation> install(const Desk &desk, const QByteArray &package,
                                  const packages::Judging &judging, const QString &plugins,
                                  bool acceptsInvalid)
{
    auto staged = packages::stagePackage(package, plugins, judging);
    if (!staged)
        return std::unexpected(nothingChanged(staged.error()));
    // Shared: a function that is kept has to be one that could be copied.
    const auto shared = std::make_shared<packages::StagedPackage>(std::move(*staged));
    return desk.ask<api::Installation>([shared, acceptsInvalid](const RegistrySite &site) {
        return putInForce(site, std::move(*shared), acceptsInvalid);
    });
}

Result<ui::Manifest> packagedManifest(const QByteArray &package, packages::Judging judging,
                                      const QString &plugins)
{
    judging.probe = nullptr; // looking runs nothing of it
    const auto staged = packages::stagePackage(package, plugins, judging);
    if (!staged)
        return std::unexpected(nothingChanged(staged.error()));
    return staged->described.manifest;
}

} // namespace

api::PluginOperations operationsIn(QObject &context, RegistryAtWork registry,
                                   packages::Judging judging, const QString &plugins,
                                   std::chrono::milliseconds patience)
{
    const Desk desk{context, std::move(registry), patience};
    api::PluginOperations operations;
    operations.setEnabled = [desk](const QString &name, bool isEnabled) {
        return desk.ask<Change>(
            [=](const RegistrySite &site) { return site.registry.setEnabled(name, isEnabled); });
    };
    operations.reload = [desk](const QString &name, bool isForced) {
        return desk.ask<Change>(
            [=](const RegistrySite &site) { return site.registry.reload(name, isForced); });
    };
    operations.install = [desk, judging, plugins](const QByteArray &package, bool acceptsInvalid) {
        return install(desk, package, judging, plugins, acceptsInvalid);
    };
    operations.installedManifest = [judging, plugins](const QString &id, const QString &version) {
        return installedManifest(plugins, id, version, judging.manifestLimits);
    };
    operations.packagedManifest = [judging, plugins](const QByteArray &package) {
        return packagedManifest(package, judging, plugins);
    };
    operations.uninstall = [desk](const QString &name, migrations::UninstallMode mode,
                                  bool mayDelete) {
        return desk.ask<api::Removal>(
            [=](const RegistrySite &site) { return takeOut(site, name, mode, mayDelete); });
    };
    operations.maxPackage = judging.limits.archiveBytes;
    return operations;
}

} // namespace outlet::app
