// SPDX-License-Identifier: MIT
#include <outlet/accesspath.h>
#include <outlet/accessurl.h>
#include <outlet/connector.h>
#include <outlet/environmentmatch.h>
#include <outlet/links.h>
#include <outlet/rules.h>

#include <QUrl>

namespace outlet::connectors::s3 {

using namespace Qt::StringLiterals;

namespace {

/** The bucket in the console; asks who is not signed in to sign in to this account. */
QString consoleLink(const QString &account, const QString &region, const QString &bucket)
{
    const auto encoded = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    return u"https://%1.signin.aws.amazon.com/console/s3?region=%2&bucket=%3"_s.arg(
        encoded(account), encoded(region), encoded(bucket));
}

} // namespace

class S3 final : public QObject, public AccessPath, public AccessUrl, public EnvironmentMatch
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID OUTLET_CONNECTOR_IID FILE OUTLET_MANIFEST)
    Q_INTERFACES(outlet::AccessPath outlet::AccessUrl outlet::EnvironmentMatch)

public:
    // An empty suffix, or slashes around the path, leave no empty segments.
    Result<QString> accessPath(const QString &rendered) const override
    {
        return rendered.split(u'/', Qt::SkipEmptyParts).join(u'/');
    }

    Result<QString> accessUrl(const AccessUrlRequest &request) const override
    {
        const Result<QString> environment = links::requiredEnvironment(request);
        const Result<QString> account =
            links::platformText(request, {u"aws_account_id"_s, u"account_id"_s}, u"AWS"_s);
        const Result<QString> region =
            links::platformText(request, {u"aws_region"_s, u"region"_s}, u"AWS"_s);
        const Result<QString> bucket = links::serviceText(request, u"bucket"_s, {u"bucket_name"_s});
        for (const Result<QString> &part : {environment, account, region, bucket}) {
            if (!part)
                return part;
        }
        return consoleLink(*account, *region, *bucket);
    }

    bool matches(const QJsonObject &item, const Values &values) const override
    {
        return rules::hasIdentifierOf(item, values, u"bucket"_s);
    }
};

} // namespace outlet::connectors::s3

#include "s3.moc"
