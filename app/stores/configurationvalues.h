// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/field.h"

#include <QJsonValue>
#include <QString>
#include <QVariant>

#include <expected>

namespace outlet::app::stores {

/**
 * What a field's value is in its column: text, whole number, number, boolean; a list of strings as
 * JSON text. Null and undefined become NULL; an empty text does not. Pure.
 */
QVariant toColumn(const ui::Field &field, const QJsonValue &value);

/**
 * The way back: NULL becomes null. What the field cannot have (a row of another program) comes as
 * the words for a note, which do not quote it. Pure.
 */
std::expected<QJsonValue, QString> fromColumn(const ui::Field &field, const QVariant &column);

} // namespace outlet::app::stores
