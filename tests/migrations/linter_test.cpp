// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/linter.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

/** Which statements are warned of, and which are not. */
class LinterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data();
    void rules();
    void aWarningSaysEverything();
    void aFolderIsJudgedForEachDatabase();
    void theCoreHarmsNobodyInSecret();
    void aFolderThatCannotBeReadIsAFailure();
};

namespace {

QStringList warningsOf(const QString &sql, Dialect dialect)
{
    const Migration up{u"0001_a"_s, 1, u"/m/0001_a.up.sql"_s, *splitStatements(sql, dialect), {}};
    QStringList found;
    for (const LintWarning &warning : lint(up, dialect))
        found += u"%1:%2"_s.arg(warning.line).arg(warning.rule);
    return found;
}

} // namespace

void LinterTest::rules_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QStringList>("sqlite");
    QTest::addColumn<QStringList>("postgresql");
    const auto both = [](const char *title, const QString &sql, const QStringList &rules) {
        QTest::newRow(title) << sql << rules << rules;
    };
    const auto postgres = [](const char *title, const QString &sql, const QStringList &rules) {
        QTest::newRow(title) << sql << QStringList() << rules;
    };

    both("DROP TABLE", u"DROP TABLE t"_s, {u"1:drop-table"_s});
    both("DROP TABLE IF EXISTS", u"drop table if exists t"_s, {u"1:drop-table"_s});
    both("each table on its line", u"DROP TABLE t,\n u"_s, {u"1:drop-table"_s, u"2:drop-table"_s});
    both("a table of a schema", u"DROP TABLE main.t"_s, {u"1:drop-table"_s});
    both("CASCADE", u"DROP VIEW v CASCADE"_s, {u"1:drop-cascade"_s});
    both("both at once", u"DROP TABLE t CASCADE"_s, {u"1:drop-cascade"_s, u"1:drop-table"_s});
    both("DROP SCHEMA", u"DROP SCHEMA s"_s, {u"1:drop-schema"_s});
    both("TRUNCATE", u"TRUNCATE t"_s, {u"1:truncate"_s});
    both("TRUNCATE TABLE ONLY", u"TRUNCATE TABLE ONLY t"_s, {u"1:truncate"_s});

    both("DELETE without WHERE", u"DELETE FROM t"_s, {u"1:delete-all"_s});
    both("DELETE WHERE true", u"DELETE FROM t WHERE true"_s, {u"1:delete-all"_s});
    both("DELETE WHERE 1 = 1", u"DELETE FROM t WHERE 1 = 1"_s, {u"1:delete-all"_s});
    both("a WHERE of a subquery is none", u"DELETE FROM t RETURNING (SELECT 1 WHERE 1 = 2)"_s,
         {u"1:delete-all"_s});
    both("DELETE in a WITH",
         u"WITH d AS (DELETE FROM t RETURNING x)\nSELECT x FROM d WHERE x = 1"_s,
         {u"1:delete-all"_s});
    both("UPDATE without WHERE", u"UPDATE t SET x = 1"_s, {u"1:update-all"_s});
    both("UPDATE OR IGNORE", u"UPDATE OR IGNORE t SET x = 1"_s, {u"1:update-all"_s});

    both("DROP COLUMN", u"ALTER TABLE t DROP COLUMN x"_s, {u"1:drop-column"_s});
    both("DROP without COLUMN", u"ALTER TABLE t DROP x"_s, {u"1:drop-column"_s});
    both("the second of two changes", u"ALTER TABLE t ADD COLUMN y TEXT,\n DROP COLUMN x"_s,
         {u"2:drop-column"_s});
    both("RENAME COLUMN", u"ALTER TABLE t RENAME COLUMN x TO y"_s, {u"1:rename"_s});
    both("RENAME TO", u"ALTER TABLE t RENAME TO u"_s, {u"1:rename"_s});
    both("RENAME of a type", u"ALTER TYPE t RENAME TO u"_s, {u"1:rename"_s});
    both("NOT NULL without a default", u"ALTER TABLE t ADD COLUMN x TEXT NOT NULL"_s,
         {u"1:add-not-null"_s});
    both("NOT NULL with NULL for a default", u"ALTER TABLE t ADD x TEXT DEFAULT NULL NOT NULL"_s,
         {u"1:add-not-null"_s});
    both("another type", u"ALTER TABLE t ALTER COLUMN x TYPE BIGINT"_s, {u"1:alter-type"_s});
    both("another type, in full", u"ALTER TABLE t ALTER x SET DATA TYPE BIGINT"_s,
         {u"1:alter-type"_s});
    postgres("SET NOT NULL", u"ALTER TABLE t ALTER COLUMN x SET NOT NULL"_s, {u"1:set-not-null"_s});
    postgres("a default of each row's own",
             u"ALTER TABLE t ADD COLUMN x UUID DEFAULT gen_random_uuid()"_s,
             {u"1:rewrites-table"_s});
    postgres("a serial column", u"ALTER TABLE t ADD COLUMN x BIGSERIAL"_s, {u"1:rewrites-table"_s});
    postgres("a foreign key", u"ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (x) REFERENCES u (id)"_s,
             {u"1:constraint-locks"_s});
    postgres("a check", u"ALTER TABLE t ADD CHECK (x > 0)"_s, {u"1:constraint-locks"_s});
    postgres("a unique constraint", u"ALTER TABLE t ADD CONSTRAINT c UNIQUE (x)"_s,
             {u"1:constraint-locks"_s});
    postgres("an index", u"CREATE INDEX i ON t (x)"_s, {u"1:index-locks"_s});
    postgres("a unique index without a name", u"CREATE UNIQUE INDEX ON t (x)"_s,
             {u"1:index-locks"_s});
    postgres("CONCURRENTLY", u"CREATE INDEX CONCURRENTLY i ON t (x)"_s,
             {u"1:index-concurrently"_s});
    both("LOCK", u"LOCK TABLE t"_s, {u"1:lock-table"_s});
    both("REINDEX", u"REINDEX TABLE t"_s, {u"1:rewrites-table"_s});
    both("CLUSTER", u"CLUSTER t"_s, {u"1:rewrites-table"_s});
    both("REFRESH", u"REFRESH MATERIALIZED VIEW v"_s, {u"1:refresh-locks"_s});

    both("a new table", u"CREATE TABLE t (x TEXT)"_s, {});
    both("a new column", u"ALTER TABLE t ADD COLUMN x TEXT"_s, {});
    both("a new column with a default", u"ALTER TABLE t ADD COLUMN x TEXT NOT NULL DEFAULT 'a'"_s,
         {});
    both("a default of one time for all",
         u"ALTER TABLE t ADD COLUMN x TIMESTAMP NOT NULL DEFAULT now()"_s, {});
    both("rows that go into a table", u"INSERT INTO t (x) VALUES (1)"_s, {});
    both("rows that are chosen", u"DELETE FROM t WHERE x = 1; UPDATE t SET x = 2 WHERE x = 3"_s,
         {});
    both("an upsert", u"INSERT INTO t VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2"_s, {});
    both("the script's own table",
         u"CREATE TABLE t (x INT); CREATE INDEX i ON t (x); UPDATE t SET x = 1; DELETE FROM t; "
         "ALTER TABLE t DROP COLUMN x; DROP TABLE t"_s,
         {});
    both("the script's own table under another name",
         u"CREATE TABLE t (x INT); ALTER TABLE t RENAME TO u; DELETE FROM U"_s, {});
    both("an index of somebody's that goes", u"DROP INDEX i"_s, {});
    both("words in a string", u"INSERT INTO t VALUES ('DROP TABLE t; DELETE FROM t')"_s, {});
    both("words in a comment", u"-- DROP TABLE t\nSELECT 1 /* TRUNCATE t */"_s, {});
    both("words as quoted names", u"SELECT \"DELETE\" FROM \"UPDATE\""_s, {});
    both("the body of a trigger", u"CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; END"_s,
         {});
    both("a constraint that is checked later",
         u"ALTER TABLE t ADD CONSTRAINT c CHECK (x > 0) NOT VALID"_s, {});
    both("an index that becomes a constraint",
         u"ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i"_s, {});
    both("a constraint that goes", u"ALTER TABLE t DROP CONSTRAINT c"_s, {});
}

void LinterTest::rules()
{
    QFETCH(QString, sql);
    const auto sorted = [](QStringList list) {
        list.sort();
        return list;
    };
    QTEST(sorted(warningsOf(sql, Dialect::Sqlite)), "sqlite");
    // The body of SQLite's trigger is no statement in PostgreSQL.
    if (!sql.startsWith(u"CREATE TRIGGER"_s))
        QTEST(sorted(warningsOf(sql, Dialect::PostgreSql)), "postgresql");
}

void LinterTest::aWarningSaysEverything()
{
    const Migration up{
        u"0001_a"_s,
        1,
        u"/m/0001_a.up.sql"_s,
        *splitStatements(u"SELECT 1;\n\nALTER TABLE t\n  DROP COLUMN  x;"_s, Dialect::Sqlite),
        {}};
    const QList<LintWarning> found = lint(up, Dialect::Sqlite);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0], (LintWarning{u"drop-column"_s, u"/m/0001_a.up.sql"_s, 4,
                                    u"ALTER TABLE t DROP COLUMN x"_s,
                                    u"The values of column x are deleted, and programs that use it "
                                    "fail from this moment on"_s,
                                    u"Stop using it first, and drop it in a later release"_s}));
}

void LinterTest::aFolderIsJudgedForEachDatabase()
{
    const test::Folder folder;
    folder.write(u"m/0001_a.up.sql"_s, "CREATE TABLE t (x TEXT);");
    folder.write(u"m/0001_a.down.sql"_s, "DROP TABLE t;"); // it is there to delete
    folder.write(u"m/0002_b.up.sql"_s, "CREATE INDEX i ON t (x);\nDELETE FROM t;");
    folder.write(u"m/0003_c.sqlite.up.sql"_s, "DROP TABLE t;");
    folder.write(u"m/0003_c.postgresql.up.sql"_s, "SELECT 1;");
    const auto rules = [&](const QList<Dialect> &dialects) {
        QStringList found;
        const auto warnings = lintDirectory(folder.file(u"m"_s), dialects);
        for (const LintWarning &warning : *warnings)
            found += warning.rule;
        return found;
    };
    QCOMPARE(rules({Dialect::Sqlite}), (QStringList{u"delete-all"_s, u"drop-table"_s}));
    QCOMPARE(rules({Dialect::PostgreSql}), (QStringList{u"index-locks"_s, u"delete-all"_s}));
    QCOMPARE(rules({Dialect::Sqlite, Dialect::PostgreSql}),
             (QStringList{u"index-locks"_s, u"delete-all"_s, u"drop-table"_s}));
}

/** What the core does to tables that are in use is known and wanted; a new one shows here. */
void LinterTest::theCoreHarmsNobodyInSecret()
{
    const auto found =
        lintDirectory(coreSource().directory, {Dialect::Sqlite, Dialect::PostgreSql});
    QVERIFY(found);
    QStringList rules;
    for (const LintWarning &warning : *found)
        rules += warning.path.section(u'/', -1) + u": "_s + warning.rule;
    QCOMPARE(rules, (QStringList{u"0007_page_configurations.up.sql: index-locks"_s,
                                 u"0007_page_configurations.up.sql: index-locks"_s}));
}

void LinterTest::aFolderThatCannotBeReadIsAFailure()
{
    const test::Folder folder;
    folder.write(u"m/0001_a.up.sql"_s, "SELECT 'open");
    const auto found = lintDirectory(folder.file(u"m"_s), {Dialect::Sqlite});
    QVERIFY(!found);
    QCOMPARE(found.error().fault, Fault::SourceInvalid);
}

QTEST_GUILESS_MAIN(LinterTest)
#include "linter_test.moc"
