// SPDX-License-Identifier: GPL-3.0-or-later
// Templates with the values of configurations, by the connectors' own modules.
#include "tests/app/connectorsapi.h"
#include "tests/postgresql/databases.h"

#include <QTest>

using namespace outlet;
using namespace outlet::tests;

class ApiRenderingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPathIsRendered_data();
    void aPathIsRendered();
    void aTemplateThatCannotBeUsedIsShown_data();
    void aTemplateThatCannotBeUsedIsShown();
    void whatCannotBeReadIsNamed_data();
    void whatCannotBeReadIsNamed();
    void withoutATemplateThereIsNothing_data();
    void withoutATemplateThereIsNothing();

private:
    void begin(const QString &kind)
    {
        m_api.reset(); // its database first, then the next one
        m_api = std::make_unique<ConnectorsApi>(m_databases.make(kind));
    }

    Databases m_databases;
    std::unique_ptr<ConnectorsApi> m_api;
};

void ApiRenderingTest::aPathIsRendered_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("configuration");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *name, const QString &text, const QByteArray &configuration,
                        const QString &path) {
        for (const QString &kind : Databases::kinds())
            QTest::addRow("%s, %s", qPrintable(kind), name)
                << kind << text << configuration << path;
    };
    const auto s3 = [](const QByteArray &bucket, const QByteArray &suffix, const QByteArray &path) {
        return R"({"configuration_type":"S3DataOutput","bucket":")" + bucket + R"(","suffix":")" +
               suffix + R"(","path":")" + path + R"("})";
    };
    const auto of = [](const QByteArray &type, const QByteArray &values) {
        return R"({"configuration_type":")" + type + R"(",)" + values + '}';
    };
    const QString parts = u"{bucket}/{suffix}/{path}"_s;
    row("parts", parts, s3("lake", "ns", "p"), u"lake/ns/p"_s);
    row("no empty segments", parts, s3("lake", "", "//a///b/"), u"lake/a/b"_s);
    row("everything empty", parts, s3("", "", ""), u""_s);
    row("literal braces", u"{{{bucket}}}"_s, s3("b", "", ""), u"{b}"_s);
    row("no name at all", u"all"_s, s3("b", "", ""), u"all"_s);
    row("braces in a value stay", u"{bucket}"_s, s3("{path}", "", "p"), u"{path}"_s);
    row("a value is no SQL", u"{bucket}"_s, s3("'; DROP TABLE platforms; --", "", "p"),
        u"'; DROP TABLE platforms; --"_s);
    row("an alias", parts,
        R"({"configuration_type":"S3TechnicalAssetConfiguration","bucket":"b","path":"p"})",
        u"b/p"_s);
    row("names that nobody knows do not count", parts,
        R"({"configuration_type":"S3DataOutput","bucket":"b","path":"p","more":[{}]})", u"b/p"_s);
    const QString glue = u"{database}__{database_suffix}.{table}"_s;
    const QByteArray schema = R"("access_granularity":"schema")";
    const QByteArray table = R"("access_granularity":"table")";
    row("a schema is all of its tables", glue,
        of("GlueDataOutput", R"("database":"ns","database_suffix":"x","table":"t",)" + schema),
        u"ns__x.*"_s);
    row("no underscores are left", glue, of("GlueDataOutput", R"("database":"ns",)" + schema),
        u"ns.*"_s);
    row("a table", glue, of("GlueDataOutput", R"("database":"ns","table":"t",)" + table),
        u"ns.t"_s);
    row("a choice is its value", u"{access_granularity}"_s,
        of("GlueDataOutput", R"("database":"ns",)" + schema), u"schema"_s);
    row("Redshift", u"{database}__{schema}.{table}"_s,
        of("RedshiftDataOutput", R"("database":"ns",)" + schema), u"ns.*"_s);
    row("Databricks keeps its dots", u"{catalog}.{schema}.{table}"_s,
        of("DatabricksDataOutput", R"("catalog":"ns",)" + schema), u"ns..*"_s);
    row("derived values come first", u"{catalog_path}|{table_path}|{table}"_s,
        of("DatabricksDataOutput", R"("catalog":"ns","table":"t9",)" + schema), u"ns|t9|*"_s);
    row("Snowflake has no hyphens", u"{database_path}.{table_path}"_s,
        of("SnowflakeDataOutput",
           R"("database":"my-ns","schema":"a-b","table":"t-1","database_path":"given",)" + table),
        u"given.t_1"_s);
}

void ApiRenderingTest::aPathIsRendered()
{
    QFETCH(QString, database);
    QFETCH(QString, text);
    QFETCH(QByteArray, configuration);
    QFETCH(QString, path);
    begin(database);
    m_api->addService(u"Any"_s, text);
    const Reply reply = m_api->render(configuration);
    QCOMPARE(reply.body, bytesOf(QJsonObject{{u"technical_asset_access_path"_s, path}}));
    QCOMPARE(reply.status, 200);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
    QCOMPARE(m_api->render(configuration, service.toUpper()).body, reply.body);
}

void ApiRenderingTest::aTemplateThatCannotBeUsedIsShown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("what");
    QTest::newRow("a name that there is not")
        << u"{bucket}/{nope}"_s << u"at position 9, there is no value \"nope\""_s;
    QTest::newRow("a brace without an end")
        << u"a{bucket"_s << u"at position 1, \"{\" has no \"}\""_s;
    QTest::newRow("one without a beginning")
        << u"bucket}"_s << u"at position 6, \"}\" has no \"{\""_s;
    for (const char *text : {"{bucket:>4}", "{path!r}", "{path.x}", "{path[0]}", "{}", "{0}",
                             "{ path }", "{path}{{{}"}) {
        QTest::addRow("%s", text) << QString::fromLatin1(text) << u"may stand"_s;
    }
}

void ApiRenderingTest::aTemplateThatCannotBeUsedIsShown()
{
    QFETCH(QString, text);
    QFETCH(QString, what);
    begin(u"SQLite"_s);
    m_api->addService(u"Any"_s, text);
    const Reply reply =
        m_api->render(R"({"configuration_type":"S3DataOutput","bucket":"b","path":"p"})");
    QCOMPARE(reply.status, 400);
    QVERIFY2(detailOf(reply).contains(what), reply.body.constData());
    QVERIFY2(detailOf(reply).contains(text), reply.body.constData());
    const QString hint = objectOf(reply.body)[u"hint"_s].toString();
    QVERIFY2(hint.contains(u"bucket, path, suffix"_s), qPrintable(hint));
}

void ApiRenderingTest::whatCannotBeReadIsNamed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("detail");
    const auto row = [](const char *name, const QByteArray &body, const QByteArray &detail) {
        QTest::newRow(name) << body << detail;
    };
    const auto with = [](const QByteArray &configuration) {
        return QByteArray(
                   R"({"platform_id":"11111111-1111-1111-1111-111111111111",)"
                   R"("service_id":"22222222-2222-2222-2222-222222222222","configuration":)") +
               configuration + '}';
    };
    const auto missing = [](const QByteArray &name, const QByteArray &input) {
        return R"({"type":"missing","loc":["body",)" + name +
               R"(],"msg":"Field required","input":)" + input + '}';
    };
    row("nothing", "{}",
        '[' + missing("\"platform_id\"", "{}") + ',' + missing("\"service_id\"", "{}") + ',' +
            missing("\"configuration\"", "{}") + ']');
    row("a list", "[]",
        R"([{"type":"model_attributes_type","loc":["body"],"msg":)"
        R"("Input should be a valid dictionary or object to extract fields from","input":[]}])");
    row("no JSON", R"({"a":)",
        R"([{"type":"json_invalid","loc":["body",5],"msg":"JSON decode error","input":{},)"
        R"("ctx":{"error":"Expecting value"}}])");
    row("a field that is missing", with(R"({"configuration_type":"S3DataOutput","bucket":"b"})"),
        '[' +
            missing(R"("configuration","S3DataOutput","path")",
                    R"({"configuration_type":"S3DataOutput","bucket":"b"})") +
            ']');
    row("a choice that there is not",
        with(R"({"configuration_type":"GlueDataOutput","database":"d",)"
             R"("access_granularity":"column"})"),
        R"([{"type":"enum","loc":["body","configuration","GlueDataOutput","access_granularity"],)"
        R"("msg":"Input should be 'schema' or 'table'","input":"column",)"
        R"("ctx":{"expected":"'schema' or 'table'"}}])");
    row("null where a text has a default",
        with(R"({"configuration_type":"S3DataOutput","bucket":"b","path":"p","suffix":null})"),
        R"([{"type":"string_type","loc":["body","configuration","S3DataOutput","suffix"],)"
        R"("msg":"Input should be a valid string","input":null}])");
    row("a number for a text",
        with(R"({"configuration_type":"S3DataOutput","bucket":7,"path":"p"})"),
        R"([{"type":"string_type","loc":["body","configuration","S3DataOutput","bucket"],)"
        R"("msg":"Input should be a valid string","input":7}])");
    row("no tag", with(R"({"bucket":"b"})"),
        R"([{"type":"union_tag_not_found","loc":["body","configuration"],"msg":)"
        R"("Unable to extract tag using discriminator 'configuration_type'","input":)"
        R"({"bucket":"b"},"ctx":{"discriminator":"'configuration_type'"}}])");
    const QByteArray tags = "'SnowflakeDataOutput', 'DatabricksDataOutput', 'GlueDataOutput', "
                            "'RedshiftDataOutput', 'S3DataOutput'";
    row("null for a tag", with(R"({"configuration_type":null})"),
        R"([{"type":"union_tag_invalid","loc":["body","configuration"],"msg":"Input tag 'None' )"
        "found using 'configuration_type' does not match any of the expected tags: " +
            tags +
            R"(","input":{"configuration_type":null},"ctx":{"discriminator":)"
            R"("'configuration_type'","tag":"None","expected_tags":")" +
            tags + R"("}}])");
    row("ids that are none",
        R"({"platform_id":"11111111-1111-1111-1111-11111111111","service_id":5,"configuration":)"
        R"({"configuration_type":"S3DataOutput","bucket":"b","path":"p"}})",
        "");
    row("a configuration that is none", with("[1]"),
        R"([{"type":"model_attributes_type","loc":["body","configuration"],"msg":)"
        R"("Input should be a valid dictionary or object to extract fields from","input":[1]}])");
}

void ApiRenderingTest::whatCannotBeReadIsNamed()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, detail);
    begin(u"SQLite"_s);
    const Reply reply = m_api->ask("POST", renderPath, body);
    QCOMPARE(reply.status, 422);
    const QJsonObject answer = objectOf(reply.body);
    const QJsonArray problems = answer[u"detail"_s].toArray();
    if (detail.isEmpty()) {
        QCOMPARE(problems.size(), 2);
        QCOMPARE(problems[0][u"type"_s], QJsonValue(u"uuid_parsing"_s));
        QCOMPARE(problems[1][u"type"_s], QJsonValue(u"uuid_type"_s));
    } else {
        QCOMPARE(QJsonDocument(problems), QJsonDocument::fromJson(detail));
    }
    QVERIFY(answer.contains(u"correlation_id"_s));
    QVERIFY(answer.contains(u"body"_s));
}

void ApiRenderingTest::withoutATemplateThereIsNothing_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("platformId");
    QTest::addColumn<QString>("serviceId");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&](const char *name) -> QTestData & {
            return QTest::addRow("%s, %s", qPrintable(kind), name) << kind;
        };
        row("no such service") << platform << nowhere;
        row("no such platform") << nowhere << service;
        row("an empty template") << platform << bare;
    }
}

void ApiRenderingTest::withoutATemplateThereIsNothing()
{
    QFETCH(QString, database);
    QFETCH(QString, platformId);
    QFETCH(QString, serviceId);
    begin(database);
    m_api->addService(u"Any"_s, u"{bucket}"_s);
    const QJsonObject body{
        {u"platform_id"_s, platformId},
        {u"service_id"_s, serviceId},
        {u"configuration"_s, objectOf(R"({"configuration_type":"S3DataOutput","bucket":"b",)"
                                      R"("path":"p"})")}};
    const Reply reply = m_api->ask("POST", renderPath, bytesOf(body));
    QCOMPARE(reply.status, 404);
    QCOMPARE(detailOf(reply), u"Template not found for the given platform and service"_s);
}

QTEST_GUILESS_MAIN(ApiRenderingTest)
#include "api_rendering_test.moc"
