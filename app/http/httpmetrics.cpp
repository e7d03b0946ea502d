// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/httpmetrics.h"

#include <prometheus/metric_family.h>

#include <limits>

namespace outlet::app::http {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

namespace {

/** One route in all threads. */
struct RouteSum
{
    std::map<int, std::uint64_t> statuses;
    std::array<std::uint64_t, RouteTraffic::bounds.size() + 1> buckets = {};
    double seconds = 0;
};

void add(RouteSum &sum, const RouteTraffic &traffic)
{
    for (std::size_t status = 0; status < traffic.statuses.size(); ++status) {
        if (const std::uint64_t count = traffic.statuses[status])
            sum.statuses[int(status)] += count;
    }
    for (std::size_t i = 0; i < traffic.buckets.size(); ++i)
        sum.buckets[i] += traffic.buckets[i];
    sum.seconds += double(traffic.nanoseconds) / 1e9;
}

ClientMetric counter(double value, std::vector<ClientMetric::Label> labels = {})
{
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    return metric;
}

ClientMetric histogram(const std::string &route, const RouteSum &sum)
{
    ClientMetric metric;
    metric.label = {{"route", route}};
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
        count += sum.buckets[i];
        const bool isLast = i == RouteTraffic::bounds.size();
        metric.histogram.bucket.push_back(
            {count, isLast ? std::numeric_limits<double>::infinity() : RouteTraffic::bounds[i]});
    }
    metric.histogram.sample_count = count;
    metric.histogram.sample_sum = sum.seconds;
    return metric;
}

MetricFamily family(const char *name, const char *help, MetricType type)
{
    return {name, help, type, {}};
}

} // namespace

std::vector<MetricFamily> HttpMetrics::Collect() const
{
    std::map<std::string, RouteSum> routes;
    std::map<std::string, std::uint64_t> reasons;
    std::int64_t connections = 0;
    std::uint64_t accepted = 0;
    std::uint64_t ready = 0;
    for (const Traffic &thread : m_threads) {
        thread.read([&](const Traffic::Routes &counted, const Traffic::Refusals &refusals) {
            for (const auto &[pattern, traffic] : counted)
                add(routes[pattern.isEmpty() ? "none" : pattern.toStdString()], traffic);
            for (const auto &[reason, count] : refusals)
                reasons[reason] += count;
        });
        connections += thread.connections;
        accepted += thread.accepted;
        ready += thread.readyAnswers;
    }

    MetricFamily requests =
        family("outlet_http_requests_total", "Requests answered, by route.", MetricType::Counter);
    MetricFamily durations =
        family("outlet_http_request_duration_seconds",
               "Time from the last byte of the head to the answer.", MetricType::Histogram);
    for (const auto &[route, sum] : routes) {
        for (const auto &[status, count] : sum.statuses)
            requests.metric.push_back(
                counter(double(count), {{"route", route}, {"status", std::to_string(status)}}));
        durations.metric.push_back(histogram(route, sum));
    }
    MetricFamily refused =
        family("outlet_http_refusals_total",
               "Requests and clients turned down at the edge, by reason.", MetricType::Counter);
    for (const auto &[reason, count] : reasons)
        refused.metric.push_back(counter(double(count), {{"reason", reason}}));
    MetricFamily open =
        family("outlet_http_connections", "Connections open now.", MetricType::Gauge);
    open.metric.emplace_back().gauge.value = double(connections);
    MetricFamily entered =
        family("outlet_http_accepted_total", "Connections accepted.", MetricType::Counter);
    entered.metric.push_back(counter(double(accepted)));
    MetricFamily kept = family("outlet_http_ready_answers_total",
                               "Answers sent without asking a handler.", MetricType::Counter);
    kept.metric.push_back(counter(double(ready)));
    return {requests, durations, refused, open, entered, kept};
}

} // namespace outlet::app::http
