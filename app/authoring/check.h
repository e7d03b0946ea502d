// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/authoring/report.h"
#include "app/authoring/samples.h"
#include "app/authoring/target.h"
#include "app/packages/package.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

#include <chrono>

namespace outlet::app::authoring {

/** How a connector is looked at. */
struct CheckOptions
{
    QString module;        ///< of a source folder, where it is not in its usual place
    QString postgresqlUrl; ///< a schema of its own is made there, and removed; empty: SQLite alone
    QString builtIn;       ///< folder of the connectors whose names are taken; empty: none are
    QString program; ///< absolute path of `outlet`: hooks are called in processes of their own
    packages::Judging judging;
    std::chrono::milliseconds hookTimeout{5000}; ///< of one call
};

/**
 * Everything that is wrong with a connector, by the server's own rules. Its code runs in other
 * processes only; nothing of it stays behind. Takes seconds: every hook is called many times.
 * Errors: as targetAt().
 */
Result<Report> check(const QString &path, const CheckOptions &options);

// The parts, one by one. Each adds what it finds and says how much it has looked at.

/** The form and the schema that clients get, and whether a person can fill the form in. */
QString checkForm(const ui::Manifest &manifest, const QJsonObject &document,
                  QList<Finding> &findings);

/** Whether browsers can draw the icon, and whether it does nothing else. */
QString checkIcon(const registry::Candidate &candidate, QList<Finding> &findings);

/**
 * What the linter says, then on each database: up, the columns, a row, down, what is left, up
 * again.
 * @param good a configuration that the form accepts, to be stored
 */
QString checkMigrations(const ui::Manifest &manifest, const registry::Candidate &candidate,
                        const ui::Values &good, const QString &postgresqlUrl,
                        QList<Finding> &findings);

/** What its file says about a module: symbols, libraries, flags. Runs nothing of it. */
QString checkModule(const QString &module, QList<Finding> &findings);

/** Loads the module in a process of its own, and calls each hook in one of its own. */
QString checkHooks(const registry::Described &described, const CheckOptions &options,
                   QList<Finding> &findings);

} // namespace outlet::app::authoring
