// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace outlet::tests {

/** The top-level folders; each has a README. */
QStringList rooms();

/** Every file of every room, relative to `root`, sorted. */
QStringList filesBelow(const QString &root);

/**
 * Source files that do not begin with the SPDX line of their licence: MIT for the SDK, the
 * connectors and the web pages, GPL-3.0-or-later for everything else. As `file: what was found,
 * what was wanted`.
 */
QStringList wrongLicences(const QString &root);

/** Rooms without a README.md, or with one of more than 40 lines. */
QStringList wrongReadmes(const QString &root);

} // namespace outlet::tests
