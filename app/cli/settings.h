// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

namespace outlet::app::cli {

/** Every setting in force, its value (secrets masked) and where it comes from. */
ExitCode showSettings(const Invocation &invocation);

} // namespace outlet::app::cli
