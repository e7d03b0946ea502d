// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/uischema.h"

#include "ui-schemas/form.h"

#include <QJsonArray>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

/** Only the one who writes the schema knows what hides an element: `if`/`then` show the others. */
bool isNeverShown(const Field &field)
{
    return !field.form || (field.form->hidden.value_or(false) && field.form->dependsOn.isEmpty());
}

/** Where no options stand in the schema, a select would be empty. */
bool hasFixedOptions(const FormControl &form)
{
    return form.optionsFrom != OptionsFrom::Connector &&
           !form.useNamespaceWhenNotSourceAligned.value_or(false);
}

QString textWidget(const Field &field)
{
    if (field.secret)
        return u"password"_s;
    const bool isNumber = field.type == FieldType::Integer || field.type == FieldType::Number;
    return isNumber ? u"updown"_s : u"text"_s;
}

QString widgetOf(const Field &field)
{
    if (isNeverShown(field))
        return u"hidden"_s;
    switch (field.form->control) {
    case Control::String:
        return textWidget(field);
    case Control::Checkbox:
        return u"checkbox"_s;
    case Control::Radio:
        return hasFixedOptions(*field.form) ? u"radio"_s : textWidget(field);
    case Control::Select:
        return hasFixedOptions(*field.form) ? u"select"_s : textWidget(field);
    }
    Q_UNREACHABLE();
}

QJsonObject elementOf(const Field &field)
{
    QJsonObject element;
    // A list without fixed choices is an element per item, which no single widget shows.
    if (field.type != FieldType::StringList || isNeverShown(field) || hasFixedOptions(*field.form))
        element.insert(u"ui:widget"_s, widgetOf(field));
    if (!field.form)
        return element;
    element.insert(u"ui:title"_s, field.form->label);
    if (!field.form->tooltip.isEmpty())
        element.insert(u"ui:help"_s, field.form->tooltip);
    if (field.form->disabled.value_or(false))
        element.insert(u"ui:disabled"_s, true);
    if (!field.form->initialValue.isNull())
        element.insert(u"ui:initialValue"_s, field.form->initialValue);
    return element;
}

} // namespace

QJsonObject uiSchema(const Manifest &manifest)
{
    QJsonObject schema{
        {u"configuration_type"_s, QJsonObject{{u"ui:widget"_s, u"hidden"_s}}},
    };
    QJsonArray order;
    for (const Field *field : fieldsInFormOrder(manifest)) {
        order.append(field->name);
        schema.insert(field->name, elementOf(*field));
    }
    order.append(u"*"_s);
    schema.insert(u"ui:order"_s, order);
    return schema;
}

} // namespace outlet::ui
