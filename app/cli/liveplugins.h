// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/**
 * `outlet plugins enable` and the like: on a server that runs, through its API. Exit codes: Fine;
 * CheckFailed, where it cannot be and nothing has changed; Usage, also for a wrong token and a name
 * that nothing has; Unreachable.
 */
namespace outlet::app::cli {

inline const QString forceFlag = QStringLiteral("--force");     ///< of `reload`
inline const QString dataFlag = QStringLiteral("--data");       ///< of `uninstall`
inline const QString confirmFlag = QStringLiteral("--confirm"); ///< of `uninstall`

inline const QString previewFlag = QStringLiteral("--preview");       ///< of `install`, `uninstall`
inline const QString acceptFlag = QStringLiteral("--accept-invalid"); ///< of `install`

/** `enable`, `disable`, `toggle`, `reload`, `uninstall`. */
QList<Command> livePluginCommands();

/** What `install` takes where it asks a server. */
QList<OptionSpec> installOptions();

/** `install` with `--server`. */
ExitCode installOnServer(const Invocation &invocation);

} // namespace outlet::app::cli
