// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>

namespace outlet::ui {

/**
 * The keys that stand twice in one object of a JSON text, each with its pointer. QJsonDocument
 * takes the last of them in silence. `text` has to be JSON that QJsonDocument accepts.
 */
Problems duplicateKeys(const QByteArray &text);

} // namespace outlet::ui
