// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/pluginadmin.h"

#include "app/api/adminquestion.h"
#include "app/api/body.h"
#include "app/api/describe.h"
#include "app/api/errors.h"
#include "app/stores/auditlog.h"
#include "registry/store.h"
#include "ui-schemas/jsonwriter.h"

#include <QJsonArray>
#include <QLoggingCategory>
#include <QSqlDatabase>

#include <algorithm>
#include <optional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Change;
using registry::Snapshot;
using ui::JsonWriter;

namespace {

Q_LOGGING_CATEGORY(lcAdmin, "outlet.app")

/** Toggle, as what it means at the moment. */
Operation settled(Operation operation, const Snapshot &snapshot, const QString &name)
{
    if (operation != Operation::Toggle)
        return operation;
    return findInForce(snapshot, name) ? Operation::Disable : Operation::Enable;
}

Result<Change> run(const AdminDesk &desk, Operation operation, const QString &name, bool isForced)
{
    if (!desk.operations)
        return std::unexpected(nobodyChanges());
    if (operation == Operation::Reload)
        return desk.operations->reload(name, isForced);
    return desk.operations->setEnabled(name, operation == Operation::Enable);
}

QString statusOf(Operation operation, const Change &change)
{
    switch (operation) {
    case Operation::Enable:
        return u"enabled"_s;
    case Operation::Disable:
        return u"disabled"_s;
    case Operation::Reload:
        return change.isChanged ? u"reloaded"_s : u"unchanged"_s;
    case Operation::Toggle:
        break; // settled before
    }
    Q_UNREACHABLE();
}

/** It has been done, so a log that cannot be written does not make a failure of it. */
void record(const Request &request, const AdminDesk &desk, const QString &status,
            const Change &change)
{
    const auto recorded = stores::recordAudit(
        desk.database,
        {.actor = u"admin"_s,
         .action = u"plugin:"_s + status,
         .subject = change.name,
         .detail = {{u"from"_s, request.client},
                    {u"version"_s, change.version},
                    {u"also_enabled"_s, QJsonArray::fromStringList(change.alsoInForce)},
                    {u"also_disabled"_s, QJsonArray::fromStringList(change.alsoLeft)}},
         .correlationId = request.correlationId});
    if (!recorded)
        qCWarning(lcAdmin).noquote() << u"%1 %2 is not in the audit log: %3"_s.arg(
            change.name, status, recorded.error().message);
}

/** What was done, and under which word. */
struct Done
{
    QString status;
    Change change;
};

std::expected<Done, Reply> carryOut(const Request &request, const AdminDesk &desk,
                                    Operation operation, const QString &name, bool isForced)
{
    const Operation meant = settled(operation, desk.snapshot, name);
    const auto change = run(desk, meant, name, isForced);
    if (!change && change.error().code == ErrorCode::NotFound)
        return std::unexpected(pluginNotFound(request, desk.snapshot, name));
    if (!change)
        return std::unexpected(errorReply(request, change.error()));
    Done done{statusOf(meant, *change), *change};
    if (change->isChanged)
        record(request, desk, done.status, *change);
    return done;
}

/** Everything with a manifest, each name once; what is in force first. */
std::vector<Subject> subjectsOf(const Snapshot &snapshot)
{
    std::vector<Subject> subjects;
    for (const registry::Connector &connector : snapshot.connectors)
        subjects.push_back(subjectOf(connector));
    for (const registry::Rejected &rejected : snapshot.rejected) {
        const auto isThere = [&](const Subject &subject) {
            return subject.manifest->plugin == rejected.manifest->plugin;
        };
        if (rejected.manifest && std::ranges::none_of(subjects, isThere))
            subjects.push_back(subjectOf(rejected));
    }
    return subjects;
}

void writeRecord(JsonWriter &json, const Subject &subject, const QHash<QString, QString> &ids)
{
    const ui::Manifest &manifest = *subject.manifest;
    json.beginObject()
        .member("id"_L1, orNull(ids.value(manifest.plugin)))
        .member("name"_L1, manifest.plugin)
        .member("description"_L1, manifest.description)
        .member("version"_L1, manifest.versionText)
        .member("author"_L1, manifest.author)
        .member("type"_L1, ui::nameOf(manifest.kind))
        .member("status"_L1, isGood(subject.verdict.code) ? u"active"_s : u"inactive"_s)
        .member("source_path"_L1, subject.candidate.directory)
        .member("binary_path"_L1, subject.candidate.module)
        .endObject();
}

} // namespace

Reply adminPlugins(const Request &, const Snapshot &snapshot)
{
    QStringList available;
    QStringList loaded;
    for (const Subject &subject : subjectsOf(snapshot)) {
        available.append(subject.manifest->plugin);
        if (isGood(subject.verdict.code))
            loaded.append(subject.manifest->plugin);
    }
    JsonWriter json;
    json.beginObject().member("available"_L1, available).member("loaded"_L1, loaded).endObject();
    return momentary(json);
}

Reply operate(const Request &request, const AdminDesk &desk, Operation operation,
              const QString &name)
{
    const auto forced = flag(request, u"force"_s);
    if (!forced)
        return invalidReply(request, {forced.error()});
    const auto done = carryOut(request, desk, operation, name, *forced);
    if (!done)
        return done.error();
    const Change &change = done->change;
    JsonWriter json;
    json.beginObject()
        .member("status"_L1, done->status)
        .member("name"_L1, change.name)
        .member("changed"_L1, change.isChanged)
        .member("version"_L1, orNull(change.version))
        .key("verdict"_L1);
    writeVerdict(json, change.verdict);
    json.member("also_enabled"_L1, change.alsoInForce)
        .member("also_disabled"_L1, change.alsoLeft)
        .endObject();
    return momentary(json);
}

Reply installPackage(const Request &request, const AdminDesk &desk)
{
    const auto package = uploadedPackage(request);
    if (!package)
        return invalidReply(request, {package.error()});
    if (!desk.operations)
        return errorReply(request, nobodyChanges());
    const auto accepted = flag(request, u"accept_invalid"_s);
    if (!accepted)
        return invalidReply(request, {accepted.error()});
    const auto done = desk.operations->install(*package, *accepted);
    if (!done)
        return errorReply(request, done.error());
    if (done->objection)
        return refusedForStored(request, *done);
    if (done->status != "unchanged"_L1)
        record(request, desk, done->status, done->change);
    JsonWriter json;
    json.beginObject()
        .member("status"_L1, done->status)
        .member("name"_L1, done->change.name)
        .member("version"_L1, done->change.version)
        .member("previous_version"_L1, orNull(done->before))
        .member("in_force"_L1, done->isInForce)
        .member("also_enabled"_L1, done->change.alsoInForce)
        .member("also_disabled"_L1, done->change.alsoLeft)
        .endObject();
    return momentary(json);
}

Reply uninstallPlugin(const Request &request, const AdminDesk &desk, const QString &name)
{
    const auto mode = dataMode(request);
    if (!mode)
        return invalidReply(request, {mode.error()});
    const auto confirmed = flag(request, u"confirm"_s);
    if (!confirmed)
        return invalidReply(request, {confirmed.error()});
    if (!desk.operations)
        return errorReply(request, nobodyChanges());
    const auto done = desk.operations->uninstall(name, *mode, *confirmed);
    if (!done && done.error().code == ErrorCode::NotFound)
        return pluginNotFound(request, desk.snapshot, name);
    if (!done)
        return errorReply(request, done.error());
    record(request, desk, u"uninstalled"_s, done->change);
    JsonWriter json;
    json.beginObject()
        .member("status"_L1, u"uninstalled"_s)
        .member("name"_L1, done->change.name)
        .member("data"_L1, migrations::nameOf(*mode))
        .member("tables"_L1, done->database.tables)
        .member("archives"_L1, done->database.archives)
        .member("configurations"_L1, done->database.configurations)
        .member("also_disabled"_L1, done->change.alsoLeft)
        .endObject();
    return momentary(json);
}

Reply pluginRecords(const Request &request, const Snapshot &snapshot, QSqlDatabase &database)
{
    const auto ids = registry::readPluginIds(database);
    if (!ids)
        return errorReply(request, ids.error());
    JsonWriter json;
    json.beginArray();
    for (const Subject &subject : subjectsOf(snapshot))
        writeRecord(json, subject, *ids);
    json.endArray();
    return momentary(json);
}

Reply pluginRecord(const Request &request, const Snapshot &snapshot, QSqlDatabase &database,
                   const QString &name)
{
    const auto subjects = subjectsOf(snapshot);
    const auto found = std::ranges::find_if(subjects, [&](const Subject &subject) {
        return subject.manifest->answersTo(name) || subject.manifest->id == name;
    });
    if (found == subjects.end())
        return pluginNotFound(request, snapshot, name);
    const auto ids = registry::readPluginIds(database);
    if (!ids)
        return errorReply(request, ids.error());
    JsonWriter json;
    writeRecord(json, *found, *ids);
    return momentary(json);
}

Reply operateBriefly(const Request &request, const AdminDesk &desk, Operation operation,
                     const QString &name)
{
    const auto done = carryOut(request, desk, operation, name, true);
    if (!done)
        return done.error();
    const bool isReload = operation == Operation::Reload;
    const QString status = isReload                       ? u"reloading"_s
                           : done->status == u"enabled"_s ? u"active"_s
                                                          : u"inactive"_s;
    JsonWriter json;
    json.beginObject()
        .member("message"_L1, isReload ? u"Plugin reload triggered successfully"_s
                                       : u"Plugin status updated successfully"_s)
        .member("plugin"_L1, done->change.name)
        .member("status"_L1, status)
        .endObject();
    return momentary(json);
}

} // namespace outlet::app::api
