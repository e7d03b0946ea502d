// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/fieldreader.h"

#include "ui-schemas/jsontree.h"
#include "ui-schemas/jsonview.h"
#include "ui-schemas/names.h"

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

std::optional<int> readLength(const JsonView &value)
{
    return value.number() ? std::optional(value.toInt()) : std::nullopt;
}

QList<Option> readOptions(const JsonView &list)
{
    QList<Option> options;
    for (const JsonView &item : list.items())
        options.append({item["label"].toString(), item["value"].toJson()});
    return options;
}

QList<Condition> readConditions(const JsonView &list)
{
    QList<Condition> conditions;
    for (const JsonView &item : list.items())
        conditions.append({item["field_name"].toString(), item["value"].toJson()});
    return conditions;
}

FormControl readForm(const JsonView &object, bool isRequired, int position)
{
    FormControl form;
    form.label = object["label"].toString();
    form.control = namedBy(object["type"].toString(), everyControl).value_or(Control::String);
    form.required = object["required"].toBool(isRequired);
    form.tooltip = object["tooltip"].toString();
    form.hidden = object["hidden"].flag();
    form.disabled = object["disabled"].flag();
    form.useNamespaceWhenNotSourceAligned = object["use_namespace_when_not_source_aligned"].flag();
    if (const JsonView value = object["initial_value"]; value.isThere())
        form.initialValue = value.toJson();
    form.options = readOptions(object["options"]);
    form.optionsFrom = namedBy(object["options_from"].toString(), everyOptionsFrom)
                           .value_or(OptionsFrom::Manifest);
    form.maxCount = object["max_count"].toInt(1);
    form.dependsOn = readConditions(object["depends_on"]);
    form.order = object["order"].toInt(position);
    return form;
}

Field readField(const JsonView &object, int position)
{
    Field field;
    field.name = object["name"].toString();
    field.type = namedBy(object["type"].toString(), everyFieldType).value_or(FieldType::String);
    field.required = object["required"].toBool();
    field.defaultValue = object["default"].toJson(); // Undefined where there is none
    field.enumeration = readStrings(object["enum"]);
    field.pattern = object["pattern"].toString();
    field.minimum = object["min"].number();
    field.maximum = object["max"].number();
    field.minLength = readLength(object["min_length"]);
    field.maxLength = readLength(object["max_length"]);
    field.secret = object["secret"].toBool();
    field.description = object["description"].toString();
    if (const JsonView form = object["form"]; form.isThere())
        field.form = readForm(form, field.required, position);
    return field;
}

} // namespace

QStringList readStrings(const JsonView &list)
{
    QStringList strings;
    for (const JsonView &item : list.items())
        strings.append(item.toString());
    return strings;
}

QList<Field> readFields(const JsonView &list)
{
    QList<Field> fields;
    for (const JsonView &item : list.items())
        fields.append(readField(item, int(fields.size())));
    return fields;
}

QList<Field> readFields(const QJsonArray &list)
{
    return readFields(JsonTree(list, OwnKeys::Kept).root());
}

} // namespace outlet::ui
