// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/settings.h"

#include "app/cli/output.h"
#include "ui-schemas/jsonwriter.h"

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

QByteArray jsonOf(const Settings &settings)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("config_file"_L1, settings.configFile.isEmpty() ? QString() : settings.configFile)
        .key("settings"_L1)
        .beginArray();
    for (const Settings::Effective &setting : settings.effective) {
        json.beginObject()
            .member("key"_L1, setting.key)
            .member("value"_L1, setting.value.isNull() ? u""_s : setting.value)
            .member("origin"_L1, setting.origin)
            .endObject();
    }
    json.endArray().member("warnings"_L1, settings.warnings).endObject();
    return json.take();
}

QString textOf(const Settings &settings)
{
    QList<Row> rows{{{u"SETTING"_s, Colour::Strong},
                     {u"VALUE"_s, Colour::Strong},
                     {u"FROM"_s, Colour::Strong}}};
    for (const Settings::Effective &setting : settings.effective)
        rows += Row{setting.key, setting.value.isEmpty() ? u"-"_s : setting.value,
                    Cell(setting.origin, Colour::Faint)};
    return table(rows, hasColours());
}

} // namespace

ExitCode showSettings(const Invocation &invocation)
{
    if (invocation.isJson)
        printJson(jsonOf(invocation.settings));
    else
        print(textOf(invocation.settings));
    return ExitCode::Fine;
}

} // namespace outlet::app::cli
