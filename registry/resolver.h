// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <QStringList>

#include <vector>

namespace outlet::registry {

/** Who can live with whom, and who starts when. */
struct Resolved
{
    std::vector<Described> accepted; ///< in the order they came in
    QStringList startOrder;          ///< ids: who is needed first, then priority, then id
    std::vector<Rejected> rejected;
};

/**
 * Settles conflicts (the earlier one wins) and dependencies. Pure.
 *
 * @param earlier what was turned down before: a dependency on it is named as such
 * Codes: name-conflict, table-conflict, route-conflict, missing-dependency, dependency-version,
 * dependency-rejected, missing-service, cycle.
 */
Resolved resolve(std::vector<Described> candidates, const std::vector<Rejected> &earlier);

} // namespace outlet::registry
