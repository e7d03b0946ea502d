// SPDX-License-Identifier: GPL-3.0-or-later
// A plugin that throws in every hook: each call is an error that names it, and nothing more.
#include "registry/endpointcall.h"
#include "tests/registry/pipeline.h"

#include <QTest>

#include <functional>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Ask = std::function<std::optional<Error>(HookCalls &, const Connector &)>;
Q_DECLARE_METATYPE(Ask)

class ThrowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("OUTLET_FIXTURE_THROWS"); }
    void aCallIsAnError_data();
    void aCallIsAnError();
    void aStepOfItsLifeIsAVerdict_data();
    void aStepOfItsLifeIsAVerdict();
    void eventsHealthAndStopHurtNobody();
};

namespace {

/** What came of a call, if it was no answer. */
template<class Answer>
std::optional<Error> errorOf(const Result<Answer> &answer)
{
    return answer ? std::nullopt : std::optional(answer.error());
}

} // namespace

void ThrowsTest::aCallIsAnError_data()
{
    QTest::addColumn<Ask>("ask");
    const auto row = [](const char *hook, const Ask &ask) { QTest::newRow(hook) << ask; };
    row("normalise", [](auto &hooks, auto &c) { return errorOf(hooks.normalise(c, {})); });
    row("check", [](auto &hooks, auto &c) { return errorOf(hooks.check(c, {}, {})); });
    row("accessPath", [](auto &hooks, auto &c) { return errorOf(hooks.accessPath(c, u"x"_s)); });
    row("accessUrl", [](auto &hooks, auto &c) { return errorOf(hooks.accessUrl(c, {})); });
    row("matches", [](auto &hooks, auto &c) {
        return errorOf(hooks.matchingItem(c, QJsonArray{QJsonObject()}, {}));
    });
    row("options", [](auto &hooks, auto &c) { return errorOf(hooks.options(c, u"thing"_s, {})); });
    row("handle", [](auto &hooks, auto &c) { return errorOf(callEndpoint(hooks, c, {})); });
}

void ThrowsTest::aCallIsAnError()
{
    QFETCH(Ask, ask);
    Site site;
    site.add(u"throws"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    const SnapshotPtr snapshot = registry.snapshot();
    const Connector *connector = snapshot->find(u"ThrowsDataOutput"_s);
    QVERIFY(connector);
    const QString hook = QString::fromLatin1(QTest::currentDataTag());
    for (int i = 0; i < 20; ++i) { // one that throws is asked again
        const auto error = ask(registry.hooks(), *connector);
        QVERIFY(error);
        QCOMPARE(int(error->code), int(ErrorCode::Internal));
        QCOMPARE(error->message, u"%1() of ThrowsDataOutput: It threw an exception: %1 is not what "
                                 "it should be"_s.arg(hook));
    }
}

void ThrowsTest::aStepOfItsLifeIsAVerdict_data()
{
    QTest::addColumn<QString>("code");
    QTest::newRow("seed") << u"throws: seed-failed"_s;
    QTest::newRow("initialize") << u"throws: initialize-failed"_s;
    QTest::newRow("start") << u"throws: start-failed"_s;
    QTest::newRow("topics") << u"throws: running"_s;
}

void ThrowsTest::aStepOfItsLifeIsAVerdict()
{
    QFETCH(QString, code);
    Site site;
    site.add(u"throws"_s);
    site.add(u"minimal"_s);
    qputenv("OUTLET_FIXTURE_THROWS", QTest::currentDataTag());
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    QCOMPARE(verdicts(*registry.snapshot()), QStringList({u"minimal: ready"_s, code}));
    for (const Rejected &rejected : registry.snapshot()->rejected)
        QVERIFY2(rejected.verdict.message.contains(u"is not what it should be"_s),
                 qPrintable(rejected.verdict.message));
}

void ThrowsTest::eventsHealthAndStopHurtNobody()
{
    Site site;
    Journal journal;
    site.add(u"throws"_s);
    site.add(u"minimal"_s);
    PluginRegistry registry(site.options, site.database());
    QVERIFY(registry.discover());
    const SnapshotPtr snapshot = registry.snapshot();
    const HealthReport report = registry.health().check(*snapshot->find(u"ThrowsDataOutput"_s));
    QCOMPARE(int(report.state), int(HealthState::Failed));
    QVERIFY2(report.reason.contains(u"health is not what it should be"_s),
             qPrintable(report.reason));
    for (int i = 0; i < 3; ++i)
        QVERIFY(site.options.events->publish(u"test:thing"_s, {}));
    QStringList heard;
    QTRY_VERIFY_WITH_TIMEOUT((heard += journal.take()).count(u"throws onEvent"_s) == 3, 10'000);
    QVERIFY(registry.setEnabled(u"throws"_s, false));
    heard += journal.take();
    QVERIFY(heard.contains(u"throws stop"_s));
    QCOMPARE(verdicts(*registry.snapshot()),
             QStringList({u"minimal: ready"_s, u"throws: inactive"_s}));
}

QTEST_GUILESS_MAIN(ThrowsTest)
#include "throws_test.moc"
