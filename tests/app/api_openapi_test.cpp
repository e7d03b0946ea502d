// SPDX-License-Identifier: GPL-3.0-or-later
// What the API says about itself: complete, consistent, made once per snapshot. Whether it is
// OpenAPI, and true, is judged in tests/openapi.
#include "app/api/configurationschema.h"
#include "app/api/openapi.h"
#include "app/api/selfdescription.h"
#include "tests/app/pluginapi.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <thread>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

/** Every `$ref` below a value. */
QSet<QString> references(const QJsonValue &value)
{
    QSet<QString> found;
    for (const QJsonValue &item : value.toArray())
        found += references(item);
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.key() == "$ref"_L1)
            found.insert(member->toString());
        else
            found += references(*member);
    }
    return found;
}

/** What a JSON pointer in a fragment points to. */
QJsonValue at(const QJsonObject &document, const QString &reference)
{
    QJsonValue value = document;
    for (const QString &key : reference.split(u'/').sliced(1))
        value = value[key];
    return value;
}

/** A manifest of one field. */
ui::Manifest manifestWith(const QByteArray &field)
{
    const auto parsed = ui::parseManifest(
        R"({"id":"one","plugin":"One","version":"1.0.0","kind":"infrastructure","fields":[)" +
        field + "]}");
    if (!parsed)
        giveUp(parsed.error().first().message);
    return *parsed;
}

QByteArray text(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

Reply nothing(const Request &, const Parameters &)
{
    return {};
}

} // namespace

class ApiOpenApiTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyRouteIsDescribed();
    void everyReferenceLeadsSomewhere();
    void everyComponentIsUsed();
    void describesWhatARouteMayAnswer();
    void aDescriptionIsOptionalInTheRouter();
    void saysWhatIsDeprecated();
    void aFieldBecomesASchema_data();
    void aFieldBecomesASchema();
    void aConnectorBecomesASchema();
    void withoutConnectorsThereIsNoChoice();
    void aPluginWithoutATableHasNoConfiguration();
    void isMadeOncePerSnapshot();
    void severalMayAskAtOnce();
    void isReadyBytes();
    void isUnavailableWhileStarting();

private:
    QJsonObject m_document;
};

void ApiOpenApiTest::initTestCase()
{
    PluginApi api;
    const Reply reply = api.get("/openapi.json");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "application/json"_ba);
    m_document = QJsonDocument::fromJson(reply.body).object();
    QCOMPARE(m_document[u"openapi"_s].toString(), u"3.1.0"_s);
    QCOMPARE(m_document[u"info"_s][u"version"_s].toString(), u"1.2.3"_s);
}

void ApiOpenApiTest::everyRouteIsDescribed()
{
    PluginApi api;
    QSet<QString> tags;
    for (const QJsonValue tag : m_document[u"tags"_s].toArray())
        tags.insert(tag[u"name"_s].toString());
    QSet<QString> ids;
    QSet<QString> read;
    QSet<QString> heads;
    QSet<QString> patterns;
    for (const Route &route : api.router().routes()) {
        const Description &description = route.description;
        if (route.method == "HEAD") {
            heads.insert(route.pattern);
            continue;
        }
        const QString where = QString::fromLatin1(route.method) + u' ' + route.pattern;
        QVERIFY2(!description.isEmpty(), qPrintable(where + u" has no description"_s));
        QVERIFY2(!ids.contains(description.id), qPrintable(where + u" has the id of another"_s));
        QVERIFY2(tags.contains(description.tag), qPrintable(where + u" has an unknown tag"_s));
        QVERIFY2(!description.summary.isEmpty() && !description.summary.endsWith(u'.'),
                 qPrintable(where));
        const QJsonValue operation =
            m_document[u"paths"_s][route.pattern][QString::fromLatin1(route.method.toLower())];
        QCOMPARE(operation[u"operationId"_s].toString(), description.id);
        ids.insert(description.id);
        patterns.insert(route.pattern);
        if (route.method == "GET")
            read.insert(route.pattern);
    }
    QVERIFY(ids.contains(u"readOpenApi"_s));
    QCOMPARE(heads, read);
    QCOMPARE(m_document[u"paths"_s].toObject().size(), patterns.size());
}

void ApiOpenApiTest::everyReferenceLeadsSomewhere()
{
    const QSet<QString> found = references(m_document);
    QVERIFY(found.size() > 50);
    for (const QString &reference : found)
        QVERIFY2(at(m_document, reference).isObject(), qPrintable(reference));
}

void ApiOpenApiTest::everyComponentIsUsed()
{
    const QSet<QString> found = references(m_document);
    const QJsonObject components = m_document[u"components"_s].toObject();
    const bool hasConsole = m_document[u"paths"_s].toObject().contains(u"/assets/{file}"_s);
    for (const QString &kind : components.keys()) {
        for (const QString &name : components[kind].toObject().keys()) {
            const QString reference = u"#/components/%1/%2"_s.arg(kind, name);
            const bool isOfConsole = name == "path.file"_L1;
            QVERIFY2(found.contains(reference) || (isOfConsole && !hasConsole),
                     qPrintable(reference));
        }
    }
}

void ApiOpenApiTest::describesWhatARouteMayAnswer()
{
    const auto statuses = [this](const QString &path) {
        return m_document[u"paths"_s][path][u"get"_s][u"responses"_s].toObject().keys();
    };
    const auto list = [](const char *names) { return QString::fromLatin1(names).split(u' '); };
    QCOMPARE(statuses(u"/api/v2/plugins/"_s), list("200 304 400 405 406 503 default"));
    QCOMPARE(statuses(u"/api/v2/plugins/{name}/form"_s), list("200 304 404 405 406 503 default"));
    QCOMPARE(statuses(u"/healthz"_s), list("200 405 503 default"));
    const QJsonValue kept = m_document[u"paths"_s][u"/api/v2/data_output_configurations/{id}"_s];
    QCOMPARE(kept[u"put"_s][u"responses"_s].toObject().keys(),
             list("200 401 404 405 409 412 422 503 default"));
    QCOMPARE(text(kept[u"put"_s][u"requestBody"_s]),
             R"({"content":{"application/json":{"schema":)"
             R"({"$ref":"#/components/schemas/SubmittedConfiguration"}}},"required":true})"_ba);
    const QJsonValue gone = kept[u"delete"_s][u"responses"_s][u"204"_s];
    QVERIFY(gone.isObject() && gone[u"content"_s].isUndefined());
    const QJsonValue ready = m_document[u"paths"_s][u"/readyz"_s][u"get"_s][u"responses"_s];
    QCOMPARE(ready[u"503"_s], ready[u"200"_s]);
    const QJsonValue icon = m_document[u"paths"_s][u"/api/v2/plugins/{name}/icon"_s];
    QCOMPARE(text(icon[u"get"_s][u"responses"_s][u"200"_s][u"content"_s]),
             R"({"image/svg+xml":{"schema":{"type":"string"}}})"_ba);
    QCOMPARE(text(QJsonObject{{u"x"_s, icon[u"parameters"_s]}}),
             R"({"x":[{"$ref":"#/components/parameters/X-Request-ID"},)"
             R"({"$ref":"#/components/parameters/path.name"}]})"_ba);
}

void ApiOpenApiTest::aDescriptionIsOptionalInTheRouter()
{
    Router router;
    router.get(u"/hidden"_s, Place::Edge, nothing);
    router.get(u"/shown"_s, Place::Edge, nothing, {.id = u"show"_s});
    router.add({.method = "POST",
                .pattern = u"/shown"_s,
                .handler = nothing,
                .description = {.id = u"change"_s}});
    const QJsonObject document = openApi(router.routes(), *sampleSnapshot(), u"1"_s);
    QCOMPARE(document[u"paths"_s].toObject().keys(), QStringList{u"/shown"_s});
    QCOMPARE(document[u"paths"_s][u"/shown"_s].toObject().keys(),
             QStringList({u"get"_s, u"parameters"_s, u"post"_s}));
}

void ApiOpenApiTest::saysWhatIsDeprecated()
{
    Router router;
    router.get(u"/old"_s, Place::Edge, nothing, {.id = u"old"_s, .isDeprecated = true});
    router.get(u"/new"_s, Place::Edge, nothing, {.id = u"new"_s});
    const QJsonObject document = openApi(router.routes(), *sampleSnapshot(), u"1"_s);
    const QJsonValue paths = document[u"paths"_s];
    QCOMPARE(paths[u"/old"_s][u"get"_s][u"deprecated"_s], QJsonValue(true));
    QCOMPARE(paths[u"/new"_s][u"get"_s][u"deprecated"_s], QJsonValue(QJsonValue::Undefined));
}

void ApiOpenApiTest::aFieldBecomesASchema_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<bool>("isRequired");
    const auto row = [](const char *name, const QByteArray &field, const QByteArray &schema,
                        bool isRequired = false) {
        QTest::newRow(name) << field << schema << isRequired;
    };
    row("a string", R"({"name":"a","type":"string"})", R"({"type":["string","null"]})");
    row("a required integer", R"({"name":"a","type":"integer","required":true})",
        R"({"maximum":9007199254740991,"minimum":-9007199254740991,"type":"integer"})", true);
    row("a number between two others", R"({"name":"a","type":"number","min":0.5,"max":2})",
        R"({"maximum":2,"minimum":0.5,"type":["number","null"]})");
    row("a smallest value of nothing", R"({"name":"a","type":"integer","min":0})",
        R"({"maximum":9007199254740991,"minimum":0,"type":["integer","null"]})");
    row("a boolean with a default", R"({"name":"a","type":"boolean","default":false})",
        R"({"default":false,"type":"boolean"})");
    row("an empty default", R"({"name":"a","type":"string","default":""})",
        R"({"default":"","type":"string"})");
    row("a list of strings", R"({"name":"a","type":"string_list"})",
        R"({"items":{"type":"string"},"type":["array","null"]})");
    row("choices", R"({"name":"a","type":"string","enum":["x","y"]})",
        R"({"enum":["x","y",null],"type":["string","null"]})");
    row("a pattern with characters of JSON", R"({"name":"a","type":"string","pattern":"^\"\\d$"})",
        R"({"pattern":"^\"\\d$","type":["string","null"]})");
    row("lengths", R"({"name":"a","type":"string","min_length":0,"max_length":9})",
        R"({"maxLength":9,"minLength":0,"type":["string","null"]})");
    row("a secret", R"({"name":"a","type":"string","secret":true})",
        R"({"type":["string","null"],"writeOnly":true})");
    row("words for people",
        R"({"name":"a","type":"string","description":"D.","form":{"label":"L","type":"string"}})",
        R"({"description":"D.","title":"L","type":["string","null"]})");
}

void ApiOpenApiTest::aFieldBecomesASchema()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, schema);
    QFETCH(bool, isRequired);
    const QJsonObject whole = configurationSchema(manifestWith(field));
    const QByteArray whatIsSaidOfEveryText = R"("not":{"pattern":"\\x00","type":"string"},)";
    QCOMPARE(text(whole[u"properties"_s][u"a"_s]).replace(whatIsSaidOfEveryText, ""), schema);
    QCOMPARE(whole[u"required"_s].toArray().contains(u"a"_s), isRequired);
}

void ApiOpenApiTest::aConnectorBecomesASchema()
{
    const QJsonValue schemas = m_document[u"components"_s][u"schemas"_s];
    const QJsonValue snowflake = schemas[u"Configuration.SnowflakeDataOutput"_s];
    QCOMPARE(snowflake[u"title"_s].toString(), u"Snowflake"_s);
    QCOMPARE(text(QJsonObject{{u"x"_s, snowflake[u"required"_s]}}),
             R"({"x":["configuration_type","database","access_granularity"]})"_ba);
    QCOMPARE(
        text(QJsonObject{{u"x"_s, snowflake[u"properties"_s][u"configuration_type"_s][u"enum"_s]}}),
        R"({"x":["SnowflakeDataOutput","SnowflakeTechnicalAssetConfiguration"]})"_ba);
    const QJsonValue any = schemas[u"Configuration"_s];
    QCOMPARE(any[u"oneOf"_s].toArray().size(), 5);
    QCOMPARE(any[u"discriminator"_s][u"propertyName"_s].toString(), u"configuration_type"_s);
    const QJsonValue mapping = any[u"discriminator"_s][u"mapping"_s];
    QCOMPARE(mapping[u"SnowflakeTechnicalAssetConfiguration"_s].toString(),
             u"#/components/schemas/Configuration.SnowflakeDataOutput"_s);
}

void ApiOpenApiTest::withoutConnectorsThereIsNoChoice()
{
    const auto empty = registry::buildSnapshot({}, {}, 1);
    const QJsonObject document = openApi({}, *empty, u"1"_s);
    for (const QString &name : document[u"components"_s][u"schemas"_s].toObject().keys())
        QVERIFY2(!name.startsWith("Configuration"_L1), qPrintable(name));
}

void ApiOpenApiTest::aPluginWithoutATableHasNoConfiguration()
{
    registry::Draft draft = sampleDraft();
    registry::Connector other;
    other.manifest = gateway();
    draft.connectors.push_back(other);
    const auto snapshot = registry::buildSnapshot(std::move(draft), sampleOptions(), 1);
    const QJsonObject document = openApi({}, *snapshot, u"1"_s);
    const QJsonValue schemas = document[u"components"_s][u"schemas"_s];
    QCOMPARE(schemas[u"Configuration"_s][u"oneOf"_s].toArray().size(), 5);
    QVERIFY(schemas[u"Configuration.Gateway"_s].isUndefined());
}

void ApiOpenApiTest::isMadeOncePerSnapshot()
{
    const auto one = registry::buildSnapshot(sampleDraft(), sampleOptions(), 1);
    registry::Draft fewer = sampleDraft();
    fewer.connectors.pop_back();
    const auto two = registry::buildSnapshot(std::move(fewer), sampleOptions(), 2);
    SelfDescription description(u"1"_s);
    const auto first = description.of(*one);
    QCOMPARE(description.of(*one), first);
    const auto second = description.of(*two);
    QVERIFY(second != first);
    QVERIFY(first->json.body.contains("Configuration.S3DataOutput"));
    QVERIFY(!second->json.body.contains("Configuration.S3DataOutput"));
    QVERIFY(first->json.etag != second->json.etag);
    QVERIFY(!first->json.gzip.isEmpty());
}

void ApiOpenApiTest::severalMayAskAtOnce()
{
    SelfDescription description(u"1"_s);
    const registry::SnapshotPtr snapshot = sampleSnapshot();
    std::vector<std::shared_ptr<const SelfDescription::Documents>> found(8);
    std::vector<std::thread> threads;
    for (auto &documents : found)
        threads.emplace_back([&] { documents = description.of(*snapshot); });
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &documents : found)
        QCOMPARE(documents, found.front());
}

void ApiOpenApiTest::isReadyBytes()
{
    PluginApi api;
    const Reply first = api.get("/openapi.json");
    const Reply second = api.get("/openapi.json");
    QCOMPARE(second.body.constData(), first.body.constData()); // the same bytes, not equal ones
    Request request = requestFor("/openapi.json");
    request.ifNoneMatch = headerOf(first, "ETag");
    QCOMPARE(api.ask(request).status, 304);
    request.ifNoneMatch.clear();
    request.acceptEncoding = "gzip";
    QCOMPARE(headerOf(api.ask(request), "Content-Encoding"), "gzip"_ba);
}

void ApiOpenApiTest::isUnavailableWhileStarting()
{
    PluginApi api;
    api.useNothing();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^GET /openapi.json 503 "_s));
    const Reply reply = api.get("/openapi.json");
    QCOMPARE(reply.status, 503);
    QCOMPARE(headerOf(reply, "Retry-After"), "1"_ba);
}

QTEST_GUILESS_MAIN(ApiOpenApiTest)
#include "api_openapi_test.moc"
