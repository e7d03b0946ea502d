// SPDX-License-Identifier: GPL-3.0-or-later
// Plugins that are switched, replaced and loaded anew on a server that answers meanwhile.
#include "tests/e2e/httpclient.h"
#include "tests/fixtures/fixture.h"
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

namespace {

const QString changing = u"ChangingDataOutput"_s;

/** A server with version 1 of a connector in its plugin path. */
class Place
{
public:
    explicit Place(const QString &databaseUrl)
    {
        place(fixtureNamed(u"changing_1"_s), workspace.path(u"built"_s));
        m_second = place(fixtureNamed(u"changing_2"_s), workspace.path(u"built"_s));
        workspace.makeDirectory(u"plugins"_s);
        put(workspace.path(u"built/changing_1/changing"_s));
        isStarted = server.start(workspace,
                                 {u"--plugin-path"_s, workspace.path(u"plugins"_s),
                                  u"--database-url"_s, databaseUrl, u"--sample-data"_s,
                                  // A pipe that nobody reads holds up who writes into it.
                                  u"--log-level"_s, u"warning"_s},
                                 {{u"OUTLET_ADMIN_TOKEN"_s, QString::fromLatin1(adminToken)}});
    }

    /** As a package manager does: each file at once, under its name. */
    void put(const QString &from)
    {
        const std::filesystem::path source = from.toStdString();
        const std::filesystem::path target =
            std::filesystem::path(workspace.path(u"plugins"_s).toStdString()) / source.filename();
        std::filesystem::create_directories(target);
        for (const auto &entry : std::filesystem::recursive_directory_iterator(source)) {
            const auto file = target / std::filesystem::relative(entry.path(), source);
            if (entry.is_directory()) {
                std::filesystem::create_directories(file);
                continue;
            }
            const auto part = file.parent_path() / ".part";
            std::filesystem::copy_file(entry.path(), part);
            std::filesystem::rename(part, file);
        }
    }
    void putSecond() { put(m_second + u"/changing"_s); }

    QString version() const
    {
        return server.get(u"/plugins/"_s + changing).json()[u"version"_s].toString();
    }

    Workspace workspace;
    Server server;
    bool isStarted = false;

private:
    QString m_second;
};

} // namespace

class LivePluginsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theListsAreThoseOfTheSeeds();
    void switchedOffAndOn_data() { Databases::addRows(); }
    void switchedOffAndOn();
    void withoutTheTokenNothingHappens();
    void whatCannotBeDoneIsExplained_data();
    void whatCannotBeDoneIsExplained();
    void filesThatAreReplacedComeIntoForce();
    void aFolderComesAndGoes();
    void anotherServerHearsOfIt();
    void manyReloadsFailNoRequest_data() { Databases::addRows(); }
    void manyReloadsFailNoRequest();
    void manyOperatorsAtOnce_data() { Databases::addRows(); }
    void manyOperatorsAtOnce();

private:
    Databases m_databases;
};

void LivePluginsTest::theListsAreThoseOfTheSeeds()
{
    const Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    Client client(place.server.url());
    const QJsonObject names = client.ask("GET", "/admin/plugins").json();
    QVERIFY(names[u"available"_s].toArray().contains(changing));
    QVERIFY(names[u"loaded"_s].toArray().contains(changing));
    const QJsonArray all = QJsonDocument::fromJson(place.server.get(u"/plugins"_s).body).array();
    QCOMPARE(all.size(), names[u"available"_s].toArray().size());
    const QJsonObject one = place.server.get(u"/plugins/changing"_s).json();
    QCOMPARE(one.keys(),
             QStringList({u"author"_s, u"binary_path"_s, u"description"_s, u"id"_s, u"name"_s,
                          u"source_path"_s, u"status"_s, u"type"_s, u"version"_s}));
    QCOMPARE(one[u"status"_s].toString(), u"active"_s);
    QCOMPARE(one[u"id"_s].toString().size(), 36);
    QCOMPARE(place.server.get(u"/plugins/nobody"_s).status, 404);
}

void LivePluginsTest::switchedOffAndOn()
{
    QFETCH(QString, database);
    Place place(m_databases.make(database));
    QVERIFY(place.isStarted);
    Client client(place.server.url());
    const QByteArray base = "/admin/plugins/" + changing.toLatin1();
    const QString form = u"/api/v2/plugins/%1/form"_s.arg(changing);
    QJsonObject done = client.post(base + "/disable").json();
    QCOMPARE(done[u"status"_s].toString(), u"disabled"_s);
    QCOMPARE(done[u"name"_s].toString(), changing);
    QCOMPARE(done[u"changed"_s].toBool(), true);
    QCOMPARE(done[u"verdict"_s][u"code"_s].toString(), u"inactive"_s);
    QCOMPARE(place.server.get(form).status, 404);
    QCOMPARE(client.post(base + "/disable").json()[u"changed"_s].toBool(true), false);
    done = client.post(base + "/enable").json();
    QCOMPARE(done[u"status"_s].toString(), u"enabled"_s);
    QCOMPARE(done[u"verdict"_s][u"code"_s].toString(), u"running"_s);
    QCOMPARE(place.server.get(form).status, 200);
    QCOMPARE(client.post(base + "/toggle").json()[u"status"_s].toString(), u"disabled"_s);
    QCOMPARE(client.post(base + "/toggle").json()[u"status"_s].toString(), u"enabled"_s);
    QCOMPARE(client.post("/plugins/changing/toggle").body,
             R"({"message":"Plugin status updated successfully","plugin":"ChangingDataOutput",)"
             R"("status":"inactive"})");
    QCOMPARE(client.post("/plugins/changing/toggle").json()[u"status"_s].toString(), u"active"_s);
    done = client.post(base + "/reload").json();
    QCOMPARE(done[u"status"_s].toString(), u"unchanged"_s);
    done = client.post(base + "/reload?force=true").json();
    QCOMPARE(done[u"status"_s].toString(), u"reloaded"_s);
    QCOMPARE(client.post("/plugins/changing/reload").json()[u"status"_s].toString(),
             u"reloading"_s);
}

void LivePluginsTest::withoutTheTokenNothingHappens()
{
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    Client stranger(place.server.url(), "wrong");
    for (const QByteArray &target :
         {"/admin/plugins/changing/disable"_ba, "/admin/plugins/changing/toggle"_ba,
          "/admin/plugins/changing/reload?force=true"_ba, "/plugins/changing/toggle"_ba,
          "/plugins/changing/reload"_ba})
        QCOMPARE(stranger.post(target).status, 401);
    QCOMPARE(stranger.ask("GET", "/admin/plugins").status, 401);
    QCOMPARE(place.server.get(u"/plugins/changing"_s).json()[u"status"_s].toString(), u"active"_s);
}

void LivePluginsTest::whatCannotBeDoneIsExplained_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &target, int status,
                        const QString &words) { QTest::newRow(name) << target << status << words; };
    row("a name that nobody has", "nobody/enable", 404, u"Plugin 'nobody' not found"_s);
    row("a name that is nearly one", "ChangingDataOutpu/disable", 404, u"Did you mean"_s);
    row("one that is broken", "broken/enable", 409, u"not-elf"_s);
    row("one that is broken, anew", "broken/reload", 409, u"not-elf"_s);
    row("a truth that is none", "changing/reload?force=perhaps", 422, u"valid boolean"_s);
    row("an operation that there is not", "changing/explode", 404, u"Not Found"_s);
}

void LivePluginsTest::whatCannotBeDoneIsExplained()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QString, words);
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    place.workspace.makeDirectory(u"plugins/broken"_s);
    place.workspace.write(u"plugins/broken/broken.so"_s, "rubbish");
    QTRY_VERIFY_WITH_TIMEOUT(
        place.server.get(u"/api/v2/plugins/broken/why"_s).body.contains("not-elf"), 20'000);
    Client client(place.server.url());
    const Answer answer = client.post("/admin/plugins/" + target);
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.contains(words.toUtf8()), answer.body.constData());
}

void LivePluginsTest::filesThatAreReplacedComeIntoForce()
{
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    QCOMPARE(place.version(), u"1.0.0"_s);
    place.putSecond();
    QTRY_COMPARE_WITH_TIMEOUT(place.version(), u"2.0.0"_s, 20'000);
    place.server.send(SIGTERM);
    QVERIFY(place.server.waitForEnd());
    QCOMPARE(place.server.exitCode(), 0);
}

void LivePluginsTest::aFolderComesAndGoes()
{
    Place place(m_databases.make(u"SQLite"_s));
    QVERIFY(place.isStarted);
    QVERIFY(QDir(place.workspace.path(u"plugins/changing"_s)).removeRecursively());
    QTRY_COMPARE_WITH_TIMEOUT(place.version(), QString(), 20'000);
    place.putSecond();
    QTRY_COMPARE_WITH_TIMEOUT(place.version(), u"2.0.0"_s, 20'000);
}

void LivePluginsTest::anotherServerHearsOfIt()
{
    const QString url = m_databases.make(u"PostgreSQL"_s);
    Place place(url);
    QVERIFY(place.isStarted);
    Server other;
    QVERIFY(other.start(place.workspace, {u"--plugin-path"_s, place.workspace.path(u"plugins"_s),
                                          u"--database-url"_s, url, u"--data-dir"_s,
                                          place.workspace.path(u"other"_s)}));
    const QString target = u"/plugins/"_s + changing;
    QCOMPARE(other.get(target).json()[u"status"_s].toString(), u"active"_s);
    Client client(place.server.url());
    QCOMPARE(client.post("/admin/plugins/changing/disable").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(other.get(target).json()[u"status"_s].toString(), u"inactive"_s,
                              10'000);
    QCOMPARE(client.post("/admin/plugins/changing/enable").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(other.get(target).json()[u"status"_s].toString(), u"active"_s,
                              10'000);
}

void LivePluginsTest::manyReloadsFailNoRequest()
{
    QFETCH(QString, database);
    Place place(m_databases.make(database));
    QVERIFY(place.isStarted);
    place.put(outlet::tests::place(fixtureNamed(u"echo"_s), place.workspace.path(u"built"_s)) +
              u"/echo"_s);
    QTRY_COMPARE_WITH_TIMEOUT(place.server.get(u"/echo/hello"_s).status, 200, 20'000);
    std::atomic<bool> isEnough = false;
    std::atomic<int> asked = 0;
    std::atomic<int> failed = 0;
    const QString url = place.server.url();
    const auto ask = [&](const QByteArray &method, const QByteArray &target,
                         const QByteArray &body) {
        Client client(url);
        while (!isEnough) {
            const Answer answer = client.ask(method, target, body);
            if (answer.status != 200 && ++failed == 1)
                qWarning() << target << answer.head << answer.body;
            ++asked;
        }
    };
    std::vector<std::jthread> askers;
    askers.emplace_back(ask, "GET", "/api/v2/plugins/", "");
    askers.emplace_back(ask, "GET", "/api/v2/plugins/ChangingDataOutput/form", "");
    askers.emplace_back(ask, "POST", "/api/v2/plugins/ChangingDataOutput/validate",
                        R"({"thing":"a"})");
    askers.emplace_back(ask, "GET", "/echo/hello", "");
    Client client(url);
    for (int i = 0; i < 100; ++i) {
        const QByteArray name = i % 2 ? "changing" : "echo";
        QCOMPARE(client.post("/admin/plugins/" + name + "/reload?force=true").status, 200);
    }
    place.putSecond();
    QTRY_COMPARE_WITH_TIMEOUT(place.version(), u"2.0.0"_s, 20'000);
    isEnough = true;
    askers.clear();
    QCOMPARE(failed, 0);
    QVERIFY(asked > 100);
}

void LivePluginsTest::manyOperatorsAtOnce()
{
    QFETCH(QString, database);
    Place place(m_databases.make(database));
    QVERIFY(place.isStarted);
    const QString url = place.server.url();
    std::atomic<int> odd = 0;
    std::mutex mutex;
    QHash<QString, int> switched; // how often on, less how often off
    const auto operate = [&](quint32 seed) {
        QRandomGenerator random(seed);
        Client client(url);
        const QByteArrayList names = {"changing", "snowflake", "glue", "redshift", "databricks"};
        const QByteArrayList words = {"enable", "disable", "toggle", "reload", "reload?force=true"};
        for (int i = 0; i < 50; ++i) {
            const QByteArray target = "/admin/plugins/" + names[random.bounded(names.size())] +
                                      '/' + words[random.bounded(words.size())];
            const auto answer = client.post(target);
            if (answer.status != 200 && answer.status != 409 && ++odd == 1)
                qWarning() << target << answer.status; // 409: reload of one switched off
            const QJsonObject done = answer.json();
            if (!done[u"changed"_s].toBool() || target.contains("/reload"))
                continue;
            const std::lock_guard lock(mutex);
            switched[done[u"name"_s].toString()] +=
                done[u"status"_s].toString() == "disabled"_L1 ? -1 : 1;
        }
    };
    {
        std::vector<std::jthread> operators;
        for (quint32 i = 0; i < 20; ++i)
            operators.emplace_back(operate, i);
    }
    QCOMPARE(odd, 0);
    // One after the other, in whatever order: all began switched on, so that each is off as often
    // as it is on again, or once more if it is off now.
    const QStringList inForce = place.server.pluginNames();
    QCOMPARE(switched.size(), 5);
    for (auto it = switched.cbegin(); it != switched.cend(); ++it)
        QVERIFY2(*it == (inForce.contains(it.key()) ? 0 : -1), qPrintable(it.key()));
    Client client(url);
    for (const char *name : {"changing", "snowflake", "glue", "redshift", "databricks"})
        QCOMPARE(client.post(QByteArray("/admin/plugins/") + name + "/enable").status, 200);
    QCOMPARE(place.server.pluginNames().size(), 5);
    place.server.send(SIGTERM);
    QVERIFY(place.server.waitForEnd());
    QCOMPARE(place.server.exitCode(), 0);
}

QTEST_GUILESS_MAIN(LivePluginsTest)
#include "liveplugins_test.moc"
