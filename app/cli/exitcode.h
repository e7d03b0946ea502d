// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlet::app {

/** What the program tells the shell. Part of its interface: values are added, never changed. */
enum class ExitCode {
    Fine = 0,
    CheckFailed = 1,  ///< it ran, and a check found problems (`plugins verify`, `migrate up`)
    Usage = 2,        ///< command line or settings
    Database = 3,     ///< the database or a core migration
    CannotListen = 4, ///< the address is in use, not ours, or not allowed
    Unreachable = 5,  ///< no server answered where one was asked
};

} // namespace outlet::app
