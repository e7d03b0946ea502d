// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/result.h>
#include <outlet/values.h>

#include <QJsonObject>
#include <QString>
#include <QtPlugin>

#include <optional>

namespace outlet {

/** Everything that a link into a platform can depend on. */
struct AccessUrlRequest
{
    Values values;       ///< the configuration
    Product product;     ///< whose data output it is
    QString environment; ///< name of the environment; null when the caller named none
    QString displayName; ///< the platform's display name, for messages
    /** Configuration of the platform in this environment; nullopt when there is none. */
    std::optional<QJsonObject> platformConfig;
    /** The item of the service's configuration that belongs to the values (EnvironmentMatch). */
    std::optional<QJsonObject> serviceConfig;
};

/**
 * The link that opens the destination itself: a console, a workspace, a worksheet.
 * A connector without this hook answers 501. May be called from several threads at once.
 */
class AccessUrl
{
public:
    virtual ~AccessUrl() = default;

    /**
     * Errors: InvalidArgument (status 400) when the request lacks something that the caller can
     * add, NotFound (404) when the installation lacks a configuration.
     */
    virtual Result<QString> accessUrl(const AccessUrlRequest &request) const = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::AccessUrl, "org.outlet.AccessUrl/1")
