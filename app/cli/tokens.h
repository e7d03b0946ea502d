// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/commandline.h"

/**
 * `outlet token ...`: tokens that call what plugins serve. Works on the database, with or without a
 * server; one that runs knows of it within `poll_interval_ms`.
 */
namespace outlet::app::cli {

inline const QString permissionFlag = QStringLiteral("--permission");
inline const QString expiresFlag = QStringLiteral("--expires-in-days");

/** Prints the token, once; Usage if it may not be made so, CheckFailed if the name is taken. */
ExitCode createToken(const Invocation &invocation);

/** Every token that there is, never its text. */
ExitCode listTokens(const Invocation &invocation);

/** Ends one, by name or id; CheckFailed if there is none. */
ExitCode revokeToken(const Invocation &invocation);

} // namespace outlet::app::cli
