// SPDX-License-Identifier: MIT
#include <outlet/accesspath.h>
#include <outlet/configurationrules.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/rules.h>

namespace outlet::connectors::redshift {

using namespace Qt::StringLiterals;

class Redshift final : public QObject,
                       public ConfigurationRules,
                       public AccessPath,
                       public EnvironmentMatch
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(outlet::ConfigurationRules outlet::AccessPath outlet::EnvironmentMatch)

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

    // The template joins database and schema with underscores: none are left without a schema.
    Result<QString> accessPath(const QString &rendered) const override
    {
        return rules::trimPartEnds(rendered, u'.', u'_');
    }

    bool matches(const QJsonObject &item, const Values &values) const override
    {
        return rules::hasIdentifierOf(item, values, u"database"_s);
    }
};

} // namespace outlet::connectors::redshift

#include "redshift.moc"
