// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/healthchecks.h"

#include "registry/loader.h"

#include <outlet/healthcheck.h>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

HealthReport unknown(const QString &reason)
{
    return {HealthState::Unknown, reason, {}, {}};
}

HealthReport failed(const QString &reason)
{
    return {HealthState::Failed, reason, {}, {}};
}

/** The plugin's own word, which may be a number that the SDK does not have. */
HealthState stateOf(HealthStatus status)
{
    switch (status) {
    case HealthStatus::Healthy:
        return HealthState::Ok;
    case HealthStatus::Degraded:
        return HealthState::Degraded;
    case HealthStatus::Unhealthy:
        return HealthState::Failed;
    }
    return HealthState::Unknown;
}

HealthReport refused(Refusal refusal, const QString &plugin, std::chrono::milliseconds timeout)
{
    switch (refusal) {
    case Refusal::Stopped:
        return unknown(u"%1 was stopped."_s.arg(plugin));
    case Refusal::Missed:
        return failed(u"health() of %1 missed its deadline: it did not return within %2 ms. It is "
                      "not called again until the server starts again."_s.arg(
                          plugin, QString::number(timeout.count())));
    case Refusal::GivenUp:
        return failed(u"An earlier call of %1 has not come back. It is not called again until the "
                      "server starts again."_s.arg(plugin));
    }
    Q_UNREACHABLE();
}

/** Loads the module if nobody has, and asks. Runs on a thread of its own. */
Result<Health> askModule(const Described &plugin)
{
    const auto object = load(plugin);
    if (!object)
        return fail(ErrorCode::Unavailable, object.error().message, object.error().hint);
    return qobject_cast<HealthCheck *>(*object)->health();
}

} // namespace

QString nameOf(HealthState state)
{
    switch (state) {
    case HealthState::Ok:
        return u"ok"_s;
    case HealthState::Degraded:
        return u"degraded"_s;
    case HealthState::Failed:
        return u"failed"_s;
    case HealthState::Unknown:
        return u"unknown"_s;
    }
    Q_UNREACHABLE();
}

HealthChecks::HealthChecks(std::shared_ptr<ModuleCalls> calls, std::chrono::milliseconds timeout,
                           std::chrono::milliseconds interval)
    : m_calls(std::move(calls)), m_timeout(timeout), m_interval(interval)
{}

HealthReport HealthChecks::ask(const Connector &connector)
{
    // A call that is given up goes on with what it has, so it has a copy.
    const auto plugin = std::make_shared<const Described>(connector.candidate, connector.manifest,
                                                          QVersionNumber());
    const QString &name = connector.manifest.plugin;
    const auto answer = m_calls->callUnlessStopped(connector.candidate.module, m_timeout,
                                                   [plugin] { return askModule(*plugin); });
    HealthReport report;
    if (!answer)
        report = refused(answer.error(), name, m_timeout);
    else if (!*answer)
        report = failed(u"health() of %1 failed: %2"_s.arg(name, answer->error().message));
    else
        report = {stateOf((*answer)->status), {}, (*answer)->details, {}};
    report.checkedAt = QDateTime::currentDateTimeUtc();
    return report;
}

HealthReport HealthChecks::check(const Connector &connector)
{
    if (!connector.manifest.hooks.contains(ui::Hook::HealthCheck))
        return unknown(u"%1 has no hook HealthCheck."_s.arg(connector.manifest.plugin));
    const QString &module = connector.candidate.module;
    {
        const std::lock_guard lock(m_mutex);
        Entry &entry = m_entries[module];
        const auto age = std::chrono::steady_clock::now() - entry.at;
        if (entry.last && (entry.isChecking || age < m_interval))
            return *entry.last;
        if (entry.isChecking)
            return unknown(
                u"%1 is being asked for the first time."_s.arg(connector.manifest.plugin));
        entry.isChecking = true;
    }
    const HealthReport report = ask(connector);
    const std::lock_guard lock(m_mutex);
    m_entries[module] = {report, std::chrono::steady_clock::now(), false};
    return report;
}

std::optional<HealthReport> HealthChecks::last(const Candidate &candidate) const
{
    const std::lock_guard lock(m_mutex);
    const auto entry = m_entries.constFind(candidate.module);
    return entry == m_entries.cend() ? std::nullopt : entry->last;
}

} // namespace outlet::registry
