-- SPDX-License-Identifier: GPL-3.0-or-later
-- Makes wrk print its figures as one line of JSON. Times are in microseconds. There is nothing
-- else in this script: functions that see requests or answers would slow wrk down.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'wire: {"requests": %d, "duration": %d, "bytes": %d, "p50": %d, "p99": %d, "max": %d, ' ..
        '"errors": {"connect": %d, "read": %d, "write": %d, "timeout": %d, "status": %d}}\n',
        summary.requests, summary.duration, summary.bytes,
        latency:percentile(50), latency:percentile(99), latency.max,
        errors.connect, errors.read, errors.write, errors.timeout, errors.status))
end
