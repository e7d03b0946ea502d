// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/** For those who write connectors: one to begin with, and whether one is as it should be. */
namespace outlet::app::cli {

/** The entries of the list of commands. */
QList<Command> authoringCommands();

/** Makes the folder of a new connector. Usage, and nothing is made, when the words do not fit. */
ExitCode newConnector(const Invocation &invocation);

/** Looks at a connector from all sides. CheckFailed when it has a fault; warnings do not count. */
ExitCode checkConnector(const Invocation &invocation);

} // namespace outlet::app::cli
