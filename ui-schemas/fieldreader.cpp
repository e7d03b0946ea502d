// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/fieldreader.h"

#include "ui-schemas/names.h"

#include <QJsonObject>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

std::optional<bool> readFlag(const QJsonValue &value)
{
    return value.isBool() ? std::optional(value.toBool()) : std::nullopt;
}

std::optional<double> readNumber(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

std::optional<int> readLength(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInt()) : std::nullopt;
}

QList<Option> readOptions(const QJsonArray &list)
{
    QList<Option> options;
    for (const QJsonValue item : list)
        options.append({item["label"_L1].toString(), item["value"_L1]});
    return options;
}

QList<Condition> readConditions(const QJsonArray &list)
{
    QList<Condition> conditions;
    for (const QJsonValue item : list)
        conditions.append({item["field_name"_L1].toString(), item["value"_L1]});
    return conditions;
}

FormControl readForm(const QJsonObject &object, bool isRequired, int position)
{
    FormControl form;
    form.label = object["label"_L1].toString();
    form.control = namedBy(object["type"_L1].toString(), everyControl).value_or(Control::String);
    form.required = object["required"_L1].toBool(isRequired);
    form.tooltip = object["tooltip"_L1].toString();
    form.hidden = readFlag(object["hidden"_L1]);
    form.disabled = readFlag(object["disabled"_L1]);
    form.useNamespaceWhenNotSourceAligned =
        readFlag(object["use_namespace_when_not_source_aligned"_L1]);
    if (object.contains("initial_value"_L1))
        form.initialValue = object["initial_value"_L1];
    form.options = readOptions(object["options"_L1].toArray());
    form.optionsFrom = namedBy(object["options_from"_L1].toString(), everyOptionsFrom)
                           .value_or(OptionsFrom::Manifest);
    form.maxCount = object["max_count"_L1].toInt(1);
    form.dependsOn = readConditions(object["depends_on"_L1].toArray());
    form.order = object["order"_L1].toInt(position);
    return form;
}

Field readField(const QJsonObject &object, int position)
{
    Field field;
    field.name = object["name"_L1].toString();
    field.type = namedBy(object["type"_L1].toString(), everyFieldType).value_or(FieldType::String);
    field.required = object["required"_L1].toBool();
    field.defaultValue = object["default"_L1]; // Undefined where there is none
    field.enumeration = readStrings(object["enum"_L1]);
    field.pattern = object["pattern"_L1].toString();
    field.minimum = readNumber(object["min"_L1]);
    field.maximum = readNumber(object["max"_L1]);
    field.minLength = readLength(object["min_length"_L1]);
    field.maxLength = readLength(object["max_length"_L1]);
    field.secret = object["secret"_L1].toBool();
    field.description = object["description"_L1].toString();
    if (object.contains("form"_L1))
        field.form = readForm(object["form"_L1].toObject(), field.required, position);
    return field;
}

} // namespace

QStringList readStrings(const QJsonValue &list)
{
    QStringList strings;
    const QJsonArray items = list.toArray();
    for (const QJsonValue item : items)
        strings.append(item.toString());
    return strings;
}

QList<Field> readFields(const QJsonArray &list)
{
    QList<Field> fields;
    for (int i = 0; i < list.size(); ++i)
        fields.append(readField(list[i].toObject(), i));
    return fields;
}

} // namespace outlet::ui
