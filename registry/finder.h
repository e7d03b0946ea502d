// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <QList>

namespace outlet::registry {

/**
 * Looks for connectors: every folder `<path>/<id>/` with a module `<id>.so`, or with exactly one
 * other `.so` (which the judge then tells apart from its folder).
 *
 * A folder without a module but with a link `current` holds versions side by side; the one that
 * the link leads to is taken, and the candidate keeps the name of the folder: the directory of
 * `<path>/<id>/` is then `<path>/<id>/<version>/`.
 *
 * Looks at names and file types only; opens no module. Entries come in the order of the paths,
 * sorted by name within each. Names that begin with a dot are left alone: installers stage there.
 * A path that is missing or unreadable rejects one candidate that stands for the path itself.
 * Codes: unreadable, broken-link, not-a-module. Thread-safe.
 */
Sorted<Candidate> find(const QList<SearchPath> &paths);

} // namespace outlet::registry
