// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/traffic.h"

#include <prometheus/collectable.h>

#include <deque>
#include <vector>

namespace outlet::app::http {

/**
 * What all HTTP threads have counted, as metrics: `outlet_http_requests_total{route,status}`,
 * `outlet_http_request_duration_seconds{route}`, `outlet_http_connections`,
 * `outlet_http_accepted_total`, `outlet_http_ready_answers_total` and
 * `outlet_http_refusals_total{reason}`. The route is its pattern, `none` where none answered, so
 * that clients cannot make new series.
 */
class HttpMetrics : public prometheus::Collectable
{
public:
    explicit HttpMetrics(int threads) : m_threads(std::size_t(threads)) {}

    /** The counts of one thread, which alone writes them. */
    Traffic &thread(int index) { return m_threads[std::size_t(index)]; }

    /** Adds the threads up. From any thread. */
    std::vector<prometheus::MetricFamily> Collect() const override;

private:
    std::deque<Traffic> m_threads;
};

} // namespace outlet::app::http
