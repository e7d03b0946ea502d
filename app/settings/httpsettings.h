// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/settingspec.h"

#include <QList>

namespace outlet::app {

/** The settings of the HTTP side: threads, limits, deadlines, who may do what. */
QList<SettingSpec> httpSettings();

} // namespace outlet::app
