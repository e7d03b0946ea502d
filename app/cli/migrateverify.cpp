// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migrate.h"

#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/cli/standings.h"
#include "app/log.h"

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using migrations::State;

namespace {

ExitCode ended(const Error &error)
{
    printError(error);
    return exitCodeOf(error);
}

/** What is wrong with one step, for people; empty if nothing is. */
QString complaintOf(const Standing &standing, const migrations::Step &step)
{
    const QString head = u"%1 %2 is %3"_s.arg(standing.owner, step.id, nameOf(step.state));
    switch (step.state) {
    case State::Applied:
    case State::Pending:
        return {};
    case State::Changed: {
        QString text = head + u": "_s + step.path + u'\n';
        for (const QString &difference : step.differences)
            text += u"    "_s + escaped(difference) + u'\n';
        if (step.differences.isEmpty())
            text += u"    checksum %1, applied %2; what was applied was not kept\n"_s.arg(
                step.checksum.left(12), step.recordedChecksum.left(12));
        return text;
    }
    case State::Missing:
        return head + u": it was applied at %1, and its file is gone\n"_s.arg(step.appliedAt);
    case State::OutOfOrder:
        return head + u": a later step is applied: %1\n"_s.arg(step.path);
    case State::Newer:
        return head + u": it was applied at %1, by a later version\n"_s.arg(step.appliedAt);
    }
    return {};
}

QString reportOf(Database &database, const QList<Standing> &standings)
{
    QString text;
    qsizetype applied = 0;
    qsizetype pending = 0;
    for (const Standing &standing : standings) {
        applied += standing.report.count(State::Applied);
        pending += standing.report.count(State::Pending);
        for (const migrations::Step &step : standing.report.steps)
            text += complaintOf(standing, step);
        for (const migrations::LintWarning &warning : warningsOf(database, standing))
            text += textOf(warning);
    }
    return text +
           u"%1 steps are as they were applied, %2 are pending.\n"_s.arg(applied).arg(pending);
}

} // namespace

ExitCode migrateVerify(const Invocation &invocation)
{
    const auto plugin = optionText(invocation, u"--plugin"_s);
    if (!plugin)
        return ended(plugin.error());
    auto database = Database::open(invocation.settings.databaseUrl, Access::ReadOnly);
    if (!database) {
        printError(database.error());
        return ExitCode::Database;
    }
    const auto owners = findOwners(invocation.settings, *database);
    if (!owners)
        return ended(owners.error());
    const auto chosen = chosenOwners(*owners, *plugin);
    if (!chosen)
        return ended(chosen.error());
    QList<Standing> standings;
    for (const MigrationOwner &owner : *chosen)
        standings += standingOf(*database, owner);
    if (invocation.isJson)
        printJson(jsonOf(*database, standings, {}));
    else
        print(reportOf(*database, standings));
    return printFaults(standings) == ExitCode::Fine ? ExitCode::Fine : ExitCode::CheckFailed;
}

} // namespace outlet::app::cli
