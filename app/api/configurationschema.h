// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QJsonObject>

namespace outlet::app::api {

/**
 * A connector's configuration as JSON Schema (draft 2020-12): the tag `configuration_type`, which
 * is the plugin's name or an alias, and its fields with every limit of the manifest. Unknown keys
 * are allowed, as the server ignores them. Secret fields are `writeOnly`. Pure.
 */
QJsonObject configurationSchema(const ui::Manifest &manifest);

} // namespace outlet::app::api
