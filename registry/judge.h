// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <vector>

namespace outlet::registry {

/** The program that the modules are to run in. */
struct Host
{
    ui::Version outlet;
    QVersionNumber qt; ///< major.minor.patch
};

/** This program. */
Host thisHost();

/**
 * Whether each module fits this program and its own folder. Of several with one id the first wins,
 * that is: built-in before external, then by path. Pure.
 * Codes: incompatible-outlet, incompatible-qt, id-mismatch, duplicate.
 */
Sorted<Described> judge(std::vector<Described> candidates, const Host &host);

} // namespace outlet::registry
