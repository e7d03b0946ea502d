// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace outlet::tests {

/** An archive that must be refused. */
struct MaliciousArchive
{
    const char *about; ///< a sentence
    QByteArray bytes;
    QStringList words; ///< that the refusal has to say
};

/** Names that lead elsewhere or mean several things; entries that are no regular files. */
QList<MaliciousArchive> archivesWithWrongEntries();

/** Bombs, lies about sizes, and frames that different programs read differently. */
QList<MaliciousArchive> archivesWithWrongSizes();

/** Manifests that are missing, wrong, or do not fit the rest. */
QList<MaliciousArchive> archivesWithWrongManifests();

} // namespace outlet::tests
