// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/pattern.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::ui;

class Patterns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void match_data();
    void match();
    void areRefused_data();
    void areRefused();
};

void Patterns::match_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("does");
    const auto yes = [](const char *name, const QString &pattern, const QString &text) {
        QTest::newRow(name) << pattern << text << true;
    };
    const auto no = [](const char *name, const QString &pattern, const QString &text) {
        QTest::newRow(name) << pattern << text << false;
    };
    yes("anywhere", u"b"_s, u"abc"_s);
    no("not at the beginning", u"^b"_s, u"abc"_s);
    yes("the end", u"c$"_s, u"abc"_s);
    no("the end is behind the last line end", u"c$"_s, u"abc\n"_s);
    no("lines do not count", u"^b$"_s, u"a\nb\nc"_s);
    yes("any character", u"^.$"_s, u"😀"_s);
    no("any character but a line end", u"^a.b$"_s, u"a\nb"_s);
    no("any character but a carriage return", u"^a.b$"_s, u"a\rb"_s);
    no("any character but a line separator", u"^a.b$"_s, u"a\u2028b"_s);
    yes("a space of any kind", u"^\\s+$"_s, u" \t\u00a0\u2003\ufeff\u2028"_s);
    no("a letter is no space", u"\\s"_s, u"abc"_s);
    no("a space of any kind is not something else", u"\\S"_s, u"\u00a0\u3000"_s);
    yes("a space in a class", u"^[a\\s]+$"_s, u"a\u00a0a"_s);
    no("a space in a class that is not", u"^[^\\s]$"_s, u"\u00a0"_s);
    no("digits are those of ASCII", u"\\d"_s, u"٣"_s);
    no("letters of words are those of ASCII", u"\\w"_s, u"é"_s);
    yes("words end at others", u"a\\b"_s, u"aé"_s);
    yes("a vertical tab", u"^\\v[\\v]$"_s, u"\u000b\u000b"_s);
    no("a vertical tab is no line end", u"\\v"_s, u"\n"_s);
    yes("general categories", u"^\\p{Lu}[\\p{L}]\\P{L}$"_s, u"Éé1"_s);
    yes("brackets in a class", u"^[[:a]+$"_s, u"[:a"_s);
    yes("a dash at the end of a class", u"^[\\w-]+$"_s, u"a-b"_s);
    yes("a dash at its beginning", u"^[-a]+$"_s, u"a-"_s);
    yes("a range beyond the BMP", u"^[😀-😂]$"_s, u"😁"_s);
    yes("escapes", u"^\\x41\\/\\.\\-?$"_s.remove(u"\\-?"_s), u"A/."_s);
    yes("groups and looks", u"^(?:a)(b)(?<n>c)(?=d)(?!e)d(?<=d)(?<!x)$"_s, u"abcd"_s);
    yes("quantifiers", u"^a*b+?c?d{2}e{1,}f{0,2}?$"_s, u"bddeff"_s);
    yes("alternatives", u"^(a|)$"_s, u""_s);
    no("what takes too long is no match", u"^(a+)+$"_s, QString(60, u'a') + u'b');
}

void Patterns::match()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    const auto compiled = compilePattern(pattern);
    QVERIFY2(compiled, compiled ? "" : qPrintable(compiled.error().message));
    QTEST(compiled->match(text).hasMatch(), "does");
}

void Patterns::areRefused_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("message");
    QTest::addColumn<qsizetype>("position");
    const auto row = [](const char *name, const char *pattern, const char *what,
                        qsizetype position) {
        QTest::newRow(name) << QString::fromUtf8(pattern)
                            << u"\"%1\" is not in the regular expressions of JSON Schema"_s.arg(
                                   QString::fromUtf8(what))
                            << position;
    };
    QTest::newRow("a class that does not end")
        << u"[a-"_s << u"missing terminating ] for character class"_s << qsizetype(3);
    QTest::newRow("a group that does not end")
        << u"(a"_s << u"missing closing parenthesis"_s << qsizetype(2);
    row("options within", "a(?i)b", "(?i", 1);
    row("an atomic group", "(?>a)", "(?>", 0);
    row("a group named as in Python", "(?P<n>a)", "(?P", 0);
    row("a comment", "(?#a)b", "(?#", 0);
    row("a verb", "a(*FAIL)", "*", 2);
    row("a possessive quantifier", "a++", "++", 1);
    QTest::newRow("a quantifier of a quantifier")
        << u"a{2}{3}"_s << u"quantifier does not follow a repeatable item"_s << qsizetype(6);
    QTest::newRow("a quantifier of an assertion")
        << u"a\\b+"_s << u"quantifier does not follow a repeatable item"_s << qsizetype(3);
    QTest::newRow("a quantifier of the beginning")
        << u"^*a"_s << u"quantifier does not follow a repeatable item"_s << qsizetype(1);
    row("a quantifier of a look", "(?=a)?b", "?", 5);
    row("a brace that is none", "a{,2}", "{", 1);
    row("a closing brace", "a}", "}", 1);
    row("a closing bracket", "a]", "]", 1);
    row("the beginning as in Perl", "\\Aa", "\\\\A", 0);
    row("the end as in Perl", "a\\z", "\\\\z", 1);
    row("a quotation", "\\Qa\\E", "\\\\Q", 0);
    row("horizontal spaces", "\\h", "\\\\h", 0);
    row("a reference back", "(a)\\1", "\\\\1", 3);
    row("an escape of nothing", "\\-", "\\\\-", 0);
    row("an octal escape", "\\012", "\\\\0", 0);
    row("a long hexadecimal escape", "\\x{41}", "\\\\x", 0);
    row("a property without braces", "\\pL", "\\\\p", 0);
    row("a script", "\\p{Greek}", "\\\\p", 0);
    row("a class that begins with its end", "[]a]", "[]", 0);
    row("no class that begins with its end", "[^]a]", "[^]", 0);
    row("no space in a class", "[a\\S]", "\\\\S", 2);
    row("a quotation in a class", "[a\\Q]\\E]", "\\\\Q", 2);
}

void Patterns::areRefused()
{
    QFETCH(QString, pattern);
    const auto compiled = compilePattern(pattern);
    QVERIFY(!compiled);
    QTEST(compiled.error().message, "message");
    QTEST(compiled.error().position, "position");
}

QTEST_APPLESS_MAIN(Patterns)
#include "patterns.moc"
