// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/doctor.h"

#include "app/cli/inspection.h"
#include "app/cli/output.h"
#include "app/doctor/doctor.h"
#include "app/log.h"
#include "app/registryoptions.h"
#include "migrations/engine.h"
#include "ui-schemas/jsonwriter.h"

#include <algorithm>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;
using doctor::Finding;
using doctor::Severity;

namespace {

/** Everything that an examination looked at, and what it found. */
struct Report
{
    stores::Installation installation;
    registry::SnapshotPtr snapshot;
    QList<Finding> findings;

    qsizetype count(Severity severity) const
    {
        return std::ranges::count_if(findings, [&](const Finding &finding) {
            return doctor::severityOf(finding.symptom) == severity;
        });
    }
    bool isWell() const { return count(Severity::Error) == 0; }
};

Result<void> checkTables(Database &database)
{
    const auto core = migrations::migrate(database.handle(), database.dialect(),
                                          migrations::coreSource(), migrations::Mode::PlanOnly);
    if (!core)
        return std::unexpected(core.error().error);
    const qsizetype pending = core->count(migrations::State::Pending);
    if (pending == 0)
        return {};
    return fail(ErrorCode::Database,
                u"The database lacks tables that would be looked at: %1 migrations of the core are "
                "pending"_s.arg(pending),
                u"Run `outlet migrate up`, or start the server once"_s);
}

Result<Report> reportOn(const Settings &settings)
{
    auto database = Database::open(settings.databaseUrl, Access::ReadOnly);
    if (!database)
        return std::unexpected(database.error());
    if (const auto complete = checkTables(*database); !complete)
        return std::unexpected(complete.error());
    auto snapshot = inspect(settings, *database);
    if (!snapshot)
        return std::unexpected(snapshot.error());
    auto installation = stores::readInstallation(database->handle());
    if (!installation)
        return std::unexpected(installation.error());
    auto names = stores::readNames(database->handle());
    if (!names)
        return std::unexpected(names.error());
    installation->names = std::move(*names);
    const auto options = registryOptions(settings, migrations::Mode::PlanOnly);
    registry::HookCalls hooks(std::make_shared<registry::ModuleCalls>(), options.hookTimeout);
    auto findings = doctor::examine(*installation, **snapshot, &hooks);
    return Report{std::move(*installation), std::move(*snapshot), std::move(findings)};
}

QString textOf(const Finding &finding)
{
    const Severity severity = doctor::severityOf(finding.symptom);
    const bool isError = severity == Severity::Error;
    const Cell mark{isError ? u"\u2717"_s : u"!"_s, isError ? Colour::Bad : Colour::None};
    return painted(mark, hasColours()) + u' ' +
           painted({doctor::nameOf(finding.symptom), Colour::Strong}, hasColours()) + u"  "_s +
           escaped(finding.message) + u"\n    hint: "_s + escaped(finding.hint) + u'\n';
}

QString counted(qsizetype count, const QString &noun)
{
    return u"%1 %2%3"_s.arg(QString::number(count), noun, count == 1 ? QString() : u"s"_s);
}

QString summaryOf(const Report &report)
{
    const stores::Installation &tables = report.installation;
    return u"%1: %2 and %3 between %4 and %5, %6, %7\n"_s.arg(
        report.findings.isEmpty() ? u"Everything is well"_s
        : report.isWell()         ? u"Nothing is broken"_s
                                  : u"There are problems"_s,
        counted(report.count(Severity::Error), u"error"_s),
        counted(report.count(Severity::Warning), u"warning"_s),
        counted(qsizetype(report.snapshot->connectors.size()), u"connector"_s),
        counted(tables.platforms.size(), u"platform"_s),
        counted(tables.services.size(), u"service"_s),
        counted(tables.environments.size(), u"environment"_s));
}

QByteArray jsonOf(const Report &report)
{
    ui::JsonWriter json;
    json.beginObject();
    json.member("ok"_L1, report.isWell());
    json.member("errors"_L1, qint64(report.count(Severity::Error)));
    json.member("warnings"_L1, qint64(report.count(Severity::Warning)));
    json.key("findings"_L1).beginArray();
    for (const Finding &finding : report.findings)
        doctor::writeFinding(json, finding);
    json.endArray().endObject();
    return json.take();
}

} // namespace

ExitCode examineInstallation(const Invocation &invocation)
{
    const auto report = reportOn(invocation.settings);
    if (!report) {
        printError(report.error());
        return ExitCode::Database;
    }
    if (invocation.isJson) {
        printJson(jsonOf(*report));
    } else {
        QString text;
        for (const Finding &finding : report->findings)
            text += textOf(finding);
        print(text + summaryOf(*report));
    }
    return report->isWell() ? ExitCode::Fine : ExitCode::CheckFailed;
}

} // namespace outlet::app::cli
