// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/quickschema.h"

// Its own regular expressions end at a NUL and cannot be used by several threads.
#define RAPIDJSON_SCHEMA_USE_INTERNALREGEX 0
#include <rapidjson/schema.h>

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>

namespace outlet::ui {

namespace {

using Memory = rapidjson::Document::AllocatorType;

bool rewrite(rapidjson::Value &schema, Memory &memory);

/** What is none would match everything. */
bool isPattern(const rapidjson::Value &value)
{
    try {
        static_cast<void>(std::regex(value.GetString(), value.GetStringLength()));
        return true;
    } catch (const std::regex_error &) {
        return false;
    }
}

/** A pointer in an address, where the validator wants a dollar sign encoded. */
bool rewriteReference(rapidjson::Value &reference, Memory &memory)
{
    constexpr std::string_view start = "#/$defs/";
    const std::string_view pointer(reference.GetString(), reference.GetStringLength());
    if (!pointer.starts_with(start))
        return false;
    const std::string encoded = "#/%24defs/" + std::string(pointer.substr(start.size()));
    reference.SetString(encoded.data(), rapidjson::SizeType(encoded.size()), memory);
    return true;
}

bool rewriteMembers(rapidjson::Value &object, Memory &memory)
{
    return std::ranges::all_of(object.GetObject(),
                               [&](auto &member) { return rewrite(member.value, memory); });
}

/** The keywords that mean in draft 4 what they mean here; of others the validator knows nothing. */
bool rewriteKeyword(std::string_view name, rapidjson::Value &value, Memory &memory)
{
    static constexpr std::string_view plain[] = {
        "$id",     "$schema",  "default",   "description", "enum",     "maxItems", "maxLength",
        "maximum", "minItems", "minLength", "minimum",     "required", "title",    "type"};
    if (std::ranges::find(plain, name) != std::end(plain))
        return true;
    if (name == "additionalProperties" && value.IsBool())
        return true;
    if (name == "pattern")
        return isPattern(value);
    if (name == "$ref")
        return rewriteReference(value, memory);
    if (name == "additionalProperties" || name == "items" || name == "not")
        return rewrite(value, memory);
    return (name == "$defs" || name == "properties") && rewriteMembers(value, memory);
}

/** Says the same in draft 4; false where that is not known. */
bool rewrite(rapidjson::Value &schema, Memory &memory)
{
    if (!schema.IsObject() || (schema.HasMember("$ref") && schema.MemberCount() > 1))
        return false; // draft 4 overlooks what stands beside a reference
    return std::ranges::all_of(schema.GetObject(), [&](auto &member) {
        return rewriteKeyword({member.name.GetString(), member.name.GetStringLength()},
                              member.value, memory);
    });
}

/**
 * Wants of all documents the keys that are required under a condition: draft 4 knows no conditions.
 */
void dropCondition(rapidjson::Value &schema, Memory &memory)
{
    if (!schema.IsObject())
        return;
    const auto condition = schema.FindMember("if");
    const auto then = schema.FindMember("then");
    const auto required = schema.FindMember("required");
    const auto end = schema.MemberEnd();
    if (condition == end || then == end || required == end || then->value.MemberCount() != 1 ||
        !then->value.HasMember("required"))
        return;
    for (auto &key : then->value["required"].GetArray())
        required->value.PushBack(key, memory);
    schema.RemoveMember("if");
    schema.RemoveMember("then");
}

} // namespace

struct QuickSchema::Private
{
    explicit Private(const rapidjson::Document &document) : schema(document) {}

    rapidjson::SchemaDocument schema;
};

QuickSchema::QuickSchema(std::unique_ptr<const Private> made) : d(std::move(made)) {}

QuickSchema::~QuickSchema() = default;

std::unique_ptr<const QuickSchema> QuickSchema::made(const rapidjson::Value &schema)
{
    rapidjson::Document rewritten;
    rewritten.CopyFrom(schema, rewritten.GetAllocator());
    dropCondition(rewritten, rewritten.GetAllocator());
    if (!rewrite(rewritten, rewritten.GetAllocator()))
        return nullptr;
    return std::unique_ptr<const QuickSchema>(
        new QuickSchema(std::make_unique<const Private>(rewritten)));
}

bool QuickSchema::accepts(const rapidjson::Value &document) const
{
    rapidjson::SchemaValidator validator(d->schema);
    return document.Accept(validator);
}

} // namespace outlet::ui
