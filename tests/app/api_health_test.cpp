// SPDX-License-Identifier: GPL-3.0-or-later
// How plugins are, as the API tells it: with real modules, from discovery to the answer.
#include "app/api/api.h"
#include "tests/contract/asking.h"
#include "tests/registry/pipeline.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlet;
using namespace outlet::app::api;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class ApiHealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { qunsetenv("OUTLET_FIXTURE_HEALTH"); }
    void saysHowAPluginIs_data();
    void saysHowAPluginIs();
    void aCheckThatHangsEndsAtItsDeadline();
    void theDetailHasTheLastReport();
    void takesOtherNames();
    void isNotToBeKept();
    void withoutChecksNothingIsKnown();

private:
    QJsonObject json(const QByteArray &target) const
    {
        return QJsonDocument::fromJson(m_api.answer(requestFor(target)).body).object();
    }
    QJsonObject health(const QByteArray &name) const
    {
        return json("/api/v2/plugins/" + name + "/health");
    }

    Site m_site;
    std::unique_ptr<registry::PluginRegistry> m_registry;
    Router m_api;
};

void ApiHealthTest::initTestCase()
{
    for (const QString &fixture : {u"health_good"_s, u"health_running"_s, u"health_throws"_s,
                                   u"health_hangs"_s, u"minimal"_s, u"not_elf"_s, u"cycle"_s})
        m_site.add(fixture);
    m_site.options.hookTimeout = std::chrono::milliseconds(500);
    m_registry = std::make_unique<registry::PluginRegistry>(m_site.options, m_site.database());
    QVERIFY(m_registry->discover());
    m_api = makeApi({[this] { return m_registry->snapshot(); },
                     nullptr, // asked by nothing here
                     u"1"_s,
                     {},
                     {},
                     &m_registry->health()});
}

void ApiHealthTest::saysHowAPluginIs_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("plugin");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QJsonValue>("reason");
    QTest::addColumn<QJsonObject>("details");
    const auto row = [](const char *about, const QByteArray &name, const QString &plugin,
                        const QString &status, const QJsonValue &reason,
                        const QJsonObject &details = {}) {
        QTest::newRow(about) << name << plugin << status << reason << details;
    };
    row("one that is well", "HealthGood", u"HealthGood"_s, u"ok"_s, QJsonValue(),
        {{u"latency_ms"_s, 7}, {u"at_home"_s, true}});
    row("one that runs", "HealthRunning", u"HealthRunning"_s, u"ok"_s, QJsonValue(),
        {{u"running"_s, true}});
    row("one that throws", "HealthThrows", u"HealthThrows"_s, u"failed"_s,
        u"health() of HealthThrows failed: It threw an exception: the warehouse is closed"_s);
    row("one without the hook", "MinimalDataOutput", u"MinimalDataOutput"_s, u"unknown"_s,
        u"MinimalDataOutput has no hook HealthCheck."_s);
    row("one that is part of a cycle", "CycleA", u"CycleA"_s, u"unknown"_s,
        u"It is not in force: Circular dependency detected: cycle_a -> cycle_b -> cycle_c -> "
        "cycle_a"_s);
}

void ApiHealthTest::saysHowAPluginIs()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, plugin);
    QFETCH(QString, status);
    QFETCH(QJsonValue, reason);
    QFETCH(QJsonObject, details);
    QJsonObject answer = health(name);
    const QJsonValue time = answer.take(u"checked_at"_s);
    const QJsonObject wanted = {{u"plugin"_s, plugin},
                                {u"status"_s, status},
                                {u"reason"_s, reason},
                                {u"details"_s, details}};
    QCOMPARE(answer, wanted);
    QCOMPARE(time.isNull(), status == "unknown"_L1);
    QVERIFY(time.isNull() || QDateTime::fromString(time.toString(), Qt::ISODateWithMs).isValid());
}

void ApiHealthTest::aCheckThatHangsEndsAtItsDeadline()
{
    QElapsedTimer timer;
    timer.start();
    const QJsonObject answer = health("HealthHangs");
    QVERIFY2(timer.elapsed() >= 500 && timer.elapsed() < 5000,
             qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(answer[u"status"_s].toString(), u"failed"_s);
    QCOMPARE(answer[u"reason"_s].toString(),
             u"health() of HealthHangs missed its deadline: it did not return within 500 ms. It is "
             "not called again until the server starts again."_s);
}

void ApiHealthTest::theDetailHasTheLastReport()
{
    // A registry of its own: nobody has been asked yet.
    Site site;
    site.add(u"health_good"_s);
    registry::PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QSqlDatabase database = site.database();
    const Router api = makeApi(
        {[&] { return registry.snapshot(); }, &database, u"1"_s, {}, {}, &registry.health()});
    const auto ask = [&api](const QByteArray &target) {
        return QJsonDocument::fromJson(api.answer(requestFor(target)).body).object();
    };
    QVERIFY(ask("/api/v2/plugins/HealthGood")[u"health"_s].isNull());
    qputenv("OUTLET_FIXTURE_HEALTH", "1");
    QJsonObject report = ask("/api/v2/plugins/HealthGood/health");
    QCOMPARE(report.take(u"plugin"_s).toString(), u"HealthGood"_s);
    QCOMPARE(report[u"status"_s].toString(), u"degraded"_s);
    QCOMPARE(ask("/api/v2/plugins/HealthGood")[u"health"_s].toObject(), report);
}

void ApiHealthTest::takesOtherNames()
{
    QCOMPARE(health("health_good")[u"plugin"_s].toString(), u"HealthGood"_s);
    const Reply reply = m_api.answer(requestFor("/api/v2/plugins/HealthGod/health"));
    QCOMPARE(reply.status, 404);
    QVERIFY2(reply.body.contains("\"detail\":\"Plugin 'HealthGod' not found\""),
             reply.body.constData());
    QVERIFY2(reply.body.contains("HealthGood"), reply.body.constData()); // the nearest name
}

void ApiHealthTest::isNotToBeKept()
{
    const Reply reply = m_api.answer(requestFor("/api/v2/plugins/HealthGood/health"));
    QCOMPARE(reply.status, 200);
    QCOMPARE(headerOf(reply, "Cache-Control"), "no-store"_ba);
    QVERIFY(
        reply.body.startsWith(R"({"plugin":"HealthGood","status":"ok","reason":null,"details":)"));
}

void ApiHealthTest::withoutChecksNothingIsKnown()
{
    const Router api = makeApi({[this] { return m_registry->snapshot(); }, nullptr, u"1"_s});
    const Reply reply = api.answer(requestFor("/api/v2/plugins/HealthGood/health"));
    QCOMPARE(reply.body, R"({"plugin":"HealthGood","status":"unknown","reason":"Plugins are not )"
                         R"(called here.","details":{},"checked_at":null})"_ba);
}

QTEST_GUILESS_MAIN(ApiHealthTest)
#include "api_health_test.moc"
