// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/** Packages of connectors: made by authors, installed by operators. */
namespace outlet::app::cli {

inline const QString outputFlag = QStringLiteral("--output");   ///< of `pack`
inline const QString probeFlag = QStringLiteral("--probe");     ///< of `connector-host`
inline const QString examineFlag = QStringLiteral("--examine"); ///< of `connector-host`
inline const QString hookFlag = QStringLiteral("--hook");       ///< of `connector-host`

/** Makes a package of a folder. CheckFailed when the folder is no connector as it should be. */
ExitCode packConnector(const Invocation &invocation);

/**
 * Installs a package on the server that is named, or into the first plugin path, without one.
 * CheckFailed, and nothing changed, when the package is refused.
 */
ExitCode installPackage(const Invocation &invocation);

/**
 * Loads a module in this process and prints what became of it, for packages::processProbe(); or
 * calls one of its hooks with good and bad values, for authoring::check().
 */
ExitCode hostConnector(const Invocation &invocation);

} // namespace outlet::app::cli
