// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationwrite.h"

namespace outlet::app::api {

// Writes of platforms, their services and what these offer, for administrators. Without an id: a
// new one. 422 names everything that is wrong with address and body at once; 409 what stands in the
// way. What a reading shows beside (`id`, `platform`, ...) may be in a body and says nothing.

/** `{"name"}`; 409 if another one is called so, in upper or lower case. */
Reply savePlatform(const Request &request, const WriteDesk &desk, const QString &id = {});

/**
 * `{"name", "result_string_template", "technical_info_template"}`, the templates perhaps null; 409
 * if another service of the platform is called so, 422 for a template that nobody could render.
 * @param platformId of the address; null where that has none
 */
Reply saveService(const Request &request, const WriteDesk &desk, const QString &platformId,
                  const QString &id = {});

/**
 * `{"service_id", "config": [string]}`, perhaps with `platform_id`; both stay as they are when it
 * is replaced. 409 if the service has another one: only the first would count.
 */
Reply saveServiceConfig(const Request &request, const WriteDesk &desk, const QString &id = {});

} // namespace outlet::app::api
