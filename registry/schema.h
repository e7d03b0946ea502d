// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"
#include "registry/candidate.h"

#include <QSqlDatabase>

#include <expected>
#include <vector>

namespace outlet::registry {

/** How a plugin's migrations stand, or why its table is not what it has to be. */
using Prepared = std::expected<migrations::Report, Verdict>;

/**
 * Brings a connector's table up to date and checks it against the manifest's fields.
 *
 * In PlanOnly mode nothing is written, and the table is checked only when nothing is pending.
 * Uses the connection in the thread that owns it.
 * Codes: checksum-changed, migration-missing, migration-gap, migration-failed, database-newer,
 * table-drift.
 */
Prepared prepareTable(QSqlDatabase &database, migrations::Dialect dialect,
                      const Described &described, migrations::Mode mode);

/**
 * The same for each of `plugins`, in their order. What can be read at once is: for a thousand, to
 * read file by file and to ask for each takes longer than all else.
 */
std::vector<Prepared> prepareTables(QSqlDatabase &database, migrations::Dialect dialect,
                                    const std::vector<const Described *> &plugins,
                                    migrations::Mode mode);

/** What a failure of its migrations means for a plugin. */
Verdict verdictOf(const QString &plugin, const migrations::Failure &failure);

/** Where a connector keeps its migrations. */
QString migrationsDirectory(const Candidate &candidate);

} // namespace outlet::registry
