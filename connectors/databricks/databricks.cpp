// SPDX-License-Identifier: MIT
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/links.h>
#include <outlet/rules.h>

namespace outlet::connectors::databricks {

using namespace Qt::StringLiterals;

class Databricks final : public QObject,
                         public ConfigurationRules,
                         public AccessUrl,
                         public EnvironmentMatch
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(outlet::ConfigurationRules outlet::AccessUrl outlet::EnvironmentMatch)

public:
    Values normalise(const Values &values) const override
    {
        Values complete = values;
        rules::fillWhenEmpty(complete, u"catalog_path"_s, u"catalog"_s);
        rules::applyTableGranularity(complete);
        return complete;
    }

    QList<FieldError> check(const Values &values, const Product &product) const override
    {
        return rules::checkNamespace(values, u"catalog"_s, product);
    }

    // Each domain has a workspace of its own: `workspace_urls` maps domain ids to addresses.
    Result<QString> accessUrl(const AccessUrlRequest &request) const override
    {
        const Result<QJsonObject> platform = links::platformConfig(request);
        if (!platform)
            return std::unexpected(platform.error());
        const QJsonObject workspaces = platform->value("workspace_urls"_L1).toObject();
        const QString url = workspaces.value(request.product.domainId).toString();
        if (!url.isEmpty())
            return url;
        return fail(ErrorCode::NotFound,
                    u"Workspace not configured for domain %1"_s.arg(request.product.domainName),
                    u"Add the domain's id and the address of its workspace to \"workspace_urls\" "
                    "of the platform's configuration in this environment."_s,
                    u"env_platform_configs"_s);
    }

    bool matches(const QJsonObject &item, const Values &values) const override
    {
        return rules::hasIdentifierOf(item, values, u"catalog"_s);
    }
};

} // namespace outlet::connectors::databricks

#include "databricks.moc"
