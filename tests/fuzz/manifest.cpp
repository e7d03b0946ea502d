// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/manifest.h"

#include "tests/fuzz/targets.h"

#include <QJsonDocument>

namespace outlet::tests::fuzz {

void manifest(std::string_view bytes)
{
    const QByteArray text(bytes.data(), qsizetype(bytes.size()));
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
