// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"
#include "registry/candidate.h"

#include <QSqlDatabase>

#include <expected>

namespace outlet::registry {

/**
 * Brings a connector's table up to date and checks it against the manifest's fields.
 *
 * In PlanOnly mode nothing is written, and the table is checked only when nothing is pending.
 * `histories` is what was read for many connectors at once; without it, that of this one is read.
 * Uses the connection in the thread that owns it.
 * Codes: checksum-changed, migration-missing, migration-gap, migration-failed, database-newer,
 * table-drift.
 */
std::expected<migrations::Report, Verdict>
prepareTable(QSqlDatabase &database, migrations::Dialect dialect, const Described &described,
             migrations::Mode mode, const migrations::Histories *histories = nullptr);

/** What a failure of its migrations means for a plugin. */
Verdict verdictOf(const QString &plugin, const migrations::Failure &failure);

/** Where a connector keeps its migrations. */
QString migrationsDirectory(const Candidate &candidate);

} // namespace outlet::registry
