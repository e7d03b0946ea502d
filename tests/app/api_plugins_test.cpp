// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/pluginapi.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::api;
using namespace outlet::tests;
using registry::VerdictCode;

class ApiPluginsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void detailTellsEverything();
    void detailTellsEverythingOfAnother();
    void detailOfARejectedOne_data();
    void detailOfARejectedOne();
    void detailFindsEveryName_data();
    void detailFindsEveryName();
    void listPages();
    void migrationDirectoriesOfThoseInForce();
    void historyFollowsTheDatabase();
    void historyOfAChangedFile();
    void historyOfABrokenFileSaysWhatIsWrong();
    void historyWithoutMigrations_data();
    void historyWithoutMigrations();
    void formOfAPluginWithoutPlatform();
    void schemaIsReady_data();
    void schemaIsReady();
    void schemaIsNotFound_data();
    void schemaIsNotFound();
    void schemaFollowsTheOptions();
    void iconIsMissing();

private:
    Reply get(const QByteArray &target) { return m_plugins->get(target); }
    QString body(const QByteArray &target) { return m_plugins->body(target); }
    void use(registry::Draft draft) { m_plugins->use(std::move(draft)); }

    std::unique_ptr<PluginApi> m_plugins;
    QTemporaryDir m_folders;
};

namespace {

const QByteArray plugins = "/api/v2/plugins/";

} // namespace

void ApiPluginsTest::init()
{
    m_plugins = std::make_unique<PluginApi>();
}

void ApiPluginsTest::detailTellsEverything()
{
    const QString folder = connectorFolder(u"snowflake"_s);
    const QString text = body(plugins + "SnowflakeDataOutput");
    const QString begin = u"{\"id\":\"snowflake\",\"plugin\":\"SnowflakeDataOutput\",\"aliases\":"
                          "[\"SnowflakeTechnicalAssetConfiguration\"],\"version\":\"1.0.0\","
                          "\"description\":"_s;
    QVERIFY2(text.startsWith(begin), qPrintable(text));
    const QString middle =
        u"\"kind\":\"connector\",\"source\":\"built-in\",\"status\":\"active\",\"state\":\"ready\","
        "\"verdict\":{\"stage\":\"publish\",\"code\":\"ready\",\"message\":\"In force.\","
        "\"hint\":null,\"evidence\":[]},\"path\":\"%1\",\"binary_path\":\"%1/snowflake.so\","
        "\"hooks\":["_s.arg(folder);
    QVERIFY2(text.contains(middle), qPrintable(text));
    const QString end = u"\"permissions\":[],\"endpoints\":[],\"migrations\":{\"applied\":[],"
                        "\"pending\":[\"0001_create_configurations\"]},\"health\":null}"_s;
    QVERIFY2(text.endsWith(end), qPrintable(text));
}

void ApiPluginsTest::detailTellsEverythingOfAnother()
{
    registry::Draft draft = sampleDraft();
    registry::Connector connector;
    connector.candidate = {u"gateway"_s, u"/p/gateway"_s, u"/p/gateway/gateway.so"_s,
                           registry::Source::External};
    connector.manifest = gateway();
    connector.verdict = {VerdictCode::Running, u"In force and running."_s, {}, {}};
    draft.connectors.push_back(connector);
    use(std::move(draft));
    QCOMPARE(body(plugins + "Gateway"),
             uR"({"id":"gateway","plugin":"Gateway","aliases":["Gate","Door"],)"
             uR"("version":"2.1.0-rc.1","description":"Lets \"people\" in","author":null,)"
             uR"("kind":"security","source":"external","status":"active","state":"running",)"
             uR"("verdict":{"stage":"publish","code":"running","message":"In force and running.",)"
             uR"("hint":null,"evidence":[]},"path":"/p/gateway",)"
             uR"("binary_path":"/p/gateway/gateway.so","hooks":["Routes","HealthCheck"],)"
             uR"("requires":{"outlet":">=0.1 <1","plugins":{"glue":"*","s3":">=1"},)"
             uR"("optional":{},"services":[]},"provides":[],)"
             uR"("permissions":[{"key":"gateway.read","description":"may look"}],)"
             uR"("endpoints":[{"method":"GET","path":"/gateway/rules","summary":"All rules",)"
             uR"("permission":"gateway.read"},{"method":"POST","path":"/gateway/open",)"
             uR"("summary":null,"permission":null}],"migrations":{"applied":[],"pending":[]},)"
             uR"("health":null})"_s);
}

void ApiPluginsTest::detailOfARejectedOne_data()
{
    QTest::addColumn<VerdictCode>("code");
    QTest::addColumn<bool>("isRead");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("stage");
    const auto row = [](const char *name, VerdictCode code, bool isRead, const QString &status,
                        const QString &stage) {
        QTest::newRow(name) << code << isRead << status << stage;
    };
    row("a file that is no module", VerdictCode::NotElf, false, u"failed"_s, u"read"_s);
    row("a link to nowhere", VerdictCode::BrokenLink, false, u"failed"_s, u"find"_s);
    row("the wrong Qt", VerdictCode::IncompatibleQt, true, u"failed"_s, u"judge"_s);
    row("switched off in the database", VerdictCode::Inactive, true, u"inactive"_s, u"select"_s);
    row("switched off in a setting", VerdictCode::DisabledByEnvironment, true, u"inactive"_s,
        u"select"_s);
    row("not switched on", VerdictCode::NotEnabled, true, u"inactive"_s, u"select"_s);
    row("a dependency that is missing", VerdictCode::MissingDependency, true, u"failed"_s,
        u"resolve"_s);
    row("a changed migration", VerdictCode::ChecksumChanged, true, u"failed"_s, u"migrate"_s);
    row("a missing library", VerdictCode::CannotLoad, true, u"failed"_s, u"load"_s);
}

void ApiPluginsTest::detailOfARejectedOne()
{
    QFETCH(VerdictCode, code);
    QFETCH(bool, isRead);
    QFETCH(QString, status);
    QFETCH(QString, stage);
    registry::Draft draft = sampleDraft();
    draft.rejected.push_back(
        rejected(u"gateway"_s, code, isRead ? std::optional(gateway()) : std::nullopt));
    use(std::move(draft));
    const Reply reply = get(plugins + "gateway");
    QCOMPARE(reply.status, 200);
    const QString text = QString::fromUtf8(reply.body);
    const QString identity =
        isRead
            ? u"{\"id\":\"gateway\",\"plugin\":\"Gateway\",\"aliases\":[\"Gate\",\"Door\"],"_s
            : u"{\"id\":null,\"plugin\":null,\"aliases\":[],\"version\":null,\"description\":null,"
              "\"author\":null,\"kind\":null,\"source\":\"external\","_s;
    QVERIFY2(text.startsWith(identity), qPrintable(text));
    const QString judged =
        u"\"status\":\"%1\",\"state\":\"rejected\",\"verdict\":{\"stage\":\"%2\",\"code\":\"%3\","
        "\"message\":\"A reason\",\"hint\":\"A hint\",\"evidence\":[\"one\",\"two\"]},"
        "\"path\":\"/plugins/gateway\",\"binary_path\":\"/plugins/gateway/gateway.so\","_s.arg(
            status, stage, registry::nameOf(code));
    QVERIFY2(text.contains(judged), qPrintable(text));
    const QString migrations =
        isRead ? u"{\"applied\":[],\"pending\":[]}"_s : u"{\"applied\":null,\"pending\":null}"_s;
    QVERIFY2(text.endsWith(u"\"migrations\":%1,\"health\":null}"_s.arg(migrations)),
             qPrintable(text));
}

void ApiPluginsTest::detailFindsEveryName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("status");
    QTest::newRow("the plugin name") << "SnowflakeDataOutput"_ba << 200;
    QTest::newRow("an alias") << "SnowflakeTechnicalAssetConfiguration"_ba << 200;
    QTest::newRow("the id") << "snowflake"_ba << 200;
    QTest::newRow("the plugin name of a rejected one") << "Gateway"_ba << 200;
    QTest::newRow("an alias of a rejected one") << "Door"_ba << 200;
    QTest::newRow("the id of a rejected one") << "gateway"_ba << 200;
    QTest::newRow("the folder of a rejected one") << "gate-folder"_ba << 200;
    QTest::newRow("the folder of one that was not read") << "broken"_ba << 200;
    QTest::newRow("another case") << "snowflakedataoutput"_ba << 404;
    QTest::newRow("a part of a name") << "Snowflake"_ba << 404;
    QTest::newRow("a name with a space") << "Gateway%20"_ba << 404;
    QTest::newRow("a name that is only written in a setting") << "Ghost"_ba << 404;
    QTest::newRow("a name that nothing has") << "Nothing"_ba << 404;
    QTest::newRow("a path") << "..%2Fsnowflake"_ba << 404;
}

void ApiPluginsTest::detailFindsEveryName()
{
    QFETCH(QByteArray, name);
    QFETCH(int, status);
    registry::Draft draft = sampleDraft();
    draft.rejected = {rejected(u"gate-folder"_s, VerdictCode::IdMismatch, gateway()),
                      rejected(u"broken"_s, VerdictCode::NotElf), onlyAName(u"Ghost"_s)};
    use(std::move(draft));
    const Reply reply = get(plugins + name);
    QCOMPARE(reply.status, status);
    const QString detail = u"\"detail\":\"Plugin '%1' not found\""_s.arg(
        QString::fromUtf8(QByteArray::fromPercentEncoding(name)));
    QCOMPARE(QString::fromUtf8(reply.body).contains(detail), status == 404);
}

void ApiPluginsTest::listPages()
{
    const QByteArray first = get(plugins + "?limit=2").body;
    QCOMPARE(first.count("\"not_configured\""), 2);
    QVERIFY(first.startsWith("{\"plugins\":[" + m_plugins->snapshot().connectors[0].form.body +
                             ',' + m_plugins->snapshot().connectors[1].form.body +
                             "],\"next_cursor\":\"2\"}"));
    QCOMPARE(get(plugins + "?limit=2&cursor=4").body,
             "{\"plugins\":[" + m_plugins->snapshot().connectors[4].form.body + "]}");
    QCOMPARE(get(plugins + "?limit=1000").body, m_plugins->snapshot().list.body);
    QCOMPARE(get(plugins + "?cursor=5").body, R"({"plugins":[]})"_ba);
    QCOMPARE(get(plugins + "?limit=-2").status, 400);
    QCOMPARE(get(plugins + "?limit=2.0").status, 400);
    QCOMPARE(get(plugins + "?limit=2&cursor=x").status, 400);
}

void ApiPluginsTest::migrationDirectoriesOfThoseInForce()
{
    registry::Draft draft;
    draft.connectors = {connectorOf(u"s3"_s), connectorOf(u"glue"_s)};
    registry::Connector withoutTable;
    withoutTable.candidate.directory = u"/p/gateway"_s;
    withoutTable.manifest = gateway();
    draft.connectors.push_back(withoutTable);
    draft.rejected = {
        rejected(u"snowflake"_s, VerdictCode::Inactive, connectorOf(u"snowflake"_s).manifest)};
    use(std::move(draft));
    QCOMPARE(body(plugins + "migrations"),
             u"{\"S3DataOutput\":\"%1/migrations\",\"GlueDataOutput\":\"%2/migrations\"}"_s.arg(
                 connectorFolder(u"s3"_s), connectorFolder(u"glue"_s)));
}

void ApiPluginsTest::historyFollowsTheDatabase()
{
    const QString directory = connectorFolder(u"glue"_s) + u"/migrations"_s;
    const QRegularExpression pending(
        u"^\\{\"plugin\":\"GlueDataOutput\",\"path\":\"%1\",\"migrations\":\\[\\{"
        "\"id\":\"0001_create_configurations\",\"state\":\"pending\","
        "\"checksum\":\"[0-9a-f]{64}\",\"applied_at\":null\\}\\]\\}$"_s.arg(
            QRegularExpression::escape(directory)));
    const QString before = body(plugins + "glue/migrations");
    QVERIFY2(pending.match(before).hasMatch(), qPrintable(before));

    QVERIFY(migrations::migrate(m_plugins->database().handle(), migrations::Dialect::Sqlite,
                                {u"GlueDataOutput"_s, directory}, migrations::Mode::Apply));
    const QString after = body(plugins + "GlueTechnicalAssetConfiguration/migrations");
    const QRegularExpression applied(
        u"\"state\":\"applied\",\"checksum\":\"[0-9a-f]{64}\","
        "\"applied_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"\\}\\]\\}$"_s);
    QVERIFY2(applied.match(after).hasMatch(), qPrintable(after));
    QVERIFY(
        body(plugins + "glue")
            .contains(
                u"\"migrations\":{\"applied\":[\"0001_create_configurations\"],\"pending\":[]}"_s));
}

void ApiPluginsTest::historyOfAChangedFile()
{
    m_plugins->database().run(
        u"INSERT INTO plugin_migrations (plugin, migration_id, checksum, applied_at) "
        "VALUES ('GlueDataOutput', '0001_create_configurations', 'other', "
        "'2026-01-02 03:04:05'), "
        "('GlueDataOutput', '0002_lost', 'lost', '2026-01-02 03:04:06')"_s);
    const QString text = body(plugins + "GlueDataOutput/migrations");
    QVERIFY2(text.contains(u"\"id\":\"0001_create_configurations\",\"state\":\"changed\""_s),
             qPrintable(text));
    QVERIFY2(text.contains(u"{\"id\":\"0002_lost\",\"state\":\"newer\",\"checksum\":\"lost\","
                           "\"applied_at\":\"2026-01-02T03:04:06"_s),
             qPrintable(text));
    QVERIFY(
        body(plugins + "glue")
            .contains(
                u"{\"applied\":[\"0001_create_configurations\",\"0002_lost\"],\"pending\":[]}"_s));
}

void ApiPluginsTest::historyOfABrokenFileSaysWhatIsWrong()
{
    const QString folder = m_folders.filePath(u"gateway"_s);
    QVERIFY(QDir().mkpath(folder + u"/migrations"_s));
    QFile file(folder + u"/migrations/0001_a.up.sql"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("SELECT 'unterminated") > 0);
    file.close();
    registry::Rejected broken = rejected(u"gateway"_s, VerdictCode::MigrationFailed, gateway());
    broken.candidate.directory = folder;
    registry::Draft draft;
    draft.rejected = {broken};
    use(std::move(draft));
    const Reply reply = get(plugins + "gateway/migrations");
    QCOMPARE(reply.status, 200);
    QVERIFY2(reply.body.contains("\"fault\":{\"code\":\"migration-failed\",\"message\":"),
             reply.body.constData());
    QVERIFY2(reply.body.contains("0001_a.up.sql"), reply.body.constData());
    QVERIFY(body(plugins + "gateway")
                .contains(u"\"migrations\":{\"applied\":null,\"pending\":null}"_s));
}

void ApiPluginsTest::historyWithoutMigrations_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("a folder without migrations")
        << "Gateway"_ba << 200
        << R"({"plugin":"Gateway","path":"/plugins/gateway/migrations","migrations":[]})"_ba;
    QTest::newRow("one that was not read")
        << "broken"_ba << 200 << R"({"plugin":"broken","path":null,"migrations":[]})"_ba;
    QTest::newRow("a name that nothing has")
        << "Nothing"_ba << 404 << "\"detail\":\"Plugin 'Nothing' not found\""_ba;
}

void ApiPluginsTest::historyWithoutMigrations()
{
    QFETCH(QByteArray, name);
    QFETCH(int, status);
    QFETCH(QByteArray, expected);
    registry::Draft draft;
    draft.rejected = {rejected(u"gateway"_s, VerdictCode::Cycle, gateway()),
                      rejected(u"broken"_s, VerdictCode::NotElf)};
    use(std::move(draft));
    const Reply reply = get(plugins + name + "/migrations");
    QCOMPARE(reply.status, status);
    QVERIFY2(reply.body.contains(expected), reply.body.constData());
}

void ApiPluginsTest::formOfAPluginWithoutPlatform()
{
    registry::Draft draft = sampleDraft();
    registry::Connector connector;
    connector.candidate.name = u"gateway"_s;
    connector.manifest = gateway();
    draft.connectors.push_back(connector);
    use(std::move(draft));
    const Reply reply = get(plugins + "Gateway/form");
    QCOMPARE(reply.status, 404);
    QCOMPARE(reply.body,
             R"({"correlation_id":"test","detail":"Plugin 'Gateway' not found","code":"not-found",)"
             R"("hint":"It is in force, but of kind security: only a connector has a form"})"_ba);
    QCOMPARE(get(plugins + "?limit=1000").body,
             m_plugins->snapshot().list.body); // no form, no entry
}

void ApiPluginsTest::schemaIsReady_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("tags");
    QTest::newRow("by name") << "GlueDataOutput"_ba
                             << "[\"GlueDataOutput\","_ba;
    QTest::newRow("by alias") << "SnowflakeTechnicalAssetConfiguration"_ba
                              << "[\"SnowflakeDataOutput\","_ba;
}

void ApiPluginsTest::schemaIsReady()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, tags);
    const Reply reply = get(plugins + name + "/schema");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "application/json"_ba);
    QVERIFY(reply.isReady);
    QVERIFY2(reply.body.startsWith("{\"json_schema\":{\"$schema\":"), reply.body.constData());
    QVERIFY2(reply.body.contains("\"enum\":" + tags), reply.body.constData());
    QVERIFY(reply.body.contains("\"ui_schema\":{"));
    const QByteArray tag = headerOf(reply, "ETag");
    Request known = requestFor(plugins + name + "/schema");
    known.ifNoneMatch = tag;
    QCOMPARE(m_plugins->ask(known).status, 304);
    Request compressing = requestFor(plugins + name + "/schema");
    compressing.acceptEncoding = "gzip";
    const Reply compressed = m_plugins->ask(compressing);
    QCOMPARE(headerOf(compressed, "Content-Encoding"), "gzip"_ba);
    QVERIFY(compressed.body.size() * 2 < reply.body.size());
}

void ApiPluginsTest::schemaIsNotFound_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("hint");
    QTest::newRow("an unknown name") << "GleuDataOutput"_ba
                                     << "GlueDataOutput"_ba;
    QTest::newRow("an id") << "glue"_ba
                           << ""_ba;
    QTest::newRow("no connector") << "Gateway"_ba
                                  << "of kind security"_ba;
}

void ApiPluginsTest::schemaIsNotFound()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, hint);
    registry::Draft draft = sampleDraft();
    registry::Connector connector;
    connector.candidate.name = u"gateway"_s;
    connector.manifest = gateway();
    draft.connectors.push_back(connector);
    use(std::move(draft));
    const Reply reply = get(plugins + name + "/schema");
    QCOMPARE(reply.status, 404);
    QVERIFY2(reply.body.contains("\"detail\":\"Plugin '" + name + "' not found\""),
             reply.body.constData());
    QVERIFY2(reply.body.contains(hint), reply.body.constData());
}

void ApiPluginsTest::schemaFollowsTheOptions()
{
    const QByteArray bucket = "\"bucket\":{\"description\":\"Identifier of the bucket that the "
                              "data output is written to\",";
    const auto build = [](const QHash<QString, QStringList> &options) {
        return registry::buildSnapshot(sampleDraft(), options, 1)
            ->find(u"S3DataOutput"_s)
            ->schema.get();
    };
    const auto some = build({{u"s3"_s, {u"lake"_s}}});
    QVERIFY2(some.body.contains(bucket + "\"enum\":[\"lake\"]"), some.body.constData());
    const auto none = build({});
    QVERIFY2(none.body.contains(bucket + "\"minLength\":1,\"not\":{}"), none.body.constData());
    QVERIFY(some.etag != none.etag);
}

void ApiPluginsTest::iconIsMissing()
{
    registry::Draft draft = sampleDraft();
    draft.connectors[0].candidate.directory = u"/nowhere"_s;
    use(std::move(draft));
    const Reply reply = get(plugins + "SnowflakeDataOutput/icon");
    QCOMPARE(reply.status, 404);
    QVERIFY2(reply.body.contains("\"detail\":\"Plugin 'SnowflakeDataOutput' has no icon\""),
             reply.body.constData());
    QVERIFY2(reply.body.contains("\"hint\":\"Its folder has no icon.svg of at most 256 KiB: "
                                 "/nowhere\""),
             reply.body.constData());
    QCOMPARE(get(plugins + "glue/icon").contentType, "image/svg+xml"_ba);
}

QTEST_GUILESS_MAIN(ApiPluginsTest)
#include "api_plugins_test.moc"
