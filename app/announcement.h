// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/snapshot.h"

#include <QString>

namespace outlet::app {

/** One line a candidate, and what to do below those that have a fault. For stdout. */
QString candidatesText(const registry::Snapshot &snapshot);

} // namespace outlet::app
