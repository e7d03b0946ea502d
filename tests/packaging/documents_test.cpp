// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/settingspec.h"
#include "registry/verdictmeaning.h"
#include "tests/cli/program.h"

#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::tests;

namespace {

QString document(const QString &name)
{
    QFile file(QStringLiteral(OUTLET_SOURCE_TREE) + u"/docs/"_s + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/** The rows of the table under the head, as one text. */
QString tableOf(const QString &text, const QString &head)
{
    const qsizetype begin = text.indexOf(head);
    if (begin < 0)
        return {};
    const qsizetype end = text.indexOf(u"\n\n"_s, begin);
    return text.mid(begin + head.size(), end + 1 - begin - head.size());
}

QString cell(QString text)
{
    return text.replace(u'|', u"\\|"_s);
}

} // namespace

/** What the operator's documents say is what the program knows. */
class DocumentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGuideHasEverySetting();
    void theVerdictsAreThoseOfTheProgram();
    void everyVerdictIsExplained();
    void oneVerdictCanBeAskedFor();
    void aVerdictThatNothingHasIsRefused_data();
    void aVerdictThatNothingHasIsRefused();
    void linksLeadToSomething();
};

void DocumentsTest::theGuideHasEverySetting()
{
    QStringList found = tableOf(document(u"operator.md"_s),
                                u"| setting | default | what it is |\n|---|---|---|\n"_s)
                            .split(u'\n', Qt::SkipEmptyParts);
    for (const app::SettingSpec &spec : app::settingSpecs()) {
        const QString usual = cell(spec.defaultText).replace(u","_s, u", "_s);
        const QString row = u"| `%1` | %2 | %3 |"_s.arg(
            spec.key, usual.isEmpty() ? usual : u'`' + usual + u'`', cell(spec.help));
        const QString next = found.isEmpty() ? u"nothing"_s : found.takeFirst();
        QVERIFY2(next == row,
                 qPrintable(u"docs/operator.md: found %1; wanted %2"_s.arg(next, row)));
    }
    QCOMPARE(found, QStringList());
}

void DocumentsTest::theVerdictsAreThoseOfTheProgram()
{
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"explain"_s});
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.out == document(u"verdicts.md"_s),
             "docs/verdicts.md should be what `outlet explain` prints");
}

void DocumentsTest::everyVerdictIsExplained()
{
    QStringList texts;
    for (const registry::VerdictCode code : registry::allVerdictCodes()) {
        const registry::Meaning meaning = registry::meaningOf(code);
        const QString name = registry::nameOf(code);
        QVERIFY2(meaning.meaning.endsWith(u'.'), qPrintable(name));
        QVERIFY2(!texts.contains(meaning.meaning), qPrintable(name));
        QVERIFY2(meaning.remedy.isEmpty() == registry::isGood(code), qPrintable(name));
        QVERIFY2(meaning.remedy.isEmpty() || meaning.remedy.endsWith(u'.'), qPrintable(name));
        texts += meaning.meaning;
    }
    const Workspace workspace;
    const QJsonArray told =
        workspace.run({u"explain"_s, u"--json"_s}).json()["verdicts"_L1].toArray();
    QCOMPARE(told.size(), texts.size());
    for (qsizetype i = 0; i < texts.size(); ++i)
        QCOMPARE(told[i]["meaning"_L1].toString(), texts[i]);
}

void DocumentsTest::oneVerdictCanBeAskedFor()
{
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"explain"_s, u"cycle"_s, u"timeout"_s});
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.out.count(u"### "_s), 2);
    QVERIFY2(outcome.out.startsWith("### `cycle`\n\nConnectors require each other"_L1),
             qPrintable(outcome.out));
    QVERIFY2(outcome.out.contains(u"**Remedy:** Look in the log for what it waits for."_s),
             qPrintable(outcome.out));
}

void DocumentsTest::aVerdictThatNothingHasIsRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("hint");
    QTest::newRow("a mistyped one") << u"canot-load"_s << u"Did you mean \"cannot-load\"?"_s;
    QTest::newRow("with a capital letter") << u"Cycle"_s << u"Did you mean \"cycle\"?"_s;
    QTest::newRow("that of a plugin") << u"SnowflakeDataOutput"_s << u"`outlet explain` alone"_s;
    QTest::newRow("an empty one") << u""_s << u"`outlet explain` alone"_s;
}

void DocumentsTest::aVerdictThatNothingHasIsRefused()
{
    QFETCH(QString, name);
    QFETCH(QString, hint);
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"explain"_s, u"cycle"_s, name});
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.out, QString());
    QVERIFY2(outcome.err.contains(u"There is no verdict \"%1\"."_s.arg(name)),
             qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(hint), qPrintable(outcome.err));
}

void DocumentsTest::linksLeadToSomething()
{
    const QString guide = document(u"operator.md"_s);
    static const QRegularExpression link(u"\\]\\(([^)#]*)(?:#([^)]*))?\\)"_s);
    int links = 0;
    for (const QRegularExpressionMatch &match : link.globalMatch(guide)) {
        const QString file = match.captured(1);
        QVERIFY2(file.isEmpty() || !document(file).isEmpty(), qPrintable(file));
        const QString heading = QString(match.captured(2)).replace(u"-"_s, u"[ ,]+"_s);
        const QRegularExpression wanted(u"^##+ %1$"_s.arg(heading),
                                        QRegularExpression::MultilineOption |
                                            QRegularExpression::CaseInsensitiveOption);
        QVERIFY2(heading.isEmpty() || wanted.match(guide).hasMatch(), qPrintable(heading));
        ++links;
    }
    QVERIFY(links > 8);
}

QTEST_GUILESS_MAIN(DocumentsTest)
#include "documents_test.moc"
