// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/modulecalls.h"
#include "registry/snapshot.h"

#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

namespace outlet::registry {

/** How a plugin is, as far as anybody can tell. */
enum class HealthState { Ok, Degraded, Failed, Unknown };

QString nameOf(HealthState state);

/** What came of asking a plugin how it is. */
struct HealthReport
{
    HealthState state = HealthState::Unknown;
    QString reason; ///< why it failed, or why nothing is known; empty where the plugin answered
    QJsonObject details; ///< what the plugin said
    QDateTime checkedAt; ///< UTC; null where nobody was asked
};

/**
 * Asks plugins how they are, through their hook HealthCheck; loads those that have not been needed
 * before. Each is asked at most once in `interval`, by one at a time, with a deadline; in between
 * everybody gets the last report. Thread-safe; blocks the calling thread until the plugin has
 * answered, at most for the deadline and that of a step of its life.
 */
class HealthChecks
{
public:
    HealthChecks(std::shared_ptr<ModuleCalls> calls, std::chrono::milliseconds timeout,
                 std::chrono::milliseconds interval = std::chrono::seconds(5));

    /**
     * How the plugin is. Unknown, with a reason: it does not have the hook, was stopped, or
     * somebody asks it for the first time at this moment. Failed, with a reason: it cannot be
     * loaded, threw, or missed its deadline; in the last case it is never asked again.
     */
    HealthReport check(const Connector &connector);

    /** The last report, if the plugin was ever asked. */
    std::optional<HealthReport> last(const Candidate &candidate) const;

private:
    struct Entry
    {
        std::optional<HealthReport> last;
        std::chrono::steady_clock::time_point at; ///< of `last`
        bool isChecking = false;
    };

    HealthReport ask(const Connector &connector);

    std::shared_ptr<ModuleCalls> m_calls;
    std::chrono::milliseconds m_timeout;
    std::chrono::milliseconds m_interval;
    mutable std::mutex m_mutex;
    QHash<QString, Entry> m_entries; ///< by module
};

} // namespace outlet::registry
