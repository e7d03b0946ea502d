// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/checksum.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

class ChecksumTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverChangesBetweenVersions();
    void sameOrNot_data();
    void sameOrNot();
    void reformattingIsNoDrift();
    void everyChangedTokenIsDrift();
};

namespace {

constexpr auto exampleScript = R"(-- A table
CREATE TABLE example (
    id UUID NOT NULL PRIMARY KEY REFERENCES data_output_configurations (id) ON DELETE CASCADE,
    "database" TEXT DEFAULT 'a ''b'' -- c', /* the name */
    size INTEGER CHECK (size >= 1 AND size <> 17)
);
CREATE TRIGGER example_guard BEFORE INSERT ON example BEGIN
    SELECT CASE WHEN NEW.size > 1.5e3 THEN RAISE(ABORT, 'too; large') END;
END;
INSERT INTO example (id, size) VALUES ('x', -1);
)";

QString checksum(const QString &script, Dialect dialect = Dialect::Sqlite)
{
    const auto statements = splitStatements(script, dialect);
    return statements ? checksumOf(*statements) : u"ERROR "_s + statements.error().message;
}

QStringList tokensOf(const QString &script)
{
    return test::textsOf(*tokenize(script, Dialect::Sqlite), script);
}

QString join(const QStringList &tokens, QRandomGenerator &random)
{
    static const QStringList gaps{
        u" "_s, u"\n"_s, u"\t\t"_s, u" -- it's; a comment\n"_s, u"/* ; ' */"_s, u"\r\n   "_s};
    QString script;
    for (const QString &token : tokens)
        script += gaps[random.bounded(int(gaps.size()))] + token;
    return script + gaps[random.bounded(int(gaps.size()))];
}

/** Another token in the place of this one; what it says does not matter, only that it differs. */
QString mutated(const QString &token, QRandomGenerator &random)
{
    QString other = token;
    const QChar first = token.front();
    if (first == u'\'' || first == u'"')
        other.insert(1, random.bounded(2) ? u' ' : u'z'); // white space in a string does count
    else if (first.isLower() && random.bounded(2))
        other[0] = first.toUpper(); // here, what is in small letters is a name
    else if (first.isLetterOrNumber())
        other += u'7';
    else
        other = token == u"*"_s ? u"+"_s : u"*"_s;
    return other;
}

} // namespace

void ChecksumTest::neverChangesBetweenVersions()
{
    // Databases in the field hold these values.
    QCOMPARE(checksum(u""_s),
             u"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s);
    QCOMPARE(checksum(u"SELECT 1;"_s),
             QString::fromLatin1(
                 QCryptographicHash::hash("6:SELECT1:1;", QCryptographicHash::Sha256).toHex()));
    QCOMPARE(checksum(u"SELECT 'ä'; SELECT 2;"_s),
             QString::fromLatin1(
                 QCryptographicHash::hash("6:SELECT4:'ä';6:SELECT1:2;", QCryptographicHash::Sha256)
                     .toHex()));
}

void ChecksumTest::sameOrNot_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<bool>("isSame");
    const auto same = [](const char *name, const QString &left, const QString &right) {
        QTest::newRow(name) << left << right << true;
    };
    const auto differs = [](const char *name, const QString &left, const QString &right) {
        QTest::newRow(name) << left << right << false;
    };
    same("white space does not count", u"SELECT  1"_s, u"\nSELECT\t1 "_s);
    same("comments do not count", u"SELECT 1"_s, u"-- a\nSELECT/* b */1"_s);
    same("the last semicolon does not count", u"SELECT 1"_s, u"SELECT 1;"_s);
    same("empty statements do not count", u"A; B"_s, u";A;;B;;"_s);
    same("space around operators does not count", u"a>=1"_s, u"a >= 1"_s);
    same("the case of keywords does not count", u"SELECT 1"_s, u"sElect 1"_s);
    same("nor that of types", u"CREATE TABLE t (a TEXT)"_s, u"create table t (a text)"_s);
    differs("the case of a quoted keyword counts", u"SELECT \"KEY\""_s, u"SELECT \"key\""_s);
    differs("the case of a string counts", u"SELECT 'SELECT'"_s, u"SELECT 'select'"_s);
    differs("the case of names counts", u"CREATE TABLE t (Name)"_s, u"CREATE TABLE t (name)"_s);
    differs("quotes around a name count", u"SELECT a"_s, u"SELECT \"a\""_s);
    differs("space in a string counts", u"SELECT 'a b'"_s, u"SELECT 'a  b'"_s);
    differs("a comment in a string counts", u"SELECT 'a'"_s, u"SELECT 'a/**/'"_s);
    differs("one word or two", u"SELECT ab"_s, u"SELECT a b"_s);
    differs("one operator or two", u"a > = 1"_s, u"a >= 1"_s);
    differs("one statement or two", u"A B"_s, u"A; B"_s);
    differs("one string or two", u"'a''b'"_s, u"'a' 'b'"_s);
    differs("a blob or a string with an alias", u"x'00'"_s, u"x '00'"_s);
    differs("the order of statements", u"A; B"_s, u"B; A"_s);
    differs("a number's form", u"SELECT 1"_s, u"SELECT 1.0"_s);
    differs("a token cannot imitate the joint", u"a; b"_s, u"\"a;1:b\""_s);
    differs("nothing and something", u""_s, u"A"_s);
}

void ChecksumTest::sameOrNot()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    QFETCH(bool, isSame);
    QCOMPARE(checksum(left) == checksum(right), isSame);
    QCOMPARE(checksum(left).size(), 64);
}

void ChecksumTest::reformattingIsNoDrift()
{
    const QString script = QString::fromLatin1(exampleScript);
    const QString wanted = checksum(script);
    QCOMPARE(wanted.size(), 64);
    const QStringList tokens = tokensOf(script);
    QRandomGenerator random(11);
    for (int round = 0; round < 500; ++round)
        QCOMPARE(checksum(join(tokens, random)), wanted);
}

void ChecksumTest::everyChangedTokenIsDrift()
{
    const QString script = QString::fromLatin1(exampleScript);
    const QString original = checksum(script);
    const QStringList tokens = tokensOf(script);
    QRandomGenerator random(12);
    for (int round = 0; round < 2'000; ++round) {
        QStringList changed = tokens;
        const auto at = qsizetype(random.bounded(int(tokens.size())));
        switch (random.bounded(4)) {
        case 0:
            changed[at] = mutated(tokens[at], random);
            break;
        case 1:
            changed.removeAt(at);
            break;
        case 2:
            changed.insert(at, u"extra"_s);
            break;
        default:
            changed.swapItemsAt(at, qsizetype(random.bounded(int(tokens.size()))));
        }
        // Without the last ; it is the same script, and so it is with two equal tokens swapped.
        QStringList withoutEnd = changed;
        if (withoutEnd.last() != u";"_s)
            withoutEnd.append(u";"_s);
        if (withoutEnd == tokens)
            continue;
        const QString found = checksum(join(changed, random));
        QVERIFY2(found != original, qPrintable(changed.join(u' ')));
    }
}

QTEST_GUILESS_MAIN(ChecksumTest)
#include "checksum_test.moc"
