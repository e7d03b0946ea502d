// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsontree.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

using Memory = rapidjson::Document::AllocatorType;

rapidjson::Value text(const QString &string, Memory &memory)
{
    const QByteArray utf8 = string.toUtf8();
    return {utf8.constData(), rapidjson::SizeType(utf8.size()), memory};
}

rapidjson::Value number(double value)
{
    constexpr double exact = 9007199254740992.0; // 2^53: whole numbers are whole up to here
    if (value == std::trunc(value) && std::abs(value) <= exact)
        return rapidjson::Value(int64_t(value));
    return rapidjson::Value(value);
}

} // namespace

rapidjson::Value jsonTree(const QJsonValue &value, bool withoutOwnKeys, Memory &memory)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return rapidjson::Value(rapidjson::kNullType);
    case QJsonValue::Bool:
        return rapidjson::Value(value.toBool());
    case QJsonValue::Double:
        return number(value.toDouble());
    case QJsonValue::String:
        return text(value.toString(), memory);
    case QJsonValue::Array: {
        rapidjson::Value list(rapidjson::kArrayType);
        const QJsonArray items = value.toArray();
        for (const auto &item : items)
            list.PushBack(jsonTree(item, withoutOwnKeys, memory), memory);
        return list;
    }
    case QJsonValue::Object: {
        rapidjson::Value object(rapidjson::kObjectType);
        const QJsonObject members = value.toObject();
        for (auto it = members.begin(); it != members.end(); ++it) {
            const QString key = it.key();
            if (!withoutOwnKeys || !key.startsWith("x-"_L1))
                object.AddMember(text(key, memory),
                                 jsonTree(QJsonValue(it.value()), withoutOwnKeys, memory), memory);
        }
        return object;
    }
    }
    Q_UNREACHABLE();
}

namespace {

/** Whether that is so, or would take long to tell. */
bool mayHaveKeyTwice(const rapidjson::Value &object)
{
    if (object.MemberCount() > 100)
        return true;
    for (auto a = object.MemberBegin(); a != object.MemberEnd(); ++a) {
        for (auto b = object.MemberBegin(); b != a; ++b) {
            if (a->name == b->name)
                return true;
        }
    }
    return false;
}

bool isOwn(const rapidjson::Value &key)
{
    return std::string_view(key.GetString(), key.GetStringLength()).starts_with("x-");
}

bool normaliseObject(rapidjson::Value &object, bool withoutOwnKeys)
{
    if (mayHaveKeyTwice(object))
        return false;
    for (auto member = object.MemberBegin(); member != object.MemberEnd();) {
        if (withoutOwnKeys && isOwn(member->name)) {
            member = object.EraseMember(member);
            continue;
        }
        if (!normalise(member->value, withoutOwnKeys))
            return false;
        ++member;
    }
    return true;
}

} // namespace

bool normalise(rapidjson::Value &tree, bool withoutOwnKeys)
{
    if (tree.IsObject())
        return normaliseObject(tree, withoutOwnKeys);
    if (tree.IsArray())
        return std::ranges::all_of(tree.GetArray(),
                                   [&](auto &item) { return normalise(item, withoutOwnKeys); });
    if (tree.IsDouble())
        tree = number(tree.GetDouble());
    return true;
}

} // namespace outlet::ui
