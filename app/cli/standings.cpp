// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/standings.h"

#include "app/api/describe.h"
#include "app/cli/output.h"
#include "app/log.h"
#include "app/registryoptions.h"
#include "migrations/history.h"
#include "migrations/tokenizer.h"
#include "registry/pluginregistry.h"
#include "registry/schema.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using migrations::State;

namespace {

MigrationOwner ownerOf(const registry::Candidate &candidate, const ui::Manifest &manifest)
{
    return {manifest.plugin,
            {manifest.plugin, registry::migrationsDirectory(candidate)},
            registry::Described{candidate, manifest, {}},
            {}};
}

bool isCalled(const MigrationOwner &owner, const QString &name)
{
    return owner.name == name || (owner.described && (owner.described->manifest.id == name ||
                                                      owner.described->manifest.answersTo(name)));
}

void writeSteps(ui::JsonWriter &json, const migrations::Report &report)
{
    json.key("steps"_L1).beginArray();
    for (const migrations::Step &step : report.steps) {
        json.beginObject()
            .member("id"_L1, step.id)
            .member("state"_L1, migrations::nameOf(step.state))
            .member("checksum"_L1, step.checksum)
            .member("applied_at"_L1, api::orNull(step.appliedAt))
            .member("path"_L1, api::orNull(step.path))
            .member("differences"_L1, step.differences)
            .member("sql"_L1, step.sql)
            .endObject();
    }
    json.endArray();
}

} // namespace

bool MigrationOwner::isWanted() const
{
    return !verdict || registry::stageOf(verdict->code) == registry::Stage::Migrate;
}

Result<std::vector<MigrationOwner>> findOwners(const Settings &settings, Database &database)
{
    registry::PluginRegistry plugins(registryOptions(settings, migrations::Mode::PlanOnly),
                                     database.handle());
    if (const auto discovered = plugins.discover(); !discovered)
        return std::unexpected(discovered.error());
    const registry::SnapshotPtr snapshot = plugins.snapshot();
    const migrations::Source core = migrations::coreSource();
    std::vector<MigrationOwner> owners{{core.owner, core, {}, {}}};
    for (const registry::Connector &connector : snapshot->connectors)
        owners.push_back(ownerOf(connector.candidate, connector.manifest));
    for (const registry::Rejected &rejected : snapshot->rejected) {
        if (!rejected.manifest || rejected.manifest->plugin == core.owner)
            continue;
        owners.push_back(ownerOf(rejected.candidate, *rejected.manifest));
        owners.back().verdict = rejected.verdict;
    }
    return owners;
}

Result<std::vector<MigrationOwner>> chosenOwners(const std::vector<MigrationOwner> &owners,
                                                 const std::optional<QString> &name)
{
    std::vector<MigrationOwner> chosen;
    QStringList known;
    for (const MigrationOwner &owner : owners) {
        known += owner.name;
        if (name ? chosen.empty() && isCalled(owner, *name) : owner.isWanted())
            chosen.push_back(owner);
    }
    if (name && chosen.empty()) {
        const QString hint = ui::didYouMean(*name, known);
        return fail(ErrorCode::NotFound, u"No connector is called %1."_s.arg(ui::quoted(*name)),
                    hint.isEmpty() ? u"Known: %1."_s.arg(known.join(u", "_s)) : hint, {});
    }
    return chosen;
}

Standing standingOf(Database &database, const MigrationOwner &owner)
{
    Standing standing{owner.name, {owner.name, owner.source.directory, {}, 0}, {}};
    auto report = migrations::status(database.handle(), database.dialect(), owner.source);
    if (!report) {
        standing.fault = registry::verdictOf(owner.name, report.error());
        return standing;
    }
    standing.report = *std::move(report);
    if (owner.described) {
        const auto checked = registry::prepareTable(database.handle(), database.dialect(),
                                                    *owner.described, migrations::Mode::PlanOnly);
        // A table is no concern of a connector that nothing was applied for.
        if (!checked && (owner.isWanted() || standing.report.count(State::Applied) > 0))
            standing.fault = checked.error();
    } else if (const auto planned = migrations::migrate(database.handle(), database.dialect(),
                                                        owner.source, migrations::Mode::PlanOnly);
               !planned) {
        standing.fault = registry::verdictOf(owner.name, planned.error());
    }
    return standing;
}

Result<QStringList> leftBehind(Database &database, const std::vector<MigrationOwner> &owners)
{
    auto names = migrations::readOwners(database.handle(), database.dialect());
    if (!names)
        return std::unexpected(names.error());
    for (const MigrationOwner &owner : owners)
        names->removeAll(owner.name);
    return names;
}

QList<migrations::LintWarning> warningsOf(Database &database, const Standing &standing)
{
    if (standing.report.count(State::Pending) == 0)
        return {};
    auto found = migrations::lintDirectory(standing.report.directory, {database.dialect()});
    if (!found)
        return {}; // files that cannot be read are a fault of their own
    found->removeIf([&](const migrations::LintWarning &warning) {
        return std::ranges::none_of(standing.report.steps, [&](const migrations::Step &step) {
            return step.state == State::Pending && step.path == warning.path;
        });
    });
    return *found;
}

QString textOf(const migrations::LintWarning &warning)
{
    return u"%1: %2\n    %3\n    reason: %4\n    remedy: %5\n"_s.arg(
        escaped(migrations::placeOf(warning.path, warning.line)), warning.rule,
        escaped(warning.statement), escaped(warning.reason), escaped(warning.remedy));
}

void writeWarnings(ui::JsonWriter &json, const QList<migrations::LintWarning> &warnings)
{
    json.key("warnings"_L1).beginArray();
    for (const migrations::LintWarning &warning : warnings)
        json.beginObject()
            .member("rule"_L1, warning.rule)
            .member("path"_L1, warning.path)
            .member("line"_L1, warning.line)
            .member("statement"_L1, warning.statement)
            .member("reason"_L1, warning.reason)
            .member("remedy"_L1, warning.remedy)
            .endObject();
    json.endArray();
}

QByteArray jsonOf(Database &database, const QList<Standing> &standings,
                  const QStringList &leftBehind)
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
            .member("applied_now"_L1, report.appliedNow);
        writeSteps(json, report);
        writeWarnings(json, warningsOf(database, standing));
        json.key("fault"_L1);
        if (standing.fault)
            api::writeVerdict(json, *standing.fault);
        else
            json.value(nullptr);
        json.endObject();
    }
    json.endArray().member("not_installed"_L1, leftBehind).endObject();
    return json.take();
}

ExitCode printFaults(const QList<Standing> &standings)
{
    ExitCode code = ExitCode::Fine;
    for (const Standing &standing : standings) {
        if (!standing.fault)
            continue;
        const registry::Verdict &fault = *standing.fault;
        printError({ErrorCode::Database,
                    u"%1 (%2)"_s.arg(fault.message, registry::nameOf(fault.code)),
                    fault.hint,
                    {}},
                   fault.evidence);
        if (standing.owner == migrations::coreSource().owner)
            code = ExitCode::Database;
        else if (code == ExitCode::Fine)
            code = ExitCode::CheckFailed;
    }
    return code;
}

} // namespace outlet::app::cli
