// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <prometheus/metric_family.h>

#include <QString>

#include <vector>

namespace outlet::app::api {

/**
 * What the kernel knows about a process, under the names that every Prometheus client uses:
 * `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_virtual_memory_bytes`,
 * `process_start_time_seconds`, `process_open_fds`, `process_max_fds`.
 *
 * A family whose source cannot be read, or is not what Linux writes, is left out.
 * @param directory of the process, such as `/proc/self`
 */
std::vector<prometheus::MetricFamily> processMetrics(const QString &directory);

} // namespace outlet::app::api
