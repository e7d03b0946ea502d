// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/jsontree.h"

#include <QJsonArray>
#include <QJsonObject>

#include <rapidjson/document.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

using Memory = rapidjson::Document::AllocatorType;

constexpr int deepest = 100; ///< values within each other: what looks at a tree recurses

rapidjson::Value copied(const QString &string, Memory &memory)
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
        return copied(value.toString(), memory);
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
                object.AddMember(copied(key, memory),
                                 jsonTree(QJsonValue(it.value()), withoutOwnKeys, memory), memory);
        }
        return object;
    }
    }
    Q_UNREACHABLE();
}

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

/**
 * Turns a tree that was parsed from text into what jsonTree() would have made of it; false where an
 * object has a key twice, or more lie within each other than `depth`.
 */
bool normalise(rapidjson::Value &tree, int depth)
{
    if (depth == 0 || (tree.IsObject() && mayHaveKeyTwice(tree)))
        return false;
    if (tree.IsObject())
        return std::ranges::all_of(
            tree.GetObject(), [&](auto &member) { return normalise(member.value, depth - 1); });
    if (tree.IsArray())
        return std::ranges::all_of(tree.GetArray(),
                                   [&](auto &item) { return normalise(item, depth - 1); });
    if (tree.IsDouble())
        tree = number(tree.GetDouble());
    return true;
}

} // namespace

struct JsonTree::Private
{
    alignas(std::max_align_t) char buffer[32 * 1024]; // enough for most: one trip to the heap
    rapidjson::MemoryPoolAllocator<> memory{buffer, sizeof buffer};
    rapidjson::Document document{&memory};
    bool isReadable = true;
};

// Not by make_unique(), which would fill the buffer with zeros first.
JsonTree::JsonTree(const QJsonValue &document, OwnKeys ownKeys) : d(new Private)
{
    static_cast<rapidjson::Value &>(d->document) =
        jsonTree(document, ownKeys == OwnKeys::LeftOut, d->memory);
}

JsonTree::JsonTree(const QByteArray &text) : d(new Private)
{
    d->document.Parse<rapidjson::kParseIterativeFlag>(text.constData(), size_t(text.size()));
    d->isReadable = !d->document.HasParseError() && normalise(d->document, deepest);
}

JsonTree::~JsonTree() = default;

bool JsonTree::isReadable() const
{
    return d->isReadable;
}

const rapidjson::Value &JsonTree::root() const
{
    return d->document;
}

} // namespace outlet::ui
