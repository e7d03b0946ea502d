// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/field.h"

#include <QJsonArray>
#include <QList>

namespace outlet::ui {

class JsonView;

/**
 * The fields of a list that follows the schema. Where it does not, the value of the wrong type
 * reads as its default, so that the rules can still be asked about the rest of the document.
 */
QList<Field> readFields(const JsonView &list);
QList<Field> readFields(const QJsonArray &list);

/** The strings of a list. */
QStringList readStrings(const JsonView &list);

} // namespace outlet::ui
