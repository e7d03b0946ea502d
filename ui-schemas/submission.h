// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <expected>

namespace outlet::ui {

/** As in the SDK: field name to value, complete, without the tag. */
using Values = QJsonObject;

/** One value that cannot be read, in the words of the wire contract. */
struct InputProblem
{
    QString type;     ///< `missing`, `string_type`, `enum`, ...
    QJsonArray where; ///< relative to the configuration: `[field]` or `[field, index]`
    QString message;
    QJsonValue input;    ///< what was found; for `missing` the configuration without secrets
    QJsonObject context; ///< left out of the answer where empty
};

/**
 * The typed, complete values (defaults filled in), or everything that is wrong, in the order of the
 * manifest. Unknown keys and the tag are dropped. A field that is neither required nor has a
 * default may be null, and is null when it is left out.
 *
 * Nothing is converted: `"5"` is no number and `1` is no boolean. `1.0` is a whole number, as it is
 * to JSON Schema. `""` is a string, also of a required field. The input of a secret field is null
 * in every problem. Pure.
 */
std::expected<Values, QList<InputProblem>> parseValues(const Manifest &manifest,
                                                       const QJsonObject &configuration);

/** What a select or radio offers now: the choices, or why there are none. */
using Choices = std::expected<QList<Option>, QString>;

/** What the form says about one field. */
struct FieldVerdict
{
    QString name;
    QJsonValue value;   ///< null where there is none, and always for a secret
    QStringList errors; ///< sentences without a full stop; empty: the value will do
    bool isVisible = false;
    /** Of a person, at this moment: never while it is hidden. Without a form: of every value. */
    bool isRequired = false;
    QList<Option> options; ///< of a select or radio
};

/**
 * The form's rules over parsed and normalised values: in field order of the form, then fields
 * without one. Pure.
 *
 * - A field shows when all of its conditions hold; one without conditions unless it is `hidden`.
 * - Types, enum, pattern, lengths and range hold for every value, shown or not.
 * - Required and options only bind a field that shows. Null, "" and an empty list are no value:
 * they are wrong where one is required, and no choice where it is not.
 * - A field that takes the namespace of the data product has values beyond its options: that the
 *   product is the right one is for the connector's rules to say.
 *
 * @param choices by field name, for fields whose options do not stand in the manifest, or that a
 *        product narrows. Where there is none a value is not compared; where it is a reason, the
 *        reason is an error of the field.
 */
QList<FieldVerdict> judgeValues(const Manifest &manifest, const Values &values,
                                const QHash<QString, Choices> &choices);

} // namespace outlet::ui
