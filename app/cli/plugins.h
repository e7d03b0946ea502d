// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/** `outlet plugins ...`: each looks at the registry without touching anything. */
namespace outlet::app::cli {

/** Every candidate with its verdict, one a line. Always Fine when the database can be read. */
ExitCode listPlugins(const Invocation &invocation);

/** Everything that is known about one; a name that nothing has is Usage, with the nearest names. */
ExitCode showPlugin(const Invocation &invocation);

/** Why a name is in force or not, also for a name that nothing has. An answer is always Fine. */
ExitCode whyPlugin(const Invocation &invocation);

/** Checks discovery from end to end; CheckFailed when one that should be in force is not. */
ExitCode verifyPlugins(const Invocation &invocation);

} // namespace outlet::app::cli
