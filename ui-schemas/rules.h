// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <outlet/result.h>

#include <QJsonValue>
#include <QList>
#include <QString>

namespace outlet::ui {

// The rules that a schema cannot say. Each looks at values and names every breach with its JSON
// pointer; none assumes that the others hold.

/** All of them, for a whole manifest. */
Problems brokenRules(const Manifest &manifest);

/** Those about the values of fields: limits, defaults, enumerations, patterns. */
Problems brokenFieldRules(const QList<Field> &fields, const QString &where);

/**
 * Those about one element of a form: control, options, first value; none where the field has no
 * form. `where` is the field's.
 */
Problems brokenFormRules(const Field &field, const QString &where);

/** Those about conditions between fields: targets, values that can hold, cycles. */
Problems brokenConditionRules(const QList<Field> &fields, const QString &where);

/** What `value` would have to be to fit the field's type and limits; empty when it fits. */
QString wantedInstead(const QJsonValue &value, const Field &field);

/** One breach, as all the rules write it. */
Error breach(const QString &where, const QString &message, const QString &hint);

} // namespace outlet::ui
