// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/version.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

/**
 * The versions of connectors in a plugin path:
 *
 *     <plugins>/<id>/<version>-<sha8>/   what a package held; never changed after it was put there
 *     <plugins>/<id>/current             a link to the one that is to be used
 *
 * Every change is one rename: a reader sees the state before or the one after it. Functions of a
 * file system; callable from any thread and from several programs at once.
 */
namespace outlet::app::packages {

inline constexpr QLatin1StringView currentName("current");

/** One version of a connector that is there. */
struct InstalledVersion
{
    QString id;
    QString folder;    ///< `1.2.0-0a1b2c3d`
    QString directory; ///< absolute
    QString versionText;
    ui::Version version;
    bool isCurrent = false;
};

/** Oldest first. Empty where nothing of that id was installed from a package. */
QList<InstalledVersion> installedVersions(const QString &plugins, const QString &id);

/** The folder that `current` leads to; nothing if there is none. */
QString currentFolder(const QString &plugins, const QString &id);

/** Makes `current` lead to `folder`, in one step. Errors: NotFound, Conflict, Io. */
Result<void> switchCurrent(const QString &plugins, const QString &id, const QString &folder);

/**
 * Removes one version. What a process has loaded of it stays usable there.
 * Errors: NotFound; Conflict if it is the current one; Io.
 */
Result<void> removeVersion(const QString &plugins, const QString &id, const QString &folder);

/** Removes every version, and the link. Errors: NotFound, Conflict (put there by hand), Io. */
Result<void> removeAll(const QString &plugins, const QString &id);

} // namespace outlet::app::packages
