// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <outlet/accessurl.h>

#include <QJsonDocument>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using outlet::AccessUrlRequest;
using outlet::ErrorCode;
using outlet::Result;

namespace {

std::optional<QJsonObject> objectOrNone(const QByteArray &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(jsonObject(text));
}

QString codeName(ErrorCode code)
{
    if (code == ErrorCode::InvalidArgument)
        return u"InvalidArgument"_s;
    return code == ErrorCode::NotFound ? u"NotFound"_s : u"another"_s;
}

/** A link, or code, message and place of the failure, as one line. */
QString line(const Result<QString> &result)
{
    if (result)
        return *result;
    const outlet::Error &error = result.error();
    return u"%1: %2 [%3]"_s.arg(codeName(error.code), error.message, error.where);
}

} // namespace

/** Links into the platforms, and what is said when something is missing. */
class AccessUrlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linksThatThePlatformConfigures_data();
    void linksThatThePlatformConfigures();
    void linksIntoTheConsole_data();
    void linksIntoTheConsole();
    void everyFailureHasAHint();
    void oddNamesCannotChangeTheAddress_data();
    void oddNamesCannotChangeTheAddress();
};

void AccessUrlTest::linksThatThePlatformConfigures_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("platform"); // empty: no configuration
    QTest::addColumn<QString>("answer");

    const auto row = [](const char *name, const QString &id, const QByteArray &platform,
                        const QString &answer) { QTest::newRow(name) << id << platform << answer; };
    const QString snowflake = u"snowflake"_s;
    row("Snowflake: its login_url", snowflake, R"({"login_url":"https://x.example.com/"})",
        u"https://x.example.com/"_s);
    row("Snowflake: no configuration", snowflake, "",
        u"NotFound: Missing Platform Environment configuration for Snowflake "
        "[env_platform_configs]"_s);
    const QString noLogin = u"NotFound: login_url missing from Snowflake configuration "
                            "[env_platform_configs]"_s;
    row("Snowflake: an empty configuration", snowflake, "{}", noLogin);
    row("Snowflake: an empty login_url", snowflake, R"({"login_url":""})", noLogin);
    row("Snowflake: a null login_url", snowflake, R"({"login_url":null})", noLogin);
    row("Snowflake: a login_url that is no text", snowflake, R"({"login_url":["https://x"]})",
        noLogin);
    row("Snowflake: the key in another case", snowflake, R"({"Login_URL":"https://x"})", noLogin);

    const QString databricks = u"databricks"_s;
    row("Databricks: the workspace of the domain", databricks,
        R"({"workspace_urls":{"d-0":"https://no","d-1":"https://w.example.com"}})",
        u"https://w.example.com"_s);
    row("Databricks: no configuration", databricks, "",
        u"NotFound: Missing Platform Environment configuration for Databricks "
        "[env_platform_configs]"_s);
    const QString noWorkspace =
        u"NotFound: Workspace not configured for domain Sales & more [env_platform_configs]"_s;
    row("Databricks: an empty configuration", databricks, "{}", noWorkspace);
    row("Databricks: workspaces of other domains", databricks,
        R"({"workspace_urls":{"d-2":"https://no"}})", noWorkspace);
    row("Databricks: by the domain's name", databricks,
        R"({"workspace_urls":{"Sales & more":"https://no"}})", noWorkspace);
    row("Databricks: an empty address", databricks, R"({"workspace_urls":{"d-1":""}})",
        noWorkspace);
    row("Databricks: an address that is no text", databricks, R"({"workspace_urls":{"d-1":1}})",
        noWorkspace);
    row("Databricks: workspaces as a list", databricks, R"({"workspace_urls":["https://no"]})",
        noWorkspace);
    row("Databricks: the domain beside workspace_urls", databricks, R"({"d-1":"https://no"})",
        noWorkspace);
}

void AccessUrlTest::linksThatThePlatformConfigures()
{
    QFETCH(QString, id);
    QFETCH(QByteArray, platform);
    QFETCH(QString, answer);
    const ConnectorUnderTest connector(id);
    const auto *link = connector.hook<outlet::AccessUrl>();
    QVERIFY(link);
    AccessUrlRequest request;
    request.displayName = connector.sourceManifest()["platform"_L1]["display_name"_L1].toString();
    request.product.domainId = u"d-1"_s;
    request.product.domainName = u"Sales & more"_s;
    request.platformConfig = objectOrNone(platform);
    QCOMPARE(line(link->accessUrl(request)), answer);
    request.environment = u"production"_s; // named or not: the configuration decides
    QCOMPARE(line(link->accessUrl(request)), answer);
}

void AccessUrlTest::linksIntoTheConsole_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QByteArray>("platform");
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QString>("glue");
    QTest::addColumn<QString>("s3");

    const QByteArray platform = R"({"aws_account_id":"123456789012","aws_region":"eu-west-1"})";
    const QByteArray service = R"({"identifier":"x","database_name":"d","bucket_name":"b"})";
    const QString production = u"production"_s;
    const auto row = [](const char *name, const QString &environment, const QByteArray &account,
                        const QByteArray &item, const QString &glueAnswer,
                        const QString &s3Answer) {
        QTest::newRow(name) << environment << account << item << glueAnswer << s3Answer;
    };
    const auto same = [&](const char *name, const QByteArray &account, const QByteArray &item,
                          const QString &message) {
        row(name, production, account, item, message, message);
    };
    const QString glue = u"https://console.aws.amazon.com/glue/home?region=eu-west-1"
                         "#/v2/data-catalog/databases/view/d?catalogId=123456789012"_s;
    const QString s3 = u"https://123456789012.signin.aws.amazon.com/console/s3"
                       "?region=eu-west-1&bucket=b"_s;
    row("everything is there", production, platform, service, glue, s3);
    row("account and region under their short names", production,
        R"({"account_id":"123456789012","region":"eu-west-1","can_read_from":[]})", service, glue,
        s3);
    row("the long names win", production,
        R"({"account_id":"0","region":"x","aws_account_id":"123456789012",
            "aws_region":"eu-west-1"})",
        service, glue, s3);

    const QString needed = u"InvalidArgument: Environment is required to get the URL for %1 "
                           "technical asset configurations [environment]"_s;
    row("no environment", QString(), platform, service, needed.arg("Glue"_L1), needed.arg("S3"_L1));
    row("an empty environment", u""_s, platform, service, needed.arg("Glue"_L1),
        needed.arg("S3"_L1));
    row("no environment is said before anything else", QString(), "", "", needed.arg("Glue"_L1),
        needed.arg("S3"_L1));

    const QString noPlatform =
        u"NotFound: Missing Platform Environment configuration for %1 [env_platform_configs]"_s;
    row("no platform configuration", production, "", service, noPlatform.arg("Glue"_L1),
        noPlatform.arg("S3"_L1));
    const QString noAccount =
        u"NotFound: aws_account_id missing from AWS configuration [env_platform_configs]"_s;
    same("no account", R"({"aws_region":"eu-west-1"})", service, noAccount);
    same("an empty account", R"({"aws_account_id":"","aws_region":"eu-west-1"})", service,
         noAccount);
    same("an account that is a number", R"({"aws_account_id":1,"aws_region":"eu-west-1"})", service,
         noAccount);
    same("no region", R"({"aws_account_id":"1"})", service,
         u"NotFound: aws_region missing from AWS configuration [env_platform_configs]"_s);

    const QString noItem = u"NotFound: No %1 configuration for %2 'clean' in environment "
                           "production [env_platform_service_configs]"_s;
    row("no item of the service", production, platform, "", noItem.arg("Glue"_L1, "database"_L1),
        noItem.arg("S3"_L1, "bucket"_L1));
    const QString noKey =
        u"NotFound: %1 missing from %2 configuration [env_platform_service_configs]"_s;
    row("an item without a name", production, platform, R"({"identifier":"x"})",
        noKey.arg("database_name"_L1, "Glue"_L1), noKey.arg("bucket_name"_L1, "S3"_L1));
    row("an item with empty names", production, platform,
        R"({"database_name":"","bucket_name":null})", noKey.arg("database_name"_L1, "Glue"_L1),
        noKey.arg("bucket_name"_L1, "S3"_L1));
}

void AccessUrlTest::linksIntoTheConsole()
{
    QFETCH(QString, environment);
    QFETCH(QByteArray, platform);
    QFETCH(QByteArray, service);
    QFETCH(QString, glue);
    QFETCH(QString, s3);
    AccessUrlRequest request;
    request.values = {{u"database"_s, u"clean"_s}, {u"bucket"_s, u"clean"_s}};
    request.environment = environment;
    request.platformConfig = objectOrNone(platform);
    request.serviceConfig = objectOrNone(service);
    request.displayName = u"Glue"_s;
    const ConnectorUnderTest glueConnector(u"glue"_s);
    QCOMPARE(line(glueConnector.hook<outlet::AccessUrl>()->accessUrl(request)), glue);
    request.displayName = u"S3"_s;
    const ConnectorUnderTest s3Connector(u"s3"_s);
    QCOMPARE(line(s3Connector.hook<outlet::AccessUrl>()->accessUrl(request)), s3);
}

void AccessUrlTest::everyFailureHasAHint()
{
    for (const QString &id : {u"snowflake"_s, u"databricks"_s, u"glue"_s, u"s3"_s}) {
        const ConnectorUnderTest connector(id);
        AccessUrlRequest request;
        for (int given = 0; given < 3; ++given) { // nothing, environment, empty configuration
            if (given == 1)
                request.environment = u"production"_s;
            if (given == 2)
                request.platformConfig = QJsonObject();
            const Result<QString> link = connector.hook<outlet::AccessUrl>()->accessUrl(request);
            QVERIFY(!link);
            QVERIFY2(link.error().hint.startsWith("Add "_L1), qPrintable(link.error().hint));
        }
    }
}

void AccessUrlTest::oddNamesCannotChangeTheAddress_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("a slash") << u"evil.example.com/"_s;
    QTest::newRow("another parameter") << u"b&bucket=other"_s;
    QTest::newRow("a fragment") << u"b#x"_s;
    QTest::newRow("a user") << u"user@evil.example.com"_s;
    QTest::newRow("a placeholder") << u"%1%2%3"_s;
    QTest::newRow("a line break") << u"b\r\nSet-Cookie: x"_s;
    QTest::newRow("beyond ASCII") << u"gr\u00fc\u00dfe"_s;
}

void AccessUrlTest::oddNamesCannotChangeTheAddress()
{
    QFETCH(QString, name);
    AccessUrlRequest request;
    request.environment = u"production"_s;
    request.platformConfig =
        QJsonObject{{u"aws_account_id"_s, u"123456789012"_s}, {u"aws_region"_s, name}};
    request.serviceConfig = QJsonObject{{u"database_name"_s, name}, {u"bucket_name"_s, name}};
    const QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(name));
    const ConnectorUnderTest glue(u"glue"_s);
    QCOMPARE(line(glue.hook<outlet::AccessUrl>()->accessUrl(request)),
             QString("https://console.aws.amazon.com/glue/home?region="_L1 + encoded +
                     "#/v2/data-catalog/databases/view/"_L1 + encoded +
                     "?catalogId=123456789012"_L1));
    const ConnectorUnderTest s3(u"s3"_s);
    QCOMPARE(line(s3.hook<outlet::AccessUrl>()->accessUrl(request)),
             QString("https://123456789012.signin.aws.amazon.com/console/s3?region="_L1 + encoded +
                     "&bucket="_L1 + encoded));

    request.platformConfig = QJsonObject{{u"account_id"_s, name}, {u"region"_s, u"x"_s}};
    const QUrl url(line(s3.hook<outlet::AccessUrl>()->accessUrl(request)));
    QVERIFY2(!url.isValid() || url.host().endsWith(".signin.aws.amazon.com"_L1),
             qPrintable(url.host()));
}

QTEST_GUILESS_MAIN(AccessUrlTest)
#include "accessurl_test.moc"
