// SPDX-License-Identifier: MIT
#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/configurationrules.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/links.h>
#include <outlet/rules.h>

#include <QUrl>

namespace outlet::connectors::glue {

using namespace Qt::StringLiterals;

namespace {

/** The database's page in the data catalog, which is the account's own. */
QString consoleLink(const QString &account, const QString &region, const QString &database)
{
    const auto encoded = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    return u"https://console.aws.amazon.com/glue/home?region=%1"
           "#/v2/data-catalog/databases/view/%2?catalogId=%3"_s.arg(
               encoded(region), encoded(database), encoded(account));
}

} // namespace

class Glue final : public QObject,
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

    // The template joins database and suffix with underscores: none are left without a suffix.
    Result<QString> accessPath(const QString &rendered) const override
    {
        return rules::trimPartEnds(rendered, u'.', u'_');
    }

    Result<QString> accessUrl(const AccessUrlRequest &request) const override
    {
        const Result<QString> environment = links::requiredEnvironment(request);
        const Result<QString> account =
            links::platformText(request, {u"aws_account_id"_s, u"account_id"_s}, u"AWS"_s);
        const Result<QString> region =
            links::platformText(request, {u"aws_region"_s, u"region"_s}, u"AWS"_s);
        const Result<QString> database =
            links::serviceText(request, u"database"_s, {u"database_name"_s});
        for (const Result<QString> &part : {environment, account, region, database}) {
            if (!part)
                return part;
        }
        return consoleLink(*account, *region, *database);
    }

    bool matches(const QJsonObject &item, const Values &values) const override
    {
        return rules::hasIdentifierOf(item, values, u"database"_s);
    }
};

} // namespace outlet::connectors::glue

#include "glue.moc"
