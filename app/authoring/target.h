// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/authoring/report.h"
#include "app/packages/package.h"
#include "registry/candidate.h"

#include <outlet/result.h>

#include <QJsonObject>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace outlet::app::authoring {

/** What is to be looked at, wherever it lies. */
struct Target
{
    registry::Candidate candidate; ///< its directory has migrations and icon; module may be empty
    QString manifestFile;          ///< connector.json; empty where there is none
    std::shared_ptr<QTemporaryDir> unpacked; ///< of a package; gone with the last copy
    std::optional<packages::StagedPackage> staged = {};
    QList<Finding> findings = {}; ///< why there is no more of it
};

/**
 * A source folder (with connector.json), a folder with a module, or a package. A source folder's
 * module is `module`, or what a build has put into its `build/connectors/<id>/`.
 * Errors: NotFound, InvalidArgument: it is none of these.
 */
Result<Target> targetAt(const QString &path, const QString &module,
                        const packages::Judging &judging);

/** What is known of the manifest. */
struct Described
{
    std::optional<ui::Manifest> manifest;      ///< of the file, else of the module
    QJsonObject document;                      ///< as it was written, with its `x-` keys
    std::optional<registry::Described> module; ///< fit to be loaded
};

/** Reads and judges the manifest of the file and that of the module, and whether they are one. */
Described describe(const Target &target, const ui::ManifestLimits &limits,
                   QList<Finding> &findings);

} // namespace outlet::app::authoring
