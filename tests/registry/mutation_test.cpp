// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/finder.h"
#include "registry/reader.h"

#include "tests/fixtures/fixture.h"
#include "tests/fixtures/recipe.h"
#include "tests/registry/corruption.h"
#include "tests/registry/modules.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

using namespace outlet;
using namespace outlet::registry;
using namespace outlet::tests;
using namespace Qt::StringLiterals;

/** Twenty thousand damaged modules through find and read: no crash, no hang, nothing loaded. */
class MutationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void damagedModulesAreReadWithoutHarm();

private:
    QList<QByteArray> m_originals;
};

namespace {

constexpr int folders = 200;
constexpr int rounds = 100;
constexpr qint64 mostMilliseconds = 60000;

QString folderName(int index)
{
    return u"m%1"_s.arg(index, 3, 10, QChar(u'0'));
}

/** In memory where there is such a place: the test is about reading, not about the disk. */
QString scratchTemplate()
{
    const bool hasMemory = QFileInfo(u"/dev/shm"_s).isWritable();
    return (hasMemory ? u"/dev/shm"_s : QDir::tempPath()) + "/outlet-mutation-XXXXXX"_L1;
}

} // namespace

void MutationTest::initTestCase()
{
    for (const auto &[fixture, id] :
         {std::pair(u"minimal"_s, u"minimal"_s), std::pair(u"depends_good"_s, u"depends_a"_s),
          std::pair(u"manifest_invalid"_s, u"manifest_invalid"_s),
          std::pair(u"no_metadata"_s, u"no_metadata"_s)}) {
        const auto module = readFile(builtModule(fixture, id));
        QVERIFY(module);
        m_originals.append(*module);
    }
}

void MutationTest::damagedModulesAreReadWithoutHarm()
{
    QTemporaryDir scratch(scratchTemplate());
    QVERIFY(scratch.isValid());
    QRandomGenerator random(20240607);
    QMap<QString, int> outcomes;
    QElapsedTimer total;
    total.start();
    qint64 spent = 0;
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < folders; ++i) {
            const QByteArray &original = m_originals[(round + i) % m_originals.size()];
            const QString path = scratch.filePath(u"%1/%1.so"_s.arg(folderName(i)));
            QVERIFY(writeFile(path, corrupted(original, random)));
        }
        QElapsedTimer timer;
        timer.start();
        Sorted<Candidate> found = find({{scratch.path(), Source::External}});
        QCOMPARE(found.accepted.size(), size_t(folders));
        const Sorted<Described> read = readAll(std::move(found.accepted), {});
        spent += timer.elapsed();
        QCOMPARE(read.accepted.size() + read.rejected.size(), size_t(folders));
        outcomes[u"fine"_s] += int(read.accepted.size());
        for (const Rejected &rejected : read.rejected) {
            QVERIFY(!rejected.verdict.message.isEmpty());
            QCOMPARE(stageOf(rejected.verdict.code), Stage::Read);
            ++outcomes[nameOf(rejected.verdict.code)];
        }
        QCOMPARE(loadedModules(scratch.path()), QStringList());
    }
    QString summary;
    for (auto it = outcomes.begin(); it != outcomes.end(); ++it)
        summary += u" %1 %2"_s.arg(it.key()).arg(*it);
    qInfo().noquote() << u"%1 modules, find and read %2 ms, all %3 ms:%4"_s.arg(folders * rounds)
                             .arg(spent)
                             .arg(total.elapsed())
                             .arg(summary);
    QVERIFY2(spent < mostMilliseconds, qPrintable(QString::number(spent)));
    // Else the damage would be too light, or too heavy, to prove anything.
    QVERIFY(outcomes.value(u"fine"_s) > 500 && outcomes.value(u"no-metadata"_s) > 500);
    QVERIFY(outcomes.value(u"truncated"_s) > 500 && outcomes.value(u"manifest-invalid"_s) > 500);
}

QTEST_GUILESS_MAIN(MutationTest)

#include "mutation_test.moc"
