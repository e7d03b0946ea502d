// SPDX-License-Identifier: GPL-3.0-or-later
// Packages on a server that runs: installed, upgraded, taken back, uninstalled, refused.
#include "tests/e2e/packageplace.h"
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

namespace {

using Place = PackagePlace;

const QByteArray installed = PackagePlace::installed;
const QByteArray one = "/admin/plugins/changing";
const QByteArray configurations = "/api/v2/data_output_configurations/";

} // namespace

class PackagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void installedUpgradedAndTakenBack_data() { Databases::addRows(); }
    void installedUpgradedAndTakenBack();
    void aFormMayBringIt();
    void whatFailsLeavesTheOldVersion_data();
    void whatFailsLeavesTheOldVersion();
    void aFirstOneThatFailsLeavesNothing();
    void rubbishIsRefused_data();
    void rubbishIsRefused();
    void uninstalled_data();
    void uninstalled();
    void aDowngradeThatDoesHarmIsRefused_data() { Databases::addRows(); }
    void aDowngradeThatDoesHarmIsRefused();
    void uninstallingIsPreviewed_data();
    void uninstallingIsPreviewed();
    void previewsOfNothing_data();
    void previewsOfNothing();
    void whatNoPackageHasBroughtStays();
    void withoutTheTokenNothingHappens();

private:
    Databases m_databases;
};

void PackagesTest::installedUpgradedAndTakenBack()
{
    QFETCH(QString, database);
    Place place(m_databases.make(database));
    QVERIFY(place.isStarted);
    Answer answer = place.install(1);
    QVERIFY2(answer.status == 200, answer.body.constData());
    QCOMPARE(answer.json()[u"status"_s].toString(), u"installed"_s);
    QCOMPARE(answer.json()[u"name"_s].toString(), u"ChangingDataOutput"_s);
    QCOMPARE(answer.json()[u"in_force"_s].toBool(), true);
    QVERIFY(answer.json()[u"previous_version"_s].isNull());
    QVERIFY(place.server.pluginNames().contains(u"ChangingDataOutput"_s));
    answer = place.install(1);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json()[u"status"_s].toString(), u"unchanged"_s);

    answer = place.install(2);
    QVERIFY2(answer.status == 200, answer.body.constData());
    QCOMPARE(answer.json()[u"status"_s].toString(), u"upgraded"_s);
    QCOMPARE(answer.json()[u"previous_version"_s].toString(), u"1.0.0"_s);
    QCOMPARE(place.version(), u"2.0.0"_s);
    QVERIFY(place.server.get(u"/api/v2/plugins/ChangingDataOutput/form"_s).body.contains("more"));

    answer = place.install(1);
    QVERIFY2(answer.status == 200, answer.body.constData());
    QCOMPARE(answer.json()[u"status"_s].toString(), u"downgraded"_s);
    QCOMPARE(place.version(), u"1.0.0"_s);
    QVERIFY(!place.server.get(u"/api/v2/plugins/ChangingDataOutput/form"_s).body.contains("more"));
    QCOMPARE(place.inPath(), QStringList{u"changing"_s});
    answer = place.install(2);
    QCOMPARE(answer.json()[u"status"_s].toString(), u"upgraded"_s);
}

void PackagesTest::aFormMayBringIt()
{
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    const QByteArray body = "--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                            "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                            "filename=\"c.zip\"\r\nContent-Type: application/zip\r\n\r\n" +
                            place.package(1) + "\r\n--b--\r\n";
    const Answer answer =
        place.client().ask("POST", installed, body, "multipart/form-data; boundary=b");
    QVERIFY2(answer.status == 200, answer.body.constData());
    QCOMPARE(place.version(), u"1.0.0"_s);
}

void PackagesTest::whatFailsLeavesTheOldVersion_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("words");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&](const QString &step, const QString &words) {
            QTest::addRow("%s, %s", qPrintable(kind), qPrintable(step)) << kind << step << words;
        };
        row(u"constructor"_s, u"no licence file"_s); // the probe finds it
        row(u"initialize"_s, u"the warehouse does not answer"_s);
        row(u"start"_s, u"port 5439 is taken"_s);
        row(u"health"_s, u"health-failed"_s);
    }
}

void PackagesTest::whatFailsLeavesTheOldVersion()
{
    QFETCH(QString, database);
    QFETCH(QString, step);
    QFETCH(QString, words);
    Place place(m_databases.make(database), {{u"OUTLET_FIXTURE_CHANGING"_s, step}});
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(1).status, 200);
    const QString folder = place.workspace.path(u"plugins/changing"_s);
    const QStringList before = QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    const Answer answer = place.install(2);
    QCOMPARE(answer.status, 409);
    QVERIFY2(answer.body.contains(words.toUtf8()), answer.body.constData());
    QVERIFY2(answer.body.contains("Nothing has changed"), answer.body.constData());
    QCOMPARE(place.version(), u"1.0.0"_s);
    QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), before);
    QCOMPARE(place.server.get(u"/api/v2/plugins/ChangingDataOutput/form"_s).status, 200);
}

void PackagesTest::aFirstOneThatFailsLeavesNothing()
{
    Place place(m_databases.make(u"SQLite"_s), {{u"OUTLET_FIXTURE_CHANGING"_s, u"start"_s}});
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(2).status, 409);
    QCOMPARE(place.inPath(), QStringList());
    QCOMPARE(place.version(), QString());
}

void PackagesTest::rubbishIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("status");
    QTest::newRow("nothing") << ""_ba
                             << "application/zip"_ba << 422;
    QTest::newRow("a text") << "hello"_ba
                            << "application/zip"_ba << 409;
    QTest::newRow("a form without a file")
        << "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n"_ba
        << "multipart/form-data; boundary=b"_ba << 422;
    QTest::newRow("a form without an end")
        << "--b\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\nx"_ba
        << "multipart/form-data; boundary=b"_ba << 422;
    QTest::newRow("a form without a boundary") << "x"_ba
                                               << "multipart/form-data"_ba << 422;
}

void PackagesTest::rubbishIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(int, status);
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    const Answer answer = place.client().ask("POST", installed, body, type);
    QVERIFY2(answer.status == status, answer.body.constData());
    QCOMPARE(place.inPath(), QStringList());
}

void PackagesTest::uninstalled_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QByteArray>("query");
    for (const QString &kind : Databases::kinds()) {
        for (const QByteArray &query :
             {""_ba, "?data=keep"_ba, "?data=archive"_ba, "?data=drop&confirm=true"_ba})
            QTest::addRow("%s, %s", qPrintable(kind), query.constData()) << kind << query;
    }
}

void PackagesTest::uninstalled()
{
    QFETCH(QString, database);
    QFETCH(QByteArray, query);
    Place place(m_databases.make(database));
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(2).status, 200);
    Client client = place.client();
    const Answer stored = client.ask("POST", configurations,
                                     R"({"configuration_type":"ChangingDataOutput","thing":"a"})");
    QVERIFY2(stored.status == 201, stored.body.constData());
    const QByteArray id = stored.json()[u"id"_s].toString().toLatin1();
    if (query.contains("drop")) {
        const Answer refused = client.ask("DELETE", one + "?data=drop");
        QCOMPARE(refused.status, 409);
        QCOMPARE(place.version(), u"2.0.0"_s);
    }
    const Answer gone = client.ask("DELETE", one + query);
    QVERIFY2(gone.status == 200, gone.body.constData());
    QCOMPARE(gone.json()[u"status"_s].toString(), u"uninstalled"_s);
    QCOMPARE(gone.json()[u"configurations"_s].toInt(), 1);
    QCOMPARE(place.version(), QString());
    QCOMPARE(place.inPath(), QStringList());
    QCOMPARE(client.ask("GET", configurations + id).status, query.contains("drop") ? 404 : 200);
    QCOMPARE(client.ask("DELETE", one).status, 404);
    const Answer again = place.install(2);
    QVERIFY2(again.status == 200, again.body.constData());
    QCOMPARE(again.json()[u"status"_s].toString(), u"installed"_s);
    QCOMPARE(place.version(), u"2.0.0"_s);
    const Answer read = client.ask("GET", configurations + id);
    if (!query.contains("drop") && !query.contains("archive"))
        QCOMPARE(read.json()[u"thing"_s].toString(), u"a"_s);
    QCOMPARE(client
                 .ask("POST", configurations,
                      R"({"configuration_type":"ChangingDataOutput","thing":"b"})")
                 .status,
             201);
}

void PackagesTest::aDowngradeThatDoesHarmIsRefused()
{
    QFETCH(QString, database);
    Place place(m_databases.make(database));
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(1).status, 200);
    QCOMPARE(place.install(2).status, 200);
    Client client = place.client();
    const auto store = [&](const QByteArray &values) {
        const Answer stored =
            client.ask("POST", configurations,
                       R"({"configuration_type":"ChangingDataOutput",)" + values + '}');
        return stored.status == 201 ? stored.json()[u"id"_s].toString() : QString();
    };
    const QString fine = store(R"("thing":"a")");
    const QString losing = store(R"("thing":"b","more":"geheim","name":"the second")");
    const QString tooLong = store(R"("thing":")" + QByteArray(50, 'c') + '"');
    QVERIFY(!fine.isEmpty() && !losing.isEmpty() && !tooLong.isEmpty());

    const QByteArray older = place.package(1);
    const QJsonObject looked = client.ask("GET", one + "/preview?version=1.0.0").json();
    const QJsonObject posted = client.ask("POST", "/admin/plugins/preview", older).json();
    const Answer refused = client.ask("POST", installed, older);
    QCOMPARE(refused.status, 409);
    QCOMPARE(
        refused.json()[u"detail"_s].toString(),
        u"Version 1.0.0 of ChangingDataOutput would make 2 of 3 stored configurations invalid, "
        "or lose values of them. Nothing has changed."_s);
    QVERIFY(refused.json()[u"hint"_s].toString().contains("accept_invalid=true"_L1));
    QVERIFY(!refused.body.contains("geheim"));
    const QJsonArray wanted{
        QJsonObject{{u"id"_s, losing},
                    {u"name"_s, u"the second"_s},
                    {u"field"_s, u"more"_s},
                    {u"effect"_s, u"lost"_s},
                    {u"reason"_s, u"Version 1.0.0 has no such field: the value is lost"_s}},
        QJsonObject{{u"id"_s, tooLong},
                    {u"name"_s, QJsonValue::Null},
                    {u"field"_s, u"thing"_s},
                    {u"effect"_s, u"invalid"_s},
                    {u"reason"_s, u"Found \"%1\", wanted a string of at most 40 characters"_s.arg(
                                      QString(50, u'c'))}}};
    for (const QJsonObject &preview : {looked, posted, refused.json()[u"preview"_s].toObject()}) {
        QCOMPARE(preview[u"findings"_s].toArray(), wanted);
        QCOMPARE(preview[u"action"_s].toString(), u"downgrade"_s);
        QCOMPARE(preview[u"configurations"_s].toInt(), 3);
        QCOMPARE(preview[u"affected"_s].toInt(), 2);
        QCOMPARE(preview[u"omitted"_s].toInt(), 0);
    }
    QCOMPARE(place.version(), u"2.0.0"_s);
    QCOMPARE(client.ask("GET", configurations + losing.toLatin1()).json()[u"more"_s].toString(),
             u"geheim"_s);

    const Answer accepted =
        client.ask("POST", QByteArray(installed) + "?accept_invalid=true", older);
    QVERIFY2(accepted.status == 200, accepted.body.constData());
    QCOMPARE(accepted.json()[u"status"_s].toString(), u"downgraded"_s);
    const QJsonObject back = client.ask("GET", one + "/preview?version=2.0.0").json();
    QCOMPARE(back[u"action"_s].toString(), u"upgrade"_s);
    QCOMPARE(back[u"affected"_s].toInt(), 0);
}

void PackagesTest::uninstallingIsPreviewed_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("effect");
    QTest::addColumn<QString>("reason");
    QTest::newRow("keep") << u"keep"_s << QString() << QString();
    QTest::newRow("archive") << u"archive"_s << u"archived"_s
                             << u"Its values go into a table that no connector reads"_s;
    QTest::newRow("drop") << u"drop"_s << u"lost"_s << u"It is deleted"_s;
}

void PackagesTest::uninstallingIsPreviewed()
{
    QFETCH(QString, mode);
    QFETCH(QString, effect);
    QFETCH(QString, reason);
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(2).status, 200);
    Client client = place.client();
    constexpr int stored = 105;
    for (int i = 0; i < stored; ++i)
        QCOMPARE(client
                     .ask("POST", configurations,
                          R"({"configuration_type":"ChangingDataOutput","thing":"a"})")
                     .status,
                 201);
    const QJsonObject preview = client.ask("GET", one + "/preview?data=" + mode.toLatin1()).json();
    QCOMPARE(preview[u"action"_s].toString(), u"uninstall"_s);
    QCOMPARE(preview[u"data"_s].toString(), mode);
    QVERIFY(preview[u"version"_s].isNull());
    QCOMPARE(preview[u"from"_s].toString(), u"2.0.0"_s);
    QCOMPARE(preview[u"configurations"_s].toInt(), stored);
    QCOMPARE(preview[u"affected"_s].toInt(), effect.isEmpty() ? 0 : stored);
    QCOMPARE(preview[u"findings"_s].toArray().size(), effect.isEmpty() ? 0 : 100);
    QCOMPARE(preview[u"omitted"_s].toInt(), effect.isEmpty() ? 0 : stored - 100);
    for (const QJsonValue finding : preview[u"findings"_s].toArray()) {
        QCOMPARE(finding[u"effect"_s].toString(), effect);
        QCOMPARE(finding[u"reason"_s].toString(), reason);
        QVERIFY(finding[u"field"_s].isNull());
    }
    QCOMPARE(place.version(), u"2.0.0"_s);
}

void PackagesTest::previewsOfNothing_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("a plugin that nobody has")
        << "/admin/plugins/nobody/preview?data=keep"_ba << 404 << "Plugin 'nobody' not found"_ba;
    QTest::newRow("a version that is not installed")
        << one + "/preview?version=3.0.0" << 404 << "Installed: 1.0.0"_ba;
    QTest::newRow("a version of what is built in")
        << "/admin/plugins/snowflake/preview?version=1.0.0"_ba << 404
        << "No package has brought snowflake"_ba;
    QTest::newRow("neither") << one + "/preview" << 422 << "either a version"_ba;
    QTest::newRow("both") << one + "/preview?version=1.0.0&data=keep" << 422
                          << "either a version"_ba;
    QTest::newRow("a word that is none")
        << one + "/preview?data=burn" << 422 << "'keep', 'archive' or 'drop'"_ba;
}

void PackagesTest::previewsOfNothing()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QByteArray, words);
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    QCOMPARE(place.install(1).status, 200);
    const Answer answer = place.client().ask("GET", target);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.contains(words), answer.body.constData());
    QCOMPARE(Client(place.server.url(), "wrong").ask("GET", target).status, 401);
}

void PackagesTest::whatNoPackageHasBroughtStays()
{
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    const Answer answer = place.client().ask("DELETE", "/admin/plugins/snowflake");
    QCOMPARE(answer.status, 409);
    QVERIFY2(answer.body.contains("was not installed from a package"), answer.body.constData());
    QVERIFY(place.server.pluginNames().contains(u"SnowflakeDataOutput"_s));
    QCOMPARE(place.client().ask("DELETE", "/admin/plugins/snowflake?data=burn").status, 422);
    QCOMPARE(place.client().ask("DELETE", "/admin/plugins/nobody").status, 404);
}

void PackagesTest::withoutTheTokenNothingHappens()
{
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    Client stranger(place.server.url(), "wrong");
    QCOMPARE(stranger.ask("POST", installed, place.package(1)).status, 401);
    QCOMPARE(stranger.ask("DELETE", one).status, 401);
    QCOMPARE(place.inPath(), QStringList());
}

QTEST_GUILESS_MAIN(PackagesTest)
#include "packages_test.moc"
