// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

class QSqlDatabase;

namespace outlet::app::api {

// `/api/v2/configuration/...`, the reading half, as existing frontends know it, and one more. Each
// call reads the database, so a row that another program wrote shows at once. Ids are uuids: one
// that is malformed is 422 (`uuid_parsing`). Lists take `limit` and `cursor`. A row whose JSON is
// broken is 500, and the answer names it.

/** `GET .../platforms` -> 200 `{"platforms":[{id,name}]}` */
Reply listPlatforms(const Request &request, QSqlDatabase &database);

/**
 * `GET .../platforms/{id}/services` -> 200 `{"platform_services":[{id,name,platform:{id,name},
 * result_string_template,technical_info_template}]}`; empty for an unknown platform.
 */
Reply listPlatformServices(const Request &request, QSqlDatabase &database, const QString &id);

/**
 * `GET .../platforms/{id}/services/{service_id}` -> 200 `{id,platform,service,config:[string]}`;
 * 404 `Platform service configuration not found`.
 */
Reply configOfService(const Request &request, QSqlDatabase &database, const QString &id,
                      const QString &serviceId);

/** `GET .../platforms/configs` -> 200 `{"platform_service_configurations":[...]}` of the above */
Reply listPlatformServiceConfigs(const Request &request, QSqlDatabase &database);

/** `GET .../platforms/configs/{config_id}` -> one of them; 404 as above */
Reply platformServiceConfig(const Request &request, QSqlDatabase &database,
                            const QString &configId);

/** `GET .../environments` -> 200 `{"environments":[{id,name,acronym,context,is_default}]}` */
Reply listEnvironments(const Request &request, QSqlDatabase &database);

/** `GET .../environments/{id}` -> one of them; 404 `Environment not found` */
Reply environment(const Request &request, QSqlDatabase &database, const QString &id);

/**
 * `GET .../environments/{id}/configs` -> 200 `{"environment_configs":[{config:[object],id,platform,
 * environment,service}]}`; empty for an unknown environment.
 */
Reply listEnvironmentConfigs(const Request &request, QSqlDatabase &database, const QString &id);

/**
 * `GET .../environments/{id}/platform_configs` -> 200 `{"environment_platform_configs":[{config:
 * object,id,platform,environment}]}`; empty for an unknown environment. For administrators: nobody
 * says that there are no credentials in it.
 */
Reply listEnvironmentPlatformConfigs(const Request &request, QSqlDatabase &database,
                                     const QString &id);

} // namespace outlet::app::api
