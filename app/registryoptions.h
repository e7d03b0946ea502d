// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/package.h"
#include "app/settings.h"
#include "registry/pluginregistry.h"

namespace outlet::app {

/** Where this installation keeps its built-in connectors: `../lib/outlet/connectors`. */
QString builtInDirectory();

/** Where packages of the system put external connectors: `../lib/outlet/plugins`. */
QString packagedDirectory();

/**
 * What the registry is told, from the settings. The default external directory and that of the
 * system's packages count only once they exist: nobody asked for them, so their absence is no
 * fault.
 */
registry::RegistryOptions registryOptions(const Settings &settings, migrations::Mode mode);

/** What packages are judged by, from the settings. */
packages::Judging judgingBy(const Settings &settings);

/** Whether a setting has its default, that is: nobody set it. */
bool isDefault(const Settings &settings, const QString &key);

} // namespace outlet::app
