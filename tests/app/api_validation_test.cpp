// SPDX-License-Identifier: GPL-3.0-or-later
// What people are told about a configuration before they store it, by the form, by the connector,
// and where the connector does not answer.
#include "tests/app/vaultapi.h"
#include "tests/postgresql/databases.h"
#include "tests/registry/plugin.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;
using namespace std::chrono_literals;

namespace {

QByteArray compact(const QJsonValue &value)
{
    const QByteArray whole = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return whole.sliced(1).chopped(1);
}

OptionsCache::Answer oneOption(const QString &label)
{
    return QList<FieldOption>{{label, label}};
}

} // namespace

class ApiValidationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyFieldHasItsVerdict();
    void whatIsWrongIsToldWhereItIs_data();
    void whatIsWrongIsToldWhereItIs();
    void otherValuesChangeWhatShows();
    void optionsComeFromTheConnector();
    void optionsAreKeptForAWhile();
    void optionsThatCannotBeHadAreTheirFieldsAlone_data();
    void optionsThatCannotBeHadAreTheirFieldsAlone();
    void rulesThatThrowAreAFailureOfTheCall();
    void theProductMayComeInTwoWays_data();
    void theProductMayComeInTwoWays();
    void aTagOfAnotherIsWrong();
    void itIsTheVerdictOnStoring();
    void nothingIsStored();
    void nobodyIsCalledSo_data();
    void nobodyIsCalledSo();
    void platformOptionsAreThoseOfTheDatabase();
    void theCacheForgets();
    void theCacheIsBounded();
    void theCacheKeepsFailuresShorter();
    void severalMayAskTheCache();

private:
    QJsonObject validate(const QByteArray &body, const QByteArray &query = {})
    {
        const Reply reply =
            m_api->ask("POST", "/api/v2/plugins/SecretiveDataOutput/validate" + query, body);
        if (reply.status != 200)
            giveUp(QString::fromUtf8(reply.body));
        return jsonOf(reply);
    }

    Databases m_databases;
    Plugin m_plugin{u"secretive"_s};
    registry::HookCalls m_hooks{std::make_shared<registry::ModuleCalls>(), 300ms};
    std::unique_ptr<VaultApi> m_api;
};

void ApiValidationTest::init()
{
    m_api = std::make_unique<VaultApi>(m_databases.make(u"SQLite"_s), &m_hooks);
    m_api->use({m_plugin.connector, connectorOf(u"snowflake"_s), connectorOf(u"redshift"_s)});
}

void ApiValidationTest::everyFieldHasItsVerdict()
{
    const Reply reply =
        m_api->ask("POST", "/api/v2/plugins/SecretiveOutput/validate", // an alias does
                   R"({"region":"north","bucket":"north-1","token":"canary"})");
    QCOMPARE(reply.status, 200);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
    const QByteArray start =
        R"({"valid":true,"fields":{"region":{"value":"north","errors":[],"visible":true,)"
        R"("required":true,"options":[{"label":"North","value":"north"},)";
    QVERIFY2(reply.body.startsWith(start), reply.body.constData());
    const QJsonValue fields = jsonOf(reply)[u"fields"_s];
    QCOMPARE(compact(fields[u"owner"_s]),
             R"({"errors":[],"options":[],"required":false,"value":"","visible":false})"_ba);
    QCOMPARE(compact(fields[u"count"_s]),
             R"({"errors":[],"options":[],"required":false,"value":1,"visible":false})"_ba);
    QCOMPARE(fields[u"derived"_s][u"value"_s], QJsonValue(u"north"_s)); // by the connector
    QCOMPARE(fields[u"token"_s][u"value"_s], QJsonValue(QJsonValue::Null));
    QCOMPARE(fields.toObject().size(), 6);
    QVERIFY(reply.body.endsWith(R"(},"errors":[]})"));
    QVERIFY(!reply.body.contains("canary"));
}

void ApiValidationTest::whatIsWrongIsToldWhereItIs_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &body, const char *field,
                        const QString &error) {
        QTest::newRow(name) << body << QString::fromLatin1(field) << error;
    };
    row("nothing at all", "{}", "region", u"Please provide region"_s);
    row("an empty text", R"({"region":""})", "region", u"Please provide region"_s);
    row("a number for a text", R"({"region":5})", "region", u"Input should be a valid string"_s);
    row("null for a text", R"({"region":null})", "region", u"Input should be a valid string"_s);
    row("a text for a number", R"({"region":"north","count":"1"})", "count",
        u"Input should be a valid integer"_s);
    row("a list for a secret", R"({"region":"north","token":["canary"]})", "token",
        u"Input should be a valid string"_s);
    row("what shows only for another value", R"({"region":"south","bucket":"south-1"})", "owner",
        u"Please provide owner"_s);
    row("what the connector finds", R"({"region":"north","bucket":"north-1","token":"bad canary"})",
        "region", u"Nobody takes *** here"_s);
    row("a NUL", R"({"region":"north","derived":"\u0000"})", "derived",
        uR"(Found "\u0000", wanted text without the character U+0000)"_s);
}

void ApiValidationTest::whatIsWrongIsToldWhereItIs()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, field);
    QFETCH(QString, error);
    const QJsonObject verdict = validate(body);
    QCOMPARE(verdict[u"valid"_s], QJsonValue(false));
    const QJsonValue errors = verdict[u"fields"_s][field][u"errors"_s];
    QVERIFY2(errors.toArray().contains(error), compact(errors).constData());
    QVERIFY(!compact(verdict).contains("canary"));
}

void ApiValidationTest::otherValuesChangeWhatShows()
{
    const auto owner = [this](const QByteArray &body) {
        return validate(body)[u"fields"_s][u"owner"_s];
    };
    QCOMPARE(owner(R"({"region":"north"})")[u"visible"_s], QJsonValue(false));
    QCOMPARE(owner(R"({"region":"south"})")[u"visible"_s], QJsonValue(true));
    QCOMPARE(owner(R"({"region":"south"})")[u"required"_s], QJsonValue(true));
    // Also while others cannot be read.
    QCOMPARE(owner(R"({"region":"south","count":"x"})")[u"visible"_s], QJsonValue(true));
    // Hidden, a value stays and is no error.
    QCOMPARE(owner(R"({"region":"north","owner":"me"})")[u"value"_s], QJsonValue(u"me"_s));
}

void ApiValidationTest::optionsComeFromTheConnector()
{
    for (const QByteArray &region : {"north"_ba, "south"_ba}) {
        const QJsonValue options =
            validate(R"({"region":")" + region +
                     R"(","token":"canary"})")[u"fields"_s][u"bucket"_s][u"options"_s];
        const QByteArray first =
            R"({"label":")" + region + R"( one","value":")" + region + R"(-1"})";
        QCOMPARE(compact(options[0]), first);
        QCOMPARE(options.toArray().size(), 2); // not the one that tells the token
    }
    const QJsonObject other = validate(R"({"region":"north","bucket":"elsewhere"})");
    QCOMPARE(other[u"valid"_s], QJsonValue(false));
    QCOMPARE(other[u"fields"_s][u"bucket"_s][u"errors"_s].toArray().size(), 1);
}

void ApiValidationTest::optionsAreKeptForAWhile()
{
    const auto call = [this](const QByteArray &body) {
        const QJsonArray options = validate(body)[u"fields"_s][u"bucket"_s][u"options"_s].toArray();
        return options.last()[u"value"_s].toString();
    };
    const QString first = call(R"({"region":"north"})");
    QCOMPARE(call(R"({"region":"north"})"), first);
    QVERIFY(call(R"({"region":"north","owner":"me"})") != first);
    QVERIFY(call(R"({"region":"north","token":"other"})") != first);
    QCOMPARE(call(R"({"region":"north"})"), first);
    m_api->use({m_plugin.connector}); // another snapshot
    QVERIFY(call(R"({"region":"north"})") != first);
}

void ApiValidationTest::optionsThatCannotBeHadAreTheirFieldsAlone_data()
{
    QTest::addColumn<QByteArray>("region");
    for (const char *region : {"refusing", "throwing", "hanging"})
        QTest::newRow(region) << QByteArray(region);
}

void ApiValidationTest::optionsThatCannotBeHadAreTheirFieldsAlone()
{
    QFETCH(QByteArray, region);
    const QJsonObject verdict =
        validate(R"({"region":")" + region + R"(","bucket":"b","token":"canary"})");
    const QJsonValue fields = verdict[u"fields"_s];
    const QJsonArray errors = fields[u"bucket"_s][u"errors"_s].toArray();
    QCOMPARE(errors.size(), 1);
    QVERIFY2(errors.first().toString().startsWith("The options cannot be had: "_L1),
             compact(errors).constData());
    QCOMPARE(fields[u"bucket"_s][u"options"_s].toArray().size(), 0);
    QCOMPARE(fields[u"region"_s][u"errors"_s].toArray().size(), 0);
    QCOMPARE(fields[u"derived"_s][u"value"_s].toString().toUtf8(), region);
    QVERIFY(!compact(verdict).contains("canary"));
}

void ApiValidationTest::rulesThatThrowAreAFailureOfTheCall()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"500 internal .*no rules today"_s));
    const Reply reply = m_api->ask("POST", "/api/v2/plugins/SecretiveDataOutput/validate",
                                   R"({"region":"north","owner":"throw"})");
    QCOMPARE(reply.status, 500);
    QCOMPARE(jsonOf(reply)[u"detail"_s].toString(), u"Something went wrong"_s);
}

void ApiValidationTest::theProductMayComeInTwoWays_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("product");
    QTest::addColumn<bool>("isJudged");
    const auto row = [](const char *name, const QByteArray &query, const QByteArray &product,
                        bool isJudged) { QTest::newRow(name) << query << product << isJudged; };
    row("nothing is known", "", "", false);
    row("the namespace in the query", "?namespace=sales", "", true);
    row("a custom mapping in the query", "?namespace=sales&mapping=custom", "", false);
    row("the namespace in the body", "", R"("product":{"namespace":"sales"},)", true);
    row("everything in the body", "",
        R"("product":{"id":null,"name":"n","namespace":"sales","mapping":"default",)"
        R"("domain_id":"d","domain_name":"e"},)",
        true);
    row("a custom mapping in the body", "",
        R"("product":{"namespace":"sales","mapping":"custom"},)", false);
    row("the body wins", "?namespace=x&mapping=custom",
        R"("product":{"namespace":"sales","mapping":"default"},)", true);
    row("an empty product", "", R"("product":{},)", false);
    row("no product", "", R"("product":null,)", false);
}

void ApiValidationTest::theProductMayComeInTwoWays()
{
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, product);
    QFETCH(bool, isJudged);
    for (const QByteArray &owner : {"sales"_ba, "other"_ba}) {
        const QJsonObject verdict = validate(
            '{' + product + R"("configuration":{"region":"south","bucket":"south-1","owner":")" +
                owner + R"("}})",
            query);
        const QJsonValue errors = verdict[u"fields"_s][u"owner"_s][u"errors"_s];
        const bool isWrong = isJudged && owner == "other";
        QCOMPARE(compact(errors), isWrong ? R"(["Invalid owner specified"])"_ba : "[]"_ba);
        QCOMPARE(verdict[u"valid"_s], QJsonValue(!isWrong));
    }
}

void ApiValidationTest::aTagOfAnotherIsWrong()
{
    const QJsonObject verdict =
        validate(R"({"configuration_type":"S3DataOutput","region":"north","bucket":"north-1"})");
    QCOMPARE(verdict[u"valid"_s], QJsonValue(false));
    QCOMPARE(compact(verdict[u"errors"_s]), R"(["configuration_type is another than )"
                                            R"(SecretiveDataOutput, which the address names"])"_ba);
    QCOMPARE(validate(R"({"configuration_type":"SecretiveOutput","region":"north",)"
                      R"("bucket":"north-1"})")[u"valid"_s],
             QJsonValue(true));
}

/** What the one says is wrong the other refuses, and what the one takes the other takes. */
void ApiValidationTest::itIsTheVerdictOnStoring()
{
    m_api->database().run(QString::fromUtf8(contentOf(
        QStringLiteral(OUTLET_SOURCE_DIR "/tests/fixtures/connectors/secretive/"
                                         "migrations/0001_create_configurations.up.sql"))));
    const QByteArrayList bodies = {
        R"("region":"north")",
        R"("region":"north","bucket":"north-1")",
        R"("region":"north","bucket":"south-1")",
        R"("region":"south","bucket":"south-1")",
        R"("region":"south","bucket":"south-1","owner":"me")",
        R"("region":"west","bucket":"west-1")",
        R"("region":"north","bucket":"north-1","count":10)",
        R"("region":"north","bucket":"north-1","count":1.5)",
        R"("region":"north","bucket":"north-1","token":"bad canary")",
        R"("region":"north","bucket":"north-1","token":"good canary")",
        R"("region":1)",
        R"("bucket":1)",
        R"("region":"refusing","bucket":"x")",
    };
    int accepted = 0;
    for (const QByteArray &part : bodies) {
        const QByteArray body = R"({"configuration_type":"SecretiveDataOutput",)" + part + '}';
        const QJsonObject verdict = validate(body);
        const Reply reply = m_api->ask("POST", configurations, body);
        QVERIFY2(reply.status == (verdict[u"valid"_s].toBool() ? 201 : 422),
                 reply.body.constData());
        QVERIFY2(!reply.body.contains("canary"), reply.body.constData());
        accepted += reply.status == 201 ? 1 : 0;
    }
    QCOMPARE(accepted, 4);
    QCOMPARE(m_api->database().column(u"SELECT derived FROM secretive_configurations "
                                      "WHERE owner = 'me'"_s),
             QStringList{u"south"_s});
}

void ApiValidationTest::nothingIsStored()
{
    const auto total = [this] {
        return m_api->database().count(u"data_output_configurations"_s) +
               m_api->database().count(u"configuration_types"_s) +
               m_api->database().count(u"audit_log"_s);
    };
    validate(R"({"region":"north","bucket":"north-1"})");
    QCOMPARE(total(), 0);
}

void ApiValidationTest::nobodyIsCalledSo_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("an id") << "secretive"_ba;
    QTest::newRow("nobody") << "Nobody"_ba;
    QTest::newRow("SQL") << "x'%20OR%201=1"_ba;
}

void ApiValidationTest::nobodyIsCalledSo()
{
    QFETCH(QByteArray, name);
    const Reply reply = m_api->ask("POST", "/api/v2/plugins/" + name + "/validate", "{}");
    QCOMPARE(reply.status, 404);
    QCOMPARE(jsonOf(reply)[u"code"_s].toString(), u"not-found"_s);
}

void ApiValidationTest::platformOptionsAreThoseOfTheDatabase()
{
    const auto bucket = [this](const QByteArray &name) {
        const Reply reply = m_api->ask("POST", "/api/v2/plugins/" + name + "/validate", "{}");
        return jsonOf(reply)[u"fields"_s][u"database"_s];
    };
    QCOMPARE(compact(bucket("SnowflakeDataOutput")[u"options"_s]),
             R"([{"label":"clean","value":"clean"},{"label":"master","value":"master"}])"_ba);
    QCOMPARE(compact(bucket("RedshiftDataOutput")[u"options"_s]), "[]"_ba);
    // Where names follow the namespace there is one choice.
    const Reply reply =
        m_api->ask("POST", "/api/v2/plugins/SnowflakeDataOutput/validate?namespace=sales", "{}");
    QCOMPARE(compact(jsonOf(reply)[u"fields"_s][u"database"_s][u"options"_s]),
             R"([{"label":"sales","value":"sales"}])"_ba);
}

void ApiValidationTest::theCacheForgets()
{
    OptionsCache cache(0ms);
    const OptionsQuestion question{
        .plugin = u"a"_s, .generation = 1, .field = u"f"_s, .values = {}};
    QCOMPARE(cache.answer(question, [] { return oneOption(u"1"_s); })->first().label, u"1"_s);
    QCOMPARE(cache.answer(question, [] { return oneOption(u"2"_s); })->first().label, u"2"_s);
    OptionsCache longer(1min);
    longer.answer(question, [] { return oneOption(u"1"_s); });
    QCOMPARE(longer.answer(question, [] { return oneOption(u"2"_s); })->first().label, u"1"_s);
}

void ApiValidationTest::theCacheIsBounded()
{
    OptionsCache cache(1min, 10);
    for (quint64 i = 0; i < 1000; ++i)
        cache.answer({.plugin = u"a"_s, .generation = i, .field = u"f"_s, .values = {}},
                     [] { return oneOption(u"1"_s); });
    QCOMPARE(cache.size(), 10);
    // The newest are the ones that are kept.
    const auto kept =
        cache.answer({.plugin = u"a"_s, .generation = 999, .field = u"f"_s, .values = {}},
                     [] { return oneOption(u"2"_s); });
    QCOMPARE(kept->first().label, u"1"_s);
}

void ApiValidationTest::theCacheKeepsFailuresShorter()
{
    OptionsCache cache(600ms);
    const OptionsQuestion question{
        .plugin = u"a"_s, .generation = 1, .field = u"f"_s, .values = {}};
    int calls = 0;
    const auto failing = [&calls]() -> OptionsCache::Answer {
        ++calls;
        return fail(ErrorCode::Unavailable, u"no"_s);
    };
    QVERIFY(!cache.answer(question, failing));
    QVERIFY(!cache.answer(question, failing));
    QCOMPARE(calls, 1);
    QTRY_VERIFY_WITH_TIMEOUT((cache.answer(question, failing), calls == 2), 400);
}

void ApiValidationTest::severalMayAskTheCache()
{
    OptionsCache cache(1min, 8);
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (quint64 i = 0; i < 2000; ++i) {
                const QString label = QString::number(i % 16);
                const auto answer = cache.answer(
                    {.plugin = u"a"_s, .generation = i % 16, .field = u"f"_s, .values = {}},
                    [&] { return oneOption(label); });
                wrong += answer->first().label == label ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(ApiValidationTest)
#include "api_validation_test.moc"
