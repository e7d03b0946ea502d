// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <outlet/result.h>

namespace outlet::app {

/**
 * Makes the data directory, readable for its owner only, and the default plugin directory in it.
 * What exists stays as it is. An Error (InvalidArgument) names what stands in the way.
 */
Result<void> makeDataDirectory(const Settings &settings);

} // namespace outlet::app
