// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/loader.h"

#include "registry/guard.h"
#include "ui-schemas/names.h"

#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/environmentmatch.h>
#include <outlet/eventsubscriber.h>
#include <outlet/healthcheck.h>
#include <outlet/lifecycle.h>
#include <outlet/optionssource.h>
#include <outlet/routes.h>
#include <outlet/seed.h>

#include <QCoreApplication>
#include <QPluginLoader>
#include <QThread>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

bool implements(QObject *object, ui::Hook hook)
{
    switch (hook) {
    case ui::Hook::Lifecycle:
        return qobject_cast<Lifecycle *>(object);
    case ui::Hook::ConfigurationRules:
        return qobject_cast<ConfigurationRules *>(object);
    case ui::Hook::AccessPath:
        return qobject_cast<AccessPath *>(object);
    case ui::Hook::AccessUrl:
        return qobject_cast<AccessUrl *>(object);
    case ui::Hook::OptionsSource:
        return qobject_cast<OptionsSource *>(object);
    case ui::Hook::EnvironmentMatch:
        return qobject_cast<EnvironmentMatch *>(object);
    case ui::Hook::Routes:
        return qobject_cast<Routes *>(object);
    case ui::Hook::EventSubscriber:
        return qobject_cast<EventSubscriber *>(object);
    case ui::Hook::Seed:
        return qobject_cast<Seed *>(object);
    case ui::Hook::HealthCheck:
        return qobject_cast<HealthCheck *>(object);
    }
    Q_UNREACHABLE();
}

/** Objects that were made on a thread that ends would have no events for ever after. */
void settle(QObject *object)
{
    const QCoreApplication *application = QCoreApplication::instance();
    if (application && object->thread() == QThread::currentThread())
        object->moveToThread(application->thread());
}

QStringList missingHooks(QObject *object, const QList<ui::Hook> &promised)
{
    QStringList missing;
    for (const ui::Hook hook : promised) {
        if (!implements(object, hook))
            missing.append(ui::nameOf(hook));
    }
    return missing;
}

} // namespace

QList<ui::Hook> implementedHooks(QObject *object)
{
    QList<ui::Hook> hooks;
    for (const ui::Hook hook : ui::everyHook) {
        if (implements(object, hook))
            hooks.append(hook);
    }
    return hooks;
}

std::expected<QObject *, Verdict> load(const Described &described)
{
    const QString &module = described.candidate.module;
    const QString &plugin = described.manifest.plugin;
    QPluginLoader loader(module);
    const Result<bool> loaded = guarded([&loader] { return Result<bool>(loader.load()); });
    if (!loaded || !*loaded) {
        const QString words = loaded ? loader.errorString() : loaded.error().message;
        return std::unexpected(Verdict{
            VerdictCode::CannotLoad,
            u"The module of %1 cannot be loaded: %2"_s.arg(plugin, words),
            u"Install the library or the version of it that the message names, then start the "
            "server again."_s,
            {module, words}});
    }

    const Result<QObject *> made =
        guarded([&loader] { return Result<QObject *>(loader.instance()); });
    if (!made || !*made) {
        const QString words = made ? u"The module made none"_s : made.error().message;
        return std::unexpected(
            Verdict{VerdictCode::NoInstance,
                    u"%1 has no object to work with: %2."_s.arg(plugin, words),
                    u"Keep the constructor of the connector trivial; begin work in initialize()."_s,
                    {module}});
    }

    settle(*made);
    const QStringList missing = missingHooks(*made, described.manifest.hooks);
    if (!missing.isEmpty())
        return std::unexpected(Verdict{
            VerdictCode::HookMissing,
            u"The manifest of %1 promises %2, but its object does not implement it."_s.arg(
                plugin, missing.join(u", "_s)),
            u"Name the interface in Q_INTERFACES(), or take it out of \"hooks\"."_s, missing});
    return *made;
}

} // namespace outlet::registry
