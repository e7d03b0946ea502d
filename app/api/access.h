// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "app/api/outputconfigurations.h"

namespace outlet::app::api {

// Links into the platforms, and everything about where the data of a configuration is.

/**
 * `GET /api/v2/plugins/{platform}/url?id=<uuid>[&environment=<name>]` -> 200 `{"url":"..."}`.
 * `platform` is the key of a platform, or of a parent: its first child answers then.
 *
 * `id` names a stored configuration, whose values the link may need; clients of the portal send the
 * id of something that only the portal has, and then there are no values. What a link needs of the
 * product comes from the query: `domain_id`, `domain_name`, `namespace`.
 *
 * 400 where an environment is needed and none is named, or the configuration is of another
 * platform; 404 where the installation lacks something; 501 for a connector without links.
 */
Reply platformUrl(const Request &request, const ConfigurationDesk &desk, const QString &platform);

/**
 * `GET /api/v2/data_output_configurations/{id}/access` -> 200 `{"id", "configuration_type",
 * "result_string", "problems", "environments": [{"id", "name", "acronym", "technical_info", "url",
 * "problems"}]}`. What cannot be told is null, and `problems` says why: `[{"part", "detail",
 * "hint"}]`. 404 `Configuration not found`; 409 if its connector is not in force.
 */
Reply configurationAccess(const Request &request, const ConfigurationDesk &desk, const QString &id);

} // namespace outlet::app::api
