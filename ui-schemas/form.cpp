// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/form.h"

#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/names.h"

#include <algorithm>
#include <limits>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

using PlatformOptions = std::optional<QStringList>;

void writeFlag(JsonWriter &json, QLatin1StringView name, const std::optional<bool> &flag)
{
    json.member(name, flag ? QJsonValue(*flag) : QJsonValue(QJsonValue::Null));
}

void writeOptions(JsonWriter &json, const FormControl &form, const PlatformOptions &offered)
{
    QList<Option> options = form.options;
    if (form.optionsFrom == OptionsFrom::PlatformService) {
        options.clear();
        for (const QString &text : offered.value_or(QStringList()))
            options.append({text, text});
    }
    json.key("options"_L1).beginArray();
    for (const Option &option : std::as_const(options)) {
        json.beginObject();
        json.member("label"_L1, option.label).member("value"_L1, option.value);
        json.endObject();
    }
    json.endArray();
}

/** The block named after the element's type; clients look for the others too and find null. */
void writeBlock(JsonWriter &json, Control block, const FormControl &form,
                const PlatformOptions &offered)
{
    json.key(nameOf(block));
    if (form.control != block) {
        json.value(nullptr);
        return;
    }
    const bool hasOptions = block == Control::Select || block == Control::Radio;
    json.beginObject();
    if (hasOptions)
        json.member("max_count"_L1, block == Control::Select ? form.maxCount : 1);
    if (block != Control::Select)
        json.member("initial_value"_L1, form.initialValue);
    if (hasOptions)
        writeOptions(json, form, offered);
    json.endObject();
}

void writeConditions(JsonWriter &json, const QList<Condition> &conditions)
{
    json.key("depends_on"_L1);
    if (conditions.isEmpty()) {
        json.value(nullptr);
        return;
    }
    json.beginArray();
    for (const Condition &condition : conditions) {
        json.beginObject();
        json.member("field_name"_L1, condition.fieldName).member("value"_L1, condition.value);
        json.endObject();
    }
    json.endArray();
}

/** A field that people enter. */
struct Element
{
    const Field *field;
    const FormControl *form;
};

/** Keys beyond the contract: old clients never see them, since no old connector sets them. */
void writeExtras(JsonWriter &json, const Element &element)
{
    if (element.field->secret)
        json.member("secret"_L1, true);
    if (element.form->optionsFrom == OptionsFrom::Connector)
        json.member("options_from"_L1, nameOf(OptionsFrom::Connector));
}

void writeElement(JsonWriter &json, const Element &element, const PlatformOptions &offered)
{
    const FormControl &form = *element.form;
    json.beginObject();
    json.member("label"_L1, form.label).member("type"_L1, nameOf(form.control));
    json.member("required"_L1, form.required).member("name"_L1, element.field->name);
    json.member("tooltip"_L1, form.tooltip);
    writeFlag(json, "hidden"_L1, form.hidden);
    for (const Control block :
         {Control::Checkbox, Control::Select, Control::String, Control::Radio})
        writeBlock(json, block, form, offered);
    writeConditions(json, form.dependsOn);
    writeFlag(json, "disabled"_L1, form.disabled);
    writeFlag(json, "use_namespace_when_not_source_aligned"_L1,
              form.useNamespaceWhenNotSourceAligned);
    writeExtras(json, element);
    json.endObject();
}

QList<Element> elementsOf(const Manifest &manifest)
{
    QList<Element> elements;
    for (const Field *field : fieldsInFormOrder(manifest)) {
        if (field->form)
            elements.append({field, &*field->form});
    }
    return elements;
}

/** A tile and those under it. Only the top ones have children. */
struct Tile
{
    Platform platform;
    bool isMadeUp = false; ///< for a parent that no connector has described (yet)
    QList<Tile> children = {};
};

Platform parentOf(const Platform &child)
{
    Platform parent;
    parent.key = child.parent;
    parent.displayName = child.parent.toUpper();
    parent.iconName = child.parent + "-logo.svg"_L1;
    parent.hasEnvironments = true;
    parent.showInForm = child.showInForm;
    return parent;
}

/** The tile with the key of `platform`; the first that describes it for real fills it in. */
Tile &tileFor(QList<Tile> &tiles, const Platform &platform, bool isMadeUp = false)
{
    const auto found = std::ranges::find_if(
        tiles, [&](const Tile &tile) { return tile.platform.key == platform.key; });
    if (found == tiles.end()) {
        tiles.append({platform, isMadeUp});
        return tiles.last();
    }
    if (found->isMadeUp && !isMadeUp) {
        found->platform = platform;
        found->isMadeUp = false;
    }
    return *found;
}

void writeTiles(JsonWriter &json, const QList<Tile> &tiles)
{
    json.beginArray();
    for (const Tile &tile : tiles) {
        json.beginObject();
        json.member("label"_L1, tile.platform.displayName).member("value"_L1, tile.platform.key);
        json.member("icon_name"_L1, tile.platform.iconName);
        json.member("has_environments"_L1, tile.platform.hasEnvironments);
        json.member("has_config"_L1, true).key("children"_L1);
        writeTiles(json, tile.children);
        json.member("show_in_form"_L1, tile.platform.showInForm);
        json.member("has_menu"_L1, tile.platform.hasEnvironments); // what older clients ask for
        json.endObject();
    }
    json.endArray();
}

} // namespace

QList<const Field *> fieldsInFormOrder(const Manifest &manifest)
{
    QList<const Field *> fields;
    for (const Field &field : manifest.fields)
        fields.append(&field);
    std::ranges::stable_sort(fields, {}, [](const Field *field) {
        return field->form ? field->form->order : std::numeric_limits<int>::max();
    });
    return fields;
}

QByteArray formJson(const Manifest &manifest, const std::optional<QStringList> &platformOptions)
{
    const QList<Element> elements = elementsOf(manifest);
    const bool needsPlatform = std::ranges::any_of(elements, [](const Element &element) {
        return element.form->optionsFrom == OptionsFrom::PlatformService;
    });
    const bool isConfigured = !needsPlatform || platformOptions.has_value();
    const Platform platform = manifest.platform.value_or(Platform());
    JsonWriter json;
    json.beginObject();
    json.member("not_configured"_L1, !isConfigured).key("ui_metadata"_L1).beginArray();
    if (isConfigured) {
        for (const Element &element : elements)
            writeElement(json, element, platformOptions);
    }
    json.endArray();
    json.member("plugin"_L1, manifest.plugin);
    json.member("has_environments"_L1, platform.hasEnvironments);
    json.member("result_label"_L1, platform.resultLabel);
    json.member("result_tooltip"_L1, platform.resultTooltip);
    json.member("platform"_L1, platform.key).member("display_name"_L1, platform.displayName);
    json.member("icon_name"_L1, platform.iconName).member("parent_platform"_L1, platform.parent);
    json.member("platform_tile"_L1, nullptr).member("show_in_form"_L1, platform.showInForm);
    json.member("detailed_name"_L1, platform.detailedName);
    json.endObject();
    return json.take();
}

QByteArray listJson(const QList<QByteArray> &forms)
{
    return "{\"plugins\":[" + forms.join(',') + "]}";
}

QByteArray tilesJson(const QList<Manifest> &manifests)
{
    QList<Tile> tiles;
    for (const Manifest &manifest : manifests) {
        if (!manifest.platform)
            continue;
        const Platform &platform = *manifest.platform;
        if (platform.parent.isNull())
            tileFor(tiles, platform);
        else
            tileFor(tileFor(tiles, parentOf(platform), true).children, platform);
    }
    JsonWriter json;
    json.beginObject().key("platform_tiles"_L1);
    writeTiles(json, tiles);
    json.endObject();
    return json.take();
}

} // namespace outlet::ui
