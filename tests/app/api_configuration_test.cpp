// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/apidatabase.h"
#include "tests/contract/asking.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::api;
using namespace outlet::tests;

class ApiConfigurationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answers_data();
    void answers();
    void pagesThroughALongList();
    void showsARowOfAnotherProgramAtOnce();
    void namesTheRowThatIsBroken_data();
    void namesTheRowThatIsBroken();
    void saysThatATableIsGone();
    void refusesEveryIdOfThePath();

private:
    Reply get(const QByteArray &target)
    {
        return m_api.answer(requestFor("/api/v2/configuration/" + target));
    }

    std::unique_ptr<ApiDatabase> m_database;
    Router m_api;
};

namespace {

const QString aws = u"a0000000-0000-4000-8000-000000000001"_s;
const QString snowflake = u"a0000000-0000-4000-8000-000000000002"_s;
const QString glueService = u"b0000000-0000-4000-8000-000000000001"_s;
const QString s3Service = u"b0000000-0000-4000-8000-000000000002"_s;
const QString glueConfig = u"c0000000-0000-4000-8000-000000000001"_s;
const QString s3Config = u"c0000000-0000-4000-8000-000000000002"_s;
const QString production = u"d0000000-0000-4000-8000-000000000001"_s;
const QString development = u"d0000000-0000-4000-8000-000000000002"_s;
const QString envConfig = u"e0000000-0000-4000-8000-000000000001"_s;
const QString nobody = u"f0000000-0000-4000-8000-000000000000"_s;

const QByteArray glueJson =
    R"({"id":"b0000000-0000-4000-8000-000000000001","name":"Glue",)"
    R"("platform":{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"},)"
    R"("result_string_template":"{database}.{table}","technical_info_template":null})";
const QByteArray s3Json =
    R"({"id":"b0000000-0000-4000-8000-000000000002","name":"S3",)"
    R"("platform":{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"},)"
    R"("result_string_template":"","technical_info_template":"{bucket}"})";
const QByteArray glueConfigJson =
    R"({"id":"c0000000-0000-4000-8000-000000000001",)"
    R"("platform":{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"},"service":)" +
    glueJson + R"(,"config":["clean","a, \"b\" é",""]})";
const QByteArray s3ConfigJson =
    R"({"id":"c0000000-0000-4000-8000-000000000002",)"
    R"("platform":{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"},"service":)" +
    s3Json + R"(,"config":[]})";
const QByteArray developmentJson =
    R"({"id":"d0000000-0000-4000-8000-000000000002","name":"development","acronym":"dev",)"
    R"("context":null,"is_default":false})";
const QByteArray productionJson =
    R"({"id":"d0000000-0000-4000-8000-000000000001","name":"production","acronym":"prd",)"
    R"("context":"prd_{{}}","is_default":true})";
const QByteArray envConfigJson =
    R"({"config":[{"z":1.50,"a":"x  y","identifier":null}],)"
    R"("id":"e0000000-0000-4000-8000-000000000001",)"
    R"("platform":{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"},"environment":)" +
    productionJson + R"(,"service":)" + s3Json + "}";

void fill(ApiDatabase &database)
{
    database.run(
        u"INSERT INTO platforms (id, name) VALUES ('%1', 'Snowflake'), ('%2', 'AWS')"_s.arg(
            snowflake, aws));
    database.run(
        u"INSERT INTO platform_services (id, name, platform_id, result_string_template, "
        "technical_info_template) VALUES ('%1', 'S3', '%3', '', '{bucket}'), "
        "('%2', 'Glue', '%3', '{database}.{table}', NULL)"_s.arg(s3Service, glueService, aws));
    database.run(u"INSERT INTO platform_service_configs (id, platform_id, service_id, config) "
                 "VALUES ('%1', '%5', '%2', '[ ]'), "
                 "('%3', '%5', '%4', '[\"clean\",\n \"a, \\\"b\\\" é\", \"\" ]')"_s.arg(
                     s3Config, s3Service, glueConfig, glueService, aws));
    database.run(u"INSERT INTO environments (id, name, acronym, context, is_default) VALUES "
                 "('%1', 'production', 'prd', 'prd_{{}}', 1), "
                 "('%2', 'development', 'dev', NULL, 0)"_s.arg(production, development));
    database.run(u"INSERT INTO env_platform_service_configs (id, environment_id, platform_id, "
                 "service_id, config) VALUES ('%1', '%2', '%3', '%4', "
                 "' [ { \"z\" : 1.50,\t\"a\":\"x  y\", \"identifier\": null } ] ')"_s.arg(
                     envConfig, production, aws, s3Service));
}

} // namespace

void ApiConfigurationTest::initTestCase()
{
    m_database = std::make_unique<ApiDatabase>();
    fill(*m_database);
    m_api = makeApi({[] { return sampleSnapshot(); }, &m_database->handle(), u"1"_s});
}

void ApiConfigurationTest::answers_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const QString &target, int status,
                        const QByteArray &body) {
        QTest::newRow(name) << target.toUtf8() << status << body;
    };
    const QByteArray noConfig =
        R"({"correlation_id":"test","detail":"Platform service configuration not found",)"
        R"("code":"not-found",)"
        R"("hint":"GET /api/v2/configuration/platforms/configs lists those that there are"})";

    row("platforms, by name", u"platforms"_s, 200,
        R"({"platforms":[{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"},)"
        R"({"id":"a0000000-0000-4000-8000-000000000002","name":"Snowflake"}]})");
    row("services, by name", u"platforms/%1/services"_s.arg(aws), 200,
        R"({"platform_services":[)" + glueJson + ',' + s3Json + "]}");
    row("services by an id in another form",
        u"platforms/%1/services"_s.arg(QString(aws).remove(u'-').toUpper()), 200,
        R"({"platform_services":[)" + glueJson + ',' + s3Json + "]}");
    row("services of a platform that has none", u"platforms/%1/services"_s.arg(snowflake), 200,
        R"({"platform_services":[]})");
    row("services of a platform that there is not", u"platforms/%1/services"_s.arg(nobody), 200,
        R"({"platform_services":[]})");
    row("what is configured for a service", u"platforms/%1/services/%2"_s.arg(aws, glueService),
        200, glueConfigJson);
    row("an empty list is configured", u"platforms/%1/services/%2"_s.arg(aws, s3Service), 200,
        s3ConfigJson);
    row("a service of another platform", u"platforms/%1/services/%2"_s.arg(snowflake, s3Service),
        404, noConfig);
    row("a service that there is not", u"platforms/%1/services/%2"_s.arg(aws, nobody), 404,
        noConfig);
    row("everything that is configured", u"platforms/configs"_s, 200,
        R"({"platform_service_configurations":[)" + glueConfigJson + ',' + s3ConfigJson + "]}");
    row("one configuration", u"platforms/configs/%1"_s.arg(s3Config), 200, s3ConfigJson);
    row("a configuration that there is not", u"platforms/configs/%1"_s.arg(nobody), 404, noConfig);
    row("the id of a service is none of a configuration", u"platforms/configs/%1"_s.arg(s3Service),
        404, noConfig);
    row("environments, by name", u"environments"_s, 200,
        R"({"environments":[)" + developmentJson + ',' + productionJson + "]}");
    row("one environment", u"environments/%1"_s.arg(production), 200, productionJson);
    row("an environment that there is not", u"environments/%1"_s.arg(nobody), 404,
        R"({"correlation_id":"test","detail":"Environment not found","code":"not-found",)"
        R"("hint":"GET /api/v2/configuration/environments lists those that there are"})");
    row("what is configured in an environment", u"environments/%1/configs"_s.arg(production), 200,
        R"({"environment_configs":[)" + envConfigJson + "]}");
    row("an environment where nothing is configured", u"environments/%1/configs"_s.arg(development),
        200, R"({"environment_configs":[]})");
    row("configurations of an environment that there is not",
        u"environments/%1/configs"_s.arg(nobody), 200, R"({"environment_configs":[]})");
    row("the first of two", u"platforms?limit=1"_s, 200,
        R"({"platforms":[{"id":"a0000000-0000-4000-8000-000000000001","name":"AWS"}],)"
        R"("next_cursor":"1"})");
    row("the second of two", u"platforms?limit=1&cursor=1"_s, 200,
        R"({"platforms":[{"id":"a0000000-0000-4000-8000-000000000002","name":"Snowflake"}]})");
    row("behind the end", u"platforms?cursor=9"_s, 200, R"({"platforms":[]})");
    const auto wrongPage = [](const QByteArray &detail, const QByteArray &hint) {
        return R"({"correlation_id":"test","detail":")" + detail +
               R"(","code":"invalid-argument","hint":")" + hint + "\"}";
    };
    const QByteArray whole = "Leave limit and cursor out to get everything";
    const QByteArray previous =
        "Pass the next_cursor of the previous page, or no cursor for the first";
    row("a limit of zero", u"platforms?limit=0"_s, 400,
        wrongPage(R"(limit is \"0\"; it has to be a whole number from 1 to 1000)", whole));
    row("a limit that is too large", u"platforms?limit=1001"_s, 400,
        wrongPage(R"(limit is \"1001\"; it has to be a whole number from 1 to 1000)", whole));
    row("a limit with a sign", u"platforms?limit=%2B5"_s, 400,
        wrongPage(R"(limit is \"+5\"; it has to be a whole number from 1 to 1000)", whole));
    row("a limit with a space", u"platforms?limit=+5"_s, 400,
        wrongPage(R"(limit is \" 5\"; it has to be a whole number from 1 to 1000)", whole));
    row("an empty limit", u"platforms?limit="_s, 400,
        wrongPage(R"(limit is \"\"; it has to be a whole number from 1 to 1000)", whole));
    row("a limit beyond every number", u"platforms?limit=99999999999999999999"_s, 400,
        wrongPage(
            R"(limit is \"99999999999999999999\"; it has to be a whole number from 1 to 1000)",
            whole));
    row("a negative cursor", u"platforms?cursor=-1"_s, 400,
        wrongPage(R"(cursor is \"-1\", which no answer gave)", previous));
    row("a cursor that is no number", u"environments?cursor=abc"_s, 400,
        wrongPage(R"(cursor is \"abc\", which no answer gave)", previous));
}

void ApiConfigurationTest::answers()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const Reply reply = get(target);
    QCOMPARE(QString::fromUtf8(reply.body), QString::fromUtf8(body));
    QCOMPARE(reply.status, status);
}

void ApiConfigurationTest::pagesThroughALongList()
{
    ApiDatabase database;
    const int total = 250;
    for (int i = 0; i < total; ++i)
        database.run(u"INSERT INTO platforms (id, name) VALUES ('id-%1', 'name')"_s.arg(
            i, 3, 10, QChar(u'0')));
    const Router api = makeApi({[] { return sampleSnapshot(); }, &database.handle(), u"1"_s});
    QStringList seen;
    QString cursor = u"0"_s;
    for (int page = 0; !cursor.isEmpty() && page < 10; ++page) {
        const Reply reply =
            api.answer(requestFor("/api/v2/configuration/platforms?cursor=" + cursor.toLatin1()));
        const QString body = QString::fromUtf8(reply.body);
        auto ids = QRegularExpression(u"id-\\d+"_s).globalMatch(body);
        while (ids.hasNext())
            seen.append(ids.next().captured());
        cursor = QRegularExpression(u"\"next_cursor\":\"(\\d+)\""_s).match(body).captured(1);
    }
    QCOMPARE(seen.size(), total);
    QCOMPARE(seen.first(), u"id-000"_s);
    QCOMPARE(seen.last(), u"id-249"_s);
    QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), total);
}

void ApiConfigurationTest::showsARowOfAnotherProgramAtOnce()
{
    const QByteArray before = get("platforms").body;
    const QByteArray tag = headerOf(get("platforms"), "ETag");
    m_database->run(u"INSERT INTO platforms (id, name) VALUES ('%1', 'Another')"_s.arg(nobody));
    const Reply after = get("platforms");
    m_database->run(u"DELETE FROM platforms WHERE id = '%1'"_s.arg(nobody));
    QVERIFY(after.body.contains("Another"));
    QVERIFY(headerOf(after, "ETag") != tag);
    QCOMPARE(get("platforms").body, before);
    QCOMPARE(headerOf(get("platforms"), "ETag"), tag);
}

void ApiConfigurationTest::namesTheRowThatIsBroken_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<bool>("isEnvironment");
    QTest::addColumn<QString>("found");
    const auto service = [](const char *name, const char *config, const QString &found) {
        QTest::newRow(name) << QString::fromUtf8(config) << false << found;
    };
    const auto environment = [](const char *name, const char *config, const QString &found) {
        QTest::newRow(name) << QString::fromUtf8(config) << true << found;
    };
    const QString noJson = u"text that is no JSON ("_s;
    service("empty text", "", u"no text"_s);
    service("white space", " \n", u"no text"_s);
    service("plain text", "clean, master", noJson);
    service("an array that is cut off", "[\"a\"", noJson);
    service("an array and more", "[] []", noJson);
    service("a comma too many", "[\"a\",]", noJson);
    service("two strings", "\"a\", \"b\"", noJson);
    service("a string", "\"clean\"", u"a string"_s);
    service("a number", "15", u"a number"_s);
    service("null", "null", u"null"_s);
    service("an object", "{\"a\": 1}", u"an object"_s);
    service("a number in the list", "[\"a\", 5]", u"a number at index 1"_s);
    service("null in the list", "[null]", u"null at index 0"_s);
    service("a list in the list", "[[\"a\"]]", u"an array at index 0"_s);
    service("an object in the list", "[\"a\",\"b\",{}]", u"an object at index 2"_s);
    environment("an object without its list", "{\"bucket\": \"a\"}", u"an object"_s);
    environment("a string in the list", "[{}, \"a\"]", u"a string at index 1"_s);
    environment("a boolean in the list", "[true]", u"a boolean at index 0"_s);
    environment("single quotes", "[{'a': 1}]", noJson);
}

void ApiConfigurationTest::namesTheRowThatIsBroken()
{
    QFETCH(QString, config);
    QFETCH(bool, isEnvironment);
    QFETCH(QString, found);
    ApiDatabase database;
    fill(database);
    const QString table =
        isEnvironment ? u"env_platform_service_configs"_s : u"platform_service_configs"_s;
    const QString id = isEnvironment ? envConfig : s3Config;
    database.run(u"UPDATE %1 SET config = '%2' WHERE id = '%3'"_s.arg(
        table, config.replace(u'\'', u"''"_s), id));
    const Router api = makeApi({[] { return sampleSnapshot(); }, &database.handle(), u"1"_s});
    const QString target =
        u"/api/v2/configuration/"_s +
        (isEnvironment ? u"environments/%1/configs"_s.arg(production) : u"platforms/configs"_s);
    // The operator reads in the log what the client is not told.
    const QString cause =
        u"Table %1, row %2, column config: wanted a JSON array of %3, found %4"_s.arg(
            table, id, isEnvironment ? u"objects"_s : u"strings"_s, found);
    const QString remedy =
        u"Mend the row, for example: UPDATE %1 SET config = '[]' WHERE id = '%2'"_s.arg(table, id);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"^GET .*500 database "_s +
                                            QRegularExpression::escape(cause) + u".*"_s +
                                            QRegularExpression::escape(remedy)));
    const Reply reply = api.answer(requestFor(target.toUtf8()));
    QCOMPARE(reply.status, 500);
    QVERIFY2(reply.body.contains("\"detail\":\"Something went wrong\",\"code\":\"database\""),
             reply.body.constData());
    QVERIFY2(!reply.body.contains("config"), reply.body.constData());
}

void ApiConfigurationTest::saysThatATableIsGone()
{
    ApiDatabase database;
    database.run(u"DROP TABLE env_platform_service_configs"_s);
    database.run(u"DROP TABLE env_platform_configs"_s);
    database.run(u"DROP TABLE environments"_s);
    const Router api = makeApi({[] { return sampleSnapshot(); }, &database.handle(), u"1"_s});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^GET .*no such table: environments"_s));
    const Reply reply = api.answer(requestFor("/api/v2/configuration/environments"));
    QCOMPARE(reply.status, 500);
    QVERIFY2(reply.body.contains("\"detail\":\"Something went wrong\""), reply.body.constData());
    QVERIFY2(!reply.body.contains("no such table"), reply.body.constData());
    const Reply ready = api.answer(requestFor("/readyz"));
    QCOMPARE(ready.status, 503);
    QVERIFY2(ready.body.contains("no such table: environments"), ready.body.constData());
}

void ApiConfigurationTest::refusesEveryIdOfThePath()
{
    const auto item = [](const QByteArray &parameter, const QByteArray &input) {
        const QByteArray error = "invalid length: expected length 32 for simple format, found " +
                                 QByteArray::number(input.size());
        return R"({"type":"uuid_parsing","loc":["path",")" + parameter +
               R"("],"msg":"Input should be a valid UUID, )" + error + R"(","input":")" + input +
               R"(","ctx":{"error":")" + error + "\"}}";
    };
    const auto answer = [](const QByteArray &items) {
        return R"({"correlation_id":"test","detail":[)" + items +
               R"(],"body":null,"code":"invalid-argument"})";
    };
    QCOMPARE(get("environments/12").body, answer(item("id", "12")));
    QCOMPARE(get("environments/12/configs").body, answer(item("id", "12")));
    QCOMPARE(get("platforms/12/services").body, answer(item("id", "12")));
    QCOMPARE(get("platforms/configs/12").body, answer(item("config_id", "12")));
    const Reply both = get("platforms/12/services/345");
    QCOMPARE(both.status, 422);
    QCOMPARE(both.body, answer(item("id", "12") + ',' + item("service_id", "345")));
    QCOMPARE(get("platforms/" + aws.toLatin1() + "/services/345").body,
             answer(item("service_id", "345")));
}

QTEST_GUILESS_MAIN(ApiConfigurationTest)
#include "api_configuration_test.moc"
