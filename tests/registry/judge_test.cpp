// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/judge.h"

#include "tests/registry/values.h"

#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

using Candidates = std::vector<Described>;
Q_DECLARE_METATYPE(Candidates)

class JudgeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatDoesNotFitIsTurnedDown_data();
    void whatDoesNotFitIsTurnedDown();
    void whatFitsIsAccepted_data();
    void whatFitsIsAccepted();
    void aRejectedOneLeavesItsIdToTheNext();
    void everythingKnownAboutARejectedOneIsKept();
    void thisHostIsThisProgram();
};

namespace {

Host host()
{
    return {version(u"0.1.0"_s), {6, 4, 2}};
}

Candidates one(const Tweak &tweak)
{
    return {described(u"glue"_s, tweak)};
}

} // namespace

void JudgeTest::whatDoesNotFitIsTurnedDown_data()
{
    QTest::addColumn<Candidates>("candidates");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::addColumn<QStringList>("evidence");
    const auto row = [](const char *name, Candidates candidates, const QString &code,
                        const QString &message, const QString &hint, QStringList evidence = {}) {
        QTest::newRow(name) << candidates << QStringList{code} << message << hint << evidence;
    };
    const auto wants = [](const QString &outlet) {
        return one([=](Described &d) { d.manifest.requirements.outlet = range(outlet); });
    };
    const QString otherServer = u"Install a version of the connector made for this server, or "
                                "another version of the server."_s;
    row("it needs a later server", wants(u">=0.2"_s), u"glue: incompatible-outlet"_s,
        u"GlueDataOutput 1.0.0 needs outlet >=0.2; this is outlet 0.1.0."_s, otherServer);
    row("it needs an earlier server", wants(u"<0.1"_s), u"glue: incompatible-outlet"_s,
        u"GlueDataOutput 1.0.0 needs outlet <0.1; this is outlet 0.1.0."_s, otherServer);
    row("it needs exactly another server", wants(u"=0.1.1"_s), u"glue: incompatible-outlet"_s,
        u"GlueDataOutput 1.0.0 needs outlet =0.1.1; this is outlet 0.1.0."_s, otherServer);

    const auto builtWith = [](int major, int minor) {
        return one([=](Described &d) { d.qtVersion = {major, minor}; });
    };
    const QString otherQt =
        u"Build the connector with Qt 6.4 or an older one of the same major version."_s;
    row("it was built with a later minor version of Qt", builtWith(6, 5),
        u"glue: incompatible-qt"_s,
        u"GlueDataOutput was built with Qt 6.5; this server runs Qt "
        "6.4.2."_s,
        otherQt);
    row("it was built with the Qt before", builtWith(5, 15), u"glue: incompatible-qt"_s,
        u"GlueDataOutput was built with Qt 5.15; this server runs Qt 6.4.2."_s, otherQt);
    row("it was built with the Qt after", builtWith(7, 0), u"glue: incompatible-qt"_s,
        u"GlueDataOutput was built with Qt 7.0; this server runs Qt 6.4.2."_s, otherQt);

    const QString rename = u"Folder, module and id must be the same: rename them to \"glue\", or "
                           "install the package again."_s;
    row("its folder has another name", one([](Described &d) {
            d.candidate.name = u"athena"_s;
            d.candidate.module = u"/plugins/athena/glue.so"_s;
        }),
        u"athena: id-mismatch"_s,
        u"The manifest says id \"glue\", but the folder is \"athena\" and the module "
        "\"glue.so\"."_s,
        rename, {u"/plugins/athena/glue.so"_s});
    row("its module has another name",
        one([](Described &d) { d.candidate.module = u"/plugins/glue/libglue.so"_s; }),
        u"glue: id-mismatch"_s,
        u"The manifest says id \"glue\", but the folder is \"glue\" and the module "
        "\"libglue.so\"."_s,
        rename, {u"/plugins/glue/libglue.so"_s});
    row("its folder has the name in another case",
        one([](Described &d) { d.candidate.name = u"Glue"_s; }), u"Glue: id-mismatch"_s,
        u"The manifest says id \"glue\", but the folder is \"Glue\" and the module "
        "\"glue.so\"."_s,
        rename, {u"/plugins/glue/glue.so"_s});

    const QString remove = u"Remove one of the two. Built-in connectors come first, then the "
                           "plugin paths in their order."_s;
    const auto elsewhere = [](Described &d) { d.candidate.module = u"/other/glue/glue.so"_s; };
    row("another path has the same id", {described(u"glue"_s), described(u"glue"_s, elsewhere)},
        u"glue: duplicate"_s,
        u"Another connector with the id \"glue\" was found first: /plugins/glue/glue.so."_s, remove,
        {u"/plugins/glue/glue.so"_s});
    row("a built-in one has the same id", {described(u"glue"_s, builtIn), described(u"glue"_s)},
        u"glue: duplicate"_s,
        u"Another connector with the id \"glue\" was found first: /built-in/glue/glue.so."_s,
        remove, {u"/built-in/glue/glue.so"_s});
    row("a later version of the same id does not win",
        {described(u"glue"_s), described(u"glue"_s,
                                         [=](Described &d) {
                                             elsewhere(d);
                                             d.manifest.version = version(u"2.0.0"_s);
                                         })},
        u"glue: duplicate"_s,
        u"Another connector with the id \"glue\" was found first: /plugins/glue/glue.so."_s, remove,
        {u"/plugins/glue/glue.so"_s});
}

void JudgeTest::whatDoesNotFitIsTurnedDown()
{
    QFETCH(Candidates, candidates);
    QFETCH(QStringList, expected);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QFETCH(QStringList, evidence);
    const Sorted<Described> judged = judge(std::move(candidates), host());
    QCOMPARE(codes(judged.rejected), expected);
    const Verdict &verdict = judged.rejected.front().verdict;
    QCOMPARE(verdict.message, message);
    QCOMPARE(verdict.hint, hint);
    QCOMPARE(verdict.evidence, evidence);
    QCOMPARE(stageOf(verdict.code), Stage::Judge);
}

void JudgeTest::whatFitsIsAccepted_data()
{
    QTest::addColumn<Candidates>("candidates");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Candidates candidates, QStringList expected) {
        QTest::newRow(name) << candidates << expected;
    };
    row("it asks for nothing", one({}), {u"glue"_s});
    row("it asks for this server",
        one([](Described &d) { d.manifest.requirements.outlet = range(u">=0.1 <1"_s); }),
        {u"glue"_s});
    row("it was built with the first Qt 6", one([](Described &d) {
            d.qtVersion = {6, 0};
        }),
        {u"glue"_s});
    row("different ids in their order",
        {described(u"s3"_s), described(u"glue"_s), described(u"athena"_s)},
        {u"s3"_s, u"glue"_s, u"athena"_s});
    row("nothing at all", {}, {});
}

void JudgeTest::whatFitsIsAccepted()
{
    QFETCH(Candidates, candidates);
    QFETCH(QStringList, expected);
    const Sorted<Described> judged = judge(std::move(candidates), host());
    QCOMPARE(ids(judged.accepted), expected);
    QCOMPARE(codes(judged.rejected), QStringList());
}

void JudgeTest::aRejectedOneLeavesItsIdToTheNext()
{
    const auto elsewhere = [](Described &d) { d.candidate.module = u"/other/glue/glue.so"_s; };
    const Sorted<Described> judged = judge({described(u"glue"_s,
                                                      [](Described &d) {
                                                          d.qtVersion = {6, 9};
                                                      }),
                                            described(u"glue"_s, elsewhere)},
                                           host());
    QCOMPARE(codes(judged.rejected), QStringList{u"glue: incompatible-qt"_s});
    QCOMPARE(ids(judged.accepted), QStringList{u"glue"_s});
    QCOMPARE(judged.accepted.front().candidate.module, u"/other/glue/glue.so"_s);
}

void JudgeTest::everythingKnownAboutARejectedOneIsKept()
{
    const Sorted<Described> judged =
        judge(one([](Described &d) { d.manifest.requirements.outlet = range(u">=99"_s); }), host());
    const Rejected &rejected = judged.rejected.front();
    QVERIFY(rejected.manifest.has_value());
    QCOMPARE(rejected.manifest->id, u"glue"_s);
    QCOMPARE(rejected.name(), u"GlueDataOutput"_s);
    QCOMPARE(rejected.candidate, described(u"glue"_s).candidate);
}

void JudgeTest::thisHostIsThisProgram()
{
    QCOMPARE(thisHost().qt, QVersionNumber::fromString(QLatin1StringView(qVersion())));
    QVERIFY(thisHost().outlet >= version(u"0.1.0"_s));
}

QTEST_GUILESS_MAIN(JudgeTest)

#include "judge_test.moc"
