// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/history.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::applyCore;
using test::schemaOf;

/** The whole way, on real files: what migrate(), status() and revert() do and say. */
class EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void appliesInOrderAndRecords();
    void aSecondRunChangesNothing();
    void whatWasReadBeforeMayBeOld();
    void newFilesAreAppliedLater();
    void planningChangesNothing();
    void planningWorksOnAnEmptyDatabase();
    void reformattingIsNoDrift();
    void driftIsAFailureForMigrate_data();
    void driftIsAFailureForMigrate();
    void driftIsAStateForStatus();
    void everyOwnerHasAHistoryOfItsOwn();
    void wrongFilesStopBeforeTheFirstChange();
    void aFolderThatIsGoneIsMissedOnlyWhenItWasUsed();
    void wrongCalls_data();
    void wrongCalls();
    void foreignTimesAreShownAsUtc();
    void triggersAndOddLiteralsArrive();

private:
    Source source() const { return {u"Example"_s, m_folder->file(u"m"_s)}; }
    void write(const char *name, const char *sql)
    {
        m_folder->write(u"m/"_s + QString::fromLatin1(name), sql);
    }
    QSqlDatabase &db() { return m_connection->db(); }
    QString faultOf(Mode mode = Mode::Apply)
    {
        const auto report = migrate(db(), Dialect::Sqlite, source(), mode);
        return report ? QString()
                      : verdictCode(report.error().fault) + u": "_s + report.error().error.message;
    }

    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
};

void EngineTest::init()
{
    m_folder.emplace();
    m_connection.emplace(m_folder->file(u"db.sqlite"_s));
    QVERIFY(applyCore(db()));
    write("0001_a.up.sql", "CREATE TABLE a (id TEXT PRIMARY KEY);");
    write("0001_a.down.sql", "DROP TABLE a;");
    write("0002_b.up.sql", "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('one');");
    write("0002_b.down.sql", "DROP TABLE b;");
}

void EngineTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

void EngineTest::appliesInOrderAndRecords()
{
    QStringList committed;
    const auto report =
        migrate(db(), Dialect::Sqlite, source(), Mode::Apply, [&](const Advance &advance) {
            if (advance.isCommitted)
                committed.append(
                    u"%1 %2/%3"_s.arg(advance.id).arg(advance.index).arg(advance.count));
        });
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 2);
    QCOMPARE(report->owner, u"Example"_s);
    QCOMPARE(report->count(State::Applied), 2);
    QCOMPARE(committed, (QStringList{u"0001_a 1/2"_s, u"0002_b 2/2"_s}));
    QCOMPARE(m_connection->rows(u"SELECT x FROM b"_s), QStringList{u"one"_s});

    const QStringList rows =
        m_connection->rows(u"SELECT migration_id, checksum, applied_at FROM plugin_migrations "
                           "WHERE plugin = 'Example' ORDER BY 1"_s);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[1], u"0002_b|%1|%2"_s.arg(report->steps[1].checksum, report->steps[1].appliedAt));
    static const QRegularExpression utc(u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"_s);
    QVERIFY(utc.match(report->steps[1].appliedAt).hasMatch());
}

void EngineTest::aSecondRunChangesNothing()
{
    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    // A writer elsewhere: if this run took the lock, it would have to wait and fail.
    test::Connection other(m_folder->file(u"db.sqlite"_s));
    QCOMPARE(other.run(u"BEGIN IMMEDIATE"_s), QString());
    const auto report = migrate(db(), Dialect::Sqlite, source(), Mode::Apply);
    QCOMPARE(other.run(u"ROLLBACK"_s), QString());
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 0);
    QCOMPARE(report->count(State::Applied), 2);
}

void EngineTest::whatWasReadBeforeMayBeOld()
{
    const auto before = readHistories(db(), Dialect::Sqlite);
    QVERIFY(before && before->contains(coreOwner()) && !before->contains(u"Example"_s));
    const auto files = readFiles(source(), Dialect::Sqlite);
    QVERIFY(files);
    const Reading old{*files, before->value(u"Example"_s)};
    QCOMPARE(migrate(db(), Dialect::Sqlite, source(), Mode::Apply, old)->appliedNow, 2);
    const auto again = migrate(db(), Dialect::Sqlite, source(), Mode::Apply, old);
    QVERIFY(again);
    QCOMPARE(again->appliedNow, 0);
    QCOMPARE(again->count(State::Applied), 2);
    const auto now = readHistories(db(), Dialect::Sqlite);
    QVERIFY(now);
    const Reading fresh{*files, now->value(u"Example"_s)};
    QCOMPARE(fresh.history.size(), 2);
    QCOMPARE(migrate(db(), Dialect::Sqlite, source(), Mode::Apply, fresh)->appliedNow, 0);
}

void EngineTest::newFilesAreAppliedLater()
{
    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    write("0003_c.sql", "INSERT INTO b VALUES ('two')");
    const auto report = migrate(db(), Dialect::Sqlite, source(), Mode::Apply);
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 1);
    QCOMPARE(m_connection->rows(u"SELECT x FROM b"_s), (QStringList{u"one"_s, u"two"_s}));
}

void EngineTest::planningChangesNothing()
{
    const QStringList before = schemaOf(*m_connection);
    const auto report = migrate(db(), Dialect::Sqlite, source(), Mode::PlanOnly);
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 0);
    QCOMPARE(test::statesOf(report->steps),
             (QStringList{u"0001_a pending"_s, u"0002_b pending"_s}));
    QCOMPARE(report->steps[1].sql,
             (QStringList{u"CREATE TABLE b (x TEXT)"_s, u"INSERT INTO b VALUES ('one')"_s}));
    QCOMPARE(schemaOf(*m_connection), before);
    QCOMPARE(m_connection->rows(u"SELECT count(*) FROM plugin_migrations WHERE plugin <> 'core'"_s),
             QStringList{u"0"_s});
}

void EngineTest::planningWorksOnAnEmptyDatabase()
{
    test::Connection empty(m_folder->file(u"empty.sqlite"_s));
    const auto report = migrate(empty.db(), Dialect::Sqlite, coreSource(), Mode::PlanOnly);
    QVERIFY(report);
    QCOMPARE(report->count(State::Pending), report->steps.size());
    QCOMPARE(schemaOf(empty), QStringList());
}

void EngineTest::reformattingIsNoDrift()
{
    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    write("0002_b.up.sql", "-- better now\r\nCREATE TABLE b(\n  x TEXT\n);\n\n"
                           "INSERT INTO b /* all */ VALUES('one')");
    QCOMPARE(faultOf(), QString());
}

void EngineTest::driftIsAFailureForMigrate_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("fault");
    QTest::newRow("a changed statement")
        << u"change"_s << u"checksum-changed: 0002_b was changed"_s;
    QTest::newRow("a file that is gone")
        << u"remove first"_s << u"migration-missing: 0001_a was applied at"_s;
    QTest::newRow("the newest file is gone")
        << u"remove last"_s << u"database-newer: The database is newer: 0002_b was applied at"_s;
    QTest::newRow("a new file beyond a gap")
        << u"skip"_s << u"migration-gap: Number 0003 is missing: the files go on with 0004_d"_s;
    QTest::newRow("a record that lost its predecessor")
        << u"forget"_s << u"migration-gap: 0001_a is not applied, but the later 0002_b is"_s;
    QTest::newRow("a file that cannot be parsed")
        << u"cut"_s
        << u"migration-failed: 0002_b.up.sql: Line 1: the quote ' that begins here is never "
           "closed"_s;
}

void EngineTest::driftIsAFailureForMigrate()
{
    QFETCH(QString, change);
    QFETCH(QString, fault);
    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    if (change == u"change"_s)
        write("0002_b.up.sql", "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('two');");
    else if (change == u"cut"_s)
        write("0002_b.up.sql", "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('tw");
    else if (change == u"skip"_s)
        write("0004_d.up.sql", "SELECT 1");
    else if (change == u"forget"_s)
        m_connection->run(u"DELETE FROM plugin_migrations WHERE migration_id = '0001_a'"_s);
    else {
        const QString id = change == u"remove first"_s ? u"0001_a"_s : u"0002_b"_s;
        m_folder->remove(u"m/%1.up.sql"_s.arg(id));
        m_folder->remove(u"m/%1.down.sql"_s.arg(id));
    }
    const QStringList before = schemaOf(*m_connection);
    for (Mode mode : {Mode::Apply, Mode::PlanOnly})
        QVERIFY2(faultOf(mode).startsWith(fault), qPrintable(faultOf(mode)));
    QCOMPARE(schemaOf(*m_connection), before);
}

void EngineTest::driftIsAStateForStatus()
{
    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    write("0001_a.up.sql", "CREATE TABLE a (id TEXT);");
    m_folder->remove(u"m/0002_b.up.sql"_s);
    m_folder->remove(u"m/0002_b.down.sql"_s);
    write("0003_c.up.sql", "SELECT 1");
    const auto report = status(db(), Dialect::Sqlite, source());
    QVERIFY(report);
    QCOMPARE(test::statesOf(report->steps),
             (QStringList{u"0001_a changed"_s, u"0002_b missing"_s, u"0003_c pending"_s}));
    QCOMPARE(report->count(State::Missing), 1);
    QVERIFY(report->steps[0].checksum != report->steps[0].recordedChecksum);
}

void EngineTest::everyOwnerHasAHistoryOfItsOwn()
{
    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    m_folder->write(u"n/0001_a.up.sql"_s, "CREATE TABLE another (x TEXT)");
    const auto report =
        migrate(db(), Dialect::Sqlite, {u"Other"_s, m_folder->file(u"n"_s)}, Mode::Apply);
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 1);
    QCOMPARE(*readOwners(db(), Dialect::Sqlite),
             (QStringList{u"Example"_s, u"Other"_s, u"core"_s}));
    QCOMPARE(readHistory(db(), Dialect::Sqlite, u"Other"_s)->size(), 1);
    QCOMPARE(faultOf(), QString());
}

void EngineTest::wrongFilesStopBeforeTheFirstChange()
{
    write("0003_c.up.sql", "CREATE TABLE c (x TEXT); COMMIT;");
    write("0003_c.down.sql", "DROP TABLE c; 'open");
    const QStringList before = schemaOf(*m_connection);
    const auto report = migrate(db(), Dialect::Sqlite, source(), Mode::Apply);
    QVERIFY(!report);
    QCOMPARE(report.error().fault, Fault::SourceInvalid);
    QVERIFY(report.error().error.message.startsWith(
        u"0003_c.up.sql: Line 1: COMMIT is refused in a migration"_s));
    QCOMPARE(
        report.error().evidence,
        QStringList{u"0003_c.down.sql: Line 1: the quote ' that begins here is never closed"_s});
    QCOMPARE(schemaOf(*m_connection), before);
}

void EngineTest::wrongCalls_data()
{
    QTest::addColumn<QString>("owner");
    QTest::addColumn<QString>("directory");
    QTest::addColumn<bool>("isOpen");
    QTest::addColumn<bool>("isSqlite");
    QTest::addColumn<QString>("message");
    QTest::newRow("nobody's migrations")
        << QString() << u"m"_s << true << true << u"These migrations have no owner"_s;
    QTest::newRow("a closed connection")
        << u"X"_s << u"m"_s << false << true << u"The database is not open"_s;
    QTest::newRow("another dialect than the driver's")
        << u"X"_s << u"m"_s << true << false << u"The driver QSQLITE does not speak postgresql"_s;
}

void EngineTest::wrongCalls()
{
    QFETCH(QString, owner);
    QFETCH(QString, directory);
    QFETCH(bool, isOpen);
    QFETCH(bool, isSqlite);
    QFETCH(QString, message);
    if (!isOpen)
        db().close();
    const Dialect dialect = isSqlite ? Dialect::Sqlite : Dialect::PostgreSql;
    const Source wrong{owner, m_folder->file(directory)};
    const auto failureOf = [](const auto &answer) { return answer ? Failure() : answer.error(); };
    for (const Failure &failure : {failureOf(migrate(db(), dialect, wrong, Mode::Apply)),
                                   failureOf(status(db(), dialect, wrong)),
                                   failureOf(revert(db(), dialect, wrong, Mode::Apply, {}))}) {
        QVERIFY2(failure.error.message.startsWith(message), qPrintable(failure.error.message));
        QVERIFY(!failure.error.hint.isEmpty());
    }
}

void EngineTest::aFolderThatIsGoneIsMissedOnlyWhenItWasUsed()
{
    const Source gone{source().owner, m_folder->file(u"nowhere"_s)};
    const auto never = migrate(db(), Dialect::Sqlite, gone, Mode::Apply);
    QVERIFY(never);
    QVERIFY(never->steps.isEmpty());

    QVERIFY(migrate(db(), Dialect::Sqlite, source(), Mode::Apply));
    const auto used = migrate(db(), Dialect::Sqlite, gone, Mode::Apply);
    QVERIFY(!used);
    QCOMPARE(used.error().fault, Fault::MigrationMissing);
}

void EngineTest::foreignTimesAreShownAsUtc()
{
    QCOMPARE(normalisedTime(u"2026-01-31 12:00:00"_s), u"2026-01-31T12:00:00.000Z"_s);
    QCOMPARE(normalisedTime(u"2026-01-31T12:00:00.250Z"_s), u"2026-01-31T12:00:00.250Z"_s);
    QCOMPARE(normalisedTime(u"2026-01-31 12:00:00.5+02"_s), u"2026-01-31T10:00:00.500Z"_s);
    QCOMPARE(normalisedTime(u"2026-01-31 12:00:00-03:30"_s), u"2026-01-31T15:30:00.000Z"_s);
    QCOMPARE(normalisedTime(u"yesterday"_s), u"yesterday"_s);
}

void EngineTest::triggersAndOddLiteralsArrive()
{
    write("0003_c.up.sql",
          "CREATE TRIGGER c AFTER INSERT ON a BEGIN\n"
          "  INSERT INTO b VALUES (CASE NEW.id WHEN ';' THEN 'semicolon; END;' ELSE '?' END);\n"
          "  INSERT INTO b VALUES (':name -- /* $1');\nEND;\n"
          "INSERT INTO a VALUES (';'); -- fires; twice\n");
    QCOMPARE(faultOf(), QString());
    QCOMPARE(m_connection->rows(u"SELECT x FROM b"_s),
             (QStringList{u"one"_s, u"semicolon; END;"_s, u":name -- /* $1"_s}));
}

QTEST_GUILESS_MAIN(EngineTest)
#include "engine_test.moc"
