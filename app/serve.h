// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/exitcode.h"
#include "app/settings.h"

namespace outlet::app {

/**
 * `outlet serve`: puts the parts of the server together, in this order, and ends at the first that
 * cannot be had, with a sentence and a hint on stderr:
 *
 * 1. the address (CannotListen): requests queue from now on and are answered from step 6 on;
 * 2. the data directory (Usage), the database and its core migrations (Database): one that is away
 *    now ends the start, one that goes later does not end the server;
 * 3. the examples, if they were asked for (Database);
 * 4. the registry: a connector's fault is its verdict and stops nothing;
 * 5. one line a connector, then the line `Outlet <version> listens on <URL>`, on stdout;
 * 6. the event loop, until SIGTERM or SIGINT (Fine; a second signal ends the process at once).
 */
ExitCode serve(const Settings &settings);

} // namespace outlet::app
