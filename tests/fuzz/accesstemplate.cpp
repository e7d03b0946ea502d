// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/accesstemplate.h"

#include "tests/fuzz/targets.h"

namespace outlet::tests::fuzz {

using namespace Qt::StringLiterals;

/** The bytes are a template; its names all have values that look like templates. */
void accessTemplate(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    const auto names = ui::templateNames(text);
    if (!names) {
        require(!ui::renderTemplate(text, {}), "what has no names cannot be rendered");
        return;
    }
    QJsonObject values;
    for (const QString &name : *names)
        values.insert(name, u"{{{x}"_s);
    const auto path = ui::renderTemplate(text, values);
    require(path.has_value(), "a template whose names are all there can be rendered");
    require(ui::renderTemplate(text, {}, values) == path, "it does not matter who has the values");
    require(ui::renderTemplate(text, {}).has_value() == names->isEmpty(),
            "a name without a value is refused");
    qsizetype inserted = 0;
    for (qsizetype at = 0; (at = path->indexOf(u"{{{x}"_s, at)) >= 0; at += 5)
        ++inserted;
    require(inserted >= names->size(), "every name is replaced, and no value is expanded");
}

} // namespace outlet::tests::fuzz
