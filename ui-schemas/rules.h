// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <outlet/result.h>

#include <QJsonValue>
#include <QList>
#include <QString>

namespace outlet::ui {

// The rules that a schema cannot say. Each looks at values and names every breach with its JSON
// pointer, from what it looks at; none assumes that the others hold.

/** All of them, for a whole manifest. */
Problems brokenRules(const Manifest &manifest);

/** Those about the values of fields, limits, defaults, enumerations, patterns, and their forms. */
Problems brokenFieldRules(const QList<Field> &fields);

/**
 * Those about one element of a form: control, options, first value; none where the field has no
 * form. Pointers begin at the field.
 */
Problems brokenFormRules(const Field &field);

/** Those about conditions between fields: targets, values that can hold, cycles. */
Problems brokenConditionRules(const QList<Field> &fields);

/** What `value` would have to be to fit the field's type and limits; empty when it fits. */
QString wantedInstead(const QJsonValue &value, const Field &field);

/** One breach, as all the rules write it. */
Error breach(const QString &where, const QString &message, const QString &hint);

/** Breaches in a part of a document, their pointers begun at the whole. */
Problems within(const QString &part, Problems breaches);
Problems within(const QString &list, qsizetype index, Problems breaches);

} // namespace outlet::ui
