// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/inventory.h"
#include "app/packages/limits.h"
#include "app/packages/probe.h"
#include "app/packages/stage.h"
#include "registry/candidate.h"
#include "registry/judge.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QString>

#include <expected>
#include <optional>

namespace outlet::app::packages {

/** Why a package was not installed. Nothing was changed then. */
struct Refusal
{
    Error error;
    std::optional<registry::Verdict> verdict; ///< on its module, where it came so far
};

/** What a package is judged by. */
struct Judging
{
    Limits limits;
    ui::ManifestLimits manifestLimits;
    registry::Host host = registry::thisHost();
    Probe probe; ///< none: the module is not loaded on trial
};

/** A package that was verified, unpacked, judged and probed, but is not in force. */
struct StagedPackage
{
    Stage stage; ///< gone with this unless it is committed
    Inventory inventory;
    registry::Described described; ///< of the module in the stage
    QString folder;                ///< name of its version folder, `<version>-<sha8>`
    Limits limits;                 ///< that it was judged by
};

/** A package in its place; `current` may still lead elsewhere. */
struct InstalledPackage
{
    QString id;
    QString plugin; ///< the name that it is known by
    QString version;
    QString folder;
    QString directory; ///< absolute
    bool isNew = true; ///< false: exactly this was installed already
};

/**
 * Verifies a package and unpacks it below `plugins`, then judges its module without and, by the
 * probe, with running it. May take as long as the probe: not for a thread that answers requests.
 */
std::expected<StagedPackage, Refusal> stagePackage(const QByteArray &archive,
                                                   const QString &plugins, const Judging &judging);

/** The same for a file. */
std::expected<StagedPackage, Refusal> stageFile(const QString &file, const QString &plugins,
                                                const Judging &judging);

/**
 * Puts a staged package into its version folder, on the disk before it is seen there.
 * Errors: Conflict (a connector of that id was put there by hand, or the version folder was
 * changed), Io.
 */
Result<InstalledPackage> commitPackage(StagedPackage staged, const QString &plugins);

/** Whether a version folder still has exactly what its package.json lists. */
Result<void> verifyFolder(const QString &directory, const Limits &limits);

} // namespace outlet::app::packages
