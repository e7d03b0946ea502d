// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace outlet::bench {

/**
 * Makes the connectors bench_00000, bench_00001, ... below `directory`, out of one that the build
 * makes: all that differs is a number of five digits, in the module and in its migrations.
 * Ends the program if they cannot be written.
 *
 * @param count at most 100,000
 * @returns the paths of the modules, on the disk and no longer only in the cache
 */
QStringList makeConnectors(const QString &directory, int count);

} // namespace outlet::bench
