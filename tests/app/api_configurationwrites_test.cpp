// SPDX-License-Identifier: GPL-3.0-or-later
// What administrators write over the API: what is accepted, how it is
// kept, and what they are warned of. On both databases, with the real modules of all connectors.
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

class ApiConfigurationWritesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindIsMadeReadReplacedAndRemoved_data();
    void everyKindIsMadeReadReplacedAndRemoved();
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
    void whatFailsInSilenceIsListedWithoutWriting_data() { Databases::addRows(); }
    void whatFailsInSilenceIsListedWithoutWriting();
    void aRemovalThatLeavesAGapSaysSo_data() { Databases::addRows(); }
    void aRemovalThatLeavesAGapSaysSo();
    void onlyWhatWasWrittenIsTold_data() { Databases::addRows(); }
    void onlyWhatWasWrittenIsTold();

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

void ApiConfigurationWritesTest::whatFailsInSilenceIsListedWithoutWriting()
{
    QFETCH(QString, database);
    Office office(m_databases.make(database));
    const auto codes = [&] {
        const Reply reply = office.api.ask("GET", "findings");
        QStringList found = {QString::number(reply.status)};
        for (const QJsonValue finding : jsonOf(reply)[u"findings"_s].toArray())
            found.append(finding[u"code"_s].toString());
        return found;
    };
    QVERIFY2(!codes().contains(u"template-unknown-name"_s), qPrintable(codes().join(u' ')));
    office.ask("PUT", "platforms/services/<service>",
               R"({"name":"Glue","result_string_template":"{tabel}"})");
    QCOMPARE(codes().value(0), u"200"_s);
    QCOMPARE(codes().value(1), u"template-unknown-name"_s); // errors come first
    QCOMPARE(headerOf(office.api.ask("GET", "findings"), "Cache-Control"), "no-store"_ba);
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

QTEST_GUILESS_MAIN(ApiConfigurationWritesTest)
#include "api_configurationwrites_test.moc"
