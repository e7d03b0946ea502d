// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::textsOf;

Q_DECLARE_METATYPE(outlet::migrations::Dialect)

class TokenizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokens_data();
    void tokens();
    void wrongInput_data();
    void wrongInput();
    void linesAreCountedFromOne();
    void anyTextEndsInTokensOrAnError();
};

namespace {

constexpr Dialect sqlite = Dialect::Sqlite;
constexpr Dialect postgres = Dialect::PostgreSql;

} // namespace

void TokenizerTest::tokens_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Dialect dialect, const QString &text,
                        const QStringList &expected) {
        QTest::newRow(name) << dialect << text << expected;
    };

    row("an empty text has none", sqlite, u""_s, {});
    row("white space and comments have none", sqlite, u" \t\r\n\f\v-- a\n/* b */"_s, {});
    row("words, numbers and symbols", sqlite, u"SELECT a1, 2.5 FROM t;"_s,
        {u"SELECT"_s, u"a1"_s, u","_s, u"2.5"_s, u"FROM"_s, u"t"_s, u";"_s});
    row("case is kept", sqlite, u"Select SELECT"_s, {u"Select"_s, u"SELECT"_s});
    row("letters of every script form words", sqlite, u"größe 表"_s, {u"größe"_s, u"表"_s});
    row("a dollar may stand in a word", sqlite, u"a$b"_s, {u"a$b"_s});
    row("a string keeps its quotes", sqlite, u"'a b'"_s, {u"'a b'"_s});
    row("a doubled quote stands for itself", sqlite, u"'it''s' x"_s, {u"'it''s'"_s, u"x"_s});
    row("two strings are not one", sqlite, u"'a' 'b'"_s, {u"'a'"_s, u"'b'"_s});
    row("a semicolon in a string", sqlite, u"'a;b';"_s, {u"'a;b'"_s, u";"_s});
    row("a comment in a string is text", sqlite, u"'-- /*'"_s, {u"'-- /*'"_s});
    row("a quote in a comment is none", sqlite, u"a -- it's\nb /* it's */ c"_s,
        {u"a"_s, u"b"_s, u"c"_s});
    row("a line comment at the end needs no line end", sqlite, u"a -- b"_s, {u"a"_s});
    row("a quoted name with a doubled quote", sqlite, u"\"a\"\"b;\" c"_s,
        {u"\"a\"\"b;\""_s, u"c"_s});
    row("SQLite quotes names with brackets", sqlite, u"[a;b] c"_s, {u"[a;b]"_s, u"c"_s});
    row("brackets end at the first one", sqlite, u"[a]]"_s, {u"[a]"_s, u"]"_s});
    row("SQLite quotes names with backticks", sqlite, u"`a``;` c"_s, {u"`a``;`"_s, u"c"_s});
    row("a blob literal has its prefix", sqlite, u"x'00' X'01' x 'y'"_s,
        {u"x'00'"_s, u"X'01'"_s, u"x"_s, u"'y'"_s});
    row("a word that ends in x has no prefix", sqlite, u"ax'00'"_s, {u"ax"_s, u"'00'"_s});
    row("SQLite has no E strings", sqlite, u"e'a\\'"_s, {u"e"_s, u"'a\\'"_s});
    row("SQLite's comments do not nest", sqlite, u"/* /* */ a"_s, {u"a"_s});
    row("a comment is longer than its slash", sqlite, u"/*/ a */ b"_s, {u"b"_s});
    row("SQLite has no dollar quotes", sqlite, u"$$"_s, {u"$"_s, u"$"_s});
    row("SQLite's operators", sqlite, u"a->>b->c||d<>e==f=-1"_s,
        {u"a"_s, u"->>"_s, u"b"_s, u"->"_s, u"c"_s, u"||"_s, u"d"_s, u"<>"_s, u"e"_s, u"=="_s,
         u"f"_s, u"="_s, u"-"_s, u"1"_s});
    row("a comment ends an operator", sqlite, u"a<--b\nc"_s, {u"a"_s, u"<"_s, u"c"_s});
    row("numbers with exponents", sqlite, u"1e5 1.5E-3 .5 1e +5"_s,
        {u"1e5"_s, u"1.5E-3"_s, u".5"_s, u"1e"_s, u"+"_s, u"5"_s});
    row("a hexadecimal number has no exponent", sqlite, u"0x1e-5"_s, {u"0x1e"_s, u"-"_s, u"5"_s});
    row("a column of a table", sqlite, u"t.a"_s, {u"t"_s, u"."_s, u"a"_s});

    row("PostgreSQL's comments nest", postgres, u"/* a /* b */ c */ d"_s, {u"d"_s});
    row("a carriage return ends PostgreSQL's line comment", postgres, u"-- a\rb"_s, {u"b"_s});
    row("a body in dollar quotes", postgres, u"$$ a; 'b $$ c"_s, {u"$$ a; 'b $$"_s, u"c"_s});
    row("dollar quotes with tags nest", postgres, u"$a$ $b$ ; $b$ $$ $a$;"_s,
        {u"$a$ $b$ ; $b$ $$ $a$"_s, u";"_s});
    row("tags differ by case", postgres, u"$a$ $A$ $a$"_s, {u"$a$ $A$ $a$"_s});
    row("a parameter is no dollar quote", postgres, u"$1 $2$"_s, {u"$"_s, u"1"_s, u"$"_s, u"2$"_s});
    row("a dollar in a word opens nothing", postgres, u"a$$b"_s, {u"a$$b"_s});
    row("an E string has backslashes", postgres, u"E'a\\';' b"_s, {u"E'a\\';'"_s, u"b"_s});
    row("an E string has doubled quotes, too", postgres, u"e'a''\\\\' b"_s,
        {u"e'a''\\\\'"_s, u"b"_s});
    row("a plain string has no backslashes", postgres, u"'a\\' b"_s, {u"'a\\'"_s, u"b"_s});
    row("Unicode strings and names", postgres, u"U&'a' u&\"b\" U & 'c'"_s,
        {u"U&'a'"_s, u"u&\"b\""_s, u"U"_s, u"&"_s, u"'c'"_s});
    row("PostgreSQL quotes nothing with brackets", postgres, u"a[1]"_s,
        {u"a"_s, u"["_s, u"1"_s, u"]"_s});
    row("PostgreSQL's operators", postgres, u"a::b @> c ->> 'd' ?| e := 1"_s,
        {u"a"_s, u"::"_s, u"b"_s, u"@>"_s, u"c"_s, u"->>"_s, u"'d'"_s, u"?|"_s, u"e"_s, u":="_s,
         u"1"_s});
    row("a sign after an operator is its own", postgres, u"a=-1"_s,
        {u"a"_s, u"="_s, u"-"_s, u"1"_s});
    row("an operator of an extension keeps its sign", postgres, u"a@-1"_s,
        {u"a"_s, u"@-"_s, u"1"_s});
    row("a comment ends a PostgreSQL operator", postgres, u"a</* x */b+--c"_s,
        {u"a"_s, u"<"_s, u"b"_s, u"+"_s});
}

void TokenizerTest::tokens()
{
    QFETCH(Dialect, dialect);
    QFETCH(QString, text);
    const auto tokens = tokenize(text, dialect);
    QVERIFY2(tokens, qPrintable(tokens ? QString() : tokens.error().message));
    QTEST(textsOf(*tokens, text), "expected");
}

void TokenizerTest::wrongInput_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char *name, Dialect dialect, const QString &text,
                        const QString &message, const QString &hint) {
        QTest::newRow(name) << dialect << text << message << hint;
    };
    const QString shells = u"Remove it; commands of database shells do not work in migrations"_s;

    row("a string without its end", sqlite, u"\n'a"_s,
        u"Line 2: the quote ' that begins here is never closed"_s,
        u"Add '; inside a string, write '' for '"_s);
    row("a lone quote at the end", sqlite, u"a '"_s,
        u"Line 1: the quote ' that begins here is never closed"_s, u"Add '"_s);
    row("a string that ends in a doubled quote", sqlite, u"'a''"_s,
        u"Line 1: the quote ' that begins here is never closed"_s, u"Add '"_s);
    row("a name without its end", sqlite, u"\"a"_s,
        u"Line 1: the quote \" that begins here is never closed"_s, u"Add \""_s);
    row("a bracket without its end", sqlite, u"a\n\n[b"_s,
        u"Line 3: the quote [ that begins here is never closed"_s, u"Add ]"_s);
    row("a backtick without its end", sqlite, u"`b"_s,
        u"Line 1: the quote ` that begins here is never closed"_s, u"Add `"_s);
    row("a blob without its end", sqlite, u"x'0"_s,
        u"Line 1: the quote ' that begins here is never closed"_s, u"Add '"_s);
    row("a comment without its end", sqlite, u"a\n/* b\n"_s,
        u"Line 2: the comment /* that begins here is never closed"_s, u"Add */"_s);
    row("a comment that is only begun", sqlite, u"/*"_s,
        u"Line 1: the comment /* that begins here is never closed"_s, u"Add */"_s);
    row("an inner comment without its end", postgres, u"/* a /* b */"_s,
        u"Line 1: the comment /* that begins here is never closed"_s,
        u"PostgreSQL's comments nest"_s);
    row("an escaped quote does not close", postgres, u"E'a\\'"_s,
        u"Line 1: the quote ' that begins here is never closed"_s, u"Add '"_s);
    row("a backslash at the very end", postgres, u"E'\\"_s,
        u"Line 1: the quote ' that begins here is never closed"_s, u"Add '"_s);
    row("a dollar quote without its end", postgres, u"$$ a"_s,
        u"Line 1: the quote $$ that begins here is never closed"_s, u"Add $$"_s);
    row("another tag does not close", postgres, u"\n$a$ b $c$"_s,
        u"Line 2: the quote $a$ that begins here is never closed"_s, u"Add $a$"_s);
    row("a Unicode name without its end", postgres, u"U&\"a"_s,
        u"Line 1: the quote \" that begins here is never closed"_s, u"Add \""_s);
    row("a command of psql", postgres, u"\\connect x"_s,
        u"Line 1: found a backslash, which no SQL has outside quotes"_s, shells);
    row("a NUL", sqlite, u"a"_s + QChar(u'\0'),
        u"Line 1: found the control character U+0000, which no SQL has outside quotes"_s, shells);
    row("an escape character", sqlite, u"\n\x1b[0m"_s,
        u"Line 2: found the control character U+001b, which no SQL has outside quotes"_s, shells);
    row("a delete character", postgres, u"\x7f"_s,
        u"Line 1: found the control character U+007f, which no SQL has outside quotes"_s, shells);
}

void TokenizerTest::wrongInput()
{
    QFETCH(Dialect, dialect);
    QFETCH(QString, text);
    QFETCH(QString, hint);
    const auto tokens = tokenize(text, dialect, u"/a/0001_x.sql"_s);
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().code, ErrorCode::InvalidArgument);
    QTEST(tokens.error().message, "message");
    QVERIFY2(tokens.error().hint.contains(hint), qPrintable(tokens.error().hint));
    QVERIFY(tokens.error().where.startsWith(u"/a/0001_x.sql:"_s));
}

void TokenizerTest::linesAreCountedFromOne()
{
    const QString text = u"a\n'b\nc' d /* e\nf */ g\n-- h\ni"_s;
    const auto tokens = tokenize(text, sqlite);
    QVERIFY(tokens);
    QList<int> lines;
    for (const Token &token : *tokens)
        lines.append(token.line);
    QCOMPARE(lines, (QList<int>{1, 2, 3, 4, 6}));
    QCOMPARE(placeOf({}, 3), u"line 3"_s);
    QCOMPARE(placeOf(u"x.sql"_s, 3), u"x.sql:3"_s);
}

void TokenizerTest::anyTextEndsInTokensOrAnError()
{
    // Half of it SQL's own punctuation: pure noise would rarely get past the first quote.
    const QByteArray pieces = "'\"`[]$$/**/--;()\\\n\r\t \0xXeEuU&1.0e-";
    const QStringList words{u"CREATE "_s,   u"TRIGGER "_s, u"BEGIN "_s, u" ATOMIC "_s, u"; END;"_s,
                            u"FUNCTION "_s, u"CASE "_s,    u"$a$"_s,    u"/*"_s,       u"*/"_s};
    QRandomGenerator random(20260131);
    int wholes = 0;
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes;
        const int length = int(random.bounded(60));
        for (int i = 0; i < length; ++i) {
            switch (random.bounded(4)) {
            case 0:
                bytes += char(random.bounded(256));
                break;
            case 1:
                bytes += words[random.bounded(int(words.size()))].toUtf8();
                break;
            default:
                bytes += pieces[random.bounded(int(pieces.size()))];
            }
        }
        const QString text = QString::fromLatin1(bytes);
        for (Dialect dialect : {sqlite, postgres}) {
            const auto tokens = tokenize(text, dialect);
            if (!tokens) {
                QVERIFY(!tokens.error().message.isEmpty());
                continue;
            }
            ++wholes;
            qsizetype end = 0;
            for (const Token &token : *tokens) {
                QVERIFY(token.start >= end && token.length > 0);
                end = token.end();
                QCOMPARE(token.line, 1 + text.first(token.start).count(u'\n'));
            }
            QVERIFY(end <= text.size());
            const auto statements = splitStatements(text, dialect);
            QVERIFY(statements || !statements.error().message.isEmpty());
        }
    }
    QVERIFY(wholes > 500); // the noise must not be so noisy that nothing is tested
}

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
