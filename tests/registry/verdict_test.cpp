// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/verdict.h"

#include "tests/fixtures/fixture.h"
#include "tests/registry/usedsites.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

class VerdictTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSetIsPublic();
    void namesAreUniqueAndInKebabCase();
    void onlyGoodEndsAreGood();
    void everyCodeHasAFixtureOrARow();
};

void VerdictTest::theSetIsPublic()
{
    // On the wire for ever: a line may be added here, never changed or removed.
    const QStringList expected{u"find unreadable"_s,
                               u"find broken-link"_s,
                               u"find not-a-module"_s,
                               u"read not-elf"_s,
                               u"read truncated"_s,
                               u"read wrong-architecture"_s,
                               u"read no-metadata"_s,
                               u"read wrong-interface"_s,
                               u"read manifest-invalid"_s,
                               u"read manifest-too-large"_s,
                               u"judge incompatible-outlet"_s,
                               u"judge incompatible-qt"_s,
                               u"judge id-mismatch"_s,
                               u"judge duplicate"_s,
                               u"select not-enabled"_s,
                               u"select disabled-by-environment"_s,
                               u"select inactive"_s,
                               u"select unknown-name"_s,
                               u"resolve missing-dependency"_s,
                               u"resolve dependency-version"_s,
                               u"resolve dependency-rejected"_s,
                               u"resolve missing-service"_s,
                               u"resolve cycle"_s,
                               u"resolve name-conflict"_s,
                               u"resolve table-conflict"_s,
                               u"resolve route-conflict"_s,
                               u"migrate checksum-changed"_s,
                               u"migrate migration-missing"_s,
                               u"migrate migration-gap"_s,
                               u"migrate migration-failed"_s,
                               u"migrate database-newer"_s,
                               u"migrate table-drift"_s,
                               u"load cannot-load"_s,
                               u"load no-instance"_s,
                               u"load hook-missing"_s,
                               u"load seed-failed"_s,
                               u"load initialize-failed"_s,
                               u"load start-failed"_s,
                               u"load timeout"_s,
                               u"load health-failed"_s,
                               u"publish ready"_s,
                               u"publish running"_s,
                               u"publish stopped"_s};
    QStringList found;
    for (const VerdictCode code : allVerdictCodes())
        found.append(nameOf(stageOf(code)) + u' ' + nameOf(code));
    QCOMPARE(found, expected);
}

void VerdictTest::namesAreUniqueAndInKebabCase()
{
    const QRegularExpression kebab(u"^[a-z]+(-[a-z]+)*$"_s);
    QSet<QString> seen;
    for (const VerdictCode code : allVerdictCodes()) {
        const QString name = nameOf(code);
        QVERIFY2(kebab.match(name).hasMatch(), qPrintable(name));
        QVERIFY2(!seen.contains(name), qPrintable(name));
        seen.insert(name);
    }
}

void VerdictTest::onlyGoodEndsAreGood()
{
    QList<VerdictCode> good;
    for (const VerdictCode code : allVerdictCodes()) {
        if (isGood(code))
            good.append(code);
    }
    QCOMPARE(good, QList({VerdictCode::Ready, VerdictCode::Running, VerdictCode::Stopped}));
}

void VerdictTest::everyCodeHasAFixtureOrARow()
{
    QSet<QString> covered;
    for (const Fixture &fixture : allFixtures()) {
        for (const QString &code : fixture.verdicts)
            covered.insert(code);
    }
    for (const UsedSite &site : usedSites())
        covered.insert(site.code);

    QStringList uncovered;
    for (const VerdictCode code : allVerdictCodes()) {
        // Nobody is left with `stopped`; `health-failed` is for what replaces another: change_test.
        const bool isElsewhere = code == VerdictCode::Stopped || code == VerdictCode::HealthFailed;
        if (!covered.contains(nameOf(code)) && !isElsewhere)
            uncovered.append(nameOf(code));
        covered.remove(nameOf(code));
    }
    QCOMPARE(uncovered, QStringList());
    QCOMPARE(QStringList(covered.begin(), covered.end()),
             QStringList()); // no code of theirs is made up
}

QTEST_GUILESS_MAIN(VerdictTest)

#include "verdict_test.moc"
