// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <outlet/result.h>

#include <vector>

class QSqlDatabase;

namespace outlet::registry {

/**
 * Makes `plugin_endpoints` say what these plugins serve, and nothing else: `path` begins with the
 * plugin's id. After recordPlugins(), which makes the rows that it refers to. Writes nothing when
 * nothing changed. Errors: Database.
 */
Result<void> recordEndpoints(QSqlDatabase &database, const std::vector<Described> &plugins);

} // namespace outlet::registry
