// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/exitcode.h"
#include "app/database.h"
#include "app/settings.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

namespace outlet::app::cli {

/**
 * The registry as `outlet serve` would find it now. Looks without touching: no directory, file,
 * row or migration is made, no connector is loaded.
 */
Result<registry::SnapshotPtr> inspect(const Settings &settings);

/** The same on a connection that is open. */
Result<registry::SnapshotPtr> inspect(const Settings &settings, Database &database);

/** Whether a verdict is what the operator or the manifest wanted, so that nothing is to be mended.
 */
bool isLeftOut(registry::VerdictCode code);

/** The exit code that an error of a command ends with. */
ExitCode exitCodeOf(const Error &error);

} // namespace outlet::app::cli
