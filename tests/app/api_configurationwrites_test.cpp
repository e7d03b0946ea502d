// SPDX-License-Identifier: GPL-3.0-or-later
// What administrators write over the API: what is accepted, what is refused and how, and what they
// are warned of. On both databases, with the real modules of all connectors.
#include "tests/app/adminapi.h"
#include "tests/postgresql/databases.h"

#include <QTest>

#include <array>
#include <map>
#include <memory>
#include <thread>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

/** One set of entries with which refusals are tried: they change nothing. */
struct Office
{
    explicit Office(const QString &url) : api(url), entered(enterGlue(api)) {}

    Reply ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
              const QByteArray &ifMatch = {})
    {
        return api.ask(method, entered.in(target), entered.in(body), ifMatch);
    }

    AdminApi api;
    Entered entered;
};

QStringList codesOf(const Reply &reply)
{
    QStringList codes;
    for (const QJsonValue warning : jsonOf(reply)[u"warnings"_s].toArray())
        codes.append(warning[u"code"_s].toString());
    return codes;
}

/** `type` at `loc`: `msg`, for each entry of a 422. */
QStringList detailsOf(const Reply &reply)
{
    QStringList details;
    for (const QJsonValue entry : jsonOf(reply)[u"detail"_s].toArray()) {
        QStringList where;
        for (const QJsonValue part : entry[u"loc"_s].toArray())
            where.append(part.toVariant().toString());
        details.append(u"%1 at %2: %3"_s.arg(entry[u"type"_s].toString(), where.join(u'.'),
                                             entry[u"msg"_s].toString()));
    }
    return details;
}

QJsonObject withoutWarnings(const Reply &reply)
{
    QJsonObject object = jsonOf(reply);
    object.remove(u"warnings"_s);
    return object;
}

/** Rows of a table for both databases. */
template<class... Values>
void addRow(const char *name, const Values &...values)
{
    for (const QString &kind : Databases::kinds())
        (QTest::addRow("%s, on %s", name, qPrintable(kind)) << kind << ... << values);
}

} // namespace

class ApiConfigurationWritesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindIsMadeReadReplacedAndRemoved_data();
    void everyKindIsMadeReadReplacedAndRemoved();
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
    void everythingCanBeRemovedInTheEnd_data() { Databases::addRows(); }
    void everythingCanBeRemovedInTheEnd();
    void whatWasReadCanBePutBack_data();
    void whatWasReadCanBePutBack();
    void aStaleTagIsRefused_data() { Databases::addRows(); }
    void aStaleTagIsRefused();
    void ofTwoWithTheSameNameOneWins_data() { Databases::addRows(); }
    void ofTwoWithTheSameNameOneWins();
    void sqlStaysAValue_data() { Databases::addRows(); }
    void sqlStaysAValue();
    void aConfigComesBackAsItWentIn_data();
    void aConfigComesBackAsItWentIn();
    void theAuditLogTellsNoConfig_data() { Databases::addRows(); }
    void theAuditLogTellsNoConfig();
    void couplingsThatFailInSilenceAreNamed_data();
    void couplingsThatFailInSilenceAreNamed();
    void warningsAreAboutWhatWasWritten_data() { Databases::addRows(); }
    void warningsAreAboutWhatWasWritten();
    void aRemovalThatLeavesAGapSaysSo_data() { Databases::addRows(); }
    void aRemovalThatLeavesAGapSaysSo();
    void onlyWhatWasWrittenIsTold_data() { Databases::addRows(); }
    void onlyWhatWasWrittenIsTold();
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

void ApiConfigurationWritesTest::everyKindIsMadeReadReplacedAndRemoved_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QString>("word");
    addRow("a platform", "platforms"_ba, "platforms/"_ba, R"({"name":"Oracle"})"_ba,
           R"({"name":"Exadata"})"_ba, u"platform"_s);
    addRow("a service", "platforms/<platform>/services"_ba, "platforms/services/"_ba,
           R"({"name":"Athena","result_string_template":"{x}","technical_info_template":null})"_ba,
           R"({"name":"ATHENA","result_string_template":null,"technical_info_template":""})"_ba,
           u"service"_s);
    addRow("what a service offers", "platforms/configs"_ba, "platforms/configs/"_ba,
           R"({"service_id":"<spare>","config":["a","b"]})"_ba, R"({"config":["c"]})"_ba,
           u"service-config"_s);
    addRow("an environment", "environments"_ba, "environments/"_ba,
           R"({"name":"test","acronym":"tst","context":"{}","is_default":false})"_ba,
           R"({"name":"Test","acronym":"t","context":null,"is_default":true})"_ba,
           u"environment"_s);
    addRow("what a platform has in an environment",
           "environments/<environment>/platform_configs"_ba,
           "environments/<environment>/platform_configs/"_ba,
           R"({"platform_id":"<vacant>","config":{"a":{"b":[1]}}})"_ba, R"({"config":{}})"_ba,
           u"environment-platform-config"_s);
    addRow("what a service has in an environment", "environments/<environment>/configs"_ba,
           "environments/<environment>/configs/"_ba,
           R"({"service_id":"<spare>","platform_id":"<vacant>","config":[{"identifier":"x"}]})"_ba,
           R"({"config":[]})"_ba, u"environment-service-config"_s);
}

void ApiConfigurationWritesTest::everyKindIsMadeReadReplacedAndRemoved()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, list);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, change);
    QFETCH(QString, word);
    Office office(m_databases.make(database));
    const QByteArray vacant = office.api.make("platforms", R"({"name":"Vacant"})");
    const QByteArray spare =
        office.api.make("platforms/" + vacant + "/services", R"({"name":"Spare"})");
    body.replace("<spare>", spare).replace("<vacant>", vacant);
    place = office.entered.in(place);
    const auto expect = [](const QByteArray &sent, const Reply &reply) {
        const QJsonObject wanted = QJsonDocument::fromJson(sent).object();
        const QJsonObject found = jsonOf(reply);
        for (auto member = wanted.begin(); member != wanted.end(); ++member) {
            if (!member.key().endsWith("_id"_L1) && found.value(member.key()) != *member)
                return false;
        }
        return found[u"warnings"_s].isArray();
    };

    const Reply made = office.ask("POST", list, body);
    QCOMPARE(made.status, 201);
    QVERIFY2(expect(body, made), made.body.constData());
    const QByteArray target = place + jsonOf(made)[u"id"_s].toString().toLatin1();
    QCOMPARE(headerOf(made, "Location"), configuration + target);
    const Reply read = office.api.ask("GET", target);
    QCOMPARE(read.status, 200);
    QCOMPARE(jsonOf(read), withoutWarnings(made));
    QCOMPARE(headerOf(read, "ETag"), headerOf(made, "ETag"));
    QVERIFY(office.ask("GET", list).body.contains(read.body));

    const Reply replaced = office.api.ask("PUT", target, change);
    QCOMPARE(replaced.status, 200);
    QVERIFY2(expect(change, replaced), replaced.body.constData());
    QCOMPARE(headerOf(replaced, "Location"), "<0 times>"_ba);
    QCOMPARE(jsonOf(office.api.ask("GET", target)), withoutWarnings(replaced));
    QVERIFY(headerOf(replaced, "ETag") != headerOf(made, "ETag"));

    const Reply removed = office.api.ask("DELETE", target);
    QCOMPARE(removed.status, 204);
    QCOMPARE(removed.body, QByteArray());
    QCOMPARE(office.api.ask("GET", target).status, 404);
    QCOMPARE(office.api.ask("DELETE", target).status, 404);
    QCOMPARE(office.api.ask("PUT", target, change).status, 404);
    QCOMPARE(office.api.database().column(
                 u"SELECT action || ' ' || actor || ' ' || correlation_id FROM audit_log "
                 "WHERE subject = '%1' ORDER BY action"_s.arg(jsonOf(made)[u"id"_s].toString())),
             QStringList({word + u":created admin test"_s, word + u":deleted admin test"_s,
                          word + u":updated admin test"_s}));
}

void ApiConfigurationWritesTest::whatIsWrongIsNamed_data()
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

void ApiConfigurationWritesTest::whatIsWrongIsNamed()
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

void ApiConfigurationWritesTest::everythingWrongIsSaidAtOnce()
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

void ApiConfigurationWritesTest::aRefusalRepeatsNothingThatMayBeSecret_data()
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
    QTest::newRow("of the wrong kind")
        << platform << R"({"config":"canary"})"_ba << R"({"config":null})"_ba;
    QTest::newRow("among items")
        << items << R"({"config":[{"password":"canary"},"canary"]})"_ba << R"({"config":null})"_ba;
    QTest::newRow("where nothing of it is known")
        << "platforms/<platform>"_ba << R"({"name":5,"config":{"password":"canary"}})"_ba
        << R"({"config":null,"name":5})"_ba;
    QTest::newRow("in a list")
        << "platforms/<platform>"_ba << R"([{"password":"canary"}])"_ba << "null"_ba;
    QTest::newRow("what is in the options is no secret")
        << "platforms/configs/<serviceConfig>"_ba << R"({"config":["a",5],"x":1})"_ba
        << R"({"config":["a",5],"x":null})"_ba;
}

void ApiConfigurationWritesTest::aRefusalRepeatsNothingThatMayBeSecret()
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

void ApiConfigurationWritesTest::aBodyThatIsNoJsonIsRefused_data()
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

void ApiConfigurationWritesTest::aBodyThatIsNoJsonIsRefused()
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

void ApiConfigurationWritesTest::whatIsInTheWayIsNamed_data()
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

void ApiConfigurationWritesTest::whatIsInTheWayIsNamed()
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

void ApiConfigurationWritesTest::whatThereIsNotIsNotFound_data()
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

void ApiConfigurationWritesTest::whatThereIsNotIsNotFound()
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

void ApiConfigurationWritesTest::whatUsesARowIsCounted()
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

void ApiConfigurationWritesTest::everythingCanBeRemovedInTheEnd()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    for (const char *target : {"environments/<environment>/configs/<items>",
                               "environments/<environment>/platform_configs/<platformConfig>",
                               "environments/<environment>", "platforms/configs/<serviceConfig>",
                               "platforms/<platform>/services/<service>", "platforms/<platform>"}) {
        const Reply reply = office.ask("DELETE", target);
        QVERIFY2(reply.status == 204 || reply.status == 200, (target + reply.body).constData());
    }
    for (const char *table :
         {"platforms", "platform_services", "platform_service_configs", "environments",
          "env_platform_configs", "env_platform_service_configs"})
        QCOMPARE(office.api.database().count(QString::fromLatin1(table)), 0);
}

void ApiConfigurationWritesTest::whatWasReadCanBePutBack_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("target");
    for (const QByteArray target :
         {"platforms/<platform>", "platforms/services/<service>",
          "platforms/configs/<serviceConfig>", "environments/<environment>",
          "environments/<environment>/configs/<items>",
          "environments/<environment>/platform_configs/<platformConfig>"})
        addRow(target.constData(), target);
}

void ApiConfigurationWritesTest::whatWasReadCanBePutBack()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, target);
    Office &office = this->office(database);
    const Reply read = office.ask("GET", target);
    QCOMPARE(read.status, 200);
    const Reply put = office.ask("PUT", target, read.body, headerOf(read, "ETag"));
    QCOMPARE(put.status, 200);
    QCOMPARE(withoutWarnings(put), jsonOf(read));
    QCOMPARE(jsonOf(put)[u"warnings"_s], QJsonValue(QJsonArray()));
    QCOMPARE(headerOf(put, "ETag"), headerOf(read, "ETag"));
    QCOMPARE(office.ask("PUT", target, put.body).status, 200); // with its warnings
}

void ApiConfigurationWritesTest::aStaleTagIsRefused()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    const QByteArray target = "platforms/configs/<serviceConfig>";
    const QByteArray first = headerOf(office.ask("GET", target), "ETag");
    const Reply second = office.ask("PUT", target, R"({"config":["x"]})", first);
    QCOMPARE(second.status, 200);
    const QStringList before = office.api.rows();
    for (const char *method : {"PUT", "DELETE"}) {
        const Reply reply = office.ask(method, target, R"({"config":["y"]})", first);
        QCOMPARE(reply.status, 412);
        QCOMPARE(jsonOf(reply)[u"code"_s].toString(), u"precondition-failed"_s);
    }
    QCOMPARE(office.ask("PUT", target, R"({"config":["y"]})", "\"none\"").status, 412);
    QCOMPARE(office.api.rows(), before);
    QCOMPARE(office.ask("PUT", target, R"({"config":["x"]})", "*").status, 200);
    QVERIFY(office.ask("DELETE", target, {}, headerOf(second, "ETag")).status < 300);
}

void ApiConfigurationWritesTest::ofTwoWithTheSameNameOneWins()
{
    QFETCH(QString, database);
    const QString url = m_databases.make(database);
    AdminApi look(url); // makes the tables
    for (int round = 0; round < 10; ++round) {
        const QByteArray body = R"({"name":"P)" + QByteArray::number(round) + "\"}";
        std::array<int, 2> statuses = {};
        {
            std::array<std::jthread, 2> writers;
            for (size_t i = 0; i < writers.size(); ++i) {
                writers[i] = std::jthread([&, i] {
                    auto opened = app::Database::open(url, app::Access::ReadWrite);
                    if (!opened)
                        giveUp(opened.error().message);
                    const registry::SnapshotPtr snapshot = sampleSnapshot();
                    const Router api = makeApi({.snapshot = [&] { return snapshot; },
                                                .database = &opened->handle(),
                                                .version = u"1"_s});
                    Request request = requestFor(configuration + "platforms", "POST");
                    request.body = body;
                    request.isAdmin = true;
                    statuses[i] = api.answer(request).status;
                });
            }
        }
        std::ranges::sort(statuses);
        QCOMPARE(statuses[0], 201);
        QCOMPARE(statuses[1], 409);
        QCOMPARE(look.database().count(u"platforms"_s), round + 1);
    }
}

void ApiConfigurationWritesTest::sqlStaysAValue()
{
    QFETCH(QString, database);
    AdminApi api(m_databases.make(database));
    const QByteArray evil = R"('); DROP TABLE platforms; -- \" ? :a $1 %1)";
    const QString text = u"'); DROP TABLE platforms; -- \" ? :a $1 %1"_s;
    const QByteArray platform = api.make("platforms", R"({"name":")" + evil + "\"}");
    QCOMPARE(jsonOf(api.ask("GET", "platforms/" + platform))[u"name"_s].toString(), text);
    const QByteArray service =
        api.make("platforms/" + platform + "/services",
                 R"({"name":")" + evil + R"(","technical_info_template":")" + evil + "\"}");
    const QByteArray options = api.make(
        "platforms/configs", R"({"service_id":")" + service + R"(","config":[")" + evil + "\"]}");
    QCOMPARE(jsonOf(api.ask("GET", "platforms/configs/" + options))[u"config"_s][0].toString(),
             text);
    const QByteArray environment =
        api.make("environments", R"({"name":")" + evil + R"(","acronym":")" + evil + "\"}");
    QCOMPARE(jsonOf(api.ask("GET", "environments/" + environment))[u"acronym"_s].toString(), text);
    QCOMPARE(api.ask("PUT", "platforms/" + platform + "' OR '1'='1", R"({"name":"x"})").status,
             422);
    QCOMPARE(api.database().count(u"platforms"_s), 1);
}

void ApiConfigurationWritesTest::aConfigComesBackAsItWentIn_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("kept");
    addRow("keys in their order", R"({"z":1,"a":2})"_ba, R"({"z":1,"a":2})"_ba);
    addRow("numbers that no double can hold", R"({"id":12345678901234567890,"f":1.50})"_ba,
           R"({"id":12345678901234567890,"f":1.50})"_ba);
    addRow("white space goes", "{ \"a\" : [ 1 , \"b c\" ] }"_ba, R"({"a":[1,"b c"]})"_ba);
    addRow("letters of the world", R"({"\u00e4":"\u20ac \"q\" \\ \/ \n"})"_ba,
           "{\"\xc3\xa4\":\"\xe2\x82\xac \\\"q\\\" \\\\ / \\n\"}"_ba);
    addRow("a member called like the whole", R"({"config":{"config":[{}]}})"_ba,
           R"({"config":{"config":[{}]}})"_ba);
}

void ApiConfigurationWritesTest::aConfigComesBackAsItWentIn()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, kept);
    Office &office = this->office(database);
    const QByteArray begin = R"({"config":)";
    QByteArray target = "environments/<environment>/platform_configs/<platformConfig>";
    Reply put = office.ask("PUT", target, R"({"id":"<platformConfig>","config":)" + config + '}');
    QCOMPARE(put.status, 200);
    QVERIFY2(put.body.startsWith(begin + kept + ','), put.body.constData());
    QVERIFY(office.ask("GET", target).body.startsWith(begin + kept + ','));
    target = "environments/<environment>/configs/<items>";
    put = office.ask("PUT", target, begin + '[' + config + "]}");
    QCOMPARE(put.status, 200);
    QVERIFY2(put.body.startsWith(begin + '[' + kept + "],"), put.body.constData());
    QCOMPARE(office.ask("PUT", target, R"({"config":[{"identifier":"clean","database_name":"p"}]})")
                 .status,
             200);
    QCOMPARE(office
                 .ask("PUT", "environments/<environment>/platform_configs/<platformConfig>",
                      R"({"config":{"aws_account_id":"1","aws_region":"eu"}})")
                 .status,
             200);
}

void ApiConfigurationWritesTest::theAuditLogTellsNoConfig()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    office.ask("PUT", "environments/<environment>/platform_configs/<platformConfig>",
               R"({"config":{"password":"canary-4711"}})");
    office.ask("PUT", "environments/<environment>/configs/<items>",
               R"({"config":[{"password":"canary-4711"}]})");
    const QStringList details =
        office.api.database().column(u"SELECT detail FROM audit_log ORDER BY at"_s);
    QCOMPARE(details.size(), 8);
    QVERIFY(details.contains(u"{\"name\":\"AWS\",\"table\":\"platforms\"}"_s));
    QVERIFY2(!details.join(u'\n').contains(u"canary"_s), qPrintable(details.join(u'\n')));
}

void ApiConfigurationWritesTest::couplingsThatFailInSilenceAreNamed_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QStringList>("codes");
    QTest::addColumn<QString>("message");
    addRow("a service that no connector knows", "POST platforms/<platform>/services"_ba,
           R"({"name":"Gleu"})"_ba, QStringList{u"service-without-connector"_s},
           u"No connector in force has the platform key \"gleu\", so that nothing uses the service "
           "\"Gleu\""_s);
    addRow("a service that is renamed away", "PUT platforms/services/<service>"_ba,
           R"({"name":"Gluee","result_string_template":"{table}"})"_ba,
           QStringList({u"service-without-connector"_s, u"connector-without-service"_s}),
           u"No connector in force has the platform key \"gluee\", so that nothing uses the "
           "service \"Gluee\""_s);
    addRow("a service without a template", "POST platforms/<platform>/services"_ba,
           R"({"name":"redshift"})"_ba,
           QStringList({u"service-without-config"_s, u"template-missing"_s}),
           u"The service \"redshift\" has no configuration: the form of RedshiftDataOutput is "
           "not_configured, as nothing says which values \"database\" may have"_s);
    addRow("a template that names what there is not", "PUT platforms/services/<service>"_ba,
           R"({"name":"Glue","result_string_template":"{tabel}"})"_ba,
           QStringList{u"template-unknown-name"_s},
           u"result_string_template of the service \"Glue\" names \"tabel\", and no field has it: "
           "it can never be rendered"_s);
    addRow(
        "a technical template that some items cannot fill", "PUT platforms/services/<service>"_ba,
        R"({"name":"Glue","result_string_template":"x","technical_info_template":"{arn}"})"_ba,
        QStringList{u"template-unknown-name"_s},
        u"technical_info_template of the service \"Glue\" names \"arn\", and neither a field nor "
        "an item of any environment has it: it can never be rendered"_s);
    addRow("no options", "PUT platforms/configs/<serviceConfig>"_ba, R"({"config":[]})"_ba,
           QStringList{u"options-empty"_s},
           u"The configuration of the service \"Glue\" is an empty list: the form of "
           "GlueDataOutput has no option to choose for \"database\""_s);
    addRow(
        "options that the environment does not know", "PUT platforms/configs/<serviceConfig>"_ba,
        R"({"config":["raw"]})"_ba, QStringList({u"item-missing"_s, u"item-without-option"_s}),
        u"In the environment \"production\" the service \"Glue\" has no item for \"raw\": what a "
        "template or a link would take from it is missing there"_s);
    addRow("an environment where nothing is set up", "POST environments"_ba,
           R"({"name":"test","acronym":"tst"})"_ba,
           QStringList({u"item-missing"_s, u"link-missing"_s}),
           u"In the environment \"test\" the service \"Glue\" has no item for \"clean\": what a "
           "template or a link would take from it is missing there"_s);
    addRow("a second default", "POST environments"_ba,
           R"({"name":"test","acronym":"tst","is_default":true})"_ba,
           QStringList({u"several-defaults"_s, u"item-missing"_s, u"link-missing"_s}),
           u"2 environments say that they are the default: \"production\", \"test\""_s);
    addRow(
        "a platform without its region",
        "PUT environments/<environment>/platform_configs/<platformConfig>"_ba,
        R"({"config":{"aws_account_id":"1"}})"_ba, QStringList{u"link-missing"_s},
        u"In the environment \"production\" GlueDataOutput can make no links: aws_region missing "
        "from AWS configuration"_s);
    addRow(
        "an item with a typing error", "PUT environments/<environment>/configs/<items>"_ba,
        R"({"config":[{"identifier":"claen","database_name":"p"}]})"_ba,
        QStringList({u"item-missing"_s, u"item-without-option"_s}),
        u"In the environment \"production\" the service \"Glue\" has no item for \"clean\": what "
        "a template or a link would take from it is missing there"_s);
}

void ApiConfigurationWritesTest::couplingsThatFailInSilenceAreNamed()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, body);
    QFETCH(QStringList, codes);
    QFETCH(QString, message);
    Office office(m_databases.make(database));
    const QList<QByteArray> parts = request.split(' ');
    const Reply reply = office.ask(parts[0], parts[1], body);
    QVERIFY2(reply.status == 201 || reply.status == 200, reply.body.constData());
    QStringList found = codesOf(reply);
    found.sort();
    codes.sort();
    QCOMPARE(found, codes);
    QStringList messages;
    for (const QJsonValue warning : jsonOf(reply)[u"warnings"_s].toArray())
        messages.append(warning[u"message"_s].toString());
    QVERIFY2(messages.contains(message), qPrintable(messages.join(u'\n')));
}

void ApiConfigurationWritesTest::warningsAreAboutWhatWasWritten()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    office.ask("PUT", "platforms/services/<service>",
               R"({"name":"Glue","result_string_template":"{tabel}"})");
    QCOMPARE(codesOf(office.ask("POST", "platforms", R"({"name":"Oracle"})")), QStringList());
    const Reply other = office.ask("POST", "platforms/<platform>/services",
                                   R"({"name":"Redshift","result_string_template":"{table}"})");
    QCOMPARE(codesOf(other), QStringList{u"service-without-config"_s});
}

void ApiConfigurationWritesTest::aRemovalThatLeavesAGapSaysSo()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    const Reply reply = office.ask("DELETE", "platforms/configs/<serviceConfig>");
    QCOMPARE(reply.status, 200);
    QCOMPARE(jsonOf(reply)[u"id"_s].toString().toLatin1(), office.entered.serviceConfig);
    QCOMPARE(codesOf(reply), QStringList{u"service-without-config"_s});
    QCOMPARE(office.ask("GET", "platforms/configs/<serviceConfig>").status, 404);
}

void ApiConfigurationWritesTest::onlyWhatWasWrittenIsTold()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    QCOMPARE(office.api.changes(), 6);
    office.ask("GET", "platforms");
    office.ask("POST", "platforms", R"({"name":"aws"})");
    office.ask("POST", "platforms", R"({"name":5})");
    office.ask("DELETE", "platforms/<platform>");
    office.ask("DELETE", "platforms/<none>");
    QCOMPARE(office.api.changes(), 6);
    office.ask("PUT", "platforms/<platform>", R"({"name":"Amazon"})");
    QCOMPARE(office.api.changes(), 7);
    office.ask("DELETE", "platforms/configs/<serviceConfig>");
    QCOMPARE(office.api.changes(), 8);
}

void ApiConfigurationWritesTest::changesNeedTheAdmin()
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

QTEST_GUILESS_MAIN(ApiConfigurationWritesTest)
#include "api_configurationwrites_test.moc"
