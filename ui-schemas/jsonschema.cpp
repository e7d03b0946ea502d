// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsonschema.h"

#include "ui-schemas/form.h"
#include "ui-schemas/showing.h"
#include "ui-schemas/uischema.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

const QString tagKey = u"configuration_type"_s;

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

QString nameOfType(FieldType type)
{
    switch (type) {
    case FieldType::String:
        return u"string"_s;
    case FieldType::Integer:
        return u"integer"_s;
    case FieldType::Number:
        return u"number"_s;
    case FieldType::Boolean:
        return u"boolean"_s;
    case FieldType::StringList:
        return u"array"_s;
    }
    Q_UNREACHABLE();
}

QJsonValue typeOf(FieldType type, bool isNullable)
{
    const QString name = nameOfType(type);
    return isNullable ? QJsonValue(QJsonArray{name, u"null"_s}) : QJsonValue(name);
}

/** Range and lengths, and what is so of every whole number. */
void insertLimits(QJsonObject &schema, const Field &field)
{
    const bool isWhole = field.type == FieldType::Integer;
    const double least = field.minimum.value_or(-largestInteger);
    const double most = field.maximum.value_or(largestInteger);
    if (isWhole || field.minimum)
        schema.insert(u"minimum"_s, isWhole ? std::max(least, -largestInteger) : least);
    if (isWhole || field.maximum)
        schema.insert(u"maximum"_s, isWhole ? std::min(most, largestInteger) : most);
    insertNumber(schema, u"minLength"_s, field.minLength);
    insertNumber(schema, u"maxLength"_s, field.maxLength);
}

// ---- what holds while a field shows

/** A choice, and what a person reads. */
QList<Option> acceptedOptions(const Field &field, const QList<Option> &offered)
{
    QList<Option> accepted;
    const auto add = [&](const Option &option) {
        const bool isDeclared = field.enumeration.isEmpty() || !option.value.isString() ||
                                field.enumeration.contains(option.value.toString());
        const bool isThere = std::ranges::any_of(
            accepted, [&](const Option &other) { return other.value == option.value; });
        if (isDeclared && !isThere)
            accepted.append(option);
    };
    for (const Option &option : offered) {
        if (field.type == FieldType::StringList || !isNoValue(option.value))
            add(option);
    }
    if (field.type == FieldType::StringList || field.form->required)
        return accepted;
    if (field.type == FieldType::String)
        add({QString(), u""_s}); // no choice is a choice, too
    if (field.isNullable())
        accepted.append({QString(), QJsonValue()});
    return accepted;
}

/** `enum`, or `oneOf` where people read something else than what is sent. */
void insertOptions(QJsonObject &schema, const QList<Option> &options)
{
    schema.remove(u"enum"_s);
    if (options.isEmpty()) {
        schema.insert(u"not"_s, QJsonObject());
        return;
    }
    const bool isPlain = std::ranges::all_of(
        options, [](const Option &option) { return option.label == option.value.toString(); });
    QJsonArray list;
    for (const Option &option : options) {
        if (isPlain)
            list.append(option.value);
        else
            list.append(QJsonObject{{u"const"_s, option.value}, {u"title"_s, option.label}});
    }
    schema.insert(isPlain ? u"enum"_s : u"oneOf"_s, list);
}

/** Choices that bind nobody: a value may be something else, and nobody has to look at them. */
void insertExamples(QJsonObject &schema, const QList<Option> &options)
{
    QJsonArray examples;
    for (const Option &option : options)
        examples.append(option.value);
    if (!examples.isEmpty())
        schema.insert(u"examples"_s, examples);
}

void insertChoices(QJsonObject &schema, const Field &field, const std::optional<Choices> &choices)
{
    const bool isList = field.type == FieldType::StringList;
    if (isList) {
        schema.insert(u"uniqueItems"_s, true);
        schema.insert(u"maxItems"_s, field.form->maxCount);
    }
    if (!choices)
        return;
    if (takesNamespace(*field.form)) {
        insertExamples(schema, choices->value_or(QList<Option>()));
    } else if (!*choices) {
        schema.insert(u"not"_s, QJsonObject()); // nobody knows what there is to choose
    } else if (!isList) {
        insertOptions(schema, acceptedOptions(field, **choices));
    } else {
        QJsonObject items = schema.value(u"items"_s).toObject();
        insertOptions(items, acceptedOptions(field, **choices));
        schema.insert(u"items"_s, items);
    }
}

/** An empty value is none where one is required. */
void requireValue(QJsonObject &schema, const Field &field)
{
    schema.insert(u"type"_s, typeOf(field.type, false));
    if (field.type == FieldType::String)
        schema.insert(u"minLength"_s, std::max(1, field.minLength.value_or(1)));
    if (field.type == FieldType::StringList)
        schema.insert(u"minItems"_s, 1);
    QJsonArray values = schema.value(u"enum"_s).toArray();
    if (values.isEmpty() || !values.last().isNull())
        return;
    values.removeLast();
    schema.insert(u"enum"_s, values);
}

QJsonObject shownSchema(const Field &field, const std::optional<Choices> &choices)
{
    QJsonObject schema = fieldSchema(field);
    if (field.form->required)
        requireValue(schema, field);
    if (hasChoices(*field.form))
        insertChoices(schema, field, choices);
    return schema;
}

/** Whether a person may leave the field out while it shows. */
bool mayBeLeftOut(const Field &field, const std::optional<Choices> &choices)
{
    const QJsonValue instead = field.isNullable() ? QJsonValue() : field.defaultValue;
    return !field.required && errorsWhileShown(field, instead, choices).isEmpty();
}

// ---- conditions

/** What has to hold before the field shows; nothing where it never can. */
std::optional<QJsonObject> conditionSchema(const Manifest &manifest, const Field &field)
{
    QJsonObject properties;
    QJsonArray required;
    for (const Condition &condition : field.form->dependsOn) {
        const QJsonObject wanted{{u"const"_s, condition.value}};
        const QJsonValue before = properties.value(condition.fieldName);
        if (before.isObject() && before != wanted)
            return std::nullopt;
        properties.insert(condition.fieldName, wanted);
        const auto target = std::ranges::find(manifest.fields, condition.fieldName, &Field::name);
        const bool holdsByDefault =
            target != manifest.fields.end() && target->defaultValue == condition.value;
        if (!holdsByDefault && !required.contains(condition.fieldName))
            required.append(condition.fieldName);
    }
    QJsonObject schema{{u"properties"_s, properties}};
    if (!required.isEmpty())
        schema.insert(u"required"_s, required);
    return schema;
}

QJsonObject tagSchema(const Manifest &manifest)
{
    return {
        {u"type"_s, u"string"_s},
        {u"description"_s, u"Which connector it is for."_s},
        {u"enum"_s, QJsonArray::fromStringList(QStringList{manifest.plugin} + manifest.aliases)},
        {u"default"_s, manifest.plugin}};
}

/** A schema under construction. */
struct Draft
{
    QJsonObject properties;
    QJsonObject dependents; ///< what holds for a field that is there, even if it does not show
    QJsonArray required;
    QJsonArray conditions;
};

/**
 * Form libraries draw what stands in `properties`. So a field with conditions stands there without
 * a word, and is described where they hold; its declaration binds from `dependentSchemas`.
 */
void addConditional(Draft &draft, const Manifest &manifest, const Field &field,
                    const std::optional<Choices> &choices)
{
    draft.properties.insert(field.name, QJsonObject());
    draft.dependents.insert(
        field.name, QJsonObject{{u"properties"_s, QJsonObject{{field.name, fieldSchema(field)}}}});
    const auto condition = conditionSchema(manifest, field);
    if (!condition)
        return;
    QJsonObject then{{u"properties"_s, QJsonObject{{field.name, shownSchema(field, choices)}}}};
    if (!mayBeLeftOut(field, choices))
        then.insert(u"required"_s, QJsonArray{field.name});
    draft.conditions.append(QJsonObject{{u"if"_s, *condition}, {u"then"_s, then}});
}

void addField(Draft &draft, const Manifest &manifest, const Field &field,
              const QHash<QString, Choices> &given)
{
    const auto choices = choicesFor(field, given);
    bool isRequired = field.required;
    if (field.form && !field.form->dependsOn.isEmpty()) {
        addConditional(draft, manifest, field, choices);
    } else if (!field.form || field.form->hidden.value_or(false)) {
        draft.properties.insert(field.name, fieldSchema(field));
    } else {
        draft.properties.insert(field.name, shownSchema(field, choices));
        isRequired = !mayBeLeftOut(field, choices);
    }
    if (isRequired)
        draft.required.append(field.name);
}

Choices platformChoices(const std::optional<QStringList> &texts)
{
    if (!texts)
        return std::unexpected(u"Nothing can be chosen yet"_s);
    QList<Option> options;
    for (const QString &text : *texts)
        options.append({text, text});
    return options;
}

QJsonObject jsonSchema(const Manifest &manifest, const std::optional<QStringList> &platformOptions)
{
    QHash<QString, Choices> given;
    for (const Field &field : manifest.fields) {
        if (field.form && field.form->optionsFrom == OptionsFrom::PlatformService)
            given.insert(field.name, platformChoices(platformOptions));
    }
    Draft draft;
    draft.properties.insert(tagKey, tagSchema(manifest));
    for (const Field &field : manifest.fields)
        addField(draft, manifest, field, given);
    QJsonObject schema{{u"$schema"_s, u"https://json-schema.org/draft/2020-12/schema"_s},
                       {u"type"_s, u"object"_s},
                       {u"properties"_s, draft.properties},
                       {u"required"_s, draft.required}};
    insertText(schema, u"title"_s, manifest.platform ? manifest.platform->displayName : QString());
    insertText(schema, u"description"_s, manifest.description);
    if (!draft.dependents.isEmpty())
        schema.insert(u"dependentSchemas"_s, draft.dependents);
    if (!draft.conditions.isEmpty())
        schema.insert(u"allOf"_s, draft.conditions);
    return schema;
}

} // namespace

QJsonObject fieldSchema(const Field &field)
{
    QJsonObject schema{{u"type"_s, typeOf(field.type, field.isNullable())}};
    if (field.type == FieldType::StringList)
        schema.insert(u"items"_s, QJsonObject{{u"type"_s, u"string"_s}});
    if (field.form)
        insertText(schema, u"title"_s, field.form->label);
    insertText(schema, u"description"_s, field.description);
    if (!field.enumeration.isEmpty()) {
        QJsonArray values = QJsonArray::fromStringList(field.enumeration);
        if (field.isNullable())
            values.append(QJsonValue());
        schema.insert(u"enum"_s, values);
    }
    insertText(schema, u"pattern"_s, field.pattern);
    insertLimits(schema, field);
    if (!field.defaultValue.isUndefined())
        schema.insert(u"default"_s, field.defaultValue);
    if (field.secret)
        schema.insert(u"writeOnly"_s, true);
    return schema;
}

QByteArray schemaJson(const Manifest &manifest, const std::optional<QStringList> &platformOptions)
{
    const QJsonObject document{{u"json_schema"_s, jsonSchema(manifest, platformOptions)},
                               {u"ui_schema"_s, uiSchema(manifest)}};
    return QJsonDocument(document).toJson(QJsonDocument::Compact);
}

} // namespace outlet::ui
