// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/values.h>

#include <QJsonObject>
#include <QtPlugin>

namespace outlet {

/**
 * Which item of an environment's service configuration belongs to a configuration.
 *
 * The server walks the items in order and takes the first that matches; its keys then become
 * additional names for templates. Pure; may be called from several threads at once.
 */
class EnvironmentMatch
{
public:
    virtual ~EnvironmentMatch() = default;

    /** @param item one object of the JSON list in `env_platform_service_configs.config` */
    virtual bool matches(const QJsonObject &item, const Values &values) const = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::EnvironmentMatch, "org.outlet.EnvironmentMatch/1")
