// SPDX-License-Identifier: MIT
#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/links.h>
#include <outlet/rules.h>

namespace outlet::connectors::snowflake {

using namespace Qt::StringLiterals;

class Snowflake final : public QObject,
                        public ConfigurationRules,
                        public AccessPath,
                        public AccessUrl,
                        public EnvironmentMatch
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(
        outlet::ConfigurationRules outlet::AccessPath outlet::AccessUrl outlet::EnvironmentMatch)

public:
    Values normalise(const Values &values) const override
    {
        Values complete = values;
        rules::fillWhenEmpty(complete, u"database_path"_s, u"database"_s);
        rules::applyTableGranularity(complete);
        return complete;
    }

    QList<FieldError> check(const Values &values, const Product &product) const override
    {
        return rules::checkNamespace(values, u"database"_s, product);
    }

    // A hyphen would need quotes in every statement that names the table.
    Result<QString> accessPath(const QString &rendered) const override
    {
        return QString(rendered).replace(u'-', u'_');
    }

    Result<QString> accessUrl(const AccessUrlRequest &request) const override
    {
        return links::platformText(request, {u"login_url"_s}, request.displayName);
    }

    bool matches(const QJsonObject &item, const Values &values) const override
    {
        return rules::hasIdentifierOf(item, values, u"database"_s);
    }
};

} // namespace outlet::connectors::snowflake

#include "snowflake.moc"
