// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

namespace outlet::app::cli {

/** Every verdict code, or the ones that are named, with meaning and usual remedy. */
ExitCode explainVerdicts(const Invocation &invocation);

} // namespace outlet::app::cli
