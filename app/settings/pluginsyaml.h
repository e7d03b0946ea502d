// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/configfile.h"

namespace YAML {
class Node;
}

namespace outlet::app {

/**
 * Reads what the YAML file has under `plugins`: for each id `enabled: true|false` and `settings`, a
 * map of plain values and lists of texts. Text in quotes is text; without them `true`, `false`,
 * `null` and numbers are what they look like. Whether the plugin wants them so is for its manifest
 * to say, later.
 */
void readPlugins(const YAML::Node &plugins, const QString &path, ConfigFile &into);

} // namespace outlet::app
