// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationwrite.h"

namespace outlet::app::api {

// Writes of environments and of what platforms and services have in each; as platformwrites.h.

/**
 * `{"name", "acronym", "context", "is_default"}`, the last two perhaps missing; 409 if another one
 * has the name, in upper or lower case, or the acronym.
 */
Reply saveEnvironment(const Request &request, const WriteDesk &desk, const QString &id = {});

/** `{"platform_id", "config": object}`; 409 if the platform has one in the environment already. */
Reply saveEnvironmentPlatform(const Request &request, const WriteDesk &desk,
                              const QString &environmentId, const QString &id = {});

/**
 * `{"service_id", "config": [object]}`, perhaps with `platform_id`; 409 if the service has one in
 * the environment already.
 */
Reply saveEnvironmentService(const Request &request, const WriteDesk &desk,
                             const QString &environmentId, const QString &id = {});

} // namespace outlet::app::api
