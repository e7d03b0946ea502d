// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/registryoptions.h"

#include "app/database.h"
#include "app/packages/probe.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace outlet::app {

using namespace Qt::StringLiterals;

QString builtInDirectory()
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + u"/../lib/outlet/connectors"_s);
}

QString packagedDirectory()
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + u"/../lib/outlet/plugins"_s);
}

bool isDefault(const Settings &settings, const QString &key)
{
    return std::ranges::any_of(settings.effective, [&](const Settings::Effective &setting) {
        return setting.key == key && setting.origin == "default"_L1;
    });
}

registry::RegistryOptions registryOptions(const Settings &settings, migrations::Mode mode)
{
    registry::RegistryOptions options;
    options.paths += {builtInDirectory(), registry::Source::BuiltIn};
    const bool mayBeMissing = isDefault(settings, u"plugin_path"_s);
    for (const QString &directory : settings.pluginPath) {
        if (!mayBeMissing || QFileInfo::exists(directory))
            options.paths += {directory, registry::Source::External};
    }
    if (QFileInfo::exists(packagedDirectory()))
        options.paths += {packagedDirectory(), registry::Source::External};
    options.selection = {settings.enabledPlugins, isDefault(settings, u"enabled_plugins"_s),
                         settings.disabledPlugins};
    for (auto plugin = settings.plugins.begin(); plugin != settings.plugins.end(); ++plugin) {
        options.settings.insert(plugin.key(), plugin->settings);
        if (plugin->isEnabled)
            (*plugin->isEnabled ? options.selection.enabled : options.selection.disabled)
                .append(plugin.key());
    }
    options.manifestLimits.bytes = settings.maxManifestBytes;
    options.hookTimeout = settings.hookTimeout;
    options.mode = mode;
    options.dialect = dialectOf(settings.databaseUrl);
    options.copies = settings.dataDir;
    return options;
}

packages::Judging judgingBy(const Settings &settings)
{
    packages::Judging judging;
    judging.limits = settings.packageLimits;
    judging.manifestLimits.bytes = settings.maxManifestBytes;
    judging.probe = packages::processProbe(QCoreApplication::applicationFilePath(), judging.limits);
    return judging;
}

} // namespace outlet::app
