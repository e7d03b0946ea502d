// SPDX-License-Identifier: GPL-3.0-or-later
// What an environment adds, and links: by the connectors' own modules.
#include "tests/app/connectorsapi.h"
#include "tests/postgresql/databases.h"

#include <QTest>

using namespace outlet;
using namespace outlet::tests;

class ApiAccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEnvironmentAddsNames_data();
    void anEnvironmentAddsNames();
    void aLinkIsMade_data();
    void aLinkIsMade();
    void aLinkIsRefused_data();
    void aLinkIsRefused();
    void aStoredConfigurationGivesItsValues();
    void aParentStandsForItsChildren();
    void accessTellsWhatCannotBeTold();
    void accessIsRefused();

private:
    void begin(const QString &kind)
    {
        m_api.reset(); // its database first, then the next one
        m_api = std::make_unique<ConnectorsApi>(m_databases.make(kind));
    }

    Databases m_databases;
    std::unique_ptr<ConnectorsApi> m_api;
};

void ApiAccessTest::anEnvironmentAddsNames_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("configuration");
    QTest::addColumn<QString>("items");
    QTest::addColumn<QString>("info");
    const auto row = [](const char *title, const QString &name, const QString &text,
                        const QByteArray &configuration, const QString &items,
                        const QString &info) {
        for (const QString &kind : Databases::kinds())
            QTest::addRow("%s, %s", qPrintable(kind), title)
                << kind << name << text << configuration << items << info;
    };
    const QByteArray s3 =
        R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"ns","path":"p"})";
    row("the item that the values name", u"S3"_s, u"{bucket_arn}/{suffix}/{path}/*"_s, s3,
        uR"([{"identifier":"other","bucket_arn":"x"},)"
        R"({"identifier":"datalake","bucket_arn":"arn:aws:s3:::n"}])"_s,
        u"arn:aws:s3:::n/ns/p/*"_s);
    row("a number and a truth", u"S3"_s, u"{count}/{is_default}"_s, s3,
        uR"([{"identifier":"datalake","count":12,"is_default":true}])"_s, u"12/true"_s);
    row("the name of the environment", u"S3"_s, u"{environment}/{bucket}"_s, s3, QString(),
        u"development/datalake"_s);
    row("which the item may overrule", u"S3"_s, u"{environment}"_s, s3,
        uR"([{"identifier":"datalake","environment":"dev"}])"_s, u"dev"_s);
    row("what the configuration has wins, unless it is empty", u"Glue"_s,
        u"{database}__{database_suffix}.{table}/{bucket_identifier}"_s,
        R"({"configuration_type":"GlueDataOutput","database":"clean","database_suffix":"s",)"
        R"("access_granularity":"schema"})",
        uR"([{"identifier":"clean","database":"other","bucket_identifier":"datalake"}])"_s,
        u"clean__s.*/datalake"_s);
}

void ApiAccessTest::anEnvironmentAddsNames()
{
    QFETCH(QString, database);
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(QByteArray, configuration);
    QFETCH(QString, items);
    QFETCH(QString, info);
    begin(database);
    m_api->addService(name, u"result"_s, text);
    m_api->addEnvironment(development, u"development"_s, QString(), items);
    const QByteArray id = m_api->store(configuration);
    const QJsonObject access = objectOf(m_api->ask("GET", configurations + id + "/access").body);
    QCOMPARE(access[u"result_string"_s].toString(), u"result"_s);
    const QJsonValue environment = access[u"environments"_s][0];
    QCOMPARE(environment[u"name"_s].toString(), u"development"_s);
    QCOMPARE(environment[u"technical_info"_s].toString(), info);
}

void ApiAccessTest::aLinkIsMade_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("items");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *title, const QString &name, const QString &config,
                        const QString &items, const QByteArray &target, const QString &url) {
        for (const QString &kind : Databases::kinds())
            QTest::addRow("%s, %s", qPrintable(kind), title)
                << kind << name << config << items << target << url;
    };
    row("Snowflake", u"Snowflake"_s, uR"({"login_url":"https://snow.example/x"})"_s, QString(),
        "snowflake/url?environment=development", u"https://snow.example/x"_s);
    row("Databricks", u"Databricks"_s,
        uR"({"workspace_urls":{"%1":"https://bricks.example"}})"_s.arg(domain), QString(),
        "databricks/url?environment=development&domain_id=" + domain.toLatin1(),
        u"https://bricks.example"_s);
}

void ApiAccessTest::aLinkIsMade()
{
    QFETCH(QString, database);
    QFETCH(QString, name);
    QFETCH(QString, config);
    QFETCH(QString, items);
    QFETCH(QByteArray, target);
    QFETCH(QString, url);
    begin(database);
    m_api->addService(name, u""_s);
    m_api->addEnvironment(development, u"development"_s, config, items);
    const Reply reply =
        m_api->ask("GET", "/api/v2/plugins/" + target + "&id=" + nowhere.toLatin1());
    QCOMPARE(reply.body, bytesOf(QJsonObject{{u"url"_s, url}}));
    QCOMPARE(reply.status, 200);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
}

void ApiAccessTest::aLinkIsRefused_data()
{
    QTest::addColumn<QString>("service");
    QTest::addColumn<QString>("config");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *title, const QString &name, const QString &config,
                        const QByteArray &target, int status, const QString &detail) {
        QTest::newRow(title) << name << config << target << status << detail;
    };
    const QByteArray id = "id=" + nowhere.toLatin1();
    const QByteArray named = id + "&environment=development";
    row("S3 without an environment", u"S3"_s, u"{}"_s, "s3/url?" + id, 400,
        u"Environment is required to get the URL for S3 technical asset configurations"_s);
    row("Glue without an environment", u"Glue"_s, u"{}"_s, "glue/url?" + id, 400,
        u"Environment is required to get the URL for Glue technical asset configurations"_s);
    row("an environment that there is not", u"Snowflake"_s, u"{}"_s,
        "snowflake/url?environment=moon&" + id, 404, u"Environment not found"_s);
    row("a name that is SQL", u"Snowflake"_s, u"{}"_s,
        "snowflake/url?environment='%20OR%201=1%20--&" + id, 404, u"Environment not found"_s);
    row("Snowflake without a configuration", u"Snowflake"_s, QString(), "snowflake/url?" + named,
        404, u"Missing Platform Environment configuration for Snowflake"_s);
    row("Snowflake without a login", u"Snowflake"_s, u"{}"_s, "snowflake/url?" + named, 404,
        u"login_url missing from Snowflake configuration"_s);
    row("Databricks without a workspace", u"Databricks"_s, uR"({"workspace_urls":{}})"_s,
        "databricks/url?" + named + "&domain_id=" + domain.toLatin1() + "&domain_name=Sales", 404,
        u"Workspace not configured for domain Sales"_s);
    row("Redshift has no links", u"Redshift"_s, u"{}"_s, "redshift/url?" + named, 501,
        u"Plugin 'redshift' does not implement URL retrieval"_s);
    row("a platform that there is not", u"S3"_s, u"{}"_s, "ftp/url?" + id, 404,
        u"Plugin 'ftp' not found"_s);
}

void ApiAccessTest::aLinkIsRefused()
{
    QFETCH(QString, service);
    QFETCH(QString, config);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QString, detail);
    begin(u"SQLite"_s);
    m_api->addService(service, u""_s);
    m_api->addEnvironment(development, u"development"_s, config, QString());
    const Reply reply = m_api->ask("GET", "/api/v2/plugins/" + target);
    QCOMPARE(detailOf(reply), detail);
    QCOMPARE(reply.status, status);
}

void ApiAccessTest::aStoredConfigurationGivesItsValues()
{
    begin(u"SQLite"_s);
    m_api->addService(u"S3"_s, u"{bucket}"_s, u"{bucket_arn}"_s);
    const QString account = uR"({"aws_account_id":"123","aws_region":"eu-west-1"})"_s;
    m_api->addEnvironment(development, u"development"_s, account,
                          uR"([{"identifier":"datalake","bucket_name":"dev-lake"}])"_s);
    m_api->addEnvironment(production, u"production"_s, account,
                          uR"([{"identifier":"datalake","bucket_name":"prd-lake"}])"_s);
    const QByteArray id = m_api->store(
        R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"","path":"p"})");
    const auto linkIn = [&](const QByteArray &environment) {
        return objectOf(m_api
                            ->ask("GET",
                                  "/api/v2/plugins/s3/url?id=" + id + "&environment=" + environment)
                            .body)[u"url"_s]
            .toString();
    };
    QVERIFY2(linkIn("development").endsWith(u"region=eu-west-1&bucket=dev-lake"_s),
             qPrintable(linkIn("development")));
    QVERIFY2(linkIn("production").endsWith(u"region=eu-west-1&bucket=prd-lake"_s),
             qPrintable(linkIn("production")));
    const Reply other = m_api->ask("GET", "/api/v2/plugins/snowflake/url?id=" + id);
    QCOMPARE(other.status, 400);
    QCOMPARE(detailOf(other),
             u"Configuration %1 is of type S3DataOutput, which is no Snowflake"_s.arg(
                 QString::fromLatin1(id)));
}

void ApiAccessTest::aParentStandsForItsChildren()
{
    begin(u"SQLite"_s);
    m_api->addService(u"S3"_s, u"{bucket}"_s);
    m_api->addEnvironment(development, u"development"_s,
                          uR"({"aws_account_id":"123","aws_region":"eu-west-1"})"_s,
                          uR"([{"identifier":"datalake","bucket_name":"dev-lake"}])"_s);
    const Reply first = m_api->ask("GET", "/api/v2/plugins/aws/url?id=" + nowhere.toLatin1());
    QCOMPARE(first.status, 400);
    QVERIFY2(detailOf(first).contains(u"for Glue technical"_s), first.body.constData());
    const QByteArray id = m_api->store(
        R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"","path":"p"})");
    const Reply its = m_api->ask("GET", "/api/v2/plugins/aws/url?environment=development&id=" + id);
    QCOMPARE(its.status, 200);
    QVERIFY2(its.body.contains("bucket=dev-lake"), its.body.constData());
}

void ApiAccessTest::accessTellsWhatCannotBeTold()
{
    begin(u"SQLite"_s);
    m_api->addService(u"S3"_s, u"{bucket}/{nope}"_s, u"{bucket_arn}"_s);
    m_api->addEnvironment(development, u"development"_s, u"no JSON"_s, QString());
    m_api->addEnvironment(production, u"production"_s, QString(),
                          uR"([{"identifier":"datalake","bucket_arn":"arn:prd"}])"_s);
    const QByteArray id = m_api->store(
        R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"","path":"p"})");
    const Reply reply = m_api->ask("GET", configurations + id + "/access");
    QCOMPARE(reply.status, 200);
    const QJsonObject access = objectOf(reply.body);
    QCOMPARE(access[u"configuration_type"_s].toString(), u"S3DataOutput"_s);
    QVERIFY(access[u"result_string"_s].isNull());
    QCOMPARE(access[u"problems"_s][0][u"part"_s].toString(), u"result_string"_s);
    QVERIFY(access[u"problems"_s][0][u"detail"_s].toString().contains(u"\"nope\""_s));
    const QJsonArray environments = access[u"environments"_s].toArray();
    QCOMPARE(environments.size(), 2);
    const QJsonValue broken = environments[0];
    QVERIFY(broken[u"technical_info"_s].isNull());
    QCOMPARE(broken[u"problems"_s].toArray().size(), 2);
    const QJsonValue fine = environments[1];
    QCOMPARE(fine[u"technical_info"_s].toString(), u"arn:prd"_s);
    QVERIFY(fine[u"url"_s].isNull());
    QCOMPARE(fine[u"problems"_s][0][u"detail"_s].toString(),
             u"Missing Platform Environment configuration for S3"_s);
}

void ApiAccessTest::accessIsRefused()
{
    begin(u"SQLite"_s);
    const auto statusOf = [&](const QByteArray &id) {
        return m_api->ask("GET", configurations + id + "/access").status;
    };
    QCOMPARE(statusOf("x"), 422);
    QCOMPARE(statusOf(nowhere.toLatin1()), 404);
    const QByteArray id = m_api->store(
        R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"","path":"p"})");
    const QJsonObject access = objectOf(m_api->ask("GET", configurations + id + "/access").body);
    QCOMPARE(access[u"problems"_s][0][u"detail"_s].toString(),
             u"No platform service is called \"s3\""_s);
    m_api->run(u"UPDATE data_output_configurations SET configuration_type = 'FtpDataOutput'"_s);
    QCOMPARE(statusOf(id), 409);
}

QTEST_GUILESS_MAIN(ApiAccessTest)
#include "api_access_test.moc"
