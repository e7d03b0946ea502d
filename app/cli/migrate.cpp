// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/migrate.h"

#include "app/api/describe.h"
#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/database.h"
#include "app/datadirectory.h"
#include "migrations/engine.h"
#include "registry/schema.h"
#include "ui-schemas/jsonwriter.h"

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using migrations::State;

namespace {

/** How one owner's migrations stand, or why nothing can be said or done. */
struct Standing
{
    QString owner;
    migrations::Report report;
    std::optional<registry::Verdict> fault;
};

/** The core has no verdict; its failure ends the command. */
using Standings = std::expected<QList<Standing>, migrations::Failure>;

/** A connector in force, or turned down because of its migrations. */
struct Owner
{
    registry::Described described;
    std::optional<registry::Verdict> fault;
};

std::vector<Owner> ownersIn(const registry::Snapshot &snapshot)
{
    std::vector<Owner> owners;
    owners.reserve(snapshot.connectors.size() + snapshot.rejected.size());
    for (const registry::Connector &connector : snapshot.connectors)
        owners.push_back({{connector.candidate, connector.manifest, {}}, {}});
    for (const registry::Rejected &rejected : snapshot.rejected) {
        if (rejected.manifest &&
            registry::stageOf(rejected.verdict.code) == registry::Stage::Migrate)
            owners.push_back({{rejected.candidate, *rejected.manifest, {}}, rejected.verdict});
    }
    return owners;
}

migrations::Failure databaseFailure(const Error &error)
{
    return {migrations::Fault::MigrationFailed, error, {}};
}

Standing statusOf(Database &database, const Owner &owner)
{
    const QString name = owner.described.manifest.plugin;
    const QString directory = registry::migrationsDirectory(owner.described.candidate);
    Standing standing{name, {name, directory, {}, 0}, owner.fault};
    if (auto report = migrations::status(database.handle(), database.dialect(), {name, directory}))
        standing.report = std::move(*report);
    return standing;
}

/** With Mode::Apply, `progress` hears of every step. */
Standings standings(Database &database, const Settings &settings, migrations::Mode mode,
                    const migrations::Progress &progress)
{
    auto core = migrations::migrate(database.handle(), database.dialect(), migrations::coreSource(),
                                    mode, progress);
    if (!core)
        return std::unexpected(core.error());
    QList<Standing> result{{core->owner, std::move(*core), {}}};
    const auto snapshot = inspect(settings, database);
    if (!snapshot)
        return std::unexpected(databaseFailure(snapshot.error()));
    for (Owner &owner : ownersIn(**snapshot)) {
        int appliedNow = 0;
        if (mode == migrations::Mode::Apply && !owner.fault) {
            const auto done = registry::prepareTable(database.handle(), database.dialect(),
                                                     owner.described, mode);
            if (done)
                appliedNow = done->appliedNow;
            else
                owner.fault = done.error();
        }
        result += statusOf(database, owner);
        result.last().report.appliedNow = appliedNow;
    }
    return result;
}

QByteArray jsonOf(const QList<Standing> &standings)
{
    ui::JsonWriter json;
    json.beginObject().key("owners"_L1).beginArray();
    for (const Standing &standing : standings) {
        const migrations::Report &report = standing.report;
        json.beginObject()
            .member("owner"_L1, standing.owner)
            .member("directory"_L1, report.directory)
            .member("applied"_L1, qint64(report.count(State::Applied)))
            .member("pending"_L1, qint64(report.count(State::Pending)))
            .member("applied_now"_L1, report.appliedNow)
            .key("steps"_L1)
            .beginArray();
        for (const migrations::Step &step : report.steps)
            json.beginObject()
                .member("id"_L1, step.id)
                .member("state"_L1, migrations::nameOf(step.state))
                .member("checksum"_L1, step.checksum)
                .member("applied_at"_L1, api::orNull(step.appliedAt))
                .member("sql"_L1, step.sql)
                .endObject();
        json.endArray().key("fault"_L1);
        if (standing.fault)
            api::writeVerdict(json, *standing.fault);
        else
            json.value(nullptr);
        json.endObject();
    }
    json.endArray().endObject();
    return json.take();
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
        return {migrations::nameOf(state), Colour::Bad};
    }
    return {QString()};
}

QString statusText(const QList<Standing> &standings)
{
    QList<Row> rows{{{u"OWNER"_s, Colour::Strong},
                     {u"STEP"_s, Colour::Strong},
                     {u"STATE"_s, Colour::Strong},
                     {u"APPLIED AT"_s, Colour::Strong}}};
    for (const Standing &standing : standings) {
        for (const migrations::Step &step : standing.report.steps)
            rows += Row{standing.owner, step.id, stateCell(step.state), step.appliedAt};
    }
    return table(rows, hasColours());
}

/** What would run, as a script that a database's own shell could run. */
QString planText(const QList<Standing> &standings)
{
    QString text;
    for (const Standing &standing : standings) {
        for (const migrations::Step &step : standing.report.steps) {
            if (step.state != State::Pending || standing.fault)
                continue;
            text += u"-- %1 %2\n"_s.arg(standing.owner, step.id);
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

ExitCode finish(const QList<Standing> &standings)
{
    ExitCode code = ExitCode::Fine;
    for (const Standing &standing : standings) {
        if (!standing.fault)
            continue;
        const registry::Verdict &fault = *standing.fault;
        printError(
            {ErrorCode::Database,
             u"%1 (%2)"_s.arg(fault.message, registry::nameOf(fault.code)),
             fault.hint,
             {}},
            fault.evidence);
        code = ExitCode::CheckFailed;
    }
    return code;
}

/** All three commands: they differ in what they may do and in what they print. */
ExitCode run(const Invocation &invocation, migrations::Mode mode,
             const migrations::Progress &progress, QString (*textOf)(const QList<Standing> &))
{
    const bool isApplying = mode == migrations::Mode::Apply;
    auto database = Database::open(invocation.settings.databaseUrl,
                                   isApplying ? Access::ReadWrite : Access::ReadOnly);
    if (!database) {
        printError(database.error());
        return ExitCode::Database;
    }
    const Standings found = standings(*database, invocation.settings, mode, progress);
    if (!found) {
        printError(found.error().error, found.error().evidence);
        return ExitCode::Database;
    }
    if (invocation.isJson)
        printJson(jsonOf(*found));
    else
        print(textOf(*found));
    return finish(*found);
}

} // namespace

ExitCode migrateStatus(const Invocation &invocation)
{
    return run(invocation, migrations::Mode::PlanOnly, {}, statusText);
}

ExitCode migratePlan(const Invocation &invocation)
{
    return run(invocation, migrations::Mode::PlanOnly, {}, planText);
}

ExitCode migrateUp(const Invocation &invocation)
{
    if (const auto made = makeDataDirectory(invocation.settings); !made) {
        printError(made.error());
        return ExitCode::Usage;
    }
    migrations::Progress progress;
    if (!invocation.isJson)
        progress = [](const migrations::Advance &step) {
            if (step.isCommitted)
                print(u"core %1 (%2 ms)\n"_s.arg(step.id).arg(step.milliseconds));
        };
    return run(invocation, migrations::Mode::Apply, progress, upText);
}

} // namespace outlet::app::cli
