// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/mutator.h"
#include "tests/fuzz/targets.h"

#include <QTest>

using namespace outlet::tests;

/** Every known input, and the same mutations of them each time. `./dev check` looks for new ones.
 */
class FuzzCorpusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRulesHold_data();
    void theRulesHold();
};

void FuzzCorpusTest::theRulesHold_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; const FuzzTarget &target : fuzzTargets())
        QTest::newRow(target.name) << i++;
}

void FuzzCorpusTest::theRulesHold()
{
    QFETCH(int, index);
    constexpr int mutations = 20'000;
    const FuzzTarget &target = fuzzTargets()[std::size_t(index)];
    Mutator mutator(1);
    for (const std::string &input : corpusOf(target.name)) {
        target.run(input);
        mutator.add(input);
    }
    QVERIFY2(mutator.size() > 0, "the corpus is empty");
    for (int i = 0; i < mutations; ++i)
        target.run(mutator.next());
}

QTEST_GUILESS_MAIN(FuzzCorpusTest)
#include "corpus_test.moc"
