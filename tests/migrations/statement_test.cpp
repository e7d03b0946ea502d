// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

Q_DECLARE_METATYPE(outlet::migrations::Dialect)

class StatementTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void split_data();
    void split();
    void wrongInput_data();
    void wrongInput();
    void refused_data();
    void refused();
    void permitted_data();
    void permitted();
    void statementsTogetherHaveTheTokensOfTheScript();
    void everyStatementKnowsItsLine();
    void longStatementsAreShortened();
};

namespace {

constexpr Dialect sqlite = Dialect::Sqlite;
constexpr Dialect postgres = Dialect::PostgreSql;

} // namespace

void StatementTest::split_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Dialect dialect, const QString &script,
                        const QStringList &expected) {
        QTest::newRow(name) << dialect << script << expected;
    };
    row("nothing", sqlite, u""_s, {});
    row("only a comment", sqlite, u"-- nothing to do here\n"_s, {});
    row("only semicolons", sqlite, u";; ;"_s, {});
    row("one without its semicolon", sqlite, u"SELECT 1"_s, {u"SELECT 1"_s});
    row("two", sqlite, u"SELECT 1; SELECT 2;"_s, {u"SELECT 1"_s, u"SELECT 2"_s});
    row("comments around are dropped, inside kept", sqlite,
        u"/* a */ SELECT /* b */ 1 -- c\n; -- d"_s, {u"SELECT /* b */ 1"_s});
    row("a semicolon in a string", sqlite, u"SELECT ';'; SELECT 2"_s,
        {u"SELECT ';'"_s, u"SELECT 2"_s});
    row("a semicolon in a quoted name", sqlite, u"SELECT \";\", [;], `;`; SELECT 2"_s,
        {u"SELECT \";\", [;], `;`"_s, u"SELECT 2"_s});
    row("a semicolon in a comment", sqlite, u"SELECT 1 /* ; */ + 1; SELECT 2 --;\n+ 2"_s,
        {u"SELECT 1 /* ; */ + 1"_s, u"SELECT 2 --;\n+ 2"_s});
    row("a trigger is one", sqlite,
        u"CREATE TRIGGER a AFTER INSERT ON t BEGIN DELETE FROM u; DELETE FROM v; END; SELECT 1;"_s,
        {u"CREATE TRIGGER a AFTER INSERT ON t BEGIN DELETE FROM u; DELETE FROM v; END"_s,
         u"SELECT 1"_s});
    row("a trigger at the end of the file", sqlite,
        u"create temp trigger a after insert on t begin select 1; end"_s,
        {u"create temp trigger a after insert on t begin select 1; end"_s});
    row("CASE in a trigger does not end it", sqlite,
        u"CREATE TEMPORARY TRIGGER a AFTER UPDATE ON t WHEN CASE 1 WHEN 1 THEN 1 END BEGIN "
        "SELECT CASE 1 WHEN 2 THEN 3 END; SELECT CASE WHEN CASE WHEN 1 THEN 1 END THEN 1 END; "
        "/* ; END; */ SELECT '; END;'; END; SELECT 1"_s,
        {u"CREATE TEMPORARY TRIGGER a AFTER UPDATE ON t WHEN CASE 1 WHEN 1 THEN 1 END BEGIN "
         "SELECT CASE 1 WHEN 2 THEN 3 END; SELECT CASE WHEN CASE WHEN 1 THEN 1 END THEN 1 END; "
         "/* ; END; */ SELECT '; END;'; END"_s,
         u"SELECT 1"_s});
    row("two triggers are two", sqlite,
        u"CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END;\n"
        "CREATE TRIGGER b AFTER INSERT ON t BEGIN SELECT 2; END;"_s,
        {u"CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END"_s,
         u"CREATE TRIGGER b AFTER INSERT ON t BEGIN SELECT 2; END"_s});
    row("a table named trigger is no trigger", sqlite, u"CREATE TABLE trigger (a); SELECT 1"_s,
        {u"CREATE TABLE trigger (a)"_s, u"SELECT 1"_s});
    row("PostgreSQL's triggers have no body", postgres,
        u"CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f(); SELECT 1"_s,
        {u"CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f()"_s, u"SELECT 1"_s});
    row("a function in dollar quotes", postgres,
        u"CREATE FUNCTION f() RETURNS trigger AS $f$ BEGIN a; b; END; $f$ LANGUAGE plpgsql; "
        "SELECT 1"_s,
        {u"CREATE FUNCTION f() RETURNS trigger AS $f$ BEGIN a; b; END; $f$ LANGUAGE plpgsql"_s,
         u"SELECT 1"_s});
    row("a DO block", postgres, u"DO $$ BEGIN x; END $$; SELECT 1"_s,
        {u"DO $$ BEGIN x; END $$"_s, u"SELECT 1"_s});
    row("a body BEGIN ATOMIC", postgres,
        u"CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN b END; "
        "END; SELECT 1"_s,
        {u"CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN b END; "
         "END"_s,
         u"SELECT 1"_s});
    row("a rule has its statements in parentheses", postgres,
        u"CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3"_s,
        {u"CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)"_s, u"SELECT 3"_s});
    row("a parenthesis in a string opens nothing", sqlite, u"SELECT '('; SELECT 2"_s,
        {u"SELECT '('"_s, u"SELECT 2"_s});
    row("a closing parenthesis too many is the database's business", sqlite,
        u"SELECT 1); SELECT 2"_s, {u"SELECT 1)"_s, u"SELECT 2"_s});
}

void StatementTest::split()
{
    QFETCH(Dialect, dialect);
    QFETCH(QString, script);
    const auto statements = splitStatements(script, dialect);
    QVERIFY2(statements, qPrintable(statements ? QString() : statements.error().message));
    QStringList texts;
    for (const Statement &statement : *statements)
        texts.append(statement.text);
    QTEST(texts, "expected");
}

void StatementTest::wrongInput_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("message");
    QTest::newRow("a string without its end")
        << sqlite << u"SELECT 1;\nSELECT 'a;"_s
        << u"Line 2: the quote ' that begins here is never closed"_s;
    QTest::newRow("a trigger without END")
        << sqlite << u"\nCREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1;"_s
        << u"Line 2: the trigger that begins here never ends"_s;
    QTest::newRow("a trigger whose last statement has no semicolon")
        << sqlite << u"CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1 END;"_s
        << u"Line 1: the trigger that begins here never ends"_s;
    QTest::newRow("a trigger without a body")
        << sqlite << u"SELECT 1;\n\nCREATE TRIGGER a AFTER INSERT ON t;\nSELECT 1;"_s
        << u"Line 3: the trigger that begins here never ends"_s;
    QTest::newRow("a trigger that ends in a comment only")
        << sqlite << u"CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; /* END; */"_s
        << u"Line 1: the trigger that begins here never ends"_s;
    QTest::newRow("a parenthesis without its end")
        << sqlite << u"CREATE TABLE t (a\n, b CHECK (b > 1);\nSELECT 1;"_s
        << u"Line 1: the parenthesis that begins here is never closed"_s;
    QTest::newRow("the innermost open parenthesis is named")
        << postgres << u"SELECT (\n1 + (\n2;"_s
        << u"Line 2: the parenthesis that begins here is never closed"_s;
    QTest::newRow("a body BEGIN ATOMIC without END")
        << postgres << u"CREATE FUNCTION f()\nBEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END;"_s
        << u"Line 2: the body BEGIN ATOMIC that begins here never ends"_s;
    QTest::newRow("a dollar quote without its end")
        << postgres << u"DO $x$ BEGIN END $y$;"_s
        << u"Line 1: the quote $x$ that begins here is never closed"_s;
}

void StatementTest::wrongInput()
{
    QFETCH(Dialect, dialect);
    QFETCH(QString, script);
    const auto statements = splitStatements(script, dialect, u"f.sql"_s);
    QVERIFY(!statements);
    QCOMPARE(statements.error().code, ErrorCode::InvalidArgument);
    QTEST(statements.error().message, "message");
    QVERIFY(!statements.error().hint.isEmpty());
    QVERIFY(statements.error().where.startsWith(u"f.sql:"_s));
}

void StatementTest::refused_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("reason");
    const QString transaction =
        u"each migration runs in one transaction, which the runner begins and ends"_s;
    const QStringList transactions{u"BEGIN"_s,
                                   u"begin immediate"_s,
                                   u"START TRANSACTION"_s,
                                   u"COMMIT"_s,
                                   u"End Transaction"_s,
                                   u"ROLLBACK TO a"_s,
                                   u"ABORT"_s,
                                   u"SAVEPOINT a"_s,
                                   u"RELEASE a"_s,
                                   u"/* x */ COMMIT"_s,
                                   u"PREPARE TRANSACTION 'a'"_s};
    for (const QString &statement : transactions)
        QTest::newRow(qPrintable(u"transaction control: "_s + statement))
            << statement << transaction;
    QTest::newRow("another database")
        << u"ATTACH 'x' AS y"_s << u"a migration changes one database only"_s;
    QTest::newRow("another database, away")
        << u"detach y"_s << u"a migration changes one database only"_s;
    QTest::newRow("VACUUM") << u"VACUUM"_s
                            << u"it cannot run in the transaction of the migration"_s;
    QTest::newRow("a setting of the connection")
        << u"PRAGMA foreign_keys = OFF"_s
        << u"it changes the connection, which belongs to the program"_s;
    QTest::newRow("a stream") << u"COPY t FROM STDIN"_s
                              << u"it reads from a stream or a file of the database server; use "
                                 "INSERT"_s;
}

void StatementTest::refused()
{
    QFETCH(QString, statement);
    QFETCH(QString, reason);
    const QString script = u"SELECT 1;\n"_s + statement + u";\nSELECT 2;"_s;
    for (Dialect dialect : {sqlite, postgres}) {
        const auto statements = splitStatements(script, dialect);
        QVERIFY(statements);
        const Problems problems = findRefused(*statements, u"f.sql"_s);
        QCOMPARE(problems.size(), 1);
        const QString word = statements->at(1).tokens.first().toUpper();
        QCOMPARE(problems.first().message,
                 u"Line 2: %1 is refused in a migration: %2"_s.arg(word, reason));
        QCOMPARE(problems.first().where, u"f.sql:2"_s);
        QVERIFY(problems.first().hint.startsWith(u"Remove \""_s));
    }
}

void StatementTest::permitted_data()
{
    QTest::addColumn<QString>("statement");
    for (const QString &statement :
         {u"CREATE TABLE \"begin\" (\"commit\" TEXT)"_s, u"INSERT INTO t VALUES ('COMMIT')"_s,
          u"PREPARE a AS SELECT 1"_s, u"WITH x AS (SELECT 1) SELECT * FROM x"_s,
          u"SELECT 1 -- COMMIT"_s, u"REINDEX"_s, u"ALTER TABLE t ADD COLUMN vacuum TEXT"_s})
        QTest::newRow(qPrintable(statement)) << statement;
}

void StatementTest::permitted()
{
    QFETCH(QString, statement);
    const auto statements = splitStatements(statement, sqlite);
    QVERIFY(statements);
    QCOMPARE(findRefused(*statements), Problems());
}

void StatementTest::statementsTogetherHaveTheTokensOfTheScript()
{
    const QStringList parts{u"SELECT 1"_s,
                            u"'a;b'"_s,
                            u";"_s,
                            u" ; -- c\n"_s,
                            u"/* ; */"_s,
                            u"(1; 2)"_s,
                            u"$$ ; $$"_s,
                            u"\"x;\""_s,
                            u"a.b"_s,
                            u"CASE x END"_s,
                            u"\n"_s,
                            u">= -1"_s,
                            u"; CREATE TRIGGER t BEGIN a; b; END;"_s};
    QRandomGenerator random(7);
    for (int round = 0; round < 3'000; ++round) {
        QString script;
        for (int i = int(random.bounded(12)); i > 0; --i)
            script += parts[random.bounded(int(parts.size()))] + u' ';
        for (Dialect dialect : {sqlite, postgres}) {
            const auto tokens = tokenize(script, dialect);
            const auto statements = splitStatements(script, dialect);
            if (!tokens || !statements)
                continue;
            // Semicolons between statements are the only tokens that may be lost.
            const QStringList wanted = test::textsOf(*tokens, script);
            QStringList found;
            for (const Statement &statement : *statements) {
                while (wanted.value(found.size()) == u";"_s)
                    found.append(u";"_s);
                found += statement.tokens;
                const auto again = tokenize(statement.text, dialect);
                QVERIFY(again);
                QCOMPARE(test::textsOf(*again, statement.text), statement.tokens);
            }
            while (wanted.value(found.size()) == u";"_s)
                found.append(u";"_s);
            QCOMPARE(found, wanted);
        }
    }
}

void StatementTest::everyStatementKnowsItsLine()
{
    const auto statements = splitStatements(u"-- a\nA;\n\nB\n'\n'; C;"_s, sqlite);
    QVERIFY(statements);
    QList<int> lines;
    for (const Statement &statement : *statements)
        lines.append(statement.line);
    QCOMPARE(lines, (QList<int>{2, 4, 6}));
}

void StatementTest::longStatementsAreShortened()
{
    QCOMPARE(shortened(u"SELECT\n   1"_s), u"SELECT 1"_s);
    QCOMPARE(shortened(u"abcdefgh"_s, 5), u"abcd…"_s);
    QCOMPARE(shortened(u"abcde"_s, 5), u"abcde"_s);
    QCOMPARE(shortened(u"a"_s + QString(100, u' ') + u"b"_s, 5), u"a…"_s);
}

QTEST_GUILESS_MAIN(StatementTest)
#include "statement_test.moc"
