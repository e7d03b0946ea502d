// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/**
 * `outlet migrate ...`: the core's migrations and those of the connectors that are in force, or
 * would be but for their migrations; with --plugin those of one, in force or not.
 *
 * A fault of the core ends with Database, a fault of a connector with CheckFailed: the others are
 * looked after all the same.
 */
namespace outlet::app::cli {

/** The entries of the list of commands. */
QList<Command> migrateCommands();
CommandGroup migrateGroup();

/** Every step with its state. Touches nothing. */
ExitCode migrateStatus(const Invocation &invocation);

/** What `up` would run, as SQL with comments. Touches nothing. */
ExitCode migratePlan(const Invocation &invocation);

/** Applies what is pending; makes the data directory and the database where they are missing. */
ExitCode migrateUp(const Invocation &invocation);

/** Takes steps back, newest first. Asks for --yes: rows may go. */
ExitCode migrateDown(const Invocation &invocation);

/** CheckFailed if anything is not as it was applied; says what and where. Touches nothing. */
ExitCode migrateVerify(const Invocation &invocation);

/** CheckFailed if a statement deletes, locks or breaks something. Needs no database. */
ExitCode migrateLint(const Invocation &invocation);

/** Makes the two files of a new migration. Needs no database. */
ExitCode migrateNew(const Invocation &invocation);

/** Keeps, archives or drops what a connector has in the database. */
ExitCode migrateUninstall(const Invocation &invocation);

/** The number behind --to. InvalidArgument for anything else, and for --to without --plugin. */
Result<std::optional<int>> stepNumber(const Invocation &invocation);

/** What stands behind an option that was given. InvalidArgument if that is nothing. */
Result<std::optional<QString>> optionText(const Invocation &invocation, const QString &flag);

} // namespace outlet::app::cli
