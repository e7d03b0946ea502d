// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationschema.h"

#include <QJsonArray>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using ui::Field;

namespace {

void insertText(QJsonObject &schema, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        schema.insert(key, text);
}

template<class Number>
void insertNumber(QJsonObject &schema, const QString &key, const std::optional<Number> &number)
{
    if (number)
        schema.insert(key, *number);
}

QJsonObject typeOf(ui::FieldType type)
{
    switch (type) {
    case ui::FieldType::String:
        return {{u"type"_s, u"string"_s}};
    case ui::FieldType::Integer:
        return {{u"type"_s, u"integer"_s}};
    case ui::FieldType::Number:
        return {{u"type"_s, u"number"_s}};
    case ui::FieldType::Boolean:
        return {{u"type"_s, u"boolean"_s}};
    case ui::FieldType::StringList:
        return {{u"type"_s, u"array"_s}, {u"items"_s, QJsonObject{{u"type"_s, u"string"_s}}}};
    }
    Q_UNREACHABLE();
}

QJsonObject fieldSchema(const Field &field)
{
    QJsonObject schema = typeOf(field.type);
    if (field.form)
        insertText(schema, u"title"_s, field.form->label);
    insertText(schema, u"description"_s, field.description);
    if (!field.enumeration.isEmpty())
        schema.insert(u"enum"_s, QJsonArray::fromStringList(field.enumeration));
    insertText(schema, u"pattern"_s, field.pattern);
    insertNumber(schema, u"minimum"_s, field.minimum);
    insertNumber(schema, u"maximum"_s, field.maximum);
    insertNumber(schema, u"minLength"_s, field.minLength);
    insertNumber(schema, u"maxLength"_s, field.maxLength);
    if (!field.defaultValue.isUndefined())
        schema.insert(u"default"_s, field.defaultValue);
    if (field.secret)
        schema.insert(u"writeOnly"_s, true);
    return schema;
}

} // namespace

QJsonObject configurationSchema(const ui::Manifest &manifest)
{
    const QStringList names = QStringList{manifest.plugin} + manifest.aliases;
    QJsonObject properties = {
        {u"configuration_type"_s, QJsonObject{{u"description"_s, u"Which connector it is for."_s},
                                              {u"enum"_s, QJsonArray::fromStringList(names)}}}};
    QJsonArray required = {u"configuration_type"_s};
    for (const Field &field : manifest.fields) {
        properties.insert(field.name, fieldSchema(field));
        if (field.required)
            required.append(field.name);
    }
    QJsonObject schema = {
        {u"type"_s, u"object"_s}, {u"properties"_s, properties}, {u"required"_s, required}};
    insertText(schema, u"title"_s, manifest.platform ? manifest.platform->displayName : QString());
    insertText(schema, u"description"_s, manifest.description);
    return schema;
}

} // namespace outlet::app::api
