// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "app/api/outputconfigurations.h"

#include <outlet/result.h>
#include <outlet/values.h>

#include <QJsonObject>
#include <QString>

namespace outlet::app::api {

/**
 * From a template to a path: the names in it are replaced, and the connector has the last word. No
 * value of a secret field becomes part of it: a template that names one is refused.
 * Errors: as ui::renderTemplate() and HookCalls::accessPath().
 */
Result<QString> renderPath(const Advisers &advisers, const registry::Connector &connector,
                           const QString &text, const Values &values,
                           const QJsonObject &context = {});

/**
 * `POST /api/v2/plugins/render_technical_asset_access_path` with `{"platform_id", "service_id",
 * "configuration"}` -> 200 `{"technical_asset_access_path":"..."}`: the service's template with the
 * configuration's values, which are parsed and completed but not judged by the form's rules.
 *
 * 404 `Template not found for the given platform and service`; 422 for what cannot be read; 400 for
 * a template that cannot be used.
 */
Reply renderAccessPath(const Request &request, const ConfigurationDesk &desk);

} // namespace outlet::app::api
