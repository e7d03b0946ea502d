// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/pluginapi.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::app::api;
using namespace outlet::tests;
using registry::VerdictCode;

class ApiDiscoveryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void discoveryListsEverybody();
    void discoveryPages();
    void whyAnswersForEveryName_data();
    void whyAnswersForEveryName();
    void whyNamesThePathsThatWereSearched();
    void readyNamesWhatIsWrong();
    void indexLinksAreAnswered();
    void versionIsTold();

private:
    Reply get(const QByteArray &target) { return m_plugins->get(target); }
    QString body(const QByteArray &target) { return m_plugins->body(target); }
    void use(registry::Draft draft) { m_plugins->use(std::move(draft)); }

    std::unique_ptr<PluginApi> m_plugins;
};

namespace {

const QByteArray plugins = "/api/v2/plugins/";

} // namespace

void ApiDiscoveryTest::init()
{
    m_plugins = std::make_unique<PluginApi>();
}

void ApiDiscoveryTest::discoveryListsEverybody()
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

void ApiDiscoveryTest::discoveryPages()
{
    const QString first = body(plugins + "discovery?limit=3");
    QCOMPARE(first.count(u"\"binary_path\""_s), 3);
    QVERIFY(first.endsWith(u"],\"next_cursor\":\"3\"}"_s));
    const QString second = body(plugins + "discovery?limit=3&cursor=3");
    QCOMPARE(second.count(u"\"binary_path\""_s), 2);
    QVERIFY(!second.contains(u"next_cursor"_s));
    QCOMPARE(get(plugins + "discovery?limit=many").status, 400);
}

void ApiDiscoveryTest::whyAnswersForEveryName_data()
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

void ApiDiscoveryTest::whyAnswersForEveryName()
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

void ApiDiscoveryTest::whyNamesThePathsThatWereSearched()
{
    use({});
    QCOMPARE(body(plugins + "Nothing/why"),
             u"{\"name\":\"Nothing\",\"found\":false,\"candidates\":[],\"verdict\":{"
             "\"stage\":\"select\",\"code\":\"unknown-name\","
             "\"message\":\"No plugin, id, alias or folder is called \\\"Nothing\\\"\","
             "\"hint\":\"No directory is searched: set OUTLET_PLUGIN_PATH\",\"evidence\":[]}}"_s);
}

void ApiDiscoveryTest::readyNamesWhatIsWrong()
{
    const Reply ready = get("/readyz");
    QCOMPARE(ready.status, 200);
    QCOMPARE(ready.body, R"({"status":"ready","checks":{"database":"ok","migrations":"ok",)"
                         R"("registry":"ok"}})"_ba);
    QCOMPARE(headerOf(ready, "Cache-Control"), "no-store"_ba);

    m_plugins->database().run(u"DELETE FROM plugin_migrations WHERE migration_id LIKE '0005%'"_s);
    const Reply behind = get("/readyz");
    QCOMPARE(behind.status, 503);
    QVERIFY2(
        QRegularExpression(u"\"migrations\":\"\\d+ of the \\d+ core migrations are applied and "
                           "unchanged: run `outlet migrate up`\""_s)
            .match(QString::fromUtf8(behind.body))
            .hasMatch(),
        behind.body.constData());

    m_plugins->database().handle().close();
    const Reply closed = get("/readyz");
    QCOMPARE(closed.status, 503);
    QVERIFY2(closed.body.startsWith("{\"status\":\"not ready\",\"checks\":{\"database\":\"Cannot "
                                    "read from the database: the database is not open\""),
             closed.body.constData());
    QVERIFY2(closed.body.contains("\"migrations\":\"the database does not answer\""),
             closed.body.constData());
    QCOMPARE(get("/healthz").status, 200);
}

void ApiDiscoveryTest::indexLinksAreAnswered()
{
    const QString text = body("/api/v2/");
    QVERIFY(text.startsWith(u"{\"name\":\"outlet\",\"version\":\"1.2.3\",\"links\":{"_s));
    auto links = QRegularExpression(u"\"(/[^\"]*)\""_s).globalMatch(text);
    int count = 0;
    for (; links.hasNext(); ++count) {
        const QByteArray link = links.next().captured(1).toUtf8();
        QVERIFY2(get(link).status == 200, link.constData());
    }
    QVERIFY(count > 5);
}

void ApiDiscoveryTest::versionIsTold()
{
    QCOMPARE(body("/api/v2/version"), u"{\"version\":\"1.2.3\"}"_s);
}

QTEST_GUILESS_MAIN(ApiDiscoveryTest)
#include "api_discovery_test.moc"
