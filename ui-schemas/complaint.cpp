// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/complaint.h"

#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <QJsonArray>

#include <algorithm>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

/** The schema of one place: what `$ref` names, under the words that stand beside it. */
QJsonObject resolved(const QJsonObject &node, const QJsonObject &root)
{
    const QString reference = node["$ref"_L1].toString();
    if (reference.isEmpty())
        return node;
    QJsonObject target = root["$defs"_L1][reference.section(u'/', -1)].toObject();
    if (node.contains("description"_L1))
        target["description"_L1] = node["description"_L1];
    return target;
}

QJsonObject childOf(const QJsonObject &node, const QString &key, const QJsonObject &root)
{
    if (node.contains("items"_L1))
        return resolved(node["items"_L1].toObject(), root);
    const QJsonValue property = node["properties"_L1][key];
    return resolved((property.isObject() ? property : node["additionalProperties"_L1]).toObject(),
                    root);
}

/** A value, and the schema for its place. */
struct Place
{
    QString where;
    QJsonValue value;
    QJsonObject schema;
};

Place placeAt(const QStringList &path, const QJsonValue &document, const QJsonObject &root)
{
    Place place{{}, document, resolved(root, root)};
    for (const QString &step : path) {
        place.where = pointer(place.where, step);
        place.value = place.value.isArray() ? place.value[step.toInt()] : place.value[step];
        place.schema = childOf(place.schema, step, root);
    }
    return place;
}

QStringList typesOf(const QJsonObject &schema)
{
    const QJsonValue type = schema["type"_L1];
    if (type.isString())
        return {type.toString()};
    return type.toVariant().toStringList();
}

bool isOfType(const QJsonValue &value, const QString &type)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return type == "null"_L1;
    case QJsonValue::Bool:
        return type == "boolean"_L1;
    case QJsonValue::String:
        return type == "string"_L1;
    case QJsonValue::Array:
        return type == "array"_L1;
    case QJsonValue::Object:
        return type == "object"_L1;
    case QJsonValue::Double:
        return type == "number"_L1 || (type == "integer"_L1 && value.toInt(0) == value.toInt(1));
    case QJsonValue::Undefined:
        return false;
    }
    return false;
}

struct TypeWords
{
    QLatin1StringView type;
    QLatin1StringView phrase;
    QLatin1StringView hint;
};

constexpr TypeWords typeWords[] = {
    {"string"_L1, "a string"_L1, "Write it as text in double quotes."_L1},
    {"integer"_L1, "a whole number"_L1, "Write digits without quotes, and no fraction."_L1},
    {"number"_L1, "a number"_L1, "Write digits without quotes."_L1},
    {"boolean"_L1, "true or false"_L1, "Write true or false without quotes."_L1},
    {"array"_L1, "a list"_L1, "Put it in square brackets: [ ... ]."_L1},
    {"object"_L1, "an object"_L1, "Put it in braces: { \"key\": value }."_L1},
    {"null"_L1, "null"_L1, "Write null without quotes."_L1},
};

const TypeWords &wordsFor(const QString &type)
{
    return *std::ranges::find_if(typeWords, [&](const TypeWords &w) { return type == w.type; });
}

Error wrongType(const Place &place, const QStringList &types)
{
    QStringList phrases;
    for (const QString &type : types)
        phrases.append(wordsFor(type).phrase);
    return {ErrorCode::InvalidArgument,
            u"found %1, wanted %2: %3"_s.arg(quoted(place.value), phrases.join(" or "_L1),
                                             place.schema["description"_L1].toString()),
            wordsFor(types.first()).hint, place.where};
}

Error notInEnum(const Place &place, const QStringList &members)
{
    const QString near = didYouMean(place.value.toString(), members);
    return {ErrorCode::InvalidArgument,
            u"found %1, wanted one of %2: %3"_s.arg(quoted(place.value), quotedList(members),
                                                    place.schema["description"_L1].toString()),
            near.isEmpty() ? u"Write one of the values named."_s : near, place.where};
}

Error reserved(const Place &place)
{
    return {ErrorCode::InvalidArgument,
            u"found %1, which is reserved; wanted %2"_s.arg(
                quoted(place.value), place.schema["description"_L1].toString()),
            u"Choose another name."_s, place.where};
}

/** What to do about a value of the right type that breaks a limit of its schema. */
QString limitHint(const Place &place)
{
    const QJsonObject &schema = place.schema;
    const QString text = place.value.toString();
    if (schema.contains("maxLength"_L1) && text.size() > schema["maxLength"_L1].toInt())
        return u"It has %1 characters: shorten it to %2."_s.arg(text.size())
            .arg(schema["maxLength"_L1].toInt());
    if (schema.contains("minLength"_L1) && text.isEmpty())
        return u"Write at least one character."_s;
    if (schema.contains("pattern"_L1))
        return u"It has to match the regular expression %1."_s.arg(schema["pattern"_L1].toString());
    if (schema.contains("minItems"_L1))
        return u"Add an item, or leave the key out."_s;
    if (schema.contains("minimum"_L1))
        return u"Choose a value from %1 to %2."_s.arg(schema["minimum"_L1].toInt())
            .arg(schema["maximum"_L1].toInt());
    return u"Compare it with what the schema says about this place."_s;
}

Error wrongValue(const Place &place)
{
    const QStringList types = typesOf(place.schema);
    const bool hasType = types.isEmpty() || std::ranges::any_of(types, [&](const QString &type) {
                             return isOfType(place.value, type);
                         });
    if (!hasType)
        return wrongType(place, types);
    const QJsonValue members = place.schema["enum"_L1];
    if (members.isArray())
        return notInEnum(place, members.toVariant().toStringList());
    if (place.schema["not"_L1]["enum"_L1].toArray().contains(place.value))
        return reserved(place);
    const QString description = place.schema["description"_L1].toString();
    return {ErrorCode::InvalidArgument,
            u"found %1, wanted %2"_s.arg(quoted(place.value), description), limitHint(place),
            place.where};
}

Error missingKey(const Place &parent, const QString &key, const QJsonObject &root)
{
    const QJsonObject schema = childOf(parent.schema, key, root);
    return {ErrorCode::InvalidArgument,
            u"missing %1; wanted %2"_s.arg(quoted(key), schema["description"_L1].toString()),
            parent.where.isEmpty() ? u"Add the key %1."_s.arg(quoted(key))
                                   : u"Add the key %1 to %2."_s.arg(quoted(key), parent.where),
            pointer(parent.where, key)};
}

/** One problem for each key that does not belong: the validator names only the first. */
Problems unknownKeys(const Place &place)
{
    const QStringList known = place.schema["properties"_L1].toObject().keys();
    const bool hasOwnKeys = place.schema.contains("patternProperties"_L1);
    Problems problems;
    const QStringList keys = place.value.toObject().keys();
    for (const QString &key : keys) {
        if (known.contains(key) || (hasOwnKeys && key.startsWith("x-"_L1)))
            continue;
        QStringList hints{didYouMean(key, known)};
        hints.append(hasOwnKeys ? u"Keys of your own begin with \"x-\"."_s : QString());
        hints.removeAll(QString());
        problems.append(
            {ErrorCode::InvalidArgument,
             u"found the unknown key %1, wanted one of %2"_s.arg(quoted(key), quotedList(known)),
             hints.isEmpty() ? u"Remove it."_s : hints.join(u' '), pointer(place.where, key)});
    }
    return problems;
}

} // namespace

Problems explained(const QList<Complaint> &complaints, const QJsonValue &document,
                   const QJsonObject &schema)
{
    Problems problems;
    for (const Complaint &complaint : complaints) {
        const Place place = placeAt(complaint.path, document, schema);
        switch (complaint.kind) {
        case Complaint::WrongValue:
            problems.append(wrongValue(place));
            break;
        case Complaint::MissingKey:
            problems.append(missingKey(place, complaint.key, schema));
            break;
        case Complaint::UnknownKey:
            problems.append(unknownKeys(place));
            break;
        }
    }
    if (problems.isEmpty())
        problems.append({ErrorCode::InvalidArgument,
                         u"found a document that does not follow its schema, wanted %1"_s.arg(
                             schema["description"_L1].toString()),
                         u"Compare it with the schema \"%1\"."_s.arg(schema["title"_L1].toString()),
                         {}});
    return problems;
}

} // namespace outlet::ui
