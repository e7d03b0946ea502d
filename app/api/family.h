// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <utility>
#include <vector>

namespace outlet::app::api {

// Families of metrics as values, for what is known at the moment of asking and need not be counted
// all along.

using Labels = std::vector<prometheus::ClientMetric::Label>;

inline prometheus::MetricFamily emptyFamily(std::string name, std::string help,
                                            prometheus::MetricType type)
{
    return {std::move(name), std::move(help), type, {}};
}

/** Adds one series to a family of gauges or counters. */
inline void add(prometheus::MetricFamily &family, double value, Labels labels = {})
{
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    if (family.type == prometheus::MetricType::Counter)
        metric.counter.value = value;
    else
        metric.gauge.value = value;
    family.metric.push_back(std::move(metric));
}

inline prometheus::MetricFamily gauge(std::string name, std::string help, double value)
{
    prometheus::MetricFamily family =
        emptyFamily(std::move(name), std::move(help), prometheus::MetricType::Gauge);
    add(family, value);
    return family;
}

inline prometheus::MetricFamily counter(std::string name, std::string help, double value)
{
    prometheus::MetricFamily family =
        emptyFamily(std::move(name), std::move(help), prometheus::MetricType::Counter);
    add(family, value);
    return family;
}

} // namespace outlet::app::api
