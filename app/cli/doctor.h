// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

namespace outlet::app::cli {

/**
 * `outlet doctor`: what would fail in silence between the tables of administrators and the
 * connectors in force. Changes nothing, but loads connectors to ask them.
 *
 * Fine without errors, CheckFailed with at least one; warnings alone are Fine. Database, if it
 * cannot be read or the core's tables are not all there.
 */
ExitCode examineInstallation(const Invocation &invocation);

} // namespace outlet::app::cli
