// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QJsonObject>

namespace outlet::ui {

/** How react-jsonschema-form shows a configuration: order, widgets, titles, help. Pure. */
QJsonObject uiSchema(const Manifest &manifest);

} // namespace outlet::ui
