// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <outlet/result.h>

#include <QByteArray>

namespace outlet::registry {

/**
 * The picture of a connector, `icon.svg` in its folder, as it is served; its content is not judged.
 * Errors: NotFound; InvalidArgument, a link or no regular file; LimitExceeded, larger than a tile
 * can want; Io.
 */
Result<QByteArray> readIcon(const Candidate &candidate);

} // namespace outlet::registry
