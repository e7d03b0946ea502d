// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/explain.h"

#include "app/cli/output.h"
#include "registry/verdictmeaning.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using registry::VerdictCode;

namespace {

Result<QList<VerdictCode>> codesOf(const QStringList &names)
{
    QList<VerdictCode> all = registry::allVerdictCodes();
    if (names.isEmpty())
        return all;
    QStringList known;
    for (const VerdictCode code : all)
        known += registry::nameOf(code);
    QList<VerdictCode> asked;
    for (const QString &name : names) {
        const qsizetype index = known.indexOf(name);
        if (index < 0) {
            const QString near = ui::didYouMean(name, known);
            return fail(
                ErrorCode::InvalidArgument, u"There is no verdict %1."_s.arg(ui::quoted(name)),
                near.isEmpty() ? u"`outlet explain` alone lists the verdicts."_s : near, {});
        }
        asked += all[index];
    }
    return asked;
}

QByteArray jsonOf(const QList<VerdictCode> &codes)
{
    ui::JsonWriter json;
    json.beginObject().key("verdicts"_L1).beginArray();
    for (const VerdictCode code : codes) {
        const registry::Meaning meaning = registry::meaningOf(code);
        json.beginObject()
            .member("code"_L1, registry::nameOf(code))
            .member("stage"_L1, registry::nameOf(registry::stageOf(code)))
            .member("in_force"_L1, registry::isGood(code))
            .member("meaning"_L1, meaning.meaning)
            .member("remedy"_L1, meaning.remedy)
            .endObject();
    }
    json.endArray().endObject();
    return json.take();
}

QString textOf(VerdictCode code)
{
    const registry::Meaning meaning = registry::meaningOf(code);
    QString text = u"### `%1`\n\n%2\n"_s.arg(registry::nameOf(code), meaning.meaning);
    if (!meaning.remedy.isEmpty())
        text += u"\n**Remedy:** "_s + meaning.remedy + u'\n';
    return text;
}

/** Markdown, which people read as it is: docs/verdicts.md is what this makes of all codes. */
QString documentOf(const QList<VerdictCode> &codes)
{
    QString text = u"# Verdicts\n\n"
                   "What became of a connector, in the order in which it is decided. "
                   "`outlet plugins why <name>`\nand `GET /api/v2/plugins/<name>/why` tell the "
                   "code with the case at hand; this list has what\nthe cases have in common. It "
                   "is what `outlet explain` prints.\n"_s;
    std::optional<registry::Stage> stage;
    for (const VerdictCode code : codes) {
        if (stage != registry::stageOf(code)) {
            stage = registry::stageOf(code);
            text += u"\n## %1: %2\n"_s.arg(registry::nameOf(*stage), registry::purposeOf(*stage));
        }
        text += u'\n' + textOf(code);
    }
    return text;
}

} // namespace

ExitCode explainVerdicts(const Invocation &invocation)
{
    const auto codes = codesOf(invocation.arguments);
    if (!codes) {
        printError(codes.error());
        return ExitCode::Usage;
    }
    if (invocation.isJson) {
        printJson(jsonOf(*codes));
    } else if (invocation.arguments.isEmpty()) {
        print(documentOf(*codes));
    } else {
        QStringList texts;
        for (const VerdictCode code : *codes)
            texts += textOf(code);
        print(texts.join(u'\n'));
    }
    return ExitCode::Fine;
}

} // namespace outlet::app::cli
