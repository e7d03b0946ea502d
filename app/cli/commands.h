// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

#include <QStringList>

namespace outlet::app::cli {

/** Everything that the program can be asked to do. A new command is one entry here. */
const QList<Command> &commands();
const QList<CommandGroup> &commandGroups();

/**
 * Parses, reads the settings, runs the command. Whatever is wrong stands on stderr afterwards.
 * @param arguments without the program's own name
 */
ExitCode run(const QStringList &arguments);

} // namespace outlet::app::cli
