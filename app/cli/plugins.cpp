// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plugins.h"

#include "app/api/describe.h"
#include "app/cli/candidates.h"
#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/log.h"
#include "ui-schemas/jsonwriter.h"

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

ExitCode failed(const Error &error)
{
    printError(error);
    return exitCodeOf(error);
}

Cell verdictCell(const Listed &entry)
{
    const registry::VerdictCode code = entry.verdict->code;
    const Colour colour = entry.isGood()    ? Colour::Good
                          : isLeftOut(code) ? Colour::Faint
                                            : Colour::Bad;
    return {registry::nameOf(code), colour};
}

QString listText(const std::vector<Listed> &entries)
{
    if (entries.empty())
        return u"No connector was found.\n"_s;
    QList<Row> rows{{{u"NAME"_s, Colour::Strong},
                     {u"VERSION"_s, Colour::Strong},
                     {u"SOURCE"_s, Colour::Strong},
                     {u"VERDICT"_s, Colour::Strong},
                     {u"PATH"_s, Colour::Strong}}};
    for (const Listed &entry : entries)
        rows += Row{entry.name, entry.version.isEmpty() ? u"-"_s : entry.version,
                    registry::nameOf(entry.candidate->source), verdictCell(entry),
                    entry.candidate->directory};
    return table(rows, hasColours());
}

/** The objects of `entries`, with everything where `isFull`. */
QByteArray pluginsJson(const std::vector<Listed> &entries, bool isFull)
{
    ui::JsonWriter json;
    json.beginObject().key("plugins"_L1).beginArray();
    for (const Listed &entry : entries) {
        json.beginObject();
        writeListed(json, entry);
        if (isFull && entry.manifest)
            writeManifest(json, *entry.manifest);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
}

void addVerdict(QList<Row> &rows, const Listed &entry)
{
    const registry::Verdict &verdict = *entry.verdict;
    rows += Row{u"verdict"_s, verdictCell(entry)};
    rows += Row{u"stage"_s, registry::nameOf(registry::stageOf(verdict.code))};
    if (!verdict.message.isEmpty())
        rows += Row{u"because"_s, verdict.message};
    for (const QString &fact : verdict.evidence)
        rows += Row{u"fact"_s, fact};
    if (!verdict.hint.isEmpty())
        rows += Row{u"hint"_s, verdict.hint};
}

void addManifest(QList<Row> &rows, const ui::Manifest &manifest)
{
    QStringList fields;
    for (const ui::Field &field : manifest.fields)
        fields += field.name;
    QStringList hooks;
    for (const ui::Hook hook : manifest.hooks)
        hooks += ui::nameOf(hook);
    const QList<std::pair<QString, QString>> facts{
        {u"id"_s, manifest.id},
        {u"aliases"_s, manifest.aliases.join(u", "_s)},
        {u"description"_s, manifest.description},
        {u"author"_s, manifest.author},
        {u"license"_s, manifest.license},
        {u"kind"_s, ui::nameOf(manifest.kind)},
        {u"platform"_s, manifest.platformOrEmpty().key},
        {u"table"_s, manifest.table},
        {u"fields"_s, fields.join(u", "_s)},
        {u"hooks"_s, hooks.join(u", "_s)},
    };
    for (const auto &[name, value] : facts) {
        if (!value.isEmpty())
            rows += Row{name, value};
    }
}

QString oneText(const Listed &entry, bool isFull)
{
    QList<Row> rows;
    rows += Row{u"name"_s, Cell(entry.name, Colour::Strong)};
    if (!entry.version.isEmpty())
        rows += Row{u"version"_s, entry.version};
    rows += Row{u"source"_s, registry::nameOf(entry.candidate->source)};
    addVerdict(rows, entry);
    if (!entry.candidate->directory.isEmpty())
        rows += Row{u"path"_s, entry.candidate->directory};
    if (isFull && entry.manifest)
        addManifest(rows, *entry.manifest);
    return table(rows, hasColours());
}

QString allText(const std::vector<Listed> &entries, bool isFull)
{
    QStringList texts;
    for (const Listed &entry : entries)
        texts += oneText(entry, isFull);
    return texts.join(u'\n');
}

/** No candidate has the name: the API's verdict on that, as an error of the command line. */
Error unknownName(const registry::Snapshot &snapshot, const QString &name)
{
    const registry::Verdict verdict = api::unknownName(snapshot, name);
    return {ErrorCode::NotFound, verdict.message + u'.', verdict.hint + u'.', {}};
}

/** The answer to `why` about a name that nothing has: that is an answer, too. */
QByteArray unknownJson(const Error &error)
{
    ui::JsonWriter json;
    json.beginObject()
        .key("plugins"_L1)
        .beginArray()
        .endArray()
        .member("message"_L1, error.message)
        .member("hint"_L1, error.hint)
        .endObject();
    return json.take();
}

} // namespace

ExitCode listPlugins(const Invocation &invocation)
{
    const auto snapshot = inspect(invocation.settings);
    if (!snapshot)
        return failed(snapshot.error());
    const std::vector<Listed> entries = listed(**snapshot);
    if (invocation.isJson)
        printJson(pluginsJson(entries, false));
    else
        print(listText(entries));
    return ExitCode::Fine;
}

ExitCode showPlugin(const Invocation &invocation)
{
    const auto snapshot = inspect(invocation.settings);
    if (!snapshot)
        return failed(snapshot.error());
    const std::vector<Listed> entries = listedAs(**snapshot, invocation.name);
    if (entries.empty())
        return failed(unknownName(**snapshot, invocation.name));
    if (invocation.isJson)
        printJson(pluginsJson(entries, true));
    else
        print(allText(entries, true));
    return ExitCode::Fine;
}

ExitCode whyPlugin(const Invocation &invocation)
{
    const auto snapshot = inspect(invocation.settings);
    if (!snapshot)
        return failed(snapshot.error());
    const std::vector<Listed> entries = listedAs(**snapshot, invocation.name);
    const Error unknown = unknownName(**snapshot, invocation.name);
    if (invocation.isJson)
        printJson(entries.empty() ? unknownJson(unknown) : pluginsJson(entries, false));
    else if (entries.empty())
        print(escaped(unknown.message) + u"\n    hint: "_s + escaped(unknown.hint) + u'\n');
    else
        print(allText(entries, false));
    return ExitCode::Fine;
}

} // namespace outlet::app::cli
