// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/packages/archives.h"
#include "tests/packages/sandbox.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::packages;
using namespace outlet::tests;

/** Archives that somebody made to do harm: each refused, and the file system as it was. */
class ArchivesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMakerOfArchivesMakesGoodOnes();
    void aMaliciousArchiveIsRefusedAndLeavesNothing_data();
    void aMaliciousArchiveIsRefusedAndLeavesNothing();
    void everyDamagedByteIsNoticed();
};

/** Else every row below could be refused for a fault of the test. */
void ArchivesTest::theMakerOfArchivesMakesGoodOnes()
{
    const Sandbox sandbox;
    const auto staged = stagePackage(minimalPackage(), sandbox.plugins(), judging());
    QVERIFY2(staged, staged ? "" : qPrintable(staged.error().error.message));
    QCOMPARE(staged->described.manifest.id, u"minimal"_s);
}

void ArchivesTest::aMaliciousArchiveIsRefusedAndLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("archive");
    QTest::addColumn<QStringList>("words");
    const auto all =
        archivesWithWrongEntries() + archivesWithWrongSizes() + archivesWithWrongManifests();
    for (const MaliciousArchive &archive : all)
        QTest::newRow(archive.about) << archive.bytes << archive.words;
    QVERIFY(all.size() >= 40);
}

void ArchivesTest::aMaliciousArchiveIsRefusedAndLeavesNothing()
{
    QFETCH(QByteArray, archive);
    QFETCH(QStringList, words);
    const Sandbox sandbox;
    const QStringList before = sandbox.listing();

    const auto staged = stagePackage(archive, sandbox.plugins(), judging());

    QVERIFY(!staged);
    const Error &error = staged.error().error;
    for (const QString &word : words)
        QVERIFY2((error.message + u' ' + error.hint).contains(word),
                 qPrintable(word + u" is not in\n"_s + error.message + u'\n' + error.hint));
    QVERIFY2(!error.hint.isEmpty(), qPrintable(error.message));
    QVERIFY2(!error.message.contains(u".stage-"_s), qPrintable(error.message));
    QCOMPARE(sandbox.listing(), before);
}

/** Whatever byte of a package is another one, it is refused, or it unpacks to the same files. */
void ArchivesTest::everyDamagedByteIsNoticed()
{
    const QByteArray good = zip(listed({{"icon.svg", "<svg/>"}, {"a/b.sql", "SELECT 1;"}}));
    const Sandbox sandbox;
    const QStringList before = sandbox.listing();
    for (qsizetype i = 0; i < good.size(); ++i) {
        QByteArray archive = good;
        archive[i] = char(archive[i] ^ 0x55);
        const auto staged = stagePackage(archive, sandbox.plugins(), judging());
        QVERIFY(!staged); // it has no module, whatever else
        QCOMPARE(sandbox.listing(), before);
    }
}

QTEST_GUILESS_MAIN(ArchivesTest)
#include "archives_test.moc"
