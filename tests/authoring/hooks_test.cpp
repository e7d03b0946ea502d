// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/authoring/checked.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** Hooks that misbehave: each is found, in a process that is not this one. */
class HooksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHookThatMisbehavesIsFound_data();
    void aHookThatMisbehavesIsFound();
};

void HooksTest::aHookThatMisbehavesIsFound_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *behaviour, const QString &code, const QString &words) {
        QTest::newRow(behaviour) << code << words;
    };
    row("constructor throws", u"no-instance"_s, u"not today"_s);
    row("constructor crashes", u"hook-crashes"_s, u"the constructor"_s);
    row("constructor hangs", u"hook-hangs"_s, u"the constructor"_s);
    row("initialize throws", u"hook-throws"_s, u"initialize()"_s);
    row("initialize silent", u"error-without-message"_s, u"initialize()"_s);
    row("stop throws", u"hook-throws"_s, u"stop()"_s);
    row("normalise throws", u"hook-throws"_s, u"normalise() with a good configuration"_s);
    row("normalise unstable", u"normalise-unstable"_s, u"its own result"_s);
    row("normalise drops", u"normalise-drops-field"_s, u"\"item\""_s);
    row("normalise adds", u"normalise-adds-field"_s, u"\"full_path\""_s);
    row("normalise wrong value", u"normalise-wrong-value"_s, u"wanted a string"_s);
    row("check exits", u"hook-exits"_s, u"exit code 3: check()"_s);
    row("check at text", u"hook-throws"_s, u"check() with no values at all: "_s);
    row("check unknown field", u"unknown-field"_s, u"\"file\""_s);
    row("check silent", u"error-without-message"_s, u"\"path\""_s);
    row("accessPath throws a number", u"hook-throws"_s, u"no std::exception"_s);
    row("accessPath index", u"hook-crashes"_s, u"accessPath() with an empty text"_s);
    row("accessPath quadratic", u"hook-hangs"_s, u"accessPath() with a million characters"_s);
    row("accessPath half", u"text-invalid"_s, u"half of a character"_s);
    row("accessPath silent", u"error-without-message"_s, u"accessPath()"_s);
    row("accessPath counts", u"hook-impure"_s, u"accessPath()"_s);
    row("accessPath leaks", u"memory-grows"_s, u"accessPath() keeps about"_s);
    row("accessUrl code", u"url-error-code"_s, u"accessUrl() with no environment"_s);
    row("accessUrl script", u"url-unsafe"_s, u"wanted an address of http or https"_s);
    row("options number", u"option-invalid"_s, u"the choice 1"_s);
    row("options throws", u"hook-throws"_s, u"options()"_s);
    row("matches crashes", u"hook-crashes"_s, u"matches() with an empty item"_s);
    row("handle splits", u"response-invalid"_s, u"GET /look/{what}"_s);
    row("handle throws", u"hook-throws"_s, u"handle()"_s);
    row("topics wrong", u"topic-invalid"_s, u"plugin*"_s);
    row("onEvent throws", u"hook-throws"_s, u"onEvent()"_s);
    row("seed throws", u"hook-throws"_s, u"seed() with a database that fails"_s);
    row("health hangs", u"hook-hangs"_s, u"health()"_s);
}

void HooksTest::aHookThatMisbehavesIsFound()
{
    QFETCH(QString, code);
    QFETCH(QString, words);
    const QByteArray behaviour = QTest::currentDataTag();
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (behaviour.contains("crashes") || behaviour.contains("index") || behaviour.contains("leaks"))
        QSKIP("the sanitizer ends the process in its own way, and has a heap of its own");
#endif
    const Workspace workspace;
    const Seeded seeded(workspace);
    seeded.behave(behaviour);
    const Checked checked = check(workspace, u"seeded"_s);
    QVERIFY2(checked.codes == QStringList{code},
             qPrintable(checked.outcome.err + checked.codes.join(u' ') + u'\n' + checked.words));
    QVERIFY2(checked.words.contains(words), qPrintable(checked.words));
    QCOMPARE(checked.incomplete(), QString());
}

QTEST_GUILESS_MAIN(HooksTest)

#include "hooks_test.moc"
