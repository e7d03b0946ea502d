// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/changepreview.h"

#include "app/api/adminquestion.h"
#include "app/api/body.h"
#include "app/api/describe.h"
#include "app/api/pluginadmin.h"
#include "app/api/storeddocument.h"
#include "app/stores/configurationstore.h"
#include "ui-schemas/submission.h"

#include <QSet>

#include <algorithm>
#include <functional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::StoredConfiguration;
using ui::Field;
using ui::JsonWriter;
using ui::Manifest;

namespace {

constexpr qsizetype pageSize = 200;

QString nameOf(Effect effect)
{
    switch (effect) {
    case Effect::Invalid:
        return u"invalid"_s;
    case Effect::Lost:
        return u"lost"_s;
    case Effect::Archived:
        return u"archived"_s;
    }
    Q_UNREACHABLE();
}

const Field *fieldNamed(const Manifest *manifest, const QString &name)
{
    if (!manifest)
        return nullptr;
    const auto found = std::ranges::find(manifest->fields, name, &Field::name);
    return found == manifest->fields.end() ? nullptr : &*found;
}

/** Field and sentence of everything that a version has against a configuration. */
using Complaint = std::pair<QString, QString>;

QList<Complaint> complaintsOf(const Manifest &manifest, const QJsonObject &values)
{
    QList<Complaint> complaints;
    const auto parsed = ui::parseValues(manifest, values);
    if (!parsed) {
        for (const ui::InputProblem &problem : parsed.error())
            complaints.append({problem.where.first().toString(), problem.message});
        return complaints;
    }
    for (const ui::FieldVerdict &field : ui::judgeValues(manifest, *parsed, {})) {
        for (const QString &error : field.errors)
            complaints.append({field.name, error});
    }
    return complaints;
}

/** Whether something would be missed if the field went. */
bool isValue(const QJsonValue &value, const Field *field)
{
    const bool isEmpty = value.isNull() || value.isUndefined() || value == QJsonValue(u""_s) ||
                         (value.isArray() && value.toArray().isEmpty());
    return !isEmpty && (!field || value != field->defaultValue);
}

/** Null says that nobody has said anything; the next version may have a default for it. */
QJsonObject storedValues(const StoredConfiguration &stored)
{
    QJsonObject values;
    for (const QJsonObject &part : {stored.values, stored.secrets}) {
        for (auto value = part.begin(); value != part.end(); ++value) {
            if (!value.value().isNull())
                values.insert(value.key(), value.value());
        }
    }
    return values;
}

void add(StoredOutlook &outlook, const StoredConfiguration &stored, QList<Finding> findings)
{
    ++outlook.configurations;
    outlook.affected += findings.isEmpty() ? 0 : 1;
    for (Finding &finding : findings) {
        if (outlook.findings.size() >= StoredOutlook::mostFindings) {
            ++outlook.omitted;
            continue;
        }
        finding.id = stored.id;
        finding.name = stored.name;
        outlook.findings.append(finding);
    }
}

using Judge = std::function<QList<Finding>(const StoredConfiguration &)>;

Result<StoredOutlook> outlook(QSqlDatabase &database, const registry::Snapshot &snapshot,
                              const QString &plugin, const Judge &judge)
{
    stores::ConfigurationStore store(database, typesIn(snapshot));
    StoredOutlook outlook;
    stores::ConfigurationQuery query{.type = plugin, .limit = pageSize, .cursor = {}};
    do {
        const auto page = store.list(query);
        if (!page)
            return std::unexpected(page.error());
        for (const StoredConfiguration &stored : page->items)
            add(outlook, stored, judge(stored));
        query.cursor = page->next;
    } while (!query.cursor.isNull());
    return outlook;
}

/** As the registry knows it at the moment; null: it does not. */
const Manifest *manifestOf(const registry::Snapshot &snapshot, const QString &name)
{
    if (const registry::Connector *connector = findInForce(snapshot, name))
        return &connector->manifest;
    for (const registry::Rejected &rejected : snapshot.rejected) {
        if (rejected.manifest &&
            (rejected.manifest->answersTo(name) || rejected.manifest->id == name))
            return &*rejected.manifest;
    }
    return nullptr;
}

/** What an answer says of the change itself. */
struct Planned
{
    QString action;
    QString name;
    QString version; ///< after it; null: none
    QString from;    ///< before it; null: none
    QString data;    ///< of an uninstallation; else null
};

QString actionOf(const Manifest *now, const Manifest &next)
{
    if (!now)
        return u"install"_s;
    if (now->version < next.version)
        return u"upgrade"_s;
    return next.version < now->version ? u"downgrade"_s : u"replace"_s;
}

void write(JsonWriter &json, const Planned &planned, const StoredOutlook &outlook)
{
    json.beginObject()
        .member("action"_L1, planned.action)
        .member("name"_L1, planned.name)
        .member("version"_L1, orNull(planned.version))
        .member("from"_L1, orNull(planned.from))
        .member("data"_L1, orNull(planned.data));
    writeOutlook(json, outlook);
    json.endObject();
}

Reply answered(const Request &request, const Planned &planned, const Result<StoredOutlook> &outlook)
{
    if (!outlook)
        return errorReply(request, outlook.error());
    JsonWriter json;
    write(json, planned, *outlook);
    return momentary(json);
}

Reply previewNext(const Request &request, const AdminDesk &desk, const Manifest &next)
{
    const Manifest *now = manifestOf(desk.snapshot, next.id);
    return answered(request,
                    {actionOf(now, next), next.plugin, next.versionText,
                     now ? now->versionText : QString(), QString()},
                    outlookOn(desk.database, desk.snapshot, next));
}

Reply previewRemoval(const Request &request, const AdminDesk &desk, const Manifest &manifest)
{
    const auto mode = dataMode(request);
    if (!mode)
        return invalidReply(request, {mode.error()});
    return answered(request,
                    {u"uninstall"_s, manifest.plugin, QString(), manifest.versionText,
                     migrations::nameOf(*mode)},
                    outlookOnRemoval(desk.database, desk.snapshot, manifest, *mode));
}

} // namespace

QList<Finding> findingsIn(const QJsonObject &values, const Manifest *now, const Manifest &next)
{
    QList<Finding> findings;
    for (const QString &name : values.keys()) {
        if (!fieldNamed(&next, name) && isValue(values[name], fieldNamed(now, name)))
            findings.append({.field = name,
                             .effect = Effect::Lost,
                             .reason = u"Version %1 has no such field: the value is lost"_s.arg(
                                 next.versionText)});
    }
    const QList<Complaint> already = now ? complaintsOf(*now, values) : QList<Complaint>();
    for (const auto &[name, message] : complaintsOf(next, values)) {
        if (already.contains(Complaint(name, message)))
            continue;
        const Field *before = fieldNamed(now, name);
        const Field *after = fieldNamed(&next, name);
        const bool isSecret = (before && before->secret) || (after && after->secret);
        findings.append(
            {.field = name,
             .effect = Effect::Invalid,
             .reason = isSecret ? u"Version %1 does not take the secret that is stored"_s.arg(
                                      next.versionText)
                                : message});
    }
    return findings;
}

Result<StoredOutlook> outlookOn(QSqlDatabase &database, const registry::Snapshot &snapshot,
                                const Manifest &next)
{
    const Manifest *now = manifestOf(snapshot, next.plugin);
    return outlook(database, snapshot, next.plugin, [&](const StoredConfiguration &stored) {
        return findingsIn(storedValues(stored), now, next);
    });
}

Result<StoredOutlook> outlookOnRemoval(QSqlDatabase &database, const registry::Snapshot &snapshot,
                                       const Manifest &manifest, migrations::UninstallMode mode)
{
    return outlook(database, snapshot, manifest.plugin, [mode](const StoredConfiguration &) {
        QList<Finding> findings;
        if (mode == migrations::UninstallMode::Drop)
            findings.append({.effect = Effect::Lost, .reason = u"It is deleted"_s});
        if (mode == migrations::UninstallMode::Archive)
            findings.append({.effect = Effect::Archived,
                             .reason = u"Its values go into a table that no connector reads"_s});
        return findings;
    });
}

void writeOutlook(JsonWriter &json, const StoredOutlook &outlook)
{
    json.member("configurations"_L1, outlook.configurations)
        .member("affected"_L1, outlook.affected);
    json.key("findings"_L1).beginArray();
    for (const Finding &finding : outlook.findings)
        json.beginObject()
            .member("id"_L1, finding.id)
            .member("name"_L1, orNull(finding.name))
            .member("field"_L1, orNull(finding.field))
            .member("effect"_L1, nameOf(finding.effect))
            .member("reason"_L1, finding.reason)
            .endObject();
    json.endArray().member("omitted"_L1, outlook.omitted);
}

Reply previewChange(const Request &request, const AdminDesk &desk, const QString &name)
{
    const auto version = parameter(request, u"version"_s);
    if (version.has_value() == parameter(request, u"data"_s).has_value())
        return invalidReply(request,
                            {{.type = u"value_error"_s,
                              .where = {u"query"_s},
                              .message = u"Name either a version or what becomes of the data"_s,
                              .input = QJsonValue::Null,
                              .context = {}}});
    const Manifest *now = manifestOf(desk.snapshot, name);
    if (!now)
        return pluginNotFound(request, desk.snapshot, name);
    if (!version)
        return previewRemoval(request, desk, *now);
    if (!desk.operations)
        return errorReply(request, nobodyChanges());
    const auto next = desk.operations->installedManifest(now->id, *version);
    return next ? previewNext(request, desk, *next) : errorReply(request, next.error());
}

Reply previewPackage(const Request &request, const AdminDesk &desk)
{
    const auto package = uploadedPackage(request);
    if (!package)
        return invalidReply(request, {package.error()});
    if (!desk.operations)
        return errorReply(request, nobodyChanges());
    const auto next = desk.operations->packagedManifest(*package);
    return next ? previewNext(request, desk, *next) : errorReply(request, next.error());
}

Reply refusedForStored(const Request &request, const Installation &refused)
{
    const StoredOutlook &outlook = *refused.objection;
    const QString &name = refused.change.name;
    const QString &version = refused.change.version;
    JsonWriter json;
    json.beginObject()
        .member("correlation_id"_L1, request.correlationId)
        .member("detail"_L1,
                u"Version %1 of %2 would make %3 of %4 stored configurations invalid, or lose "
                "values of them. Nothing has changed."_s.arg(version, name)
                    .arg(outlook.affected)
                    .arg(outlook.configurations))
        .member("code"_L1, "conflict"_L1)
        .member("hint"_L1, u"Change or delete them first, or say accept_invalid=true"_s)
        .key("preview"_L1);
    write(json, {u"downgrade"_s, name, version, refused.before, QString()}, outlook);
    json.endObject();
    return {.status = 409, .body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

} // namespace outlet::app::api
