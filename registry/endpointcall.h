// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/hookcalls.h"

#include <outlet/routes.h>

namespace outlet::registry {

/**
 * The answer of one of a plugin's endpoints. Errors: those of HookCalls; Unsupported without the
 * hook Routes. Thread-safe; blocks as told there.
 */
Result<Response> callEndpoint(HookCalls &hooks, const Connector &connector, const Request &request);

} // namespace outlet::registry
