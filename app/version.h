// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace outlet::app {

/** This program's version, as `outlet --version` and `/api/v2/version` tell it. */
QString version();

} // namespace outlet::app
