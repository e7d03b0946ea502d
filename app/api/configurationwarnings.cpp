// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationwarnings.h"

#include "app/api/configurationwrite.h"
#include "app/api/errors.h"

#include <algorithm>

namespace outlet::app::api {

using stores::ConfigRow;
using stores::Installation;
using stores::ServiceRow;

void Concern::add(const Installation &tables, const registry::Snapshot &snapshot, Entity entity,
                  const QString &id)
{
    groups.append({id});
    if (entity == Entity::Platform)
        focus.platformId = id;
    if (entity == Entity::Environment)
        focus.environmentId = id;
    if (const ServiceRow *row = tables.service(id)) {
        focus.serviceId = id;
        for (const registry::Connector &connector : snapshot.connectors) {
            if (connector.manifest.platform &&
                connector.manifest.platform->key == row->name.toLower())
                groups.append({connector.manifest.plugin});
        }
    }
    const ConfigRow *row = configRowOf(tables, entity, id);
    if (!row)
        return;
    focus = {row->platformId, row->serviceId, row->environmentId};
    QStringList pair = {row->serviceId.isNull() ? row->platformId : row->serviceId};
    if (!row->environmentId.isNull())
        pair.append(row->environmentId);
    groups.append(pair);
}

QList<doctor::Finding> warningsOf(const Installation &tables, const registry::Snapshot &snapshot,
                                  registry::HookCalls *hooks, const Concern &concern)
{
    auto findings = doctor::examine(tables, snapshot, hooks, concern.focus);
    findings.removeIf([&](const doctor::Finding &finding) {
        return std::ranges::none_of(
            concern.groups, [&](const QStringList &group) { return finding.concerns(group); });
    });
    return findings;
}

namespace {

QByteArray listOf(const QList<doctor::Finding> &findings)
{
    ui::JsonWriter json;
    json.beginArray();
    for (const doctor::Finding &finding : findings)
        doctor::writeFinding(json, finding);
    json.endArray();
    return json.take();
}

} // namespace

QByteArray withWarnings(const QByteArray &object, const QList<doctor::Finding> &findings)
{
    return object.chopped(1) + ",\"warnings\":" + listOf(findings) + '}';
}

Reply listFindings(const Request &request, const WriteDesk &desk)
{
    const auto tables = stores::readInstallation(desk.database);
    if (!tables)
        return errorReply(request, tables.error());
    const auto findings = doctor::examine(*tables, desk.snapshot, desk.hooks);
    return {.body = "{\"findings\":" + listOf(findings) + '}',
            .headers = {{"Cache-Control", "no-store"}}};
}

} // namespace outlet::app::api
