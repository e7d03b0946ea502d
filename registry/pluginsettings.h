// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <outlet/result.h>

#include <QJsonObject>

namespace outlet::registry {

/**
 * The settings of a plugin as its manifest wants them, with its defaults; or every problem, with
 * the name of the setting as its place. Values of secret settings are in no message. Pure.
 * @param given as the operator gives them; empty: none
 */
std::expected<QJsonObject, Problems> settingsOf(const ui::Manifest &manifest,
                                                const QJsonObject &given);

} // namespace outlet::registry
