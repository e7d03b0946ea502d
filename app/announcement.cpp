// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/announcement.h"

#include "app/cli/candidates.h"
#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/log.h"

namespace outlet::app {

using namespace Qt::StringLiterals;

namespace {

cli::Row rowOf(const cli::Listed &entry)
{
    cli::Row row{entry.name, entry.version.isEmpty() ? u"-"_s : entry.version,
                 registry::nameOf(entry.candidate->source), registry::nameOf(entry.verdict->code)};
    if (!entry.isGood())
        row += cli::Cell(entry.verdict->message);
    return row;
}

} // namespace

QString candidatesText(const registry::Snapshot &snapshot)
{
    const std::vector<cli::Listed> entries = cli::listed(snapshot);
    QList<cli::Row> rows;
    for (const cli::Listed &entry : entries)
        rows += rowOf(entry);
    const QStringList lines = cli::table(rows, cli::hasColours(), u"  "_s).split(u'\n');
    QString text;
    for (qsizetype i = 0; const cli::Listed &entry : entries) {
        text += lines[i++] + u'\n';
        const registry::Verdict &verdict = *entry.verdict;
        if (!entry.isGood() && !cli::isLeftOut(verdict.code) && !verdict.hint.isEmpty())
            text += u"      hint: "_s + escaped(verdict.hint) + u'\n';
    }
    return text;
}

} // namespace outlet::app
