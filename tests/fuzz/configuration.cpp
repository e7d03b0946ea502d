// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/targets.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/submission.h"

#include <QJsonDocument>

#include <algorithm>

namespace outlet::tests::fuzz {

using namespace Qt::StringLiterals;

namespace {

/** One field of each type, with rules of each kind. */
const ui::Manifest &manifest()
{
    static const ui::Manifest made = [] {
        ui::Manifest manifest;
        const auto add = [&](const QString &name, ui::FieldType type) -> ui::Field & {
            manifest.fields.append(ui::Field());
            manifest.fields.last().name = name;
            manifest.fields.last().type = type;
            return manifest.fields.last();
        };
        ui::Field &text = add(u"s"_s, ui::FieldType::String);
        text.required = true;
        text.pattern = u"^[a-z.\\s]*$"_s;
        text.maxLength = 9;
        add(u"e"_s, ui::FieldType::String).enumeration = {u"x"_s, u"it's"_s};
        add(u"i"_s, ui::FieldType::Integer).minimum = -5;
        add(u"n"_s, ui::FieldType::Number).defaultValue = 0.5;
        add(u"b"_s, ui::FieldType::Boolean).form.emplace().required = true;
        ui::FormControl &list = add(u"l"_s, ui::FieldType::StringList).form.emplace();
        list.control = ui::Control::Select;
        list.maxCount = 2;
        list.options = {{u"A"_s, u"a"_s}, {u"B"_s, u"b"_s}};
        list.dependsOn = {{u"b"_s, true}};
        return manifest;
    }();
    return made;
}

int depthOf(const QJsonValue &value)
{
    int deepest = 0;
    const auto look = [&](const QJsonValue &item) { deepest = std::max(deepest, depthOf(item)); };
    for (const QJsonValue item : value.toArray())
        look(item);
    const QJsonObject object = value.toObject();
    std::for_each(object.begin(), object.end(), look);
    return deepest + (value.isArray() || value.isObject() ? 1 : 0);
}

void judge(const QJsonObject &configuration)
{
    const auto values = ui::parseValues(manifest(), configuration);
    if (!values) {
        require(!values.error().isEmpty(), "what cannot be read has a problem");
        for (const ui::InputProblem &problem : values.error())
            require(!problem.where.isEmpty() && !problem.message.isEmpty(),
                    "a problem says what is wrong, and where");
        return;
    }
    require(values->size() == manifest().fields.size(), "values are complete");
    const auto verdicts = ui::judgeValues(manifest(), *values, {});
    require(verdicts.size() == manifest().fields.size(), "there is a verdict on each field");
    const auto again = ui::parseValues(manifest(), *values);
    require(again && *again == *values, "what has been read is read again as it is");
}

} // namespace

void configuration(std::string_view bytes)
{
    const QByteArray text(bytes.data(), qsizetype(bytes.size()));
    const auto json = ui::readJson(text, {.depth = 8});
    if (!json) {
        require(!json.error().message.isEmpty(), "a fault says what is wrong");
        require(json.error().position >= 0 && json.error().position <= text.size(),
                "a fault lies in the text");
        return;
    }
    require(depthOf(*json) <= 8, "nothing is deeper than the limit");
    const QByteArray written = QJsonDocument(QJsonArray{*json}).toJson(QJsonDocument::Compact);
    const auto again = ui::readJson(written, {.depth = 9});
    require(again && *again == QJsonArray{*json}, "a document survives being written again");
    judge(json->toObject());
}

} // namespace outlet::tests::fuzz
