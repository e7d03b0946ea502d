// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <chrono>

namespace outlet::app::packages {

/** What a package may ask of the machine that installs it. Every one is a setting. */
struct Limits
{
    qint64 archiveBytes = qint64(64) * 1024 * 1024; ///< of the package itself
    qint64 entries = 512;
    qint64 depth = 8;                              ///< folders and file name of an entry
    qint64 nameBytes = 200;                        ///< of a whole path in the package
    qint64 fileBytes = qint64(64) * 1024 * 1024;   ///< of one file, unpacked
    qint64 totalBytes = qint64(128) * 1024 * 1024; ///< of all files, unpacked
    qint64 ratio = 200;                            ///< unpacked to packed

    std::chrono::milliseconds probeTimeout = std::chrono::seconds(10);
    qint64 probeMemoryBytes = qint64(2) * 1024 * 1024 * 1024; ///< of its address space
};

} // namespace outlet::app::packages
