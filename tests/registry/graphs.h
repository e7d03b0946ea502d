// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/resolver.h"

#include <QRandomGenerator>
#include <QString>
#include <QStringList>

#include <vector>

namespace outlet::tests {

/** Plugins that require each other at random: cycles, missing ones and wrong versions included. */
struct Graph
{
    std::vector<registry::Described> plugins;
    std::vector<registry::Rejected> earlier; ///< turned down before, required by some
};

Graph randomGraph(QRandomGenerator &random);

/**
 * What is wrong with an answer of resolve(), found by slower and simpler means than its own: the
 * closure of the graph and a fixed point. Empty when everything holds:
 *
 *  - accepted are exactly those all of whose dependencies are accepted, in range and in no cycle
 *  - the start order has each of them once, dependencies first, then the lowest (priority, id)
 *  - `cycle` is said of exactly the members of cycles, and the chain is a cycle of theirs
 *  - every other rejection names a dependency of the plugin in the state that its code says
 */
QStringList faults(const Graph &graph, const registry::Resolved &resolved);

} // namespace outlet::tests
