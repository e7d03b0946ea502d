// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/snapshot.h"

#include <prometheus/collectable.h>

#include <memory>
#include <vector>

namespace outlet::app::api {

/** Parts of the program that count something. One that is gone is left out. */
using Collectables = std::vector<std::weak_ptr<prometheus::Collectable>>;

/**
 * What a snapshot says in numbers: `outlet_snapshot_generation`,
 * `outlet_snapshot_built_timestamp_seconds`, `outlet_plugins{state}` with every state, and
 * `outlet_verdicts{code}` with the codes that occur. As many series as there are kinds of things,
 * never as there are things. Pure.
 */
std::vector<prometheus::MetricFamily> snapshotMetrics(const registry::Snapshot &snapshot);

/** `outlet_build_info{version,qt}`, always 1: the versions are in the labels. */
prometheus::MetricFamily buildInfo(const QString &version);

/**
 * `GET /metrics` -> 200, the text format 0.0.4 of Prometheus: the program, its process, the
 * snapshot (left out until there is one), then what `collectables` count. A family that several
 * of them have is written once, with the series of all.
 * Waits for no database and no connector; reads a few files of /proc.
 */
Reply metrics(const QString &version, const registry::SnapshotPtr &snapshot,
              const Collectables &collectables);

} // namespace outlet::app::api
