// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QString>
#include <QStringList>

namespace outlet::app::authoring {

/** What a shared object says about itself, as far as it matters to who loads it. */
struct ElfFacts
{
    QStringList needed;         ///< libraries, as `libQt6Core.so.6`
    QStringList searchPath;     ///< RPATH and RUNPATH; should be empty
    QStringList exported;       ///< symbols that others can bind to
    QStringList unique;         ///< those of them that the whole process shares (STB_GNU_UNIQUE)
    QStringList imported;       ///< symbols that others must have, without their versions
    bool isBoundAtLoad = false; ///< else a missing symbol ends the process at its first call
    bool hasExecutableStack = false;
    qint64 loadedBytes = 0; ///< of its segments: what a stripped file would have, about
};

/** Reads a file without running anything of it. Error: Io, InvalidArgument (no 64-bit ELF). */
Result<ElfFacts> readElf(const QString &path);

} // namespace outlet::app::authoring
