// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/**
 * `outlet migrate ...`: the core's migrations and those of the connectors that are in force, or
 * would be but for their migrations.
 *
 * A fault of the core ends with Database, a fault of a connector with CheckFailed: the others are
 * looked after all the same.
 */
namespace outlet::app::cli {

/** Every step with its state. Touches nothing. */
ExitCode migrateStatus(const Invocation &invocation);

/** What `up` would run, as SQL with comments. Touches nothing. */
ExitCode migratePlan(const Invocation &invocation);

/** Applies what is pending; makes the data directory and the database where they are missing. */
ExitCode migrateUp(const Invocation &invocation);

} // namespace outlet::app::cli
