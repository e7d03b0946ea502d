// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace outlet::app {

/**
 * Lets the process have as many descriptors as it may. Every client is one, and the usual 1,024 of
 * them are soon used up.
 */
void raiseDescriptorLimit();

} // namespace outlet::app
