// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/version.h"

namespace outlet::app {

QString version()
{
    return QStringLiteral(OUTLET_VERSION);
}

} // namespace outlet::app
