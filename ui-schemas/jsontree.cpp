// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsontree.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

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
        for (const QJsonValue &item : items)
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

} // namespace outlet::ui
