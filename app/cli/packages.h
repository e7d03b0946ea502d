// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/** Packages of connectors: made by authors, installed by operators. */
namespace outlet::app::cli {

inline const QString outputFlag = QStringLiteral("--output"); ///< of `pack`
inline const QString probeFlag = QStringLiteral("--probe");   ///< of `connector-host`

/** Makes a package of a folder. CheckFailed when the folder is no connector as it should be. */
ExitCode packConnector(const Invocation &invocation);

/**
 * Installs a package on the server that is named, or into the first plugin path, without one.
 * CheckFailed, and nothing changed, when the package is refused.
 */
ExitCode installPackage(const Invocation &invocation);

/** Loads a module in this process and prints what became of it. For packages::processProbe(). */
ExitCode hostConnector(const Invocation &invocation);

} // namespace outlet::app::cli
