// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/exitcode.h"

#include <outlet/result.h>

#include <QStringList>

#include <expected>

namespace outlet::app {

/** Why the server does not come up. */
struct Stop
{
    ExitCode code = ExitCode::Database;
    Error error;
    QStringList evidence = {};
};

/** One step of the start. */
using Step = std::expected<void, Stop>;

inline std::unexpected<Stop> stopped(ExitCode code, const Error &error)
{
    return std::unexpected(Stop{code, error});
}

} // namespace outlet::app
