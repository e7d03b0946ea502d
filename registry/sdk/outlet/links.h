// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/accessurl.h>
#include <outlet/result.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

/**
 * What most implementations of AccessUrl begin with: take a text out of the installation's
 * configuration, or say what is missing and where to add it. Pure functions: safe on every thread.
 */
namespace outlet::links {

/**
 * The name of the environment, for links that exist only within one.
 * Errors: InvalidArgument when the caller named none.
 */
inline Result<QString> requiredEnvironment(const AccessUrlRequest &request)
{
    if (!request.environment.isEmpty())
        return request.environment;
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("Environment is required to get the URL for %1 technical asset "
                               "configurations")
                    .arg(request.displayName),
                QStringLiteral("Add environment=<name> to the query."),
                QStringLiteral("environment"));
}

/** The platform's configuration in the environment. Errors: NotFound when there is none. */
inline Result<QJsonObject> platformConfig(const AccessUrlRequest &request)
{
    if (request.platformConfig)
        return *request.platformConfig;
    return fail(ErrorCode::NotFound,
                QStringLiteral("Missing Platform Environment configuration for %1")
                    .arg(request.displayName),
                QStringLiteral("Add a configuration of the platform to the environment."),
                QStringLiteral("env_platform_configs"));
}

/**
 * The text under the first of `keys` that has one. Several keys are several names of one thing;
 * the message and the hint speak of the first.
 * Errors: NotFound, `<key> missing from <owner> configuration`, also for an empty text or a number.
 * @param place the table that `config` comes from
 */
inline Result<QString> requiredText(const QJsonObject &config, const QStringList &keys,
                                    const QString &owner, const QString &place)
{
    for (const QString &key : keys) {
        const QString text = config.value(key).toString();
        if (!text.isEmpty())
            return text;
    }
    return fail(
        ErrorCode::NotFound,
        QStringLiteral("%1 missing from %2 configuration").arg(keys.value(0), owner),
        QStringLiteral("Add \"%1\", a text, to the configuration of this environment in %2.")
            .arg(keys.value(0), place),
        place);
}

/** requiredText() of platformConfig(). @param owner the platform's name, for the message */
inline Result<QString> platformText(const AccessUrlRequest &request, const QStringList &keys,
                                    const QString &owner)
{
    const Result<QJsonObject> config = platformConfig(request);
    if (!config)
        return std::unexpected(config.error());
    return requiredText(*config, keys, owner, QStringLiteral("env_platform_configs"));
}

/**
 * requiredText() of the item of the service's configuration that belongs to the values.
 * Errors: NotFound, also when no item does.
 * @param field the one that the items were compared with (EnvironmentMatch), for the message
 */
inline Result<QString> serviceText(const AccessUrlRequest &request, const QString &field,
                                   const QStringList &keys)
{
    const QString place = QStringLiteral("env_platform_service_configs");
    if (request.serviceConfig)
        return requiredText(*request.serviceConfig, keys, request.displayName, place);
    return fail(ErrorCode::NotFound,
                QStringLiteral("No %1 configuration for %2 '%3' in environment %4")
                    .arg(request.displayName, field, request.values.value(field).toString(),
                         request.environment),
                QStringLiteral("Add an item with this identifier to the service's configuration "
                               "of the environment in %1.")
                    .arg(place),
                place);
}

} // namespace outlet::links
