// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"

#include <optional>

namespace outlet::migrations {

/** What becomes of a connector's part of the database when it is uninstalled. */
enum class UninstallMode {
    Keep,    ///< everything stays: installing it again goes on where it was
    Archive, ///< its tables are renamed; installing it again begins with empty ones
    Drop,    ///< its tables and its configurations are deleted; a new one begins with nothing
};

/** `keep`, `archive`, `drop`. */
QString nameOf(UninstallMode mode);
std::optional<UninstallMode> uninstallModeNamed(QStringView name);

struct Uninstall
{
    QString owner;          ///< the plugin's name
    QStringList otherNames; ///< its aliases: rows of other programs may have them as their type
    QString directory;      ///< of its migrations; empty or gone: what the history says is used
    QString table;          ///< of its manifest; may be empty
    UninstallMode mode = UninstallMode::Keep;
    bool mayDelete = false; ///< whether Drop may delete configurations; else it is refused
};

/** What was done, or would be. */
struct Uninstalled
{
    QString owner;
    UninstallMode mode = UninstallMode::Keep;
    QStringList sql;           ///< every statement, in order; the history's own rows left out
    QStringList tables;        ///< its tables as they were
    QStringList archives;      ///< their names by now; empty unless archived
    QStringList retired;       ///< steps whose records moved to the removed ones
    qint64 configurations = 0; ///< rows of data_output_configurations that are its
    bool hasUsedDowns = false; ///< Drop: by its down scripts, not by dropping what it made
};

/**
 * Takes a connector's migrations out of force, in one transaction under the lock of all migrations:
 * a kill at any moment leaves before or after. The history is kept in every mode: Keep leaves the
 * records in force, the others move them to `plugin_migrations_removed`.
 *
 * Archive renames each of its tables to `<table>_archived_<UTC time>`, with their indexes and
 * sequences, whose names a new table would want. Rows stay as they are and still go with their row
 * of `data_output_configurations`. Types and functions are renamed, too; views and triggers, which
 * hold no rows, are dropped, and in SQLite plain indexes, which cannot be renamed.
 *
 * Drop runs all down scripts, newest first; where one is missing or something was changed since, it
 * drops what the history says was made. Its rows of `data_output_configurations` are deleted.
 *
 * NotFound if there is nothing of that owner, InvalidArgument for the core, Conflict if tables of
 * others refer to its tables, or if there are configurations and Drop may not delete them.
 *
 * With Mode::PlanOnly nothing is changed; the answer is the same.
 */
std::expected<Uninstalled, Failure> uninstall(QSqlDatabase &db, Dialect dialect,
                                              const Uninstall &wanted, Mode mode,
                                              const Progress &progress = {});

} // namespace outlet::migrations
