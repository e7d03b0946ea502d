// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/environmentstore.h"
#include "app/stores/installation.h"
#include "app/stores/platformstore.h"
#include "ui-schemas/jsonwriter.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QString>

namespace outlet::app::api {

// What administrators enter, as the API shows it.

/** The kinds of things that they enter; each is a row of a table of its own. */
enum class Entity {
    Platform,            ///< `platforms`
    Service,             ///< `platform_services`
    ServiceConfig,       ///< `platform_service_configs`
    Environment,         ///< `environments`
    EnvironmentPlatform, ///< `env_platform_configs`
    EnvironmentService,  ///< `env_platform_service_configs`
};

/** What a platform has in an environment. */
struct EnvironmentPlatformConfig
{
    QString id;
    stores::Environment environment;
    stores::Platform platform;
    QByteArray config; ///< compact JSON, an object
};

void write(ui::JsonWriter &json, const stores::Platform &platform);
void write(ui::JsonWriter &json, const stores::PlatformService &service);
void write(ui::JsonWriter &json, const stores::PlatformServiceConfig &config);
void write(ui::JsonWriter &json, const stores::Environment &environment);
void write(ui::JsonWriter &json, const stores::EnvironmentConfig &config);
void write(ui::JsonWriter &json, const EnvironmentPlatformConfig &config);

/** The row of a kind that has a `config`; null for other kinds, and where there is none. */
const stores::ConfigRow *configRowOf(const stores::Installation &tables, Entity entity,
                                     const QString &id);

/**
 * One of them as JSON. Errors: NotFound, by its kind; Database for a row whose `config` is not what
 * it has to be, or that refers to one that there is not.
 */
Result<QByteArray> documentOf(const stores::Installation &tables, Entity entity, const QString &id);

/** What platforms have in an environment, by the name of the platform. Errors: as documentOf(). */
Result<QList<EnvironmentPlatformConfig>> environmentPlatformsOf(const stores::Installation &tables,
                                                                const QString &environmentId);

/** Where it is: `/api/v2/configuration/...`. Empty for an id that there is not. */
QString addressOf(const stores::Installation &tables, Entity entity, const QString &id);

/** `Environment not found` and the like. */
Error notFound(Entity entity);

} // namespace outlet::app::api
