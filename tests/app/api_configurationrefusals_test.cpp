// SPDX-License-Identifier: GPL-3.0-or-later
// What administrators write over the API and is refused: how, and that nothing is changed by it. On
// both databases.
#include "tests/app/adminapi.h"
#include "tests/postgresql/databases.h"

#include <QTest>

#include <map>
#include <memory>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

class ApiConfigurationRefusalsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
    void everythingWrongIsSaidAtOnce();
    void aRefusalRepeatsNothingThatMayBeSecret_data();
    void aRefusalRepeatsNothingThatMayBeSecret();
    void aBodyThatIsNoJsonIsRefused_data();
    void aBodyThatIsNoJsonIsRefused();
    void whatIsInTheWayIsNamed_data();
    void whatIsInTheWayIsNamed();
    void whatThereIsNotIsNotFound_data();
    void whatThereIsNotIsNotFound();
    void whatUsesARowIsCounted_data() { Databases::addRows(); }
    void whatUsesARowIsCounted();
    void changesNeedTheAdmin();

private:
    /** One per database: for refusals. */
    Office &office(const QString &kind)
    {
        auto &office = m_offices[kind];
        if (!office)
            office = std::make_unique<Office>(m_databases.make(kind));
        return *office;
    }

    Databases m_databases;
    std::map<QString, std::unique_ptr<Office>> m_offices;
};

void ApiConfigurationRefusalsTest::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &request, const QByteArray &body,
                        const QString &detail) { addRow(name, request, body, detail); };
    const QByteArray platform = "PUT platforms/<platform>";
    const QByteArray service = "PUT platforms/services/<service>";
    const QByteArray offers = "PUT platforms/configs/<serviceConfig>";
    const QByteArray environment = "PUT environments/<environment>";
    const QByteArray ofPlatform =
        "PUT environments/<environment>/platform_configs/<platformConfig>";
    const QByteArray items = "PUT environments/<environment>/configs/<items>";

    row("a platform without a name", "POST platforms", "{}",
        u"missing at body.name: Field required"_s);
    row("a name of nothing", platform, R"({"name":null})",
        u"string_type at body.name: Input should be a valid string"_s);
    row("a number for a name", "POST platforms", R"({"name":7})",
        u"string_type at body.name: Input should be a valid string"_s);
    row("an empty name", platform, R"({"name":""})",
        u"string_too_short at body.name: String should have at least 1 character"_s);
    row("a name of white space", "POST platforms", R"({"name":" \t "})",
        u"string_too_short at body.name: String should have at least 1 character"_s);
    row("a name with a space in front", "POST platforms", R"({"name":" a"})",
        u"value_error at body.name: It must not begin or end with white space"_s);
    row("a name that is too long", "POST platforms",
        R"({"name":")" + QByteArray(256, 'a') + R"("})",
        u"string_too_long at body.name: String should have at most 255 characters"_s);
    row("a character that no database keeps", "POST platforms", R"({"name":"a\u0000b"})",
        u"value_error at body.name: It holds a character that cannot be stored"_s);
    row("half a character", platform, R"({"name":"a\ud800"})",
        u"json_invalid at body.10: JSON decode error"_s);
    row("a typing error", "POST platforms", R"({"name":"x","nmae":"y"})",
        u"extra_forbidden at body.nmae: Extra inputs are not permitted. Did you mean \"name\"?"_s);
    row("a key that means nothing", "POST platforms", R"({"name":"x","zzzzzzz":1})",
        u"extra_forbidden at body.zzzzzzz: Extra inputs are not permitted"_s);
    row("an array for an object", "POST platforms", R"(["name"])",
        u"model_attributes_type at body: Input should be a valid dictionary or object to extract "
        "fields from"_s);
    row("another id than the address", platform, R"({"id":"<service>","name":"x"})",
        u"value_error at body.id: The address names <platform>, and an id does not change"_s);
    row("an id that is none", platform, R"({"id":5,"name":"x"})",
        u"value_error at body.id: The address names <platform>, and an id does not change"_s);

    row("a service without a name", "POST platforms/<platform>/services",
        R"({"result_string_template":"{table}"})", u"missing at body.name: Field required"_s);
    row("a list for a template", service, R"({"name":"Glue","result_string_template":[]})",
        u"string_type at body.result_string_template: Input should be a valid string"_s);
    row("a brace without a partner", service,
        R"({"name":"Glue","result_string_template":"{table"})",
        u"value_error at body.result_string_template: The template \"{table\" cannot be used: at "
        "position 0, \"{\" has no \"}\""_s);
    row("more than a name in braces", service,
        R"({"name":"Glue","technical_info_template":"{table!r}"})",
        u"value_error at body.technical_info_template: The template \"{table!r}\" cannot be used: "
        "at position 0, \"table!r\" stands in braces, where only the name of a value may stand"_s);

    row("no service", "POST platforms/configs", R"({"config":[]})",
        u"missing at body.service_id: Field required"_s);
    row("a service that is no id", "POST platforms/configs", R"({"service_id":"Glue","config":[]})",
        u"uuid_parsing at body.service_id: Input should be a valid UUID, invalid character: "
        "expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `G` at 1"_s);
    row("a number for a service", "POST platforms/configs", R"({"service_id":1,"config":[]})",
        u"uuid_type at body.service_id: UUID input should be a string, bytes or UUID object"_s);
    row("a service that there is not", "POST platforms/configs",
        R"({"service_id":"<none>","config":[]})",
        u"value_error at body.service_id: No service has this id"_s);
    row("a platform that there is not", "POST platforms/configs",
        R"({"service_id":"<service>","platform_id":"<none>","config":[]})",
        u"value_error at body.platform_id: No platform has this id"_s);
    row("another service than before", offers, R"({"service_id":"<none>","config":[]})",
        u"value_error at body.service_id: It belongs to <service> and stays there: DELETE it and "
        "POST another"_s);
    row("no options", offers, "{}", u"missing at body.config: Field required"_s);
    row("a text for options", offers, R"({"config":"[]"})",
        u"list_type at body.config: Input should be a valid list"_s);
    row("an object for options", offers, R"({"config":{}})",
        u"list_type at body.config: Input should be a valid list"_s);
    row("a number among options", offers, R"({"config":["a",5,"b"]})",
        u"string_type at body.config.1: Input should be a valid string"_s);
    row("an option that cannot be kept", offers, R"({"config":["a\u0000"]})",
        u"value_error at body.config.0: It holds a character that cannot be stored"_s);

    row("an environment without an acronym", "POST environments", R"({"name":"x"})",
        u"missing at body.acronym: Field required"_s);
    row("an empty acronym", environment, R"({"name":"x","acronym":""})",
        u"string_too_short at body.acronym: String should have at least 1 character"_s);
    row("an object for a context", environment, R"({"name":"x","acronym":"y","context":{}})",
        u"string_type at body.context: Input should be a valid string"_s);
    row("a text for a boolean", environment, R"({"name":"x","acronym":"y","is_default":"true"})",
        u"bool_type at body.is_default: Input should be a valid boolean"_s);
    row("a number for a boolean", environment, R"({"name":"x","acronym":"y","is_default":1})",
        u"bool_type at body.is_default: Input should be a valid boolean"_s);

    row("a platform's configuration without a platform",
        "POST environments/<environment>/platform_configs", R"({"config":{}})",
        u"missing at body.platform_id: Field required"_s);
    row("a list for a platform's configuration", ofPlatform, R"({"config":[]})",
        u"dict_type at body.config: Input should be a valid dictionary"_s);
    row("nothing for a platform's configuration", ofPlatform, R"({"config":null})",
        u"dict_type at body.config: Input should be a valid dictionary"_s);
    row("a key that cannot be kept", ofPlatform, R"({"config":{"a":{"b\u0000":1}}})",
        u"value_error at body.config: It holds a character that cannot be stored"_s);
    row("another platform than before", ofPlatform, R"({"platform_id":"<none>","config":{}})",
        u"value_error at body.platform_id: It belongs to <platform> and stays there: DELETE it and "
        "POST another"_s);
    row("a platform's configuration with a service", ofPlatform,
        R"({"service_id":"<service>","config":{}})",
        u"extra_forbidden at body.service_id: Extra inputs are not permitted"_s);
    row("an object for items", items, R"({"config":{}})",
        u"list_type at body.config: Input should be a valid list"_s);
    row("a text among items", items, R"({"config":[{},"x"]})",
        u"dict_type at body.config.1: Input should be a valid dictionary"_s);
    row("a value in an item that cannot be kept", items, R"({"config":[{"a":["\u0000"]}]})",
        u"value_error at body.config.0: It holds a character that cannot be stored"_s);

    const QString noUuid = u"uuid_parsing at path.%1: Input should be a valid UUID, invalid "
                           "character: expected an optional prefix of `urn:uuid:` followed by "
                           "[0-9a-fA-F-], found `x` at 1"_s;
    for (const QByteArray method : {"GET", "PUT", "DELETE"}) {
        const auto bad = [&](const QByteArray &target, const QString &parameter,
                             const QByteArray &body) {
            addRow((method + ' ' + target).constData(), method + ' ' + target,
                   method == "PUT" ? body : QByteArray(), noUuid.arg(parameter));
        };
        bad("platforms/x", u"id"_s, R"({"name":"a"})");
        bad("platforms/services/x", u"service_id"_s, R"({"name":"a"})");
        bad("platforms/configs/x", u"config_id"_s, R"({"config":[]})");
        bad("environments/x", u"id"_s, R"({"name":"a","acronym":"b"})");
        bad("environments/<environment>/configs/x", u"config_id"_s, R"({"config":[]})");
        bad("environments/<environment>/platform_configs/x", u"config_id"_s, R"({"config":{}})");
        bad("environments/x/platform_configs/<platformConfig>", u"id"_s, R"({"config":{}})");
    }
}

void ApiConfigurationRefusalsTest::whatIsWrongIsNamed()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    QFETCH(QString, detail);
    Office &office = this->office(database);
    const QStringList before = office.api.rows();
    const QList<QByteArray> parts = request.split(' ');
    const Reply reply = office.ask(parts[0], parts[1], body);
    QCOMPARE(detailsOf(reply), QStringList{QString::fromUtf8(office.entered.in(detail.toUtf8()))});
    QCOMPARE(reply.status, 422);
    QVERIFY(jsonOf(reply).contains(u"body"_s));
    QCOMPARE(jsonOf(reply)[u"correlation_id"_s].toString(), u"test"_s);
    QCOMPARE(office.api.rows(), before);
}

void ApiConfigurationRefusalsTest::everythingWrongIsSaidAtOnce()
{
    Office &office = this->office(u"SQLite"_s);
    const Reply reply =
        office.ask("PUT", "environments/x/configs/y",
                   R"({"service_id":"z","platform_id":null,"config":[1,{}],"confg":[]})");
    QCOMPARE(reply.status, 422);
    QStringList types;
    for (const QString &detail : detailsOf(reply))
        types.append(detail.section(u": "_s, 0, 0));
    QCOMPARE(types,
             QStringList({u"uuid_parsing at path.id"_s, u"uuid_parsing at path.config_id"_s,
                          u"uuid_parsing at body.service_id"_s, u"uuid_type at body.platform_id"_s,
                          u"dict_type at body.config.0"_s, u"extra_forbidden at body.confg"_s}));
}

void ApiConfigurationRefusalsTest::aRefusalRepeatsNothingThatMayBeSecret_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("shown");
    const QByteArray platform = "environments/<environment>/platform_configs/<platformConfig>";
    const QByteArray items = "environments/<environment>/configs/<items>";
    QTest::newRow("beside a typing error")
        << platform << R"({"config":{"password":"canary"},"x":1})"_ba
        << R"({"config":null,"x":null})"_ba;
    QTest::newRow("under a wrong key")
        << platform << R"({"conifg":{"password":"canary"},"platform_id":"<platform>"})"_ba
        << R"({"conifg":null,"platform_id":"<platform>"})"_ba;
    QTest::newRow("of the wrong kind") << platform << R"({"config":"canary"})"_ba
                                       << R"({"config":null})"_ba;
    QTest::newRow("among items") << items << R"({"config":[{"password":"canary"},"canary"]})"_ba
                                 << R"({"config":null})"_ba;
    QTest::newRow("where nothing of it is known")
        << "platforms/<platform>"_ba
        << R"({"name":5,"config":{"password":"canary"}})"_ba
        << R"({"config":null,"name":5})"_ba;
    QTest::newRow("in a list") << "platforms/<platform>"_ba
                               << R"([{"password":"canary"}])"_ba
                               << "null"_ba;
    QTest::newRow("what is in the options is no secret") << "platforms/configs/<serviceConfig>"_ba
                                                         << R"({"config":["a",5],"x":1})"_ba
                                                         << R"({"config":["a",5],"x":null})"_ba;
}

void ApiConfigurationRefusalsTest::aRefusalRepeatsNothingThatMayBeSecret()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, shown);
    Office &office = this->office(u"SQLite"_s);
    const Reply reply = office.ask("PUT", target, body);
    QCOMPARE(reply.status, 422);
    const QByteArray wanted = R"("body":)" + office.entered.in(shown) + ',';
    QVERIFY2(reply.body.contains(wanted), reply.body.constData());
    QVERIFY2(!reply.body.contains("canary"), reply.body.constData());
}

void ApiConfigurationRefusalsTest::aBodyThatIsNoJsonIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("position");
    QTest::newRow("nothing") << ""_ba << 0;
    QTest::newRow("no JSON") << "name=AWS"_ba << 0;
    QTest::newRow("half an object") << R"({"name":"A)"_ba << 8;
    QTest::newRow("a key twice") << R"({"name":"A","name":"B"})"_ba << 12;
    QTest::newRow("more after the end") << R"({"name":"A"} {})"_ba << 13;
    QTest::newRow("no UTF-8") << "{\"name\":\"\xff\"}"_ba << 9;
    QTest::newRow("too deep") << R"({"name":)" + QByteArray(100, '[') + QByteArray(100, ']') + '}'
                              << 71;
}

void ApiConfigurationRefusalsTest::aBodyThatIsNoJsonIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(int, position);
    Office &office = this->office(u"SQLite"_s);
    const Reply reply = office.ask("POST", "platforms", body);
    QCOMPARE(reply.status, 422);
    QCOMPARE(detailsOf(reply),
             QStringList{u"json_invalid at body.%1: JSON decode error"_s.arg(position)});
    QCOMPARE(jsonOf(reply)[u"body"_s], QJsonValue(QJsonValue::Null));
}

void ApiConfigurationRefusalsTest::whatIsInTheWayIsNamed_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("detail");
    addRow("a platform of the same name", "POST platforms"_ba, R"({"name":"aws"})"_ba,
           R"(A platform is called "AWS" already: <platform>)"_ba);
    addRow("a service of the same name", "POST platforms/<platform>/services"_ba,
           R"({"name":"GLUE"})"_ba,
           R"(A service of the platform is called "Glue" already: <service>)"_ba);
    addRow("a second list of options", "POST platforms/configs"_ba,
           R"({"service_id":"<service>","config":[]})"_ba,
           "The service has a configuration already: <serviceConfig>"_ba);
    addRow("an environment of the same name", "POST environments"_ba,
           R"({"name":"Production","acronym":"p"})"_ba,
           R"(An environment is called "production" already: <environment>)"_ba);
    addRow("an environment with the same acronym", "POST environments"_ba,
           R"({"name":"prod","acronym":"prd"})"_ba,
           R"(The environment "production" has the acronym "prd" already: <environment>)"_ba);
    addRow("a second configuration of the platform",
           "POST environments/<environment>/platform_configs"_ba,
           R"({"platform_id":"<platform>","config":{}})"_ba,
           "The platform has a configuration in the environment already: <platformConfig>"_ba);
    addRow("a second configuration of the service", "POST environments/<environment>/configs"_ba,
           R"({"service_id":"<service>","config":[]})"_ba,
           "The service has a configuration in the environment already: <items>"_ba);
    addRow("a platform in use", "DELETE platforms/<platform>"_ba, ""_ba,
           R"(The platform is in use by 1 service ("Glue"), 1 service configuration )"
           "(<serviceConfig>), 1 platform configuration of an environment (<platformConfig>), "
           "1 service configuration of an environment (<items>)"_ba);
    addRow("a service in use", "DELETE platforms/<platform>/services/<service>"_ba, ""_ba,
           "The service is in use by 1 service configuration (<serviceConfig>), 1 service "
           "configuration of an environment (<items>)"_ba);
    addRow("an environment in use", "DELETE environments/<environment>"_ba, ""_ba,
           "The environment is in use by 1 platform configuration of an environment "
           "(<platformConfig>), 1 service configuration of an environment (<items>)"_ba);
}

void ApiConfigurationRefusalsTest::whatIsInTheWayIsNamed()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, detail);
    Office &office = this->office(database);
    const QStringList before = office.api.rows();
    const QList<QByteArray> parts = request.split(' ');
    const Reply reply = office.ask(parts[0], parts[1], body);
    QCOMPARE(jsonOf(reply)[u"detail"_s].toString().toUtf8(), office.entered.in(detail));
    QCOMPARE(reply.status, 409);
    QCOMPARE(jsonOf(reply)[u"code"_s].toString(), u"conflict"_s);
    QVERIFY(!jsonOf(reply)[u"hint"_s].toString().isEmpty());
    QCOMPARE(office.api.rows(), before);
}

void ApiConfigurationRefusalsTest::whatThereIsNotIsNotFound_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail");
    const auto row = [](const QByteArray &target, const QByteArray &body, const QString &detail) {
        addRow(target.constData(), target, body, detail);
    };
    const QString platform = u"Platform not found"_s;
    const QString service = u"Platform service not found"_s;
    const QString environment = u"Environment not found"_s;
    row("PUT platforms/<none>", R"({"name":"a"})", platform);
    row("DELETE platforms/<none>", {}, platform);
    row("DELETE platforms/<service>", {}, platform);
    row("POST platforms/<none>/services", R"({"name":"a"})", platform);
    row("PUT platforms/services/<none>", R"({"name":"a"})", service);
    row("PUT platforms/<none>/services/<service>", R"({"name":"a"})", platform);
    row("PUT platforms/<platform>/services/<none>", R"({"name":"a"})", service);
    row("DELETE platforms/<platform>/services/<platform>", {}, service);
    row("PUT platforms/configs/<none>", R"({"config":[]})",
        u"Platform service configuration not found"_s);
    row("DELETE platforms/configs/<service>", {}, u"Platform service configuration not found"_s);
    row("PUT environments/<none>", R"({"name":"a","acronym":"b"})", environment);
    row("DELETE environments/<none>", {}, environment);
    row("POST environments/<none>/configs", R"({"service_id":"<service>","config":[]})",
        environment);
    row("POST environments/<none>/platform_configs", R"({"platform_id":"<platform>","config":{}})",
        environment);
    row("PUT environments/<none>/configs/<items>", R"({"config":[]})", environment);
    row("PUT environments/<environment>/configs/<none>", R"({"config":[]})",
        u"Service configuration of the environment not found"_s);
    row("DELETE environments/<environment>/configs/<platformConfig>", {},
        u"Service configuration of the environment not found"_s);
    row("PUT environments/<environment>/platform_configs/<items>", R"({"config":{}})",
        u"Platform configuration of the environment not found"_s);
    row("GET environments/<environment>/platform_configs/<none>", {},
        u"Platform configuration of the environment not found"_s);
}

void ApiConfigurationRefusalsTest::whatThereIsNotIsNotFound()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QString, detail);
    Office &office = this->office(database);
    const QStringList before = office.api.rows();
    const QList<QByteArray> parts = target.split(' ');
    const Reply reply = office.ask(parts[0], parts[1], body);
    QCOMPARE(jsonOf(reply)[u"detail"_s].toString(), detail);
    QCOMPARE(reply.status, 404);
    QCOMPARE(office.api.rows(), before);
}

void ApiConfigurationRefusalsTest::whatUsesARowIsCounted()
{
    QFETCH(QString, database);
    AdminApi api(m_databases.make(database));
    const QByteArray platform = api.make("platforms", R"({"name":"P"})");
    for (const char *name : {"a", "b", "c", "d", "e"})
        api.make("platforms/" + platform + "/services", QByteArray(R"({"name":")") + name + "\"}");
    const Reply reply = api.ask("DELETE", "platforms/" + platform);
    QCOMPARE(reply.status, 409);
    const QString detail = jsonOf(reply)[u"detail"_s].toString();
    QVERIFY2(detail.startsWith(u"The platform is in use by 5 services ("_s) &&
                 detail.endsWith(u" and 2 more)"_s),
             qPrintable(detail));
}

void ApiConfigurationRefusalsTest::changesNeedTheAdmin()
{
    int count = 0;
    for (const Route &route : office(u"SQLite"_s).api.router().routes()) {
        const bool isOurs = route.pattern.startsWith(QString::fromLatin1(configuration));
        const bool isReading = route.method == "GET" || route.method == "HEAD";
        const bool mayHoldCredentials = route.pattern.contains("/platform_configs"_L1);
        if (!isOurs || (isReading && !mayHoldCredentials))
            continue;
        ++count;
        QVERIFY2(route.access == Access::Admin, qPrintable(route.pattern));
        QCOMPARE(route.place, Place::Worker);
    }
    QCOMPARE(count, 6 * 3 + 2 + 4); // six kinds, services at two addresses; two that are read
}

QTEST_GUILESS_MAIN(ApiConfigurationRefusalsTest)
#include "api_configurationrefusals_test.moc"
