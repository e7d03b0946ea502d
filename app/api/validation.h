// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "app/api/submission.h"

namespace outlet::app::api {

/**
 * `POST /api/v2/plugins/{name}/validate` -> 200 `{"valid", "fields": {"<name>": {"value", "errors",
 * "visible", "required", "options"}}, "errors"}`: what would be said about the configuration if it
 * were stored now, fields in the form's order. Stores nothing.
 *
 * The body is the configuration, or wrapped with a product, as for storing; its tag may be missing,
 * as the path has the name. A value that cannot be read is an error of its field; only a body that
 * is no JSON object is 422. A secret field's value is null. 404 `Plugin '<name>' not found`; 503,
 * 504 and 500 where the connector's rules cannot be asked.
 */
Reply validateConfiguration(const Request &request, const registry::Snapshot &snapshot,
                            const Advisers &advisers, const QString &name);

} // namespace outlet::app::api
