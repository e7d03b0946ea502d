// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/stage.h"
#include "app/packages/versions.h"
#include "registry/finder.h"
#include "tests/packages/sandbox.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::packages;
using namespace outlet::tests;

/** Versions side by side, and what the finder makes of them. */
class VersionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void versionsAreSortedAndOthersAreNone();
    void theFinderTakesTheCurrentVersion();
    void aModuleBesideTheVersionsWins();
    void aCurrentThatLeadsNowhereIsABrokenLink_data();
    void aCurrentThatLeadsNowhereIsABrokenLink();
    void whatIsNotThereIsNotSwitchedTo_data();
    void whatIsNotThereIsNotSwitchedTo();
    void aFileInPlaceOfTheLinkIsLeftAlone();
    void theCurrentVersionIsNotRemoved();
    void aVersionIsRemovedAlone();
    void allIsRemovedAtOnce();
    void whatWasNotInstalledIsNotRemoved_data();
    void whatWasNotInstalledIsNotRemoved();
    void leftoversAreRemovedButNotWhatIsWorkedOn();
    void aReaderAlwaysFindsAVersion();
};

namespace {

/** Makes version folders of `minimal`, each with a module that nobody opens. */
void fill(const Sandbox &sandbox, const QStringList &folders)
{
    for (const QString &folder : folders)
        sandbox.write(u"data/plugins/minimal/%1/minimal.so"_s.arg(folder), folder.toUtf8());
}

const QString one = u"1.0.0-00000001"_s;
const QString two = u"1.2.0-00000002"_s;
const QString ten = u"1.10.0-00000003"_s;

QStringList foldersIn(const QString &plugins)
{
    QStringList folders;
    for (const InstalledVersion &version : installedVersions(plugins, u"minimal"_s))
        folders += version.folder + (version.isCurrent ? u" current"_s : QString());
    return folders;
}

registry::Sorted<registry::Candidate> found(const Sandbox &sandbox)
{
    return registry::find({{sandbox.plugins(), registry::Source::External}});
}

} // namespace

void VersionsTest::versionsAreSortedAndOthersAreNone()
{
    const Sandbox sandbox;
    fill(sandbox, {ten, one, two, u"1.0.0-rc.1-00000004"_s, u"notes"_s, u"1.0.0"_s,
                   u"1.0-00000005"_s, u"1.0.0-0000000G"_s, u".hidden"_s});
    sandbox.write(u"data/plugins/minimal/3.0.0-00000006"_s, "a file");
    QVERIFY(QFile::link(one, sandbox.plugins() + u"/minimal/2.0.0-00000007"_s));
    QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, two));
    QCOMPARE(foldersIn(sandbox.plugins()),
             QStringList({u"1.0.0-rc.1-00000004"_s, one, two + u" current"_s, ten}));
    QCOMPARE(installedVersions(sandbox.plugins(), u"minimal"_s).last().versionText, u"1.10.0"_s);
    QVERIFY(installedVersions(sandbox.plugins(), u"../plugins/minimal"_s).isEmpty());
}

void VersionsTest::theFinderTakesTheCurrentVersion()
{
    const Sandbox sandbox;
    fill(sandbox, {one, two});
    for (const QString &folder : {one, two, one}) {
        QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, folder));
        const auto candidates = found(sandbox);
        QCOMPARE(candidates.accepted.size(), 2U);
        const registry::Candidate &candidate = candidates.accepted.front();
        const QString directory =
            QFileInfo(sandbox.plugins()).canonicalFilePath() + u"/minimal/"_s + folder;
        QCOMPARE(candidate.name, u"minimal"_s);
        QCOMPARE(candidate.directory, directory);
        QCOMPARE(candidate.module, directory + u"/minimal.so"_s);
    }
}

void VersionsTest::aModuleBesideTheVersionsWins()
{
    const Sandbox sandbox;
    fill(sandbox, {one});
    QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, one));
    sandbox.write(u"data/plugins/minimal/minimal.so"_s, "by hand");
    QCOMPARE(found(sandbox).accepted.front().module, sandbox.plugins() + u"/minimal/minimal.so"_s);
}

void VersionsTest::aCurrentThatLeadsNowhereIsABrokenLink_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("code");
    QTest::newRow("a version that is gone") << u"9.9.9-00000009"_s << u"broken-link"_s;
    QTest::newRow("itself") << u"current"_s << u"broken-link"_s;
    QTest::newRow("a file") << u"../../../victim"_s << u"not-a-module"_s;
    QTest::newRow("a folder without a module") << u".."_s << u"not-a-module"_s;
}

void VersionsTest::aCurrentThatLeadsNowhereIsABrokenLink()
{
    QFETCH(QString, target);
    QFETCH(QString, code);
    const Sandbox sandbox;
    fill(sandbox, {one});
    QVERIFY(QFile::link(target, sandbox.plugins() + u"/minimal/current"_s));
    const auto candidates = found(sandbox);
    QCOMPARE(candidates.accepted.size(), 1U); // the other connector
    QCOMPARE(candidates.rejected.size(), 1U);
    const registry::Rejected &rejected = candidates.rejected.front();
    QCOMPARE(rejected.candidate.name, u"minimal"_s);
    QCOMPARE(registry::nameOf(rejected.verdict.code), code);
    QVERIFY(!rejected.verdict.hint.isEmpty());
}

void VersionsTest::whatIsNotThereIsNotSwitchedTo_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("folder");
    QTest::newRow("another version") << u"minimal"_s << u"2.0.0-00000002"_s;
    QTest::newRow("another connector") << u"nothing"_s << one;
    QTest::newRow("a path") << u"minimal"_s << u"../other"_s;
    QTest::newRow("a path as the id") << u"other/../minimal"_s << one;
    QTest::newRow("the folder itself") << u"minimal"_s << u"."_s;
    QTest::newRow("nothing") << u"minimal"_s << u""_s;
    QTest::newRow("an absolute path") << u"minimal"_s << u"/tmp"_s;
}

void VersionsTest::whatIsNotThereIsNotSwitchedTo()
{
    QFETCH(QString, id);
    QFETCH(QString, folder);
    const Sandbox sandbox;
    fill(sandbox, {one});
    const QStringList before = sandbox.listing();
    for (const auto &change : {switchCurrent, removeVersion}) {
        const auto done = change(sandbox.plugins(), id, folder);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::NotFound);
        QVERIFY(done.error().message.contains(u"has no installed version"_s));
    }
    QCOMPARE(sandbox.listing(), before);
}

void VersionsTest::aFileInPlaceOfTheLinkIsLeftAlone()
{
    const Sandbox sandbox;
    fill(sandbox, {one});
    sandbox.write(u"data/plugins/minimal/current"_s, "mine");
    const QStringList before = sandbox.listing();
    const auto switched = switchCurrent(sandbox.plugins(), u"minimal"_s, one);
    QVERIFY(!switched);
    QCOMPARE(switched.error().code, ErrorCode::Conflict);
    QVERIFY(switched.error().message.endsWith(u"/minimal/current is no link."_s));
    QCOMPARE(sandbox.listing(), before);
}

void VersionsTest::theCurrentVersionIsNotRemoved()
{
    const Sandbox sandbox;
    fill(sandbox, {one, two});
    QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, two));
    const QStringList before = sandbox.listing();
    const auto removed = removeVersion(sandbox.plugins(), u"minimal"_s, two);
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, ErrorCode::Conflict);
    QCOMPARE(removed.error().message,
             u"1.2.0-00000002 is the version of \"minimal\" that is in use."_s);
    QCOMPARE(sandbox.listing(), before);
}

void VersionsTest::aVersionIsRemovedAlone()
{
    const Sandbox sandbox;
    fill(sandbox, {one, two});
    QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, two));
    QVERIFY(removeVersion(sandbox.plugins(), u"minimal"_s, one));
    QCOMPARE(foldersIn(sandbox.plugins()), QStringList{two + u" current"_s});
    QVERIFY(sandbox.listing().filter(u".stage-"_s).isEmpty());
}

void VersionsTest::allIsRemovedAtOnce()
{
    const Sandbox sandbox;
    const QStringList before = sandbox.listing();
    fill(sandbox, {one, two});
    QVERIFY(QFile::link(sandbox.path(u"data"_s), sandbox.plugins() + u"/minimal/link"_s));
    QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, two));
    QVERIFY(removeAll(sandbox.plugins(), u"minimal"_s));
    QCOMPARE(sandbox.listing(), before); // also what the link led to
}

void VersionsTest::whatWasNotInstalledIsNotRemoved_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("code");
    QTest::newRow("nothing of that name") << u"minimal"_s << int(ErrorCode::NotFound);
    QTest::newRow("put there by hand") << u"other"_s << int(ErrorCode::Conflict);
    QTest::newRow("the plugin path") << u"."_s << int(ErrorCode::NotFound);
    QTest::newRow("above the plugin path") << u".."_s << int(ErrorCode::NotFound);
    QTest::newRow("no name") << u""_s << int(ErrorCode::NotFound);
    QTest::newRow("a path") << u"../plugins/other"_s << int(ErrorCode::NotFound);
}

void VersionsTest::whatWasNotInstalledIsNotRemoved()
{
    QFETCH(QString, id);
    QFETCH(int, code);
    const Sandbox sandbox;
    const QStringList before = sandbox.listing();
    const auto removed = removeAll(sandbox.plugins(), id);
    QVERIFY(!removed);
    QCOMPARE(int(removed.error().code), code);
    QCOMPARE(sandbox.listing(), before);
}

void VersionsTest::leftoversAreRemovedButNotWhatIsWorkedOn()
{
    const Sandbox sandbox;
    sandbox.write(u"data/plugins/.stage-Ab12Cd/deep/er/file"_s, "of a program that was killed");
    sandbox.write(u"data/plugins/.stage-2/file"_s, "of another one");
    sandbox.write(u"data/plugins/.mine/file"_s, "not ours");
    QVERIFY(QFile::link(sandbox.path(u"data"_s), sandbox.plugins() + u"/.stage-link"_s));
    const auto stage = Stage::make(sandbox.plugins());
    QVERIFY(stage);
    const auto removed = removeLeftovers(sandbox.plugins());
    QVERIFY(removed);
    QCOMPARE(*removed, 2);
    QVERIFY(QFileInfo(stage->path()).isDir());
    QVERIFY(QFileInfo::exists(sandbox.plugins() + u"/.mine/file"_s));
    QVERIFY(QFileInfo::exists(sandbox.plugins() + u"/other/other.so"_s));
    const auto again = removeLeftovers(sandbox.path(u"none"_s));
    QVERIFY(again);
    QCOMPARE(*again, 0);
}

void VersionsTest::aReaderAlwaysFindsAVersion()
{
    const Sandbox sandbox;
    fill(sandbox, {one, two});
    QVERIFY(switchCurrent(sandbox.plugins(), u"minimal"_s, one));
    std::atomic<bool> isOver = false;
    std::thread switching([&] {
        for (int i = 0; i < 200; ++i) {
            if (!switchCurrent(sandbox.plugins(), u"minimal"_s, i % 2 ? one : two))
                break;
        }
        isOver = true;
    });
    qsizetype missing = 0;
    while (!isOver)
        missing += found(sandbox).accepted.size() == 2 ? 0 : 1;
    switching.join();
    QCOMPARE(missing, 0);
    QCOMPARE(currentFolder(sandbox.plugins(), u"minimal"_s), one);
}

QTEST_GUILESS_MAIN(VersionsTest)
#include "versions_test.moc"
