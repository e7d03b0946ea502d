// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/health.h"

#include "app/api/describe.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::HealthReport;
using registry::HealthState;
using registry::Snapshot;
using ui::JsonWriter;

namespace {

HealthReport unknown(const QString &reason)
{
    return {HealthState::Unknown, reason, {}, {}};
}

/** A reply that says how things are now. */
Reply momentary(const QByteArray &json)
{
    Reply reply;
    reply.body = json;
    reply.headers = {{"Cache-Control", "no-store"}};
    return reply;
}

void writeMembers(JsonWriter &json, const HealthReport &report)
{
    json.member("status"_L1, registry::nameOf(report.state));
    json.member("reason"_L1, orNull(report.reason));
    json.member("details"_L1, QJsonValue(report.details));
    json.member("checked_at"_L1, orNull(report.checkedAt.toString(Qt::ISODateWithMs)));
}

Reply healthReply(const QString &plugin, const HealthReport &report)
{
    JsonWriter json;
    json.beginObject().member("plugin"_L1, plugin);
    writeMembers(json, report);
    json.endObject();
    return momentary(json.take());
}

} // namespace

void writeHealth(JsonWriter &json, const HealthReport &report)
{
    json.beginObject();
    writeMembers(json, report);
    json.endObject();
}

Reply pluginHealth(const Request &request, const Snapshot &snapshot, registry::HealthChecks *health,
                   const QString &name)
{
    if (const registry::Connector *connector = findInForce(snapshot, name)) {
        const HealthReport report =
            health ? health->check(*connector) : unknown(u"Plugins are not called here."_s);
        return healthReply(connector->manifest.plugin, report);
    }
    const auto rejected = findRejected(snapshot, name);
    if (rejected.empty())
        return pluginNotFound(request, snapshot, name);
    return healthReply(rejected.front()->name(),
                       unknown(u"It is not in force: %1"_s.arg(rejected.front()->verdict.message)));
}

} // namespace outlet::app::api
