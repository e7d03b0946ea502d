// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/exitcode.h"
#include "app/database.h"
#include "app/settings.h"
#include "migrations/engine.h"
#include "migrations/linter.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace outlet::ui {
class JsonWriter;
}

/** How everybody's migrations stand: what the commands of `outlet migrate` have in common. */
namespace outlet::app::cli {

/** Somebody who has migrations: the core, or a connector that was found. */
struct MigrationOwner
{
    QString name; ///< the plugin's, or `core`
    migrations::Source source;
    std::optional<registry::Described> described;  ///< none for the core
    std::optional<registry::Verdict> verdict = {}; ///< of a connector that is not in force

    bool isCore() const { return !described; }
    /** In force, or turned down only because of its migrations. */
    bool isWanted() const;
};

/** How one owner's migrations stand, or why nothing can be said or done. */
struct Standing
{
    QString owner;
    migrations::Report report;
    std::optional<registry::Verdict> fault;
};

/** The core, then every connector with a manifest, in the order of the pipeline. */
Result<std::vector<MigrationOwner>> findOwners(const Settings &settings, Database &database);

/**
 * Those that the commands work on: all that are wanted, or the one that has the name (plugin, id or
 * alias), wanted or not. NotFound for a name that none has, with the nearest ones.
 */
Result<std::vector<MigrationOwner>> chosenOwners(const std::vector<MigrationOwner> &owners,
                                                 const std::optional<QString> &name);

/** Files against the history; whatever is wrong is the standing's fault. Touches nothing. */
Standing standingOf(Database &database, const MigrationOwner &owner);

/** Those who have steps in the history and were not found: connectors that were taken away. */
Result<QStringList> leftBehind(Database &database, const std::vector<MigrationOwner> &owners);

/** What the linter has against the steps that are pending. */
QList<migrations::LintWarning> warningsOf(Database &database, const Standing &standing);

/** A warning for people: place and rule, then statement, reason and remedy on lines of their own.
 */
QString textOf(const migrations::LintWarning &warning);

/** The same for scripts: the member `warnings` of the open object. */
void writeWarnings(ui::JsonWriter &json, const QList<migrations::LintWarning> &warnings);

/** All that is known, for scripts. */
QByteArray jsonOf(Database &database, const QList<Standing> &standings,
                  const QStringList &leftBehind);

/** Prints each fault; what the command ends with: Database for the core, else CheckFailed. */
ExitCode printFaults(const QList<Standing> &standings);

} // namespace outlet::app::cli
