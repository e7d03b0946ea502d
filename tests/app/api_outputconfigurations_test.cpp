// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations over the API: what is accepted, what is refused and how, and who wins a race.
#include "tests/app/vaultapi.h"
#include "tests/postgresql/databases.h"

#include <QRegularExpression>
#include <QTest>

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;

namespace {

const QByteArray good = R"({"configuration_type":"VaultDataOutput","path":"a/b","size":5,)"
                        R"("token":"canary-0815","tags":["x"]})";

QByteArray with(const QByteArray &member)
{
    return R"({"configuration_type":"VaultDataOutput",)" + member + '}';
}

QStringList membersOf(const QByteArray &json)
{
    QStringList names; // in order, which QJsonObject forgets
    static const QRegularExpression member(u"[{,]\"([a-z_]+)\":"_s);
    for (auto it = member.globalMatch(QString::fromUtf8(json)); it.hasNext();)
        names.append(it.next().captured(1));
    return names;
}

} // namespace

class ApiOutputConfigurationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_api = std::make_unique<VaultApi>(m_databases.make(u"SQLite"_s)); }
    void postingKeepsIt();
    void aBodyMayBeWrapped();
    void anAliasIsANameOfTheType();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
    void aRefusalKeepsSecrets_data();
    void aRefusalKeepsSecrets();
    void aBodyThatIsNoJsonIsRefused_data();
    void aBodyThatIsNoJsonIsRefused();
    void theListIsPagedAndFiltered();
    void aWrongPageIsRefused_data();
    void aWrongPageIsRefused();
    void putReplacesAllButSecrets();
    void whatWasReadCanBePutBack();
    void theTypeStays();
    void tagsFollowEveryChange();
    void aStaleTagIsRefused_data();
    void aStaleTagIsRefused();
    void ofTwoWritersOneWins_data() { Databases::addRows(); }
    void ofTwoWritersOneWins();
    void writersWithoutATagAllComeThrough();
    void deletingTakesItAway();
    void aWrongIdIsRefused_data();
    void aWrongIdIsRefused();
    void aConnectorThatIsNotInForceSaysSo();
    void changesNeedTheAdmin();
    void theSlashIsRedirected();

private:
    QByteArray posted(const QByteArray &body = good)
    {
        const Reply reply = m_api->ask("POST", configurations, body);
        if (reply.status != 201)
            giveUp(QString::fromUtf8(reply.body));
        return configurations + jsonOf(reply)[u"id"_s].toString().toLatin1();
    }

    Databases m_databases;
    std::unique_ptr<VaultApi> m_api;
};

void ApiOutputConfigurationsTest::postingKeepsIt()
{
    const Reply made = m_api->ask("POST", configurations, good);
    QCOMPARE(made.status, 201);
    QCOMPARE(made.contentType, "application/json"_ba);
    const QJsonObject json = jsonOf(made);
    const QByteArray target = configurations + json[u"id"_s].toString().toLatin1();
    QCOMPARE(headerOf(made, "Location"), target);
    QCOMPARE(membersOf(made.body).join(u' '),
             u"id configuration_type path order size ratio is_live tags token pin created_on "
             "updated_on secrets_set"_s);
    QCOMPARE(json[u"configuration_type"_s], QJsonValue(u"VaultDataOutput"_s));
    QCOMPARE(json[u"path"_s], QJsonValue(u"a/b"_s));
    QCOMPARE(json[u"order"_s], QJsonValue(u""_s)); // the default
    QCOMPARE(json[u"size"_s], QJsonValue(5));
    QCOMPARE(json[u"tags"_s], QJsonValue(QJsonArray{u"x"_s}));
    QCOMPARE(json[u"token"_s], QJsonValue(QJsonValue::Null));
    QCOMPARE(json[u"secrets_set"_s], QJsonValue(QJsonArray{u"token"_s}));
    const Reply read = m_api->get(target);
    QCOMPARE(read.status, 200);
    QCOMPARE(read.body, made.body);
    QCOMPARE(headerOf(read, "ETag"), headerOf(made, "ETag"));
    QVERIFY(headerOf(read, "ETag").startsWith('"'));
    QVERIFY(!read.isReady);
    Request again = requestFor(target);
    again.ifNoneMatch = headerOf(read, "ETag");
    QCOMPARE(m_api->ask(again).status, 304);
    again.ifNoneMatch.clear();
    again.acceptEncoding = "gzip";
    QCOMPARE(headerOf(m_api->ask(again), "ETag"), headerOf(read, "ETag").chopped(1) + "-gz\"");
    QCOMPARE(m_api->ask("HEAD", target).status, 200);
}

void ApiOutputConfigurationsTest::aBodyMayBeWrapped()
{
    const Reply made =
        m_api->ask("POST", configurations,
                   R"({"configuration":)" + good + R"(,"name":"orders","product":{"id":null}})");
    QCOMPARE(made.status, 201);
    QCOMPARE(jsonOf(made)[u"name"_s], QJsonValue(u"orders"_s));
    QCOMPARE(jsonOf(made)[u"path"_s], QJsonValue(u"a/b"_s));
    const Reply tagOutside =
        m_api->ask("POST", configurations,
                   R"({"configuration_type":"VaultDataOutput","configuration":{"path":"p"}})");
    QCOMPARE(tagOutside.status, 201);
    const Reply flat = m_api->ask("POST", configurations, with(R"("path":"p","name":"mine")"));
    QCOMPARE(jsonOf(flat)[u"name"_s], QJsonValue(u"mine"_s));
}

void ApiOutputConfigurationsTest::anAliasIsANameOfTheType()
{
    const Reply made =
        m_api->ask("POST", configurations,
                   R"({"configuration_type":"VaultTechnicalAssetConfiguration","path":"p"})");
    QCOMPARE(made.status, 201);
    QCOMPARE(jsonOf(made)[u"configuration_type"_s], QJsonValue(u"VaultDataOutput"_s));
}

void ApiOutputConfigurationsTest::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const QByteArray &body, const QByteArray &type,
                        const QByteArray &place, const QByteArray &message) {
        QTest::newRow(name) << body << type << place << message;
    };
    const QByteArray vault = R"(["body","VaultDataOutput")";
    row("a list", "[]", "model_attributes_type", R"(["body"])",
        "Input should be a valid dictionary or object to extract fields from");
    row("no tag", R"({"path":"p"})", "union_tag_not_found", R"(["body"])",
        "Unable to extract tag using discriminator 'configuration_type'");
    row("no tag inside", R"({"configuration":{"path":"p"}})", "union_tag_not_found",
        R"(["body","configuration"])",
        "Unable to extract tag using discriminator 'configuration_type'");
    row("a tag that nobody has", R"({"configuration_type":"Nope"})", "union_tag_invalid",
        R"(["body"])",
        "Input tag 'Nope' found using 'configuration_type' does not match any of the expected "
        "tags: 'VaultDataOutput', 'S3DataOutput'");
    row("an id as tag", R"({"configuration_type":"vault"})", "union_tag_invalid", R"(["body"])",
        "Input tag 'vault' found using 'configuration_type' does not match any of the expected "
        "tags: 'VaultDataOutput', 'S3DataOutput'");
    row("a tag of null", R"({"configuration_type":null})", "union_tag_invalid", R"(["body"])",
        "Input tag 'None' found using 'configuration_type' does not match any of the expected "
        "tags: 'VaultDataOutput', 'S3DataOutput'");
    row("a required field is missing", with(R"("size":1)"), "missing", vault + R"(,"path"])",
        "Field required");
    row("a number for a text", with(R"("path":1)"), "string_type", vault + R"(,"path"])",
        "Input should be a valid string");
    row("null for a text", with(R"("path":null)"), "string_type", vault + R"(,"path"])",
        "Input should be a valid string");
    row("a text of the form is empty", with(R"("path":"")"), "value_error", vault + R"(,"path"])",
        "Please provide path");
    row("a NUL in a text", with(R"("path":"a\u0000b")"), "value_error", vault + R"(,"path"])",
        R"(Found "a\u0000b", wanted text without the character U+0000)");
    row("a NUL in a list", with(R"("path":"a","tags":["a\u0000b"])"), "value_error",
        vault + R"(,"tags"])", R"(Found ["a\u0000b"], wanted text without the character U+0000)");
    row("a NUL in a name", with(R"("path":"a","name":"\u0000")"), "value_error",
        R"(["body","name"])", "It holds a character that cannot be stored");
    row("a name that is no text", R"({"name":1,"configuration":{}})", "string_type",
        R"(["body","name"])", "Input should be a valid string");
    row("a product that is no object", R"({"product":1,"configuration":{}})", "dict_type",
        R"(["body","product"])", "Input should be a valid dictionary");
    row("a mapping that there is not", R"({"product":{"mapping":"x"},"configuration":{}})", "enum",
        R"(["body","product","mapping"])", "Input should be 'default' or 'custom'");
}

void ApiOutputConfigurationsTest::whatIsWrongIsNamed()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, message);
    const Reply reply = m_api->ask("POST", configurations, body);
    QCOMPARE(reply.status, 422);
    const QJsonObject json = jsonOf(reply);
    QCOMPARE(json[u"detail"_s].toArray().size(), 1);
    const QJsonValue problem = json[u"detail"_s][0];
    QCOMPARE(problem[u"type"_s].toString().toUtf8(), type);
    QCOMPARE(QJsonDocument(problem[u"loc"_s].toArray()).toJson(QJsonDocument::Compact), place);
    QCOMPARE(problem[u"msg"_s].toString().toUtf8(), message);
    QVERIFY(problem.toObject().contains(u"input"_s));
    QCOMPARE(json[u"correlation_id"_s].toString(), u"test"_s);
    QVERIFY(!json[u"body"_s].isUndefined());
    QCOMPARE(m_api->database().count(u"data_output_configurations"_s), 0);
}

void ApiOutputConfigurationsTest::aRefusalKeepsSecrets_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("another field is missing") << with(R"("token":"canary-0815")");
    QTest::newRow("another field is wrong") << with(R"("path":1,"token":"canary-0815")");
    QTest::newRow("it is of the wrong type") << with(R"("path":"p","token":["canary-0815"])");
    QTest::newRow("it is an object") << with(R"("path":"p","token":{"a":"canary-0815"})");
    QTest::newRow("a number where a number of another kind belongs")
        << with(R"("path":"p","pin":"canary-0815")");
    QTest::newRow("the tag is wrong")
        << QByteArray(R"({"configuration_type":"Valut","token":"canary-0815"})");
    QTest::newRow("there is no tag") << QByteArray(R"({"token":"canary-0815"})");
    QTest::newRow("the tag is of another connector")
        << QByteArray(R"({"configuration_type":"S3DataOutput","token":"canary-0815"})");
    QTest::newRow("it is in a list") << QByteArray(R"([{"token":"canary-0815"}])");
    QTest::newRow("the JSON is cut") << QByteArray(R"({"configuration_type":"VaultDataOutput",)"
                                                   R"("token":"canary-0815")");
    QTest::newRow("it stands twice")
        << with(R"("path":"p","token":"canary-0815","token":"canary-0815")");
}

void ApiOutputConfigurationsTest::aRefusalKeepsSecrets()
{
    QFETCH(QByteArray, body);
    for (const QByteArray &sent : {body, R"({"configuration":)" + body + '}'}) {
        const Reply reply = m_api->ask("POST", configurations, sent);
        QVERIFY2(reply.status == 422 || reply.status == 400, reply.body.constData());
        QVERIFY2(!reply.body.contains("canary"), reply.body.constData());
        const Reply verdict = m_api->ask("POST", "/api/v2/plugins/VaultDataOutput/validate", sent);
        QVERIFY2(!verdict.body.contains("canary"), verdict.body.constData());
    }
    const QByteArray target = posted();
    const Reply reply = m_api->ask("PUT", target, body);
    QVERIFY2(reply.status == 422 || reply.status == 400, reply.body.constData());
    QVERIFY2(!reply.body.contains("canary"), reply.body.constData());
}

void ApiOutputConfigurationsTest::aBodyThatIsNoJsonIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a word") << "hello"_ba;
    QTest::newRow("cut off") << R"({"configuration_type":)"_ba;
    QTest::newRow("more behind it") << "{} {}"_ba;
    QTest::newRow("not UTF-8") << with("\"path\":\"\xff\"");
    QTest::newRow("half a character") << with(R"("path":"\ud800")");
    QTest::newRow("a key that stands twice") << with(R"("path":"a","path":"b")");
    QTest::newRow("deeper than anybody needs")
        << with("\"path\":" + QByteArray(100, '[') + QByteArray(100, ']'));
}

void ApiOutputConfigurationsTest::aBodyThatIsNoJsonIsRefused()
{
    QFETCH(QByteArray, body);
    for (const QByteArray &target :
         {configurations, "/api/v2/plugins/VaultDataOutput/validate"_ba}) {
        const Reply reply = m_api->ask("POST", target, body);
        QVERIFY2(reply.status >= 400 && reply.status < 500, reply.body.constData());
        QVERIFY2(!jsonOf(reply)[u"detail"_s].isUndefined(), reply.body.constData());
    }
    QCOMPARE(m_api->database().count(u"data_output_configurations"_s), 0);
}

void ApiOutputConfigurationsTest::theListIsPagedAndFiltered()
{
    QByteArrayList targets;
    for (int i = 0; i < 5; ++i)
        targets.append(posted());
    const QByteArray s3 =
        posted(R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"s",)"
               R"("path":"p"})");
    QCOMPARE(membersOf(m_api->get(configurations).body).first(), u"data_output_configurations"_s);
    QCOMPARE(jsonOf(m_api->get(configurations))[u"data_output_configurations"_s].toArray().size(),
             6);
    QByteArrayList found;
    QByteArray cursor;
    do {
        const Reply page = m_api->get(configurations + "?limit=2" + cursor);
        QCOMPARE(page.status, 200);
        const QJsonObject json = jsonOf(page);
        for (const QJsonValue item : json[u"data_output_configurations"_s].toArray()) {
            found.append(configurations + item[u"id"_s].toString().toLatin1());
            const QByteArray alone = m_api->get(found.last()).body;
            QVERIFY2(page.body.contains(alone), alone.constData()); // the same object
        }
        const QJsonValue next = json[u"next_cursor"_s];
        cursor = next.isUndefined() ? QByteArray() : "&cursor=" + next.toString().toLatin1();
    } while (!cursor.isEmpty() && found.size() < 100);
    QCOMPARE(found.size(), 6);
    const auto sizeOf = [this](const QByteArray &query) {
        return jsonOf(m_api->get(configurations + query))[u"data_output_configurations"_s]
            .toArray()
            .size();
    };
    QCOMPARE(sizeOf("?configuration_type=VaultDataOutput"), 5);
    QCOMPARE(sizeOf("?configuration_type=S3TechnicalAssetConfiguration&limit=9"), 1);
    QCOMPARE(sizeOf("?configuration_type=Nope"), 0);
    QCOMPARE(sizeOf("?configuration_type="), 0);
    QCOMPARE(sizeOf("?configuration_type=x%27%20OR%20%271%27=%271"), 0);
    QVERIFY(found.contains(s3));
}

void ApiOutputConfigurationsTest::aWrongPageIsRefused_data()
{
    QTest::addColumn<QByteArray>("query");
    for (const char *query : {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "limit=1.5",
                              "cursor=", "cursor=5", "cursor=%27%20OR%201=1", "limit=2&cursor=x"})
        QTest::newRow(query) << QByteArray(query);
}

void ApiOutputConfigurationsTest::aWrongPageIsRefused()
{
    QFETCH(QByteArray, query);
    posted();
    const Reply reply = m_api->get(configurations + '?' + query);
    QCOMPARE(reply.status, 400);
    QCOMPARE(jsonOf(reply)[u"code"_s].toString(), u"invalid-argument"_s);
}

void ApiOutputConfigurationsTest::putReplacesAllButSecrets()
{
    const QByteArray target = posted();
    const Reply put = m_api->ask("PUT", target, with(R"("path":"c")"));
    QCOMPARE(put.status, 200);
    QJsonObject json = jsonOf(put);
    QCOMPARE(json[u"path"_s], QJsonValue(u"c"_s));
    QCOMPARE(json[u"size"_s], QJsonValue(7)); // the default again
    QVERIFY(json[u"updated_on"_s].isString());
    const QString stored = u"SELECT token FROM vault_data_output_configurations"_s;
    QCOMPARE(m_api->database().column(stored), QStringList{u"canary-0815"_s});
    QCOMPARE(m_api->ask("PUT", target, with(R"("path":"c","token":"other")")).status, 200);
    QCOMPARE(m_api->database().column(stored), QStringList{u"other"_s});
    json = jsonOf(m_api->ask("PUT", target, with(R"("path":"c","token":"")")));
    QCOMPARE(json[u"secrets_set"_s], QJsonValue(QJsonArray()));
    QCOMPARE(m_api->database().column(stored), QStringList{u""_s});
}

void ApiOutputConfigurationsTest::whatWasReadCanBePutBack()
{
    const QByteArray target = posted();
    const Reply before = m_api->get(target);
    const Reply put = m_api->ask("PUT", target, before.body);
    QCOMPARE(put.status, 200);
    QJsonObject old = jsonOf(before);
    QJsonObject now = jsonOf(put);
    QVERIFY(now.take(u"updated_on"_s) != old.take(u"updated_on"_s));
    QCOMPARE(now, old);
    QCOMPARE(m_api->database().column(u"SELECT token FROM vault_data_output_configurations"_s),
             QStringList{u"canary-0815"_s});
}

void ApiOutputConfigurationsTest::theTypeStays()
{
    const QByteArray target = posted();
    const Reply put = m_api->ask(
        "PUT", target,
        R"({"configuration_type":"S3DataOutput","bucket":"datalake","suffix":"s","path":"p"})");
    QCOMPARE(put.status, 409);
    QCOMPARE(jsonOf(put)[u"detail"_s].toString(),
             u"The configuration is of type VaultDataOutput and stays so"_s);
}

void ApiOutputConfigurationsTest::tagsFollowEveryChange()
{
    const QByteArray target = posted();
    QByteArrayList tags = {headerOf(m_api->get(target), "ETag")};
    const auto change = [&] {
        const QByteArray tag = headerOf(m_api->get(target), "ETag");
        QVERIFY2(!tags.contains(tag), tag.constData());
        tags.append(tag);
    };
    for (int i = 0; i < 5; ++i) { // faster than the clock of updated_on
        QCOMPARE(m_api
                     ->ask("PUT", target,
                           with("\"path\":\"a/b\",\"token\":\"t" + QByteArray::number(i) + '"'))
                     .status,
                 200);
        change();
    }
    m_api->database().run(u"UPDATE vault_data_output_configurations SET path = 'x'"_s);
    change(); // another program
    m_api->use({});
    change(); // its connector is gone, and it says so
}

void ApiOutputConfigurationsTest::aStaleTagIsRefused_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("ifMatch");
    QTest::addColumn<bool>("isFine");
    for (const char *method : {"PUT", "DELETE"}) {
        const auto row = [method](const char *name, const QByteArray &ifMatch, bool isFine) {
            QTest::addRow("%s of %s", method, name) << QByteArray(method) << ifMatch << isFine;
        };
        row("the state that is there", "now", true);
        row("its compressed form", "gzip", true);
        row("any state", "*", true);
        row("one of several", "\"x\", now", true);
        row("an older state", "old", false);
        row("another", "\"x\"", false);
        row("a weak tag", "W/now", false);
        row("no tag at all", "x", false);
        row("half a tag", "\"", false);
        row("nothing between commas", ",,", false);
    }
}

void ApiOutputConfigurationsTest::aStaleTagIsRefused()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, ifMatch);
    QFETCH(bool, isFine);
    const QByteArray target = posted();
    const QByteArray old = headerOf(m_api->get(target), "ETag");
    m_api->ask("PUT", target, with(R"("path":"b")"));
    const QByteArray now = headerOf(m_api->get(target), "ETag");
    ifMatch.replace("now", now).replace("old", old).replace("gzip", now.chopped(1) + "-gz\"");
    const Reply reply = m_api->ask(method, target, with(R"("path":"c")"), ifMatch);
    QCOMPARE(reply.status, !isFine ? 412 : method == "PUT" ? 200 : 204);
    if (isFine)
        return;
    QCOMPARE(jsonOf(reply)[u"code"_s].toString(), u"precondition-failed"_s);
    QCOMPARE(headerOf(reply, "ETag"), now);
    QCOMPARE(headerOf(m_api->get(target), "ETag"), now);
}

/** Each on a connection of its own, all with the same tag: exactly one change is made. */
void ApiOutputConfigurationsTest::ofTwoWritersOneWins()
{
    QFETCH(QString, database);
    const QString url = m_databases.make(database);
    m_api = std::make_unique<VaultApi>(url);
    for (int round = 0; round < 10; ++round) {
        const QByteArray target = posted();
        const QByteArray tag = headerOf(m_api->get(target), "ETag");
        std::array<int, 4> statuses = {};
        std::vector<std::thread> writers;
        for (size_t i = 0; i < statuses.size(); ++i) {
            writers.emplace_back([&, i] {
                auto opened = app::Database::open(url, app::Access::ReadWrite);
                if (!opened)
                    giveUp(opened.error().message);
                const auto snapshot = registry::buildSnapshot(
                    {.paths = {}, .connectors = {vaultConnector()}, .rejected = {}}, {}, 1);
                const Router router = makeApi({.snapshot = [&] { return snapshot; },
                                               .database = &opened->handle(),
                                               .version = u"1"_s});
                Request request = requestFor(target, i % 2 ? "PUT" : "DELETE");
                request.body = with(R"("path":"c")");
                request.ifMatch = tag;
                request.isAdmin = true;
                statuses[i] = router.answer(request).status;
            });
        }
        for (std::thread &writer : writers)
            writer.join();
        int winners = 0;
        for (const int status : statuses) {
            QVERIFY2(status == 200 || status == 204 || status == 412 || status == 404,
                     qPrintable(QString::number(status)));
            winners += status < 300 ? 1 : 0;
        }
        QCOMPARE(winners, 1);
    }
}

void ApiOutputConfigurationsTest::writersWithoutATagAllComeThrough()
{
    const QString url = m_databases.make(u"SQLite"_s);
    m_api = std::make_unique<VaultApi>(url);
    const QByteArray target = posted();
    std::vector<std::thread> writers;
    std::atomic<int> failures = 0;
    for (int i = 0; i < 3; ++i) {
        writers.emplace_back([&] {
            auto opened = app::Database::open(url, app::Access::ReadWrite);
            const auto snapshot = registry::buildSnapshot(
                {.paths = {}, .connectors = {vaultConnector()}, .rejected = {}}, {}, 1);
            const Router router = makeApi({.snapshot = [&] { return snapshot; },
                                           .database = &opened->handle(),
                                           .version = u"1"_s});
            for (int j = 0; j < 5; ++j) {
                Request request = requestFor(target, "PUT");
                request.body = with(R"("path":"c")");
                const int status = router.answer(request).status;
                failures += status == 200 || status == 503 ? 0 : 1;
            }
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(m_api->database().column(u"SELECT token FROM vault_data_output_configurations"_s),
             QStringList{u"canary-0815"_s});
}

void ApiOutputConfigurationsTest::deletingTakesItAway()
{
    const QByteArray target = posted();
    const Reply gone = m_api->ask("DELETE", target);
    QCOMPARE(gone.status, 204);
    QVERIFY(gone.body.isEmpty());
    for (const QByteArray &method : {"GET"_ba, "PUT"_ba, "DELETE"_ba}) {
        const Reply reply = m_api->ask(method, target, good);
        QCOMPARE(reply.status, 404);
        QCOMPARE(jsonOf(reply)[u"detail"_s].toString(), u"Configuration not found"_s);
    }
    QCOMPARE(m_api->database().count(u"vault_data_output_configurations"_s), 0);
}

void ApiOutputConfigurationsTest::aWrongIdIsRefused_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("a word") << "me"_ba;
    QTest::newRow("SQL") << "x%27%20OR%201=1"_ba;
    QTest::newRow("one digit less") << "0000000-0000-4000-8000-000000000000"_ba;
}

void ApiOutputConfigurationsTest::aWrongIdIsRefused()
{
    QFETCH(QByteArray, id);
    for (const QByteArray &method : {"GET"_ba, "PUT"_ba, "DELETE"_ba}) {
        const Reply reply = m_api->ask(method, configurations + id, good);
        QCOMPARE(reply.status, 422);
        QCOMPARE(jsonOf(reply)[u"detail"_s][0][u"type"_s].toString(), u"uuid_parsing"_s);
    }
}

void ApiOutputConfigurationsTest::aConnectorThatIsNotInForceSaysSo()
{
    const QByteArray target = posted();
    const registry::Connector connector = vaultConnector();
    m_api->use({}, {{connector.candidate,
                     connector.manifest,
                     {registry::VerdictCode::Inactive, u"Switched off"_s, {}, {}}}});
    const QJsonObject json = jsonOf(m_api->get(target));
    QCOMPARE(json[u"path"_s], QJsonValue(u"a/b"_s));
    QCOMPARE(json[u"token"_s], QJsonValue(QJsonValue::Null));
    QCOMPARE(json[u"notes"_s],
             QJsonValue(QJsonArray{u"The connector VaultDataOutput is not in force (inactive): the "
                                   "values are shown as they were stored"_s}));
    QCOMPARE(m_api->get(configurations).status, 200);
    QCOMPARE(m_api->ask("PUT", target, good).status, 422);
    m_api->use({});
    QCOMPARE(jsonOf(m_api->get(target))[u"token"_s], QJsonValue(QJsonValue::Null));
    QCOMPARE(m_api->ask("DELETE", target).status, 204);
}

void ApiOutputConfigurationsTest::changesNeedTheAdmin()
{
    int changes = 0;
    for (const Route &route : m_api->router().routes()) {
        if (!route.pattern.startsWith(QString::fromLatin1(configurations)))
            continue;
        const bool isReading = route.method == "GET" || route.method == "HEAD";
        QCOMPARE(route.access, isReading ? Access::Read : Access::Admin);
        QCOMPARE(route.place, Place::Worker);
        changes += isReading ? 0 : 1;
    }
    QCOMPARE(changes, 3);
}

void ApiOutputConfigurationsTest::theSlashIsRedirected()
{
    const Reply reply = m_api->ask("POST", configurations.chopped(1) + "?namespace=x", good);
    QCOMPARE(reply.status, 307);
    QCOMPARE(headerOf(reply, "Location"), configurations + "?namespace=x");
}

QTEST_GUILESS_MAIN(ApiOutputConfigurationsTest)
#include "api_outputconfigurations_test.moc"
