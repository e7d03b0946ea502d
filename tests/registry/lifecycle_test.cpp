// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/lifecycle.h"

#include "registry/finder.h"
#include "registry/loader.h"
#include "registry/reader.h"
#include "tests/registry/modules.h"
#include "tests/registry/pipeline.h"
#include "tests/registry/values.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

using namespace std::chrono_literals;

class LifecycleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCannotBeLoadedIsTurnedDown_data();
    void whatCannotBeLoadedIsTurnedDown();
    void aLoadedModuleGivesItsObject();
    void whatFailsIsTurnedDown_data();
    void whatFailsIsTurnedDown();
    void aHangingOneHoldsUpNobodyForLong();
    void aHangingOneIsNotCalledAgain();
    void dependantsFallWithTheirDependency_data();
    void dependantsFallWithTheirDependency();
    void stepsComeInStartOrder();
    void whatRunsIsLeftAlone();
    void whatIsGoneIsStopped();
    void aStoppedOneCanStartAgain();
    void withoutTheHookNothingIsLoaded();
};

namespace {

/** The connectors of some fixtures, read; places them below `scratch`. */
std::vector<Described> described(const QStringList &fixtures, const QString &scratch)
{
    QList<SearchPath> paths;
    for (const QString &name : fixtures)
        paths.append({place(fixtureNamed(name), scratch), Source::External});
    Sorted<Candidate> found = find(paths);
    return readAll(std::move(found.accepted), {}).accepted;
}

std::vector<Described> described(const QString &fixture, const QTemporaryDir &scratch)
{
    return described(QStringList{fixture}, scratch.path());
}

const QStringList threeInStartOrder{u"depends_c"_s, u"depends_b"_s, u"depends_a"_s};

} // namespace

void LifecycleTest::whatCannotBeLoadedIsTurnedDown_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, const QString &fixture, const QString &code,
                        QStringList words, const QString &hint) {
        QTest::newRow(name) << fixture << code << words << hint;
    };
    const QString install = u"Install the library or the version of it that the message names, "
                            "then start the server again."_s;
    row("a library is missing", u"cannot_load_library"_s, u"cannot-load"_s,
        {u"The module of CannotLoadLibrary cannot be loaded: "_s, u"libfixture_absent.so"_s,
         u"cannot open shared object file"_s},
        install);
    row("a symbol is missing", u"cannot_load_symbol"_s, u"cannot-load"_s,
        {u"The module of CannotLoadSymbol cannot be loaded: "_s,
         u"undefined symbol: fixtureFunctionNobodyHas"_s},
        install);
    row("the constructor throws", u"no_instance"_s, u"no-instance"_s,
        {u"NoInstance has no object to work with: "_s, u"It threw an exception: no licence file"_s},
        u"Keep the constructor of the connector trivial; begin work in initialize()."_s);
    row("the object lacks the hook", u"hook_missing"_s, u"hook-missing"_s,
        {u"The manifest of HookMissing promises Lifecycle, but its object does not implement "
         "it."_s},
        u"Name the interface in Q_INTERFACES(), or take it out of \"hooks\"."_s);
}

void LifecycleTest::whatCannotBeLoadedIsTurnedDown()
{
    QFETCH(QString, fixture);
    QFETCH(QString, code);
    QFETCH(QStringList, words);
    QFETCH(QString, hint);
    QTemporaryDir scratch;
    const auto loaded = load(described(fixture, scratch).front());
    QVERIFY(!loaded);
    QCOMPARE(nameOf(loaded.error().code), code);
    for (const QString &part : words)
        QVERIFY2(loaded.error().message.contains(part), qPrintable(loaded.error().message));
    QCOMPARE(loaded.error().hint, hint);
}

void LifecycleTest::aLoadedModuleGivesItsObject()
{
    QTemporaryDir scratch;
    const std::vector<Described> plugins = described(u"lifecycle_good"_s, scratch);
    const auto object = load(plugins.front());
    QVERIFY(object);
    QCOMPARE((*object)->metaObject()->className(), "LifecycleGood");
    const auto again = load(plugins.front());
    QVERIFY(again);
    QCOMPARE(*again, *object); // once and no more
    QCOMPARE(loadedModules(scratch.path()), QStringList{plugins.front().candidate.module});
}

void LifecycleTest::whatFailsIsTurnedDown_data()
{
    QTest::addColumn<QString>("fixture");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::addColumn<QStringList>("journal");
    const auto row = [](const char *name, const QString &fixture, const QString &code,
                        const QString &message, const QString &hint, QStringList journal = {}) {
        QTest::newRow(name) << fixture << code << message << hint << journal;
    };
    row("initialize() returns an error", u"initialize_failed"_s, u"initialize-failed"_s,
        u"initialize() of InitializeFailed failed: the warehouse does not answer"_s,
        u"Look whether it is up."_s);
    row("initialize() throws", u"initialize_throws"_s, u"initialize-failed"_s,
        u"initialize() of InitializeThrows failed: It threw an exception: no such table: things"_s,
        u"The log of the server may tell more."_s);
    row("start() returns an error, so stop() is called", u"start_failed"_s, u"start-failed"_s,
        u"start() of StartFailed failed: port 5439 is taken"_s, u"Stop the other program."_s,
        {u"start_failed stop"_s});
    row("initialize() never returns", u"timeout"_s, u"timeout"_s,
        u"initialize() of Timeout missed its deadline: it did not return within 300 ms."_s,
        u"Do long work in a thread of the plugin's own, or raise hook_timeout_ms; then start the "
        "server again."_s,
        {u"timeout initialize"_s});
    row("start() never returns, so stop() must not be called", u"start_timeout"_s, u"timeout"_s,
        u"start() of StartTimeout missed its deadline: it did not return within 300 ms."_s,
        u"Do long work in a thread of the plugin's own, or raise hook_timeout_ms; then start the "
        "server again."_s);
}

void LifecycleTest::whatFailsIsTurnedDown()
{
    QFETCH(QString, fixture);
    QFETCH(QString, code);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QFETCH(QStringList, journal);
    const bool isHanging = code == "timeout"_L1;
    QTemporaryDir scratch;
    Journal written;
    std::vector<Described> plugins = described(fixture, scratch);
    Lifecycles lifecycles(isHanging ? 300ms : 10s);
    const Lifecycles::Outcome outcome = lifecycles.apply(plugins, {fixture});
    QCOMPARE(codes(outcome.rejected), QStringList{fixture + u": "_s + code});
    QCOMPARE(outcome.rejected.front().verdict.message, message);
    QCOMPARE(outcome.rejected.front().verdict.hint, hint);
    QCOMPARE(outcome.running, QStringList());
    QCOMPARE(plugins.size(), 0U);
    QCOMPARE(written.take(), journal);
    lifecycles.stopAll();
    QCOMPARE(written.take(), QStringList()); // stop() comes once
}

void LifecycleTest::aHangingOneHoldsUpNobodyForLong()
{
    QTemporaryDir scratch;
    std::vector<Described> plugins =
        described({u"timeout"_s, u"lifecycle_good"_s, u"depends_good"_s}, scratch.path());
    Lifecycles lifecycles(2s);
    QElapsedTimer timer;
    timer.start();
    const Lifecycles::Outcome outcome = lifecycles.apply(
        plugins, QStringList{u"timeout"_s, u"lifecycle_good"_s} + threeInStartOrder);
    QCOMPARE(codes(outcome.rejected), QStringList{u"timeout: timeout"_s});
    QCOMPARE(outcome.running, QStringList{u"lifecycle_good"_s} + threeInStartOrder);
    QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
}

void LifecycleTest::aHangingOneIsNotCalledAgain()
{
    QTemporaryDir scratch;
    Journal journal;
    const std::vector<Described> plugins = described(u"timeout"_s, scratch);
    Lifecycles lifecycles(1s);
    for (int round = 0; round < 3; ++round) {
        std::vector<Described> wanted = plugins;
        QElapsedTimer timer;
        timer.start();
        const Lifecycles::Outcome outcome = lifecycles.apply(wanted, {u"timeout"_s});
        QCOMPARE(codes(outcome.rejected), QStringList{u"timeout: timeout"_s});
        QVERIFY(round == 0 || timer.elapsed() < 900);
    }
    QCOMPARE(journal.take(), QStringList{u"timeout initialize"_s});
}

void LifecycleTest::dependantsFallWithTheirDependency_data()
{
    QTest::addColumn<QString>("dependency");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("message");
    QTest::newRow("it cannot be loaded")
        << u"hook_missing"_s << u"hook-missing"_s
        << u"LifecycleGoodDataOutput needs hook_missing, which was turned down: The manifest of "
           u"HookMissing "
           "promises Lifecycle, but its object does not implement it."_s;
    QTest::newRow("it fails to initialise")
        << u"initialize_failed"_s << u"initialize-failed"_s
        << u"LifecycleGoodDataOutput needs initialize_failed, which was turned down: initialize() "
           "of InitializeFailed failed: the warehouse does not answer"_s;
    QTest::newRow("it fails to start, after the dependant was initialised")
        << u"start_failed"_s << u"start-failed"_s
        << u"LifecycleGoodDataOutput needs start_failed, which was turned down: start() of "
           "StartFailed failed: port 5439 is taken"_s;
}

void LifecycleTest::dependantsFallWithTheirDependency()
{
    QFETCH(QString, dependency);
    QFETCH(QString, code);
    QFETCH(QString, message);
    QTemporaryDir scratch;
    Journal journal;
    std::vector<Described> plugins =
        described({dependency, u"lifecycle_good"_s, u"minimal"_s}, scratch.path());
    needing(dependency)(plugins[1]);
    needing(u"lifecycle_good"_s)(plugins[2]); // without a hook of its own
    Lifecycles lifecycles(10s);
    const Lifecycles::Outcome outcome =
        lifecycles.apply(plugins, {dependency, u"lifecycle_good"_s, u"minimal"_s});
    QStringList expected{dependency + u": "_s + code, u"lifecycle_good: dependency-rejected"_s,
                         u"minimal: dependency-rejected"_s};
    QCOMPARE(codes(outcome.rejected), expected);
    QCOMPARE(outcome.rejected[1].verdict.message, message);
    QCOMPARE(outcome.rejected[1].verdict.hint, u"Mend %1 first."_s.arg(dependency));
    QCOMPARE(outcome.running, QStringList());
    QVERIFY(!journal.take().contains(u"lifecycle_good start"_s));
}

void LifecycleTest::stepsComeInStartOrder()
{
    QTemporaryDir scratch;
    Journal journal;
    std::vector<Described> plugins = described(u"depends_good"_s, scratch);
    Lifecycles lifecycles(10s);
    const Lifecycles::Outcome outcome = lifecycles.apply(plugins, threeInStartOrder);
    QCOMPARE(codes(outcome.rejected), QStringList());
    QCOMPARE(outcome.running, threeInStartOrder);
    QCOMPARE(ids(plugins), QStringList({u"depends_a"_s, u"depends_b"_s, u"depends_c"_s}));
    QCOMPARE(journal.take(), QStringList({u"depends_c initialize"_s, u"depends_b initialize"_s,
                                          u"depends_a initialize"_s, u"depends_c start"_s,
                                          u"depends_b start"_s, u"depends_a start"_s}));
    lifecycles.stopAll();
    QCOMPARE(journal.take(),
             QStringList({u"depends_a stop"_s, u"depends_b stop"_s, u"depends_c stop"_s}));
}

void LifecycleTest::whatRunsIsLeftAlone()
{
    QTemporaryDir scratch;
    Journal journal;
    std::vector<Described> plugins =
        described({u"depends_good"_s, u"lifecycle_good"_s}, scratch.path());
    std::vector<Described> three(plugins.begin(), plugins.begin() + 3);
    Lifecycles lifecycles(10s);
    lifecycles.apply(three, threeInStartOrder);
    journal.take();
    const Lifecycles::Outcome outcome =
        lifecycles.apply(plugins, threeInStartOrder + QStringList{u"lifecycle_good"_s});
    QCOMPARE(outcome.running, threeInStartOrder + QStringList{u"lifecycle_good"_s});
    QCOMPARE(journal.take(),
             QStringList({u"lifecycle_good initialize"_s, u"lifecycle_good start"_s}));
}

void LifecycleTest::whatIsGoneIsStopped()
{
    QTemporaryDir scratch;
    Journal journal;
    std::vector<Described> plugins =
        described({u"depends_good"_s, u"lifecycle_good"_s}, scratch.path());
    std::vector<Described> good{plugins[3]};
    Lifecycles lifecycles(10s);
    lifecycles.apply(plugins, threeInStartOrder + QStringList{u"lifecycle_good"_s});
    journal.take();
    const Lifecycles::Outcome outcome = lifecycles.apply(good, {u"lifecycle_good"_s});
    QCOMPARE(outcome.running, QStringList{u"lifecycle_good"_s});
    QCOMPARE(journal.take(),
             QStringList({u"depends_a stop"_s, u"depends_b stop"_s, u"depends_c stop"_s}));
}

void LifecycleTest::aStoppedOneCanStartAgain()
{
    // Its service must be gone, too: the second initialize() offers it anew.
    QTemporaryDir scratch;
    Journal journal;
    std::vector<Described> plugins = described(u"depends_good"_s, scratch);
    Lifecycles lifecycles(10s);
    lifecycles.apply(plugins, threeInStartOrder);
    lifecycles.stopAll();
    journal.take();
    const Lifecycles::Outcome outcome = lifecycles.apply(plugins, threeInStartOrder);
    QCOMPARE(codes(outcome.rejected), QStringList());
    QCOMPARE(outcome.running, threeInStartOrder);
    QCOMPARE(journal.take().size(), 6);
}

void LifecycleTest::withoutTheHookNothingIsLoaded()
{
    QTemporaryDir scratch;
    std::vector<Described> plugins = described(u"minimal"_s, scratch);
    Lifecycles lifecycles(10s);
    const Lifecycles::Outcome outcome = lifecycles.apply(plugins, {u"minimal"_s});
    QCOMPARE(codes(outcome.rejected), QStringList());
    QCOMPARE(outcome.running, QStringList());
    QCOMPARE(ids(plugins), QStringList{u"minimal"_s});
    QCOMPARE(loadedModules(scratch.path()), QStringList());
}

QTEST_GUILESS_MAIN(LifecycleTest)

#include "lifecycle_test.moc"
