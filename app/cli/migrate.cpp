// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migrate.h"

#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/cli/standings.h"
#include "app/datadirectory.h"
#include "app/log.h"
#include "registry/schema.h"

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using migrations::State;

namespace {

/** What the command line says beside the settings. */
struct Request
{
    std::optional<int> to;
    std::optional<QString> plugin;
    bool isDryRun = false;
};

Result<Request> requestOf(const Invocation &invocation)
{
    const auto to = stepNumber(invocation);
    if (!to)
        return std::unexpected(to.error());
    const auto plugin = optionText(invocation, u"--plugin"_s);
    if (!plugin)
        return std::unexpected(plugin.error());
    return Request{*to, *plugin, invocation.options.contains(u"--dry-run"_s)};
}

Cell stateCell(State state)
{
    switch (state) {
    case State::Applied:
        return {migrations::nameOf(state), Colour::Good};
    case State::Pending:
        return {migrations::nameOf(state)};
    case State::Changed:
    case State::Missing:
    case State::OutOfOrder:
    case State::Newer:
        return {migrations::nameOf(state), Colour::Bad};
    }
    return {QString()};
}

QString statusText(const QList<Standing> &standings, const QStringList &notInstalled)
{
    QList<Row> rows{{{u"OWNER"_s, Colour::Strong},
                     {u"STEP"_s, Colour::Strong},
                     {u"STATE"_s, Colour::Strong},
                     {u"APPLIED AT"_s, Colour::Strong}}};
    for (const Standing &standing : standings) {
        for (const migrations::Step &step : standing.report.steps)
            rows += Row{standing.owner, step.id, stateCell(step.state), step.appliedAt};
    }
    QString text = table(rows, hasColours());
    if (!notInstalled.isEmpty())
        text +=
            u"Kept from connectors that are not installed: %1.\n"_s.arg(notInstalled.join(u", "_s));
    return text;
}

/** What would run, as a script that a database's own shell could run. */
QString planText(Database &database, const QList<Standing> &standings)
{
    QString text;
    for (const Standing &standing : standings) {
        if (standing.fault)
            continue;
        const QList<migrations::LintWarning> warnings = warningsOf(database, standing);
        for (const migrations::Step &step : standing.report.steps) {
            if (step.state != State::Pending)
                continue;
            text += u"-- %1 %2\n"_s.arg(standing.owner, step.id);
            for (const migrations::LintWarning &warning : warnings) {
                if (warning.path == step.path)
                    text += u"-- warning: line %1, %2: %3. %4.\n"_s.arg(
                        QString::number(warning.line), warning.rule, warning.reason,
                        warning.remedy);
            }
            for (const QString &statement : step.sql)
                text += statement + u";\n"_s;
            text += u'\n';
        }
    }
    return text.isEmpty() ? u"Nothing is pending.\n"_s : text;
}

QString upText(const QList<Standing> &standings)
{
    int count = 0;
    for (const Standing &standing : standings)
        count += standing.report.appliedNow;
    return count == 0 ? u"Nothing was pending.\n"_s : u"Applied: %1.\n"_s.arg(count);
}

/** Steps above number `to` are no part of what is planned. */
void leaveOut(QList<Standing> &standings, std::optional<int> to)
{
    for (Standing &standing : standings) {
        standing.report.steps.removeIf([&](const migrations::Step &step) {
            return to && step.state == State::Pending && migrations::numberOfId(step.id) > *to;
        });
    }
}

void apply(Database &database, const MigrationOwner &owner, Standing &standing,
           std::optional<int> to, const migrations::Progress &progress)
{
    const auto done =
        migrations::migrate(database.handle(), database.dialect(), owner.source,
                            migrations::Mode::Apply, progress, to.value_or(migrations::newestStep));
    const int appliedNow = done ? done->appliedNow : 0;
    standing = standingOf(database, owner); // with its table, which is checked when all is applied
    standing.report.appliedNow = appliedNow;
    if (!done)
        standing.fault = registry::verdictOf(owner.name, done.error());
}

ExitCode ended(const Error &error)
{
    printError(error);
    return exitCodeOf(error);
}

/** The core comes first: without its tables nothing of a connector can be applied. */
Result<void> requireCore(Database &database)
{
    const auto core = migrations::migrate(database.handle(), database.dialect(),
                                          migrations::coreSource(), migrations::Mode::PlanOnly);
    if (!core)
        return std::unexpected(core.error().error);
    if (const auto pending = core->count(State::Pending); pending > 0)
        return std::unexpected(
            Error{ErrorCode::Conflict,
                  u"The core has %1 pending steps, which come first."_s.arg(pending),
                  u"Run `outlet migrate up --plugin core`."_s,
                  {}});
    return {};
}

void applyAll(Database &database, const std::vector<MigrationOwner> &chosen,
              QList<Standing> &standings, const Request &request, bool isQuiet)
{
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const MigrationOwner &owner = chosen[i];
        Standing &standing = standings[qsizetype(i)];
        const migrations::Progress progress = [&](const migrations::Advance &step) {
            if (step.isCommitted && !isQuiet)
                print(u"%1 %2 (%3 ms)\n"_s.arg(owner.name, step.id,
                                               QString::number(step.milliseconds)));
        };
        if (!standing.fault || registry::stageOf(standing.fault->code) == registry::Stage::Migrate)
            apply(database, owner, standing, request.to, progress);
        if (owner.isCore() && standing.fault)
            return;
    }
}

enum class Purpose { Status, Plan, Up };

/** All three commands: they differ in what they may do and in what they print. */
ExitCode run(const Invocation &invocation, Purpose purpose)
{
    const auto request = requestOf(invocation);
    if (!request)
        return ended(request.error());
    const bool isApplying = purpose == Purpose::Up && !request->isDryRun;
    if (const auto made = isApplying ? makeDataDirectory(invocation.settings) : Result<void>();
        !made) {
        printError(made.error());
        return ExitCode::Usage;
    }
    auto database = Database::open(invocation.settings.databaseUrl,
                                   isApplying ? Access::ReadWrite : Access::ReadOnly);
    if (!database) {
        printError(database.error());
        return ExitCode::Database;
    }
    auto owners = findOwners(invocation.settings, *database);
    if (!owners)
        return ended(owners.error());
    const auto chosen = chosenOwners(*owners, request->plugin);
    if (!chosen)
        return ended(chosen.error());
    if (isApplying && !chosen->front().isCore()) {
        if (!chosen->front().isWanted())
            return ended({ErrorCode::InvalidArgument,
                          u"%1 is not in force: %2"_s.arg(chosen->front().name,
                                                          chosen->front().verdict->message),
                          chosen->front().verdict->hint,
                          {}});
        if (const auto isThere = requireCore(*database); !isThere)
            return ended(isThere.error());
    }
    QList<Standing> standings;
    for (const MigrationOwner &owner : *chosen)
        standings += standingOf(*database, owner);
    if (isApplying)
        applyAll(*database, *chosen, standings, *request, invocation.isJson);
    const auto notInstalled = leftBehind(*database, *owners);
    if (!notInstalled)
        return ended(notInstalled.error());
    leaveOut(standings, isApplying ? std::nullopt : request->to);
    if (invocation.isJson)
        printJson(jsonOf(*database, standings, *notInstalled));
    else if (purpose == Purpose::Status)
        print(statusText(standings, *notInstalled));
    else
        print(isApplying ? upText(standings) : planText(*database, standings));
    return printFaults(standings);
}

} // namespace

ExitCode migrateStatus(const Invocation &invocation)
{
    return run(invocation, Purpose::Status);
}

ExitCode migratePlan(const Invocation &invocation)
{
    return run(invocation, Purpose::Plan);
}

ExitCode migrateUp(const Invocation &invocation)
{
    return run(invocation, Purpose::Up);
}

} // namespace outlet::app::cli
