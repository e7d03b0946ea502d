// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/docsschema.h"

#include "app/api/html.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using html::element;

namespace {

/** A value as JSON writes it. */
QString jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.sliced(1).chopped(1));
}

QString referencedName(const QJsonObject &schema)
{
    return schema.value(u"$ref"_s).toString().section(u'/', -1);
}

QString linkTo(const QString &name)
{
    return html::link(schemaAnchor(name), html::text(name));
}

QString listOf(const QJsonArray &values)
{
    QStringList items;
    for (const QJsonValue value : values)
        items.append(html::code(jsonText(value)));
    return items.join(u", "_s);
}

/** `string or null` */
QString namedType(const QJsonValue &type)
{
    QStringList names;
    for (const QJsonValue name : type.isArray() ? type.toArray() : QJsonArray{type})
        names.append(name.toString());
    return html::text(names.join(u" or "_s));
}

QString listType(const QJsonObject &schema)
{
    const QJsonObject items = schema.value(u"items"_s).toObject();
    return u"list of "_s + (items.isEmpty() ? u"anything"_s : typeHtml(items));
}

QString anyOf(const QJsonArray &choices)
{
    QStringList items;
    for (const QJsonValue choice : choices)
        items.append(typeHtml(choice.toObject()));
    return u"one of "_s + items.join(u", "_s);
}

QString baseType(const QJsonObject &schema)
{
    if (schema.contains("$ref"_L1))
        return linkTo(referencedName(schema));
    if (schema.contains("const"_L1))
        return u"always "_s + html::code(jsonText(schema.value(u"const"_s)));
    if (schema.contains("enum"_L1))
        return u"one of "_s + listOf(schema.value(u"enum"_s).toArray());
    for (const QString &key : {u"oneOf"_s, u"anyOf"_s}) {
        if (schema.contains(key))
            return anyOf(schema.value(key).toArray());
    }
    const QJsonValue type = schema.value(u"type"_s);
    if (type.isUndefined())
        return u"anything"_s;
    return type == "array"_L1 ? listType(schema) : namedType(type);
}

/** What narrows a type: `at least 1, at most 1000`. */
QStringList limits(const QJsonObject &schema)
{
    static const QList<std::pair<QString, QString>> words = {
        {u"format"_s, u"format %1"_s},
        {u"pattern"_s, u"matches %1"_s},
        {u"minimum"_s, u"at least %1"_s},
        {u"maximum"_s, u"at most %1"_s},
        {u"minLength"_s, u"at least %1 characters"_s},
        {u"maxLength"_s, u"at most %1 characters"_s},
        {u"minItems"_s, u"at least %1 items"_s},
        {u"maxItems"_s, u"at most %1 items"_s},
        {u"default"_s, u"by default %1"_s},
    };
    QStringList found;
    for (const auto &[key, phrase] : words) {
        const QJsonValue value = schema.value(key);
        const bool isPlain = value.isString() && key != "default"_L1;
        if (!value.isUndefined())
            found.append(phrase.arg(html::code(isPlain ? value.toString() : jsonText(value))));
    }
    if (schema.value(u"writeOnly"_s).toBool())
        found.append(u"secret: never in an answer"_s);
    if (schema.value(u"deprecated"_s).toBool())
        found.append(u"deprecated"_s);
    return found;
}

/** Title and description, where there are any. */
QString aboutHtml(const QJsonObject &schema)
{
    const QString title = schema.value(u"title"_s).toString();
    const QString description = schema.value(u"description"_s).toString();
    if (title.isEmpty())
        return html::prose(description);
    return element(u"b"_s, html::text(title)) + u": "_s + html::prose(description);
}

QString rowsOf(const QJsonObject &schema, const QString &prefix)
{
    const QJsonObject properties = schema.value(u"properties"_s).toObject();
    const QJsonArray required = schema.value(u"required"_s).toArray();
    QString rows;
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject property = it->toObject();
        const bool isRequired = required.contains(it.key());
        rows += html::row(
            html::code(prefix + it.key()),
            {typeHtml(property), isRequired ? u"always"_s : u"optional"_s, aboutHtml(property)});
        rows += rowsOf(property, prefix + it.key() + u'.');
        rows += rowsOf(property.value(u"items"_s).toObject(), prefix + it.key() + u"[]."_s);
    }
    return rows;
}

} // namespace

QString typeHtml(const QJsonObject &schema)
{
    const QString narrowed = limits(schema).join(u", "_s);
    return narrowed.isEmpty() ? baseType(schema) : baseType(schema) + u", "_s + narrowed;
}

QString schemaAnchor(const QString &name)
{
    return u"schema-"_s + name;
}

QString schemaHtml(const QString &name, const QJsonObject &schema)
{
    QString content = element(u"h3"_s, html::text(name));
    content += element(u"p"_s, aboutHtml(schema));
    const QString rows = rowsOf(schema, {});
    if (rows.isEmpty())
        content += element(u"p"_s, typeHtml(schema), u"class=\"type\""_s);
    else
        content += html::table(u"Properties of "_s + name,
                               {u"Property"_s, u"Type"_s, u"Presence"_s, u"Meaning"_s}, rows);
    return element(u"section"_s, content, u"id=\"%1\""_s.arg(html::text(schemaAnchor(name))));
}

} // namespace outlet::app::api
