// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/probe.h"
#include "registry/reader.h"
#include "tests/fixtures/fixture.h"
#include "tests/fixtures/recipe.h"
#include "tests/packages/sandbox.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::packages;
using namespace outlet::tests;
using namespace std::chrono_literals;

/** Modules that take their process with them: that of the trial, not this one. */
class ProbeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodModuleIsLoaded();
    void aModuleThatMisbehavesIsTurnedDown_data();
    void aModuleThatMisbehavesIsTurnedDown();
    void whatDoesNotMatterIsForgiven_data();
    void whatDoesNotMatterIsForgiven();
    void fixturesGetTheirVerdict_data();
    void fixturesGetTheirVerdict();
    void aProcessThatItLeavesBehindIsEnded();
    void aPackageOfOneLeavesNothing();
    void aProgramThatIsNotThereIsSaid();
};

namespace {

const QString program = QStringLiteral(OUTLET_PROGRAM);

Limits limits()
{
    Limits limits = judging().limits;
    limits.probeTimeout = 3s;
    return limits;
}

registry::Described describedAt(const QString &module)
{
    const QFileInfo file(module);
    const auto described = registry::read(
        {file.completeBaseName(), file.path(), module, registry::Source::External}, {});
    if (!described)
        qFatal("%s", qPrintable(described.error().message));
    return *described;
}

/** Puts the module there with its orders. */
QString unruly(const Sandbox &sandbox, const QByteArray &behaviour)
{
    const auto module = readFile(QStringLiteral(OUTLET_UNRULY));
    if (!module)
        qFatal("%s", qPrintable(module.error().message));
    sandbox.write(u"unruly/unruly.so"_s, *module);
    sandbox.write(u"unruly/behaviour"_s, behaviour);
    return sandbox.path(u"unruly/unruly.so"_s);
}

/** Processes whose command line names this file. */
qsizetype processesOf(const QString &module)
{
    qsizetype count = 0;
    for (const QString &process : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile file(u"/proc/%1/cmdline"_s.arg(process));
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(module.toUtf8()))
            ++count;
    }
    return count;
}

} // namespace

void ProbeTest::aGoodModuleIsLoaded()
{
    const auto probe = processProbe(program, limits());
    const auto outcome = probe(describedAt(builtModule(u"lifecycle_good"_s, u"lifecycle_good"_s)));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
}

void ProbeTest::aModuleThatMisbehavesIsTurnedDown_data()
{
    QTest::addColumn<QByteArray>("behaviour");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QByteArray &behaviour, const QString &code,
                        const QString &words) {
        QTest::newRow(about) << behaviour << code << words;
    };
    const QString cannot = u"cannot-load"_s;
    row("it crashes", "crash", cannot, u"ended its process with signal 11 (Segmentation fault)"_s);
    row("it aborts", "abort", cannot, u"ended its process with signal 6 (Aborted)"_s);
    row("it ends the process", "exit", cannot,
        u"ended its process with exit code 0 and no answer"_s);
    row("it waits for ever", "hang", u"timeout"_s, u"did not come back within 3000 ms"_s);
    row("it computes for ever", "spin", u"timeout"_s, u"did not come back within 3000 ms"_s);
    row("it throws", "throw", u"no-instance"_s, u"not today"_s);
    row("it wants all the memory", "memory", u"no-instance"_s, u"bad_alloc"_s);
    row("it complains and aborts", "complain", cannot, u"the licence has run out"_s);
    row("it writes a file", "write", cannot, u"File size limit exceeded"_s);
}

void ProbeTest::aModuleThatMisbehavesIsTurnedDown()
{
    QFETCH(QByteArray, behaviour);
    QFETCH(QString, code);
    QFETCH(QString, words);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (behaviour == "crash" || behaviour == "abort" || behaviour == "memory")
        QSKIP("the sanitizer ends the process in its own way");
#endif
    const Sandbox sandbox;
    const QString module = unruly(sandbox, behaviour);
    QElapsedTimer clock;
    clock.start();
    const auto outcome = processProbe(program, limits())(describedAt(module));
    QVERIFY(!outcome);
    const registry::Verdict &verdict = outcome.error();
    const QString text = verdict.message + u'\n' + verdict.evidence.join(u'\n');
    QCOMPARE(registry::nameOf(verdict.code), code);
    QVERIFY2(text.contains(words), qPrintable(text));
    QVERIFY(verdict.message.contains(u"Unruly"_s));
    QVERIFY(!verdict.hint.isEmpty());
    QVERIFY2(clock.elapsed() < 15000, "the deadline was not kept");
    QTRY_COMPARE(processesOf(module), 0);
    QVERIFY(!QFile::exists(u"/tmp/outlet-probe-must-not-write"_s) ||
            QFileInfo(u"/tmp/outlet-probe-must-not-write"_s).size() == 0);
    QFile::remove(u"/tmp/outlet-probe-must-not-write"_s);
}

void ProbeTest::whatDoesNotMatterIsForgiven_data()
{
    QTest::addColumn<QByteArray>("behaviour");
    QTest::newRow("it prints what looks like an answer") << QByteArray("print");
    QTest::newRow("it looks for the admin token and finds none") << QByteArray("secrets");
}

void ProbeTest::whatDoesNotMatterIsForgiven()
{
    QFETCH(QByteArray, behaviour);
    const Sandbox sandbox;
    qputenv("OUTLET_ADMIN_TOKEN", "a-token-that-stays-here");
    const auto outcome = processProbe(program, limits())(describedAt(unruly(sandbox, behaviour)));
    qunsetenv("OUTLET_ADMIN_TOKEN");
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
}

void ProbeTest::fixturesGetTheirVerdict_data()
{
    QTest::addColumn<QString>("id");
    for (const auto &id :
         {u"cannot_load_library"_s, u"cannot_load_symbol"_s, u"no_instance"_s, u"hook_missing"_s})
        QTest::newRow(qPrintable(fixtureNamed(id).about)) << id;
}

void ProbeTest::fixturesGetTheirVerdict()
{
    QFETCH(QString, id);
    const Fixture fixture = fixtureNamed(id);
    QTemporaryDir scratch;
    const QString name = fixture.verdicts.firstKey();
    const QString module = u"%1/%2/%2.so"_s.arg(place(fixture, scratch.path()), name);
    const auto outcome = processProbe(program, limits())(describedAt(module));
    QVERIFY(!outcome);
    QCOMPARE(registry::nameOf(outcome.error().code), fixture.verdicts.first());
    QVERIFY(!outcome.error().hint.isEmpty());
}

void ProbeTest::aProcessThatItLeavesBehindIsEnded()
{
    const Sandbox sandbox;
    const QString module = unruly(sandbox, "leave");
    processProbe(program, limits())(describedAt(module));
    QTRY_COMPARE(processesOf(module), 0);
}

void ProbeTest::aPackageOfOneLeavesNothing()
{
    const Sandbox sandbox;
    const auto module = readFile(QStringLiteral(OUTLET_UNRULY));
    QVERIFY(module);
    const QList<ZipEntry> files{{"unruly.so", *module}, {"behaviour", "hang"}};
    const QByteArray archive =
        zip(QList<ZipEntry>{{"package.json", inventoryFor(files, u"unruly"_s)}} + files);
    Judging strict = judging();
    strict.limits.probeTimeout = 300ms;
    strict.probe = processProbe(program, strict.limits);
    const QStringList before = sandbox.listing();
    const auto staged = stagePackage(archive, sandbox.plugins(), strict);
    QVERIFY(!staged);
    QCOMPARE(staged.error().error.code, ErrorCode::Timeout);
    QVERIFY2(staged.error().error.message.contains(u"did not come back within 300 ms"_s),
             qPrintable(staged.error().error.message));
    QCOMPARE(sandbox.listing(), before);
}

void ProbeTest::aProgramThatIsNotThereIsSaid()
{
    const auto probe = processProbe(u"/nowhere/outlet"_s, limits());
    const auto outcome = probe(describedAt(builtModule(u"minimal"_s, u"minimal"_s)));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().message, u"The process that loads modules on trial did not start."_s);
}

QTEST_GUILESS_MAIN(ProbeTest)
#include "probe_test.moc"
