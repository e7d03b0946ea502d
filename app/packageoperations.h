// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/pluginadmin.h"
#include "app/packages/package.h"
#include "migrations/dialect.h"

class QSqlDatabase;

namespace outlet::registry {
class PluginRegistry;
} // namespace outlet::registry

namespace outlet::app {

/** The registry with its database: what may be changed in its thread. Borrowed. */
struct RegistrySite
{
    registry::PluginRegistry &registry;
    QSqlDatabase &database;
    migrations::Dialect dialect;
    QString plugins; ///< the folder that packages are installed in
};

/**
 * Puts a staged package in force: its folder, then the steps that a lower version takes back, then
 * the registry. If any of it fails, the version before is in force as it was, with its steps.
 * A lower version that stored configurations do not fit is an objection, unless it is accepted.
 * Errors (Conflict): why it cannot be in force.
 */
Result<api::Installation> putInForce(const RegistrySite &site, packages::StagedPackage staged,
                                     bool acceptsInvalid);

/** The manifest of an installed version, without running it. NotFound names those that are. */
Result<ui::Manifest> installedManifest(const QString &plugins, const QString &id,
                                       const QString &version, const ui::ManifestLimits &limits);

/**
 * Takes a connector that a package has brought out of force, then its part out of the database,
 * then its versions off the disk, and its row out of `plugins`.
 * Errors: NotFound; Conflict, where it was built in or put there by hand, and for configurations
 * that may not be deleted: then nothing has changed.
 */
Result<api::Removal> takeOut(const RegistrySite &site, const QString &name,
                             migrations::UninstallMode mode, bool mayDelete);

} // namespace outlet::app
