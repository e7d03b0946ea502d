// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/manifest.h"
#include "ui-schemas/jsonschema.h"

#include "tests/fuzz/targets.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace outlet::tests::fuzz {

namespace {

/** What a module holds is judged by another validator first, and read by another parser. */
void embedded(const QByteArray &text)
{
    const QByteArray compact = QJsonDocument::fromJson(text).toJson(QJsonDocument::Compact);
    if (compact.contains("\xEF\xBB\xBF")) // which QJsonDocument forgets
        return;
    const QJsonObject object = QJsonDocument::fromJson(compact).object();
    const auto whole = ui::parseManifest(object);
    const auto shortcut =
        ui::parseEmbedded(QJsonDocument::fromJson(ui::embeddedManifest(compact)).object());
    require(whole.has_value() == shortcut.has_value(),
            "an embedded manifest is judged as any other");
    require(!whole || ui::schemaJson(*whole, {}) == ui::schemaJson(*shortcut, {}),
            "an embedded manifest is read as any other");
}

} // namespace

void manifest(std::string_view bytes)
{
    const QByteArray text(bytes.data(), qsizetype(bytes.size()));
    embedded(text);
    const auto parsed = ui::parseManifest(text);
    if (!parsed) {
        require(!parsed.error().isEmpty(), "what is turned down has a problem");
        for (const Error &problem : parsed.error())
            require(!problem.message.isEmpty(), "a problem says what is wrong");
        return;
    }
    require(!parsed->id.isEmpty() && !parsed->plugin.isEmpty(), "a manifest has an id and a name");
    const auto again = ui::parseManifest(QJsonDocument::fromJson(text).object());
    require(again && again->id == parsed->id, "text and tree are judged the same");
}

} // namespace outlet::tests::fuzz
