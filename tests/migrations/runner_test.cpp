// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/history.h"
#include "migrations/transaction.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::applyCore;
using test::schemaOf;

/** What happens when a run does not go well. */
class RunnerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void failures_data();
    void failures();
    void whatGotInIsTold();
    void theCoreComesFirst();
    void aHeldLockTimesOut();
    void aLockThatWasLetGoIsTaken();
    void anOpenTransactionIsRefused();
    void theHistoryIsReadAgainUnderTheLock();
    void driftUnderTheLockStopsTheRun();
    void uncommittedTransactionsAreRolledBack();
    void progressTellsEveryMoment();
    void aConstraintAtTheEndRollsBack();

private:
    std::expected<int, Failure> run(const QList<Migration> &migrations,
                                    const Progress &progress = {})
    {
        return runPending(m_connection->db(), Dialect::Sqlite, u"Example"_s, migrations, progress,
                          std::chrono::milliseconds(100));
    }
    static Migration step(const QString &id, const QString &sql)
    {
        const Script script{
            id, numberOfId(id), id.mid(5), Direction::Up, {}, u"/m/"_s + id + u".up.sql"_s, sql};
        return parseMigration(script, Dialect::Sqlite).value();
    }
    QStringList history()
    {
        return m_connection->rows(u"SELECT migration_id FROM plugin_migrations "
                                  "WHERE plugin = 'Example' ORDER BY 1"_s);
    }

    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
};

void RunnerTest::init()
{
    m_folder.emplace();
    m_connection.emplace(m_folder->file(u"db.sqlite"_s));
    QVERIFY(applyCore(m_connection->db()));
}

void RunnerTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

void RunnerTest::failures_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("statement");
    const auto row = [](const char *name, const char *sql, const char *message,
                        const char *statement) {
        QTest::newRow(name) << QString::fromLatin1(sql) << QString::fromLatin1(message)
                            << QString::fromLatin1(statement);
    };
    row("a word that is no SQL", "CREATE TABLE t (x);\nCREAT TABLE u (x);",
        "0001_a.up.sql, line 2: near \"CREAT\": syntax error", "CREAT TABLE u (x)");
    row("a table that is not there", "CREATE TABLE t (x); INSERT INTO nowhere VALUES (1)",
        "0001_a.up.sql, line 1: no such table: nowhere", "INSERT INTO nowhere VALUES (1)");
    row("a table that is there already", "CREATE TABLE t (x);\n\nCREATE TABLE plugins (x)",
        "0001_a.up.sql, line 3: table plugins already exists", "CREATE TABLE plugins (x)");
    row("a constraint", "CREATE TABLE t (x UNIQUE);\nINSERT INTO t VALUES (1),\n  (1)",
        "0001_a.up.sql, line 2: UNIQUE constraint failed: t.x", "INSERT INTO t VALUES (1), (1)");
    row("a constraint that rolls back by itself",
        "CREATE TABLE t (x UNIQUE);\nINSERT INTO t VALUES (1);"
        "INSERT OR ROLLBACK INTO t VALUES (1)",
        "0001_a.up.sql, line 2: UNIQUE constraint failed: t.x",
        "INSERT OR ROLLBACK INTO t VALUES (1)");
    row("a foreign key",
        "CREATE TABLE t (x);\nINSERT INTO plugin_endpoints (plugin_id, method, path) "
        "VALUES ('x', 'GET', '/')",
        "0001_a.up.sql, line 2: FOREIGN KEY constraint failed",
        "INSERT INTO plugin_endpoints (plugin_id, method, path) VALUES ('x', 'GET', '/')");
    row("a function that the database lacks", "CREATE TABLE t (x); SELECT gen_random_uuid()",
        "0001_a.up.sql, line 1: no such function: gen_random_uuid", "SELECT gen_random_uuid()");
    row("an error in a later row of a query",
        "CREATE TABLE t (x);\nSELECT abs(column1) FROM "
        "(VALUES (1), (2), (-9223372036854775807 - 1))",
        "0001_a.up.sql, line 2: integer overflow",
        "SELECT abs(column1) FROM (VALUES (1), (2), (-9223372036854775807 - 1))");
    row("a placeholder", "CREATE TABLE t (x); INSERT INTO t VALUES (?)",
        "0001_a.up.sql, line 1: Parameter count mismatch", "INSERT INTO t VALUES (?)");
}

void RunnerTest::failures()
{
    QFETCH(QString, sql);
    QFETCH(QString, statement);
    const QStringList before = schemaOf(*m_connection);
    const auto applied = run({step(u"0001_a"_s, sql)});
    QVERIFY(!applied);
    QCOMPARE(applied.error().fault, Fault::MigrationFailed);
    QCOMPARE(applied.error().error.code, ErrorCode::Database);
    QTEST(applied.error().error.message, "message");
    QVERIFY(applied.error().error.where.startsWith(u"/m/0001_a.up.sql:"_s));
    QCOMPARE(applied.error().evidence, QStringList{u"statement: "_s + statement});
    QCOMPARE(schemaOf(*m_connection), before);
    QCOMPARE(history(), QStringList());
    // The connection must be usable: no transaction is left open.
    QCOMPARE(m_connection->run(u"BEGIN IMMEDIATE"_s), QString());
    QCOMPARE(m_connection->run(u"COMMIT"_s), QString());
}

void RunnerTest::whatGotInIsTold()
{
    const auto applied = run(
        {step(u"0001_a"_s, u"CREATE TABLE a (x)"_s), step(u"0002_b"_s, u"CREATE TABLE b (x)"_s),
         step(u"0003_c"_s, u"CREATE TABLE c (x); broken"_s),
         step(u"0004_d"_s, u"CREATE TABLE d (x)"_s), step(u"0005_e"_s, u"CREATE TABLE e (x)"_s)});
    QVERIFY(!applied);
    QCOMPARE(applied.error().evidence,
             (QStringList{u"statement: broken"_s, u"applied and kept: 0001_a, 0002_b"_s,
                          u"not tried: 0004_d, 0005_e"_s}));
    QCOMPARE(history(), (QStringList{u"0001_a"_s, u"0002_b"_s}));
    QCOMPARE(
        m_connection->rows(u"SELECT name FROM sqlite_master WHERE name IN ('a','b','c','d','e')"_s),
        (QStringList{u"a"_s, u"b"_s}));
}

void RunnerTest::theCoreComesFirst()
{
    test::Connection empty(m_folder->file(u"empty.sqlite"_s));
    const auto applied = runPending(empty.db(), Dialect::Sqlite, u"Example"_s,
                                    {step(u"0001_a"_s, u"CREATE TABLE a (x)"_s)}, {});
    QVERIFY(!applied);
    QCOMPARE(applied.error().error.message,
             u"0001_a cannot be recorded: there is no table plugin_migrations"_s);
    QVERIFY(applied.error().error.hint.startsWith(u"Apply the core's migrations first"_s));
    QCOMPARE(schemaOf(empty), QStringList());
}

void RunnerTest::aHeldLockTimesOut()
{
    test::Connection other(m_folder->file(u"db.sqlite"_s));
    QCOMPARE(other.run(u"BEGIN IMMEDIATE"_s), QString());
    m_connection->run(u"PRAGMA busy_timeout = 0"_s);
    const auto applied = run({step(u"0001_a"_s, u"CREATE TABLE a (x)"_s)});
    QVERIFY(!applied);
    QCOMPARE(applied.error().fault, Fault::MigrationFailed);
    QCOMPARE(applied.error().error.code, ErrorCode::Timeout);
    QCOMPARE(applied.error().error.message,
             u"Another process has held the database for 100 ms: database is locked"_s);
    QCOMPARE(other.run(u"COMMIT"_s), QString());
    QVERIFY(run({step(u"0001_a"_s, u"CREATE TABLE a (x)"_s)}));
}

void RunnerTest::aLockThatWasLetGoIsTaken()
{
    test::Connection other(m_folder->file(u"db.sqlite"_s));
    QCOMPARE(other.run(u"BEGIN IMMEDIATE"_s), QString());
    m_connection->run(u"PRAGMA busy_timeout = 0"_s);
    Transaction transaction(m_connection->db(), Dialect::Sqlite);
    QVERIFY(!transaction.begin(std::chrono::milliseconds(0)));
    QCOMPARE(other.run(u"COMMIT"_s), QString());
    QVERIFY(transaction.begin(std::chrono::milliseconds(0)));
    QVERIFY(transaction.commit());
}

void RunnerTest::anOpenTransactionIsRefused()
{
    QCOMPARE(m_connection->run(u"BEGIN"_s), QString());
    const auto applied = run({step(u"0001_a"_s, u"CREATE TABLE a (x)"_s)});
    QVERIFY(!applied);
    QCOMPARE(applied.error().error.message,
             u"Cannot begin a transaction: cannot start a transaction within a transaction"_s);
    QCOMPARE(m_connection->run(u"COMMIT"_s), QString()); // the caller's own is left alone
}

void RunnerTest::theHistoryIsReadAgainUnderTheLock()
{
    const QList<Migration> migrations{step(u"0001_a"_s, u"CREATE TABLE a (x)"_s),
                                      step(u"0002_b"_s, u"CREATE TABLE b (x)"_s),
                                      step(u"0003_c"_s, u"CREATE TABLE c (x)"_s)};
    test::Connection other(m_folder->file(u"db.sqlite"_s));
    int theirs = 0;
    const auto applied = run(migrations, [&](const Advance &advance) {
        if (advance.isCommitted && theirs == 0) // between two steps the lock is free
            theirs = runPending(other.db(), Dialect::Sqlite, u"Example"_s, migrations, {}).value();
    });
    QVERIFY(applied);
    QCOMPARE(*applied, 1);
    QCOMPARE(theirs, 2);
    QCOMPARE(history(), (QStringList{u"0001_a"_s, u"0002_b"_s, u"0003_c"_s}));
}

void RunnerTest::driftUnderTheLockStopsTheRun()
{
    const auto applied = run(
        {step(u"0001_a"_s, u"CREATE TABLE a (x)"_s), step(u"0002_b"_s, u"CREATE TABLE b (x)"_s)},
        [&](const Advance &advance) {
            if (advance.isCommitted)
                m_connection->run(u"UPDATE plugin_migrations "
                                  "SET checksum = 'x'"_s);
        });
    QVERIFY(!applied);
    QCOMPARE(applied.error().fault, Fault::ChecksumChanged);

    m_connection->run(u"DELETE FROM plugin_migrations WHERE plugin = 'Example'"_s);
    m_connection->run(u"DROP TABLE a"_s);
    const auto again =
        run({step(u"0001_a"_s, u"CREATE TABLE a (x)"_s)}, [&](const Advance &advance) {
            if (advance.isCommitted)
                m_connection->run(u"DELETE FROM plugin_migrations"_s);
        });
    QVERIFY(!again); // instead of applying it for ever
    QCOMPARE(again.error().error.message,
             u"0001_a was applied and is gone from the history again"_s);
}

void RunnerTest::uncommittedTransactionsAreRolledBack()
{
    {
        Transaction transaction(m_connection->db(), Dialect::Sqlite);
        QVERIFY(transaction.begin(std::chrono::milliseconds(0)));
        QVERIFY(execute(m_connection->db(), u"CREATE TABLE a (x)"_s));
    }
    QCOMPARE(m_connection->rows(u"SELECT 1 FROM sqlite_master WHERE name = 'a'"_s), QStringList());
    QCOMPARE(m_connection->run(u"BEGIN"_s), QString());
}

void RunnerTest::progressTellsEveryMoment()
{
    QStringList moments;
    const auto applied = run({step(u"0001_a"_s, u"CREATE TABLE a (x); INSERT INTO a VALUES (1)"_s),
                              step(u"0002_b"_s, u"DROP TABLE a"_s)},
                             [&](const Advance &a) {
                                 QVERIFY(a.milliseconds >= 0);
                                 moments.append(u"%1 %2/%3 %4/%5%6"_s.arg(a.id)
                                                    .arg(a.index)
                                                    .arg(a.count)
                                                    .arg(a.statement)
                                                    .arg(a.statements)
                                                    .arg(a.isCommitted ? u" done"_s : QString()));
                             });
    QVERIFY(applied);
    QCOMPARE(moments, (QStringList{u"0001_a 1/2 0/2"_s, u"0001_a 1/2 1/2"_s, u"0001_a 1/2 2/2"_s,
                                   u"0001_a 1/2 2/2 done"_s, u"0002_b 2/2 0/1"_s,
                                   u"0002_b 2/2 1/1"_s, u"0002_b 2/2 1/1 done"_s}));
}

void RunnerTest::aConstraintAtTheEndRollsBack()
{
    const auto applied =
        run({step(u"0001_a"_s, u"CREATE TABLE a (x TEXT REFERENCES plugins (id) "
                               "DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES ('x')"_s)});
    QVERIFY(!applied);
    QCOMPARE(applied.error().error.message,
             u"0001_a: Cannot commit: FOREIGN KEY constraint failed"_s);
    QCOMPARE(history(), QStringList());
    QCOMPARE(m_connection->rows(u"SELECT 1 FROM sqlite_master WHERE name = 'a'"_s), QStringList());
}

QTEST_GUILESS_MAIN(RunnerTest)
#include "runner_test.moc"
