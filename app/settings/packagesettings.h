// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/settingspec.h"

#include <QList>

namespace outlet::app {

/** The part of settingSpecs() about packages of connectors. */
QList<SettingSpec> packageSettings();

} // namespace outlet::app
