// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/plugindetail.h"

#include "app/api/conditional.h"
#include "app/api/describe.h"
#include "app/api/errors.h"
#include "app/api/health.h"
#include "migrations/engine.h"
#include "registry/schema.h"

#include <QSqlDatabase>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using migrations::Report;
using migrations::Step;
using registry::Snapshot;
using registry::Stage;
using registry::Verdict;
using ui::JsonWriter;

namespace {

/** The candidate of that name: the one in force before any that was turned down. */
std::optional<Subject> findSubject(const Snapshot &snapshot, const QString &name)
{
    if (const registry::Connector *connector = findInForce(snapshot, name))
        return subjectOf(*connector);
    const auto rejected = findRejected(snapshot, name);
    return rejected.empty() ? std::nullopt : std::optional(subjectOf(*rejected.front()));
}

QString statusOf(const Verdict &verdict)
{
    if (registry::isGood(verdict.code))
        return u"active"_s;
    return registry::stageOf(verdict.code) == Stage::Select ? u"inactive"_s : u"failed"_s;
}

/**
 * How files and database stand now. An empty report for a plugin whose manifest is not known.
 */
std::expected<Report, migrations::Failure> reportOf(const Subject &subject, QSqlDatabase &database)
{
    if (!subject.manifest)
        return Report();
    const auto dialect = migrations::dialectOfDriver(database.driverName());
    return migrations::status(
        database, dialect.value_or(migrations::Dialect::Sqlite),
        {subject.manifest->plugin, registry::migrationsDirectory(subject.candidate)});
}

void writeRequirements(JsonWriter &json, const ui::Manifest &manifest)
{
    json.key("requires"_L1).beginObject();
    json.member("outlet"_L1, manifest.requirements.outlet.toString());
    const auto write = [&](QLatin1StringView key, const QMap<QString, ui::VersionRange> &plugins) {
        json.key(key).beginObject();
        for (auto it = plugins.begin(); it != plugins.end(); ++it)
            json.key(it.key()).value(it.value().toString());
        json.endObject();
    };
    write("plugins"_L1, manifest.requirements.plugins);
    write("optional"_L1, manifest.requirements.optional);
    json.member("services"_L1, manifest.requirements.services).endObject();
    json.member("provides"_L1, manifest.provides);
}

void writePermissions(JsonWriter &json, const ui::Manifest &manifest)
{
    json.key("permissions"_L1).beginArray();
    for (const ui::Permission &permission : manifest.permissions) {
        json.beginObject();
        json.member("key"_L1, permission.key);
        json.member("description"_L1, orNull(permission.description));
        json.endObject();
    }
    json.endArray();
}

void writeEndpoints(JsonWriter &json, const ui::Manifest &manifest)
{
    json.key("endpoints"_L1).beginArray();
    for (const ui::Endpoint &endpoint : manifest.endpoints) {
        json.beginObject();
        json.member("method"_L1, endpoint.method);
        json.member("path"_L1, u'/' + manifest.id + endpoint.path);
        json.member("summary"_L1, orNull(endpoint.summary));
        json.member("permission"_L1, orNull(endpoint.permission));
        json.endObject();
    }
    json.endArray();
}

void writeIds(JsonWriter &json, QLatin1StringView name, const Report &report, bool isPending)
{
    json.key(name).beginArray();
    for (const Step &step : report.steps) {
        if (migrations::isInDatabase(step.state) != isPending)
            json.value(step.id);
    }
    json.endArray();
}

void writeMigrations(JsonWriter &json, const Subject &subject, QSqlDatabase &database)
{
    const auto report = reportOf(subject, database);
    json.key("migrations"_L1).beginObject();
    if (report && subject.manifest) {
        writeIds(json, "applied"_L1, *report, false);
        writeIds(json, "pending"_L1, *report, true);
    } else {
        json.member("applied"_L1, nullptr).member("pending"_L1, nullptr);
    }
    json.endObject();
}

/** Why nothing can be said about the files: no fault of the one who asks. */
void writeFault(JsonWriter &json, const migrations::Failure &failure)
{
    json.key("fault"_L1).beginObject();
    json.member("code"_L1, migrations::verdictCode(failure.fault));
    json.member("message"_L1, failure.error.message);
    json.member("hint"_L1, orNull(failure.error.hint));
    json.member("evidence"_L1, failure.evidence);
    json.endObject();
}

QStringList hooksOf(const ui::Manifest &manifest)
{
    QStringList names;
    for (const ui::Hook hook : manifest.hooks)
        names.append(ui::nameOf(hook));
    return names;
}

void writeIdentity(JsonWriter &json, const ui::Manifest *manifest)
{
    json.member("id"_L1, manifest ? manifest->id : QString());
    json.member("plugin"_L1, manifest ? manifest->plugin : QString());
    json.member("aliases"_L1, manifest ? manifest->aliases : QStringList());
    json.member("version"_L1, manifest ? manifest->versionText : QString());
    json.member("description"_L1, manifest ? orNull(manifest->description) : QString());
    json.member("author"_L1, manifest ? orNull(manifest->author) : QString());
    json.member("kind"_L1, manifest ? ui::nameOf(manifest->kind) : QString());
}

void writeAbilities(JsonWriter &json, const ui::Manifest *manifest)
{
    const ui::Manifest nothing;
    const ui::Manifest &known = manifest ? *manifest : nothing;
    json.member("hooks"_L1, hooksOf(known));
    writeRequirements(json, known);
    writePermissions(json, known);
    writeEndpoints(json, known);
}

} // namespace

Reply pluginDetail(const Request &request, const Snapshot &snapshot, QSqlDatabase &database,
                   const registry::HealthChecks *health, const QString &name)
{
    const auto subject = findSubject(snapshot, name);
    if (!subject)
        return pluginNotFound(request, snapshot, name);
    const Verdict &verdict = subject->verdict;
    JsonWriter json;
    json.beginObject();
    writeIdentity(json, subject->manifest);
    json.member("source"_L1, registry::nameOf(subject->candidate.source));
    json.member("status"_L1, statusOf(verdict));
    json.member("state"_L1,
                registry::isGood(verdict.code) ? registry::nameOf(verdict.code) : u"rejected"_s);
    json.key("verdict"_L1);
    writeVerdict(json, verdict);
    json.member("path"_L1, orNull(subject->candidate.directory));
    json.member("binary_path"_L1, orNull(subject->candidate.module));
    writeAbilities(json, subject->manifest);
    writeMigrations(json, *subject, database);
    json.key("health"_L1);
    if (const auto report = health ? health->last(subject->candidate) : std::nullopt)
        writeHealth(json, *report);
    else
        json.value(nullptr);
    json.endObject();
    return jsonReply(request, json.take());
}

Reply migrationDirectories(const Request &request, const Snapshot &snapshot)
{
    JsonWriter json;
    json.beginObject();
    for (const registry::Connector &connector : snapshot.connectors) {
        if (!connector.manifest.table.isEmpty())
            json.key(connector.manifest.plugin)
                .value(registry::migrationsDirectory(connector.candidate));
    }
    json.endObject();
    return jsonReply(request, json.take());
}

Reply migrationHistory(const Request &request, const Snapshot &snapshot, QSqlDatabase &database,
                       const QString &name)
{
    const auto subject = findSubject(snapshot, name);
    if (!subject)
        return pluginNotFound(request, snapshot, name);
    const auto report = reportOf(*subject, database);
    JsonWriter json;
    json.beginObject();
    json.member("plugin"_L1,
                subject->manifest ? subject->manifest->plugin : subject->candidate.name);
    json.member("path"_L1,
                subject->manifest ? registry::migrationsDirectory(subject->candidate) : QString());
    json.key("migrations"_L1).beginArray();
    for (const Step &step : report ? report->steps : QList<Step>()) {
        json.beginObject();
        json.member("id"_L1, step.id).member("state"_L1, migrations::nameOf(step.state));
        json.member("checksum"_L1, step.checksum).member("applied_at"_L1, orNull(step.appliedAt));
        json.endObject();
    }
    json.endArray();
    if (!report)
        writeFault(json, report.error());
    json.endObject();
    return jsonReply(request, json.take());
}

} // namespace outlet::app::api
