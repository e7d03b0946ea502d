// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/hookcalls.h"

#include "tests/registry/modules.h"
#include "tests/registry/plugin.h"

#include <QFile>
#include <QTest>

#include <future>
#include <vector>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class HookCallsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyHookIsAsked();
    void withoutItsHookNothingHappens();
    void whatTheConnectorRefusesIsItsOwnWord();
    void oneThatThrowsIsAnError();
    void oneThatHangsIsATimeout();
    void oneThatHangsManyTimesIsLeftAlone();
    void aStoppedOneIsNotAsked();
    void oneThatCannotBeLoadedSaysSo();
    void severalMayAskAtOnce();
};

namespace {

const Values throwing{{u"do"_s, u"throw"_s}};

Values waitingFor(const QString &file)
{
    return {{u"do"_s, u"wait"_s}, {u"for"_s, file}};
}

void make(const QString &path)
{
    QFile file(path);
    QVERIFY(file.open(QFile::WriteOnly));
}

HookCalls calls(std::chrono::milliseconds timeout = 10s)
{
    return HookCalls(std::make_shared<ModuleCalls>(), timeout);
}

} // namespace

void HookCallsTest::everyHookIsAsked()
{
    const Plugin plugin(u"advises"_s);
    HookCalls hooks = calls();
    QVERIFY(plugin.loaded().isEmpty());
    const Values values{{u"name"_s, u"b"_s}};
    QCOMPARE(hooks.normalise(plugin.connector, values).value(),
             (Values{{u"name"_s, u"b"_s}, {u"normalised"_s, true}}));
    Product product;
    product.nameSpace = u"sales"_s;
    QCOMPARE(hooks.check(plugin.connector, values, product).value(),
             (QList<FieldError>{{u"product"_s, u"sales"_s}}));
    QCOMPARE(hooks.accessPath(plugin.connector, u"a/b"_s).value(), u"A/B"_s);
    AccessUrlRequest request;
    request.environment = u"dev"_s;
    QCOMPARE(hooks.accessUrl(plugin.connector, request).value(), u"https://example.org/dev"_s);
    const QJsonArray items{1, QJsonObject{{u"identifier"_s, u"a"_s}},
                           QJsonObject{{u"identifier"_s, u"b"_s}, {u"n"_s, 1}},
                           QJsonObject{{u"identifier"_s, u"b"_s}, {u"n"_s, 2}}};
    QCOMPARE(hooks.matchingItem(plugin.connector, items, values).value(),
             std::optional(items.at(2).toObject()));
    QCOMPARE(hooks.matchingItem(plugin.connector, items, {}).value(), std::nullopt);
    const auto options = hooks.options(plugin.connector, u"bucket"_s, values);
    QCOMPARE(options.value().size(), 1);
    QCOMPARE(options->front().label, u"bucket"_s);
    QCOMPARE(options->front().value, QJsonValue(u"b"_s));
}

void HookCallsTest::withoutItsHookNothingHappens()
{
    const Plugin plugin(u"minimal"_s);
    HookCalls hooks = calls();
    QCOMPARE(hooks.normalise(plugin.connector, throwing).value(), throwing);
    QVERIFY(hooks.check(plugin.connector, throwing, {}).value().isEmpty());
    QCOMPARE(hooks.accessPath(plugin.connector, u"a"_s).value(), u"a"_s);
    QCOMPARE(hooks.matchingItem(plugin.connector, {QJsonObject()}, {}).value(), std::nullopt);
    const auto url = hooks.accessUrl(plugin.connector, {});
    QCOMPARE(url.error().code, ErrorCode::Unsupported);
    QCOMPARE(url.error().message, u"Plugin 'minimal' does not implement URL retrieval"_s);
    QCOMPARE(hooks.options(plugin.connector, u"a"_s, {}).error().code, ErrorCode::Unsupported);
    QVERIFY(plugin.loaded().isEmpty());
}

void HookCallsTest::whatTheConnectorRefusesIsItsOwnWord()
{
    const Plugin plugin(u"advises"_s);
    HookCalls hooks = calls();
    const auto path = hooks.accessPath(plugin.connector, {});
    QCOMPARE(path.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(path.error().message, u"Nothing to open"_s);
}

void HookCallsTest::oneThatThrowsIsAnError()
{
    const Plugin plugin(u"advises"_s);
    HookCalls hooks = calls();
    const auto thrown = hooks.normalise(plugin.connector, throwing);
    QCOMPARE(thrown.error().code, ErrorCode::Internal);
    QCOMPARE(thrown.error().message, u"normalise() of Advises: It threw an exception: no advice"_s);
    QVERIFY(hooks.normalise(plugin.connector, {})); // it may go on
}

void HookCallsTest::oneThatHangsIsATimeout()
{
    const Plugin plugin(u"advises"_s);
    HookCalls hooks = calls(100ms);
    const Values waiting = waitingFor(plugin.path(u"go"_s));
    const auto missed = hooks.options(plugin.connector, u"a"_s, waiting);
    QCOMPARE(missed.error().code, ErrorCode::Timeout);
    QCOMPARE(missed.error().message, u"options() of Advises did not return within 100 ms"_s);
    QVERIFY(hooks.normalise(plugin.connector, {}));
    make(plugin.path(u"go"_s));
}

void HookCallsTest::oneThatHangsManyTimesIsLeftAlone()
{
    const Plugin plugin(u"advises"_s);
    HookCalls hooks = calls(100ms);
    const Values waiting = waitingFor(plugin.path(u"go"_s));
    for (int i = 0; i < HookCalls::mostLost; ++i)
        QCOMPARE(hooks.normalise(plugin.connector, waiting).error().code, ErrorCode::Timeout);
    const auto refused = hooks.normalise(plugin.connector, {});
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QCOMPARE(refused.error().message, u"8 calls of Advises have not come back"_s);
    make(plugin.path(u"go"_s));
    QTRY_VERIFY(hooks.normalise(plugin.connector, {}).has_value());
}

void HookCallsTest::aStoppedOneIsNotAsked()
{
    const Plugin plugin(u"advises"_s);
    const auto modules = std::make_shared<ModuleCalls>();
    HookCalls hooks(modules, 10s);
    QVERIFY(hooks.normalise(plugin.connector, {}));
    modules->stop(plugin.connector.candidate.module, 10s);
    const auto refused = hooks.normalise(plugin.connector, {});
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QCOMPARE(refused.error().message, u"Advises was stopped"_s);
    modules->open(plugin.connector.candidate.module);
    QVERIFY(hooks.normalise(plugin.connector, {}));
}

void HookCallsTest::oneThatCannotBeLoadedSaysSo()
{
    const Plugin plugin(u"advises"_s);
    QVERIFY(QFile::remove(plugin.connector.candidate.module));
    HookCalls hooks = calls();
    const auto refused = hooks.normalise(plugin.connector, {});
    QCOMPARE(refused.error().code, ErrorCode::Unavailable);
    QVERIFY2(refused.error().message.startsWith(u"The module of Advises cannot be loaded: "),
             qPrintable(refused.error().message));
}

void HookCallsTest::severalMayAskAtOnce()
{
    const Plugin plugin(u"advises"_s);
    HookCalls hooks = calls();
    const Values waiting = waitingFor(plugin.path(u"go"_s));
    std::vector<std::future<bool>> askers;
    for (int i = 0; i < 2 * HookCalls::mostLost; ++i) {
        askers.push_back(std::async(std::launch::async, [&] {
            return hooks.normalise(plugin.connector, waiting).has_value();
        }));
    }
    QVERIFY(hooks.normalise(plugin.connector, {})); // and waits for none of them
    make(plugin.path(u"go"_s));
    for (std::future<bool> &asker : askers)
        QVERIFY(asker.get());
}

QTEST_GUILESS_MAIN(HookCallsTest)
#include "hookcalls_test.moc"
