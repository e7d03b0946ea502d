// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/candidates.h"
#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/cli/plugins.h"
#include "registry/schema.h"
#include "ui-schemas/jsonwriter.h"

#include <QFileInfo>

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

enum class Mark { Good, LeftOut, Bad };

Mark markOf(const Listed &entry)
{
    if (entry.isGood())
        return Mark::Good;
    return isLeftOut(entry.verdict->code) ? Mark::LeftOut : Mark::Bad;
}

Cell cellOf(Mark mark)
{
    switch (mark) {
    case Mark::Good:
        return {u"\u2713"_s, Colour::Good};
    case Mark::LeftOut:
        return {u"-"_s, Colour::Faint};
    case Mark::Bad:
        return {u"\u2717"_s, Colour::Bad};
    }
    return {QString()};
}

/** What was checked, sorted by how it ended. */
struct Findings
{
    registry::SnapshotPtr snapshot;
    std::vector<Listed> entries;

    qsizetype count(Mark mark) const
    {
        return std::ranges::count_if(entries, [&](const Listed &e) { return markOf(e) == mark; });
    }
};

bool needsMigrations(const Listed &entry)
{
    return entry.connector && !entry.manifest->table.isEmpty();
}

QString migrationsOf(const Listed &entry)
{
    return registry::migrationsDirectory(*entry.candidate);
}

bool hasMigrations(const Listed &entry)
{
    return QFileInfo(migrationsOf(entry)).isDir();
}

Row rowOf(const Listed &entry)
{
    Row row{cellOf(markOf(entry)), entry.name, registry::nameOf(entry.candidate->source),
            entry.version.isEmpty() ? u"-"_s : entry.version, entry.candidate->directory};
    if (entry.isGood())
        row += needsMigrations(entry) ? u"migrations: "_s + migrationsOf(entry) : u"no table"_s;
    else
        row += registry::nameOf(entry.verdict->code);
    return row;
}

QString reasonsOf(const Listed &entry)
{
    QList<Row> rows;
    if (!entry.verdict->message.isEmpty())
        rows += Row{entry.name + u':', entry.verdict->message};
    for (const QString &fact : entry.verdict->evidence)
        rows += Row{QString(), u"- "_s + fact};
    if (!entry.verdict->hint.isEmpty())
        rows += Row{QString(), u"hint: "_s + entry.verdict->hint};
    return table(rows, hasColours(), u"    "_s);
}

QString heading(const QString &text)
{
    return painted({text, Colour::Strong}, hasColours()) + u'\n';
}

QString foundSection(const Findings &findings, registry::Source source)
{
    QStringList places;
    for (const registry::SearchPath &path : findings.snapshot->paths) {
        if (path.source == source)
            places += path.directory;
    }
    const bool isBuiltIn = source == registry::Source::BuiltIn;
    QString text =
        heading((isBuiltIn ? u"Built-in connectors in %1"_s : u"External connectors in %1"_s)
                    .arg(places.isEmpty() ? u"no directory"_s : places.join(u", "_s)));
    QList<Row> rows;
    QString reasons;
    for (const Listed &entry : findings.entries) {
        if (entry.candidate->source != source)
            continue;
        rows += rowOf(entry);
        if (markOf(entry) == Mark::Bad)
            reasons += reasonsOf(entry);
    }
    return text + (rows.isEmpty() ? u"  none\n"_s : table(rows, hasColours(), u"  "_s)) + reasons;
}

QString migrationsSection(const Findings &findings)
{
    QList<Row> rows;
    qsizetype wanted = 0;
    for (const Listed &entry : findings.entries) {
        if (!needsMigrations(entry))
            continue;
        ++wanted;
        if (!hasMigrations(entry))
            rows += Row{cellOf(Mark::Bad), entry.name, u"missing: "_s + migrationsOf(entry)};
    }
    if (rows.isEmpty())
        rows += Row{cellOf(Mark::Good), u"all %1 exist"_s.arg(wanted)};
    return heading(u"Migration paths"_s) + table(rows, hasColours(), u"  "_s);
}

QString registeredSection(const Findings &findings)
{
    const qsizetype good = findings.count(Mark::Good);
    const qsizetype wanted = good + findings.count(Mark::Bad);
    const Row row{cellOf(good == wanted ? Mark::Good : Mark::Bad),
                  u"%1 of %2 that should be in force are registered"_s.arg(good).arg(wanted)};
    return heading(u"Registered"_s) + table({row}, hasColours(), u"  "_s);
}

bool isAllWell(const Findings &findings)
{
    return findings.count(Mark::Bad) == 0 &&
           std::ranges::all_of(findings.entries, [](const Listed &entry) {
               return !needsMigrations(entry) || hasMigrations(entry);
           });
}

QString summary(const Findings &findings)
{
    return u"%1: %2 in force, %3 failed, %4 left out\n"_s
        .arg(isAllWell(findings) ? u"Everything is well"_s : u"There are problems"_s)
        .arg(findings.count(Mark::Good))
        .arg(findings.count(Mark::Bad))
        .arg(findings.count(Mark::LeftOut));
}

QByteArray jsonOf(const Findings &findings)
{
    ui::JsonWriter json;
    json.beginObject()
        .member("ok"_L1, isAllWell(findings))
        .member("in_force"_L1, qint64(findings.count(Mark::Good)))
        .member("failed"_L1, qint64(findings.count(Mark::Bad)))
        .member("left_out"_L1, qint64(findings.count(Mark::LeftOut)));
    json.key("plugins"_L1).beginArray();
    for (const Listed &entry : findings.entries) {
        json.beginObject();
        writeListed(json, entry);
        json.member("migrations_path"_L1, needsMigrations(entry) ? migrationsOf(entry) : QString())
            .member("migrations_path_exists"_L1, needsMigrations(entry) && hasMigrations(entry))
            .endObject();
    }
    json.endArray().endObject();
    return json.take();
}

} // namespace

ExitCode verifyPlugins(const Invocation &invocation)
{
    const auto snapshot = inspect(invocation.settings);
    if (!snapshot) {
        printError(snapshot.error());
        return exitCodeOf(snapshot.error());
    }
    const Findings findings{*snapshot, listed(**snapshot)};
    if (invocation.isJson) {
        printJson(jsonOf(findings));
    } else {
        const QStringList sections{foundSection(findings, registry::Source::BuiltIn),
                                   foundSection(findings, registry::Source::External),
                                   migrationsSection(findings), registeredSection(findings),
                                   summary(findings)};
        print(sections.join(u'\n'));
    }
    return isAllWell(findings) ? ExitCode::Fine : ExitCode::CheckFailed;
}

} // namespace outlet::app::cli
