// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QtPlugin>

namespace outlet {

enum class HealthStatus {
    Healthy,
    Degraded,  ///< works, but somebody should look
    Unhealthy, ///< does not do what it is for
};

struct Health
{
    HealthStatus status = HealthStatus::Healthy;
    QJsonObject details; ///< shown to operators; no secrets
};

/**
 * A plugin that can tell how it is. Called on a worker, with a deadline, at most once every few
 * seconds however often somebody asks; one that misses its deadline counts as unhealthy.
 */
class HealthCheck
{
public:
    virtual ~HealthCheck() = default;

    virtual Health health() = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::HealthCheck, "org.outlet.HealthCheck/1")
