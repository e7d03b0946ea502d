// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/metrics.h"

#include "app/api/family.h"
#include "app/api/processmetrics.h"

#include <prometheus/text_serializer.h>

#include <QMap>

#include <algorithm>
#include <iterator>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using prometheus::MetricFamily;
using prometheus::MetricType;
using registry::VerdictCode;

namespace {

/** Every state of a plugin, also those that none is in: a series that comes and goes is no series.
 */
MetricFamily pluginsByState(const QMap<VerdictCode, int> &counts, std::size_t rejected)
{
    MetricFamily family = emptyFamily(
        "outlet_plugins", "Candidates by state: in force, or turned down.", MetricType::Gauge);
    for (const VerdictCode code : registry::allVerdictCodes()) {
        if (registry::isGood(code))
            add(family, counts.value(code), {{"state", registry::nameOf(code).toStdString()}});
    }
    add(family, double(rejected), {{"state", "rejected"}});
    return family;
}

MetricFamily verdictsByCode(const QMap<VerdictCode, int> &counts)
{
    MetricFamily family = emptyFamily("outlet_verdicts", "Candidates by verdict; codes that occur.",
                                      MetricType::Gauge);
    for (auto it = counts.begin(); it != counts.end(); ++it)
        add(family, it.value(), {{"code", registry::nameOf(it.key()).toStdString()}});
    return family;
}

/** Adds families, or the series of those that are there already. */
void append(std::vector<MetricFamily> &all, std::vector<MetricFamily> more)
{
    for (MetricFamily &family : more) {
        const auto same = std::ranges::find(all, family.name, &MetricFamily::name);
        if (same == all.end())
            all.push_back(std::move(family));
        else
            std::ranges::move(family.metric, std::back_inserter(same->metric));
    }
}

} // namespace

std::vector<MetricFamily> snapshotMetrics(const registry::Snapshot &snapshot)
{
    QMap<VerdictCode, int> counts;
    for (const registry::Connector &connector : snapshot.connectors)
        ++counts[connector.verdict.code];
    for (const registry::Rejected &rejected : snapshot.rejected)
        ++counts[rejected.verdict.code];
    return {gauge("outlet_snapshot_generation",
                  "Number of the snapshot in force; grows with each that is published.",
                  double(snapshot.generation)),
            gauge("outlet_snapshot_built_timestamp_seconds",
                  "When the snapshot in force was built, in seconds since 1970.",
                  double(snapshot.builtAt.toMSecsSinceEpoch()) / 1000),
            pluginsByState(counts, snapshot.rejected.size()), verdictsByCode(counts)};
}

MetricFamily buildInfo(const QString &version)
{
    MetricFamily family = emptyFamily(
        "outlet_build_info", "Always 1; the versions are in the labels.", MetricType::Gauge);
    add(family, 1, {{"version", version.toStdString()}, {"qt", qVersion()}});
    return family;
}

Reply metrics(const QString &version, const registry::SnapshotPtr &snapshot,
              const Collectables &collectables)
{
    std::vector<MetricFamily> families = {buildInfo(version)};
    append(families, processMetrics(u"/proc/self"_s));
    if (snapshot)
        append(families, snapshotMetrics(*snapshot));
    for (const auto &collectable : collectables) {
        if (const auto counting = collectable.lock())
            append(families, counting->Collect());
    }
    Reply reply;
    reply.contentType = "text/plain; version=0.0.4; charset=utf-8";
    reply.body = QByteArray::fromStdString(prometheus::TextSerializer().Serialize(families));
    reply.headers = {{"Cache-Control", "no-store"}};
    return reply;
}

} // namespace outlet::app::api
