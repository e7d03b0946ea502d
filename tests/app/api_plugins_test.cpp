// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/apidatabase.h"
#include "tests/contract/asking.h"

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
    void cleanup();
    void detailTellsEverything();
    void detailTellsEverythingOfAnother();
    void detailOfARejectedOne_data();
    void detailOfARejectedOne();
    void detailFindsEveryName_data();
    void detailFindsEveryName();
    void discoveryListsEverybody();
    void discoveryPages();
    void whyAnswersForEveryName_data();
    void whyAnswersForEveryName();
    void whyNamesThePathsThatWereSearched();
    void listPages();
    void migrationDirectoriesOfThoseInForce();
    void historyFollowsTheDatabase();
    void historyOfAChangedFile();
    void historyOfABrokenFileIsAnError();
    void historyWithoutMigrations_data();
    void historyWithoutMigrations();
    void formOfAPluginWithoutPlatform();
    void iconIsMissing();
    void readyNamesWhatIsWrong();
    void indexLinksAreAnswered();
    void versionIsTold();

private:
    Reply get(const QByteArray &target) { return m_api(requestFor(target)); }
    QString body(const QByteArray &target) { return QString::fromUtf8(get(target).body); }
    void use(registry::Draft draft);

    std::unique_ptr<ApiDatabase> m_database;
    QTemporaryDir m_folders;
    registry::SnapshotPtr m_snapshot;
    Handler m_api;
};

namespace {

const QByteArray plugins = "/api/v2/plugins/";

registry::Rejected rejected(const QString &name, VerdictCode code,
                            const std::optional<ui::Manifest> &manifest = std::nullopt)
{
    const QString folder = u"/plugins/"_s + name;
    return {{name, folder, u"%1/%2.so"_s.arg(folder, name), registry::Source::External},
            manifest,
            {code, u"A reason"_s, u"A hint"_s, {u"one"_s, u"two"_s}}};
}

/** A rejection that stands for a name which somebody wrote into a setting. */
registry::Rejected onlyAName(const QString &name)
{
    return {{name, {}, {}, registry::Source::BuiltIn},
            std::nullopt,
            {VerdictCode::UnknownName, u"Nobody"_s, {}, {}}};
}

ui::Manifest manifestFrom(const QByteArray &text)
{
    const auto manifest = ui::parseManifest(text);
    if (!manifest)
        giveUp(manifest.error().first().message + manifest.error().first().where);
    return *manifest;
}

/** A plugin that uses every part of a manifest which the detail tells about. */
ui::Manifest gateway()
{
    return manifestFrom(R"({"id": "gateway", "plugin": "Gateway", "aliases": ["Gate", "Door"],
        "version": "2.1.0-rc.1", "description": "Lets \"people\" in", "kind": "security",
        "requires": {"outlet": ">=0.1 <1", "plugins": {"s3": ">=1", "glue": "*"}},
        "hooks": ["routes", "health_check"],
        "permissions": [{"key": "gateway.read", "description": "may look"}],
        "endpoints": [{"method": "GET", "path": "/rules", "summary": "All rules",
                       "permission": "gateway.read"},
                      {"method": "POST", "path": "/open"}]})");
}

} // namespace

void ApiPluginsTest::use(registry::Draft draft)
{
    m_snapshot = registry::buildSnapshot(std::move(draft), sampleOptions(), 7);
}

void ApiPluginsTest::init()
{
    m_database = std::make_unique<ApiDatabase>();
    use(sampleDraft());
    m_api = makeApi({[this] { return m_snapshot; }, &m_database->handle(), u"1.2.3"_s});
}

void ApiPluginsTest::cleanup()
{
    m_api = {};
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
             uR"("binary_path":"/p/gateway/gateway.so","hooks":["routes","health_check"],)"
             uR"("requires":{"outlet":">=0.1 <1","plugins":{"glue":"*","s3":">=1"}},)"
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

void ApiPluginsTest::discoveryListsEverybody()
{
    registry::Draft draft;
    draft.paths = sampleDraft().paths;
    draft.connectors = {connectorOf(u"s3"_s), connectorOf(u"glue"_s)};
    draft.rejected = {rejected(u"broken"_s, VerdictCode::NotElf), onlyAName(u"Ghost"_s),
                      rejected(u"gateway"_s, VerdictCode::Cycle, gateway())};
    use(std::move(draft));
    const QString text = body(plugins + "discovery");
    const auto inForce = [](const QString &id, const QString &plugin, const QString &source) {
        return u"{\"name\":\"%2\",\"id\":\"%1\",\"plugin\":\"%2\",\"version\":\"1.0.0\","
               "\"source\":\"%3\",\"path\":\"%4\",\"binary_path\":\"%4/%1.so\","
               "\"verdict\":{\"stage\":\"publish\",\"code\":\"ready\",\"message\":\"In force.\","
               "\"hint\":null,\"evidence\":[]}}"_s.arg(id, plugin, source, connectorFolder(id));
    };
    const QString expected =
        u"\"paths\":[{\"path\":\"/usr/lib/outlet/connectors\",\"source\":\"built-in\"},"
        "{\"path\":\"/var/lib/outlet/plugins\",\"source\":\"external\"}],\"candidates\":["_s +
        inForce(u"s3"_s, u"S3DataOutput"_s, u"external"_s) + u","_s +
        inForce(u"glue"_s, u"GlueDataOutput"_s, u"built-in"_s) +
        u",{\"name\":\"broken\",\"id\":null,\"plugin\":null,\"version\":null,"
        "\"source\":\"external\",\"path\":\"/plugins/broken\","
        "\"binary_path\":\"/plugins/broken/broken.so\",\"verdict\":{\"stage\":\"read\","
        "\"code\":\"not-elf\",\"message\":\"A reason\",\"hint\":\"A hint\","
        "\"evidence\":[\"one\",\"two\"]}},"
        "{\"name\":\"Ghost\",\"id\":null,\"plugin\":null,\"version\":null,"
        "\"source\":\"built-in\",\"path\":null,\"binary_path\":null,\"verdict\":"
        "{\"stage\":\"select\",\"code\":\"unknown-name\",\"message\":\"Nobody\",\"hint\":null,"
        "\"evidence\":[]}},"
        "{\"name\":\"Gateway\",\"id\":\"gateway\",\"plugin\":\"Gateway\","
        "\"version\":\"2.1.0-rc.1\",\"source\":\"external\",\"path\":\"/plugins/gateway\","
        "\"binary_path\":\"/plugins/gateway/gateway.so\",\"verdict\":{\"stage\":\"resolve\","
        "\"code\":\"cycle\",\"message\":\"A reason\",\"hint\":\"A hint\","
        "\"evidence\":[\"one\",\"two\"]}}]}"_s;
    const QRegularExpression head(
        u"^\\{\"generation\":7,\"built_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\","_s);
    const auto match = head.match(text);
    QVERIFY2(match.hasMatch(), qPrintable(text));
    QCOMPARE(text.sliced(match.capturedLength()), expected);
}

void ApiPluginsTest::discoveryPages()
{
    const QString first = body(plugins + "discovery?limit=3");
    QCOMPARE(first.count(u"\"binary_path\""_s), 3);
    QVERIFY(first.endsWith(u"],\"next_cursor\":\"3\"}"_s));
    const QString second = body(plugins + "discovery?limit=3&cursor=3");
    QCOMPARE(second.count(u"\"binary_path\""_s), 2);
    QVERIFY(!second.contains(u"next_cursor"_s));
    QCOMPARE(get(plugins + "discovery?limit=many").status, 400);
}

void ApiPluginsTest::whyAnswersForEveryName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("candidates");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("hint");
    const QString searched = u"Searched: /usr/lib/outlet/connectors, /var/lib/outlet/plugins. "
                             "Put the connector's folder into one of them"_s;
    const auto row = [](const char *name, const char *asked, int candidates, const QString &code,
                        const QString &hint) {
        QTest::newRow(name) << QByteArray(asked) << candidates << code << hint;
    };
    row("in force", "SnowflakeDataOutput", 1, u"ready"_s, u""_s);
    row("in force, by id", "snowflake", 1, u"ready"_s, u""_s);
    row("in force, and a duplicate of it", "s3", 2, u"ready"_s, u""_s);
    row("turned down, by alias", "Gate", 1, u"cycle"_s, u"A hint"_s);
    row("turned down, by folder", "broken", 1, u"not-elf"_s, u"A hint"_s);
    row("a typo", "SnowflakeDataOutputt", 0, u"unknown-name"_s,
        u"Did you mean \"SnowflakeDataOutput\"? "_s + searched);
    row("another case", "gateWAY", 0, u"unknown-name"_s, u"Did you mean "_s);
    row("nothing is like it", "qqqqqqqqqqq", 0, u"unknown-name"_s, searched);
    row("only written in a setting", "Zeppelinnnn", 0, u"unknown-name"_s, searched);
    row("near to what is only written in a setting", "Zeppelinnn", 0, u"unknown-name"_s, searched);
    row("markup", "%3Cscript%3E9%3C%2Fscript%3E", 0, u"unknown-name"_s, searched);
}

void ApiPluginsTest::whyAnswersForEveryName()
{
    QFETCH(QByteArray, name);
    QFETCH(int, candidates);
    QFETCH(QString, code);
    QFETCH(QString, hint);
    registry::Draft draft = sampleDraft();
    draft.rejected = {rejected(u"gateway"_s, VerdictCode::Cycle, gateway()),
                      rejected(u"broken"_s, VerdictCode::NotElf), onlyAName(u"Zeppelinnnn"_s),
                      rejected(u"s3"_s, VerdictCode::Duplicate, connectorOf(u"s3"_s).manifest)};
    use(std::move(draft));
    const Reply reply = get(plugins + name + "/why");
    QCOMPARE(reply.status, 200);
    const QString text = QString::fromUtf8(reply.body);
    const QString plain = QString::fromUtf8(QByteArray::fromPercentEncoding(name));
    QVERIFY2(text.startsWith(u"{\"name\":\"%1\",\"found\":%2,\"candidates\":["_s.arg(
                 plain, candidates > 0 ? u"true"_s : u"false"_s)),
             qPrintable(text));
    QCOMPARE(text.count(u"\"binary_path\""_s), candidates);
    const QString verdict = text.sliced(text.lastIndexOf(u"],\"verdict\":{"_s));
    QVERIFY2(verdict.contains(u"\"code\":\"%1\""_s.arg(code)), qPrintable(text));
    const QString shown = hint.isEmpty()
                              ? u"\"hint\":null"_s
                              : u"\"hint\":\""_s + QString(hint).replace(u'"', u"\\\""_s);
    QVERIFY2(verdict.contains(shown), qPrintable(text));
}

void ApiPluginsTest::whyNamesThePathsThatWereSearched()
{
    use({});
    QCOMPARE(body(plugins + "Nothing/why"),
             u"{\"name\":\"Nothing\",\"found\":false,\"candidates\":[],\"verdict\":{"
             "\"stage\":\"select\",\"code\":\"unknown-name\","
             "\"message\":\"No plugin, id, alias or folder is called \\\"Nothing\\\"\","
             "\"hint\":\"No directory is searched: set OUTLET_PLUGIN_PATH\",\"evidence\":[]}}"_s);
}

void ApiPluginsTest::listPages()
{
    const QByteArray first = get(plugins + "?limit=2").body;
    QCOMPARE(first.count("\"not_configured\""), 2);
    QVERIFY(first.startsWith("{\"plugins\":[" + m_snapshot->connectors[0].form.body + ',' +
                             m_snapshot->connectors[1].form.body + "],\"next_cursor\":\"2\"}"));
    QCOMPARE(get(plugins + "?limit=2&cursor=4").body,
             "{\"plugins\":[" + m_snapshot->connectors[4].form.body + "]}");
    QCOMPARE(get(plugins + "?limit=1000").body, m_snapshot->list.body);
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

    QVERIFY(migrations::migrate(m_database->handle(), migrations::Dialect::Sqlite,
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
    m_database->run(u"INSERT INTO plugin_migrations (plugin, migration_id, checksum, applied_at) "
                    "VALUES ('GlueDataOutput', '0001_create_configurations', 'other', "
                    "'2026-01-02 03:04:05'), "
                    "('GlueDataOutput', '0002_lost', 'lost', '2026-01-02 03:04:06')"_s);
    const QString text = body(plugins + "GlueDataOutput/migrations");
    QVERIFY2(text.contains(u"\"id\":\"0001_create_configurations\",\"state\":\"changed\""_s),
             qPrintable(text));
    QVERIFY2(text.contains(u"{\"id\":\"0002_lost\",\"state\":\"missing\",\"checksum\":\"lost\","
                           "\"applied_at\":\"2026-01-02T03:04:06"_s),
             qPrintable(text));
    QVERIFY(
        body(plugins + "glue")
            .contains(
                u"{\"applied\":[\"0001_create_configurations\",\"0002_lost\"],\"pending\":[]}"_s));
}

void ApiPluginsTest::historyOfABrokenFileIsAnError()
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
    QVERIFY2(reply.status >= 400, reply.body);
    QVERIFY2(reply.body.contains("0001_a.up.sql"), reply.body);
    QVERIFY(body(plugins + "gateway")
                .contains(u"\"migrations\":{\"applied\":null,\"pending\":null}"_s));
}

void ApiPluginsTest::historyWithoutMigrations_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("a folder without migrations")
        << "Gateway"_ba << 200 << R"({"plugin":"Gateway","path":null,"migrations":[]})"_ba;
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
    QVERIFY2(reply.body.contains(expected), reply.body);
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
    QCOMPARE(get(plugins + "?limit=1000").body, m_snapshot->list.body); // no form, no entry
}

void ApiPluginsTest::iconIsMissing()
{
    registry::Draft draft = sampleDraft();
    draft.connectors[0].candidate.directory = u"/nowhere"_s;
    use(std::move(draft));
    const Reply reply = get(plugins + "SnowflakeDataOutput/icon");
    QCOMPARE(reply.status, 404);
    QVERIFY2(reply.body.contains("\"detail\":\"Plugin 'SnowflakeDataOutput' has no icon\""),
             reply.body);
    QVERIFY2(reply.body.contains("\"hint\":\"Its folder has no icon.svg of at most 256 KiB: "
                                 "/nowhere\""),
             reply.body);
    QCOMPARE(get(plugins + "glue/icon").contentType, "image/svg+xml"_ba);
}

void ApiPluginsTest::readyNamesWhatIsWrong()
{
    const Reply ready = get("/readyz");
    QCOMPARE(ready.status, 200);
    QCOMPARE(ready.body, R"({"status":"ready","checks":{"database":"ok","migrations":"ok",)"
                         R"("registry":"ok"}})"_ba);
    QCOMPARE(headerOf(ready, "Cache-Control"), "no-store"_ba);

    m_database->run(u"DELETE FROM plugin_migrations WHERE migration_id LIKE '0005%'"_s);
    const Reply behind = get("/readyz");
    QCOMPARE(behind.status, 503);
    QVERIFY2(
        QRegularExpression(u"\"migrations\":\"\\d+ of the \\d+ core migrations are applied and "
                           "unchanged: run `outlet migrate up`\""_s)
            .match(QString::fromUtf8(behind.body))
            .hasMatch(),
        behind.body);

    m_database->handle().close();
    const Reply closed = get("/readyz");
    QCOMPARE(closed.status, 503);
    QVERIFY2(closed.body.startsWith("{\"status\":\"not ready\",\"checks\":{\"database\":\"Cannot "
                                    "read from the database: "),
             closed.body);
    QVERIFY2(closed.body.contains("\"migrations\":\"the database does not answer\""), closed.body);
    QCOMPARE(get("/healthz").status, 200);
}

void ApiPluginsTest::indexLinksAreAnswered()
{
    const QString text = body("/");
    QVERIFY(text.startsWith(u"{\"name\":\"outlet\",\"version\":\"1.2.3\",\"links\":{"_s));
    auto links = QRegularExpression(u"\"(/[^\"]*)\""_s).globalMatch(text);
    int count = 0;
    for (; links.hasNext(); ++count) {
        const QByteArray link = links.next().captured(1).toUtf8();
        QVERIFY2(get(link).status == 200, link);
    }
    QVERIFY(count > 5);
}

void ApiPluginsTest::versionIsTold()
{
    QCOMPARE(body("/api/v2/version"), u"{\"version\":\"1.2.3\"}"_s);
}

QTEST_GUILESS_MAIN(ApiPluginsTest)
#include "api_plugins_test.moc"
