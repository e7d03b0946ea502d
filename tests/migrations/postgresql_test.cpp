// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/postgresql/server.h"

#include "migrations/columns.h"
#include "migrations/history.h"
#include "migrations/transaction.h"

#include <QTest>
#include <QUuid>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::applyCore;

/** The other dialect, on a real server. */
class PostgresqlTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void theCoreGoesUpAndDown();
    void functionsAndOperatorsArrive();
    void aFailureLeavesNothing();
    void theLockIsExclusive();
    void theHistoryIsReadAgainUnderTheLock();
    void tablesAreFoundAndCompared();

private:
    QSqlDatabase open() const
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(u"QPSQL"_s, QUuid::createUuid().toString());
        db.setHostName(m_server.directory());
        db.setPort(m_server.port());
        db.setUserName(tests::PostgresServer::user());
        db.setDatabaseName(m_database);
        // A session far from UTC and with a short timeout: neither may matter.
        db.setConnectOptions(u"options='-c TimeZone=Asia/Tokyo -c statement_timeout=2000'"_s);
        if (!db.open())
            qFatal("Cannot open the PostgreSQL database");
        return db;
    }
    QSqlDatabase &db() { return m_connection->db(); }

    tests::PostgresServer m_server;
    QString m_database;
    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
};

void PostgresqlTest::initTestCase()
{
    QVERIFY2(m_server.start(), qPrintable(m_server.reason()));
}

void PostgresqlTest::init()
{
    m_folder.emplace();
    m_database = m_server.createDatabase();
    QVERIFY2(!m_database.isEmpty(), qPrintable(m_server.reason()));
    m_connection.emplace(open());
}

void PostgresqlTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

void PostgresqlTest::theCoreGoesUpAndDown()
{
    QVERIFY(applyCore(db(), Dialect::PostgreSql));
    const auto report = migrate(db(), Dialect::PostgreSql, coreSource(), Mode::Apply);
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 0);
    QCOMPARE(report->count(State::Applied), test::coreSize());
    const QDateTime applied = QDateTime::fromString(report->steps[0].appliedAt, Qt::ISODateWithMs);
    QVERIFY(qAbs(applied.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    QVERIFY(report->steps[0].appliedAt.endsWith(u'Z'));

    QCOMPARE(m_connection->run(
                 u"INSERT INTO data_output_configurations (id, configuration_type) "
                 "VALUES ('%1', 'x')"_s.arg(QUuid::createUuid().toString(QUuid::WithoutBraces))),
             QString());
    QCOMPARE(m_connection->rows(u"SELECT abs(extract(epoch FROM created_on - (now() AT TIME ZONE "
                                "'UTC'))) < 60 FROM data_output_configurations"_s),
             QStringList{u"true"_s});

    for (qsizetype left = test::coreSize() - 1; left >= 0; --left) {
        const auto down = revert(db(), Dialect::PostgreSql, coreSource(), Mode::Apply, {});
        QVERIFY2(down, qPrintable(down ? QString() : down.error().error.message));
        QCOMPARE(down->report.count(State::Applied), left);
    }
    QVERIFY(applyCore(db(), Dialect::PostgreSql));
}

void PostgresqlTest::functionsAndOperatorsArrive()
{
    QVERIFY(applyCore(db(), Dialect::PostgreSql));
    m_folder->write(u"0001_a.up.sql"_s, "does not parse in PostgreSQL [");
    m_folder->write(u"0001_a.postgresql.up.sql"_s,
                    "CREATE TABLE a (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), j JSONB);\n"
                    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $f$\n"
                    "BEGIN NEW.j := '{\"k\": 1}'; RETURN NEW; END; $f$;\n"
                    "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();\n"
                    "CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE 1 WHEN 1 "
                    "THEN 2 END; END;\n"
                    "/* a /* nested; */ comment */ INSERT INTO a DEFAULT VALUES;\n"
                    "DELETE FROM a WHERE NOT j ? 'k'; INSERT INTO a (j) VALUES (E'{\"a\": "
                    "\"\\';\"}');");
    const auto report = migrate(db(), Dialect::PostgreSql, {u"A"_s, m_folder->path()}, Mode::Apply);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().error.message));
    QCOMPARE(m_connection->rows(u"SELECT count(*), g() FROM a WHERE j ? 'k'"_s),
             QStringList{u"2|2"_s});
}

void PostgresqlTest::aFailureLeavesNothing()
{
    QVERIFY(applyCore(db(), Dialect::PostgreSql));
    m_folder->write(u"0001_a.up.sql"_s, "CREATE TABLE a (x TEXT);\nCREAT TABLE b (x TEXT);");
    const auto report = migrate(db(), Dialect::PostgreSql, {u"A"_s, m_folder->path()}, Mode::Apply);
    QVERIFY(!report);
    QVERIFY2(report.error().error.message.startsWith(
                 u"0001_a.up.sql, line 2: ERROR:  syntax error at or near \"CREAT\""_s),
             qPrintable(report.error().error.message));
    QCOMPARE(m_connection->run(u"SELECT 1"_s), QString()); // no transaction is left aborted
    QCOMPARE(*listColumns(db(), Dialect::PostgreSql, u"a"_s), QList<Column>());
}

void PostgresqlTest::theLockIsExclusive()
{
    test::Connection other(open());
    Transaction first(db(), Dialect::PostgreSql);
    QVERIFY(first.begin(std::chrono::seconds(5)));
    {
        Transaction second(other.db(), Dialect::PostgreSql);
        const auto begun = second.begin(std::chrono::milliseconds(100));
        QVERIFY(!begun);
        QCOMPARE(begun.error().code, ErrorCode::Timeout);
        QVERIFY(begun.error().message.startsWith(
            u"Another process has held the database for 100 ms: "_s));
    }
    QVERIFY(first.commit());
    Transaction second(other.db(), Dialect::PostgreSql);
    QVERIFY(second.begin(std::chrono::milliseconds(100)));
    // A migration may take longer than a request may.
    QCOMPARE(other.rows(u"SHOW statement_timeout"_s), QStringList{u"0"_s});
    QVERIFY(second.commit());
    QCOMPARE(other.rows(u"SHOW statement_timeout"_s), QStringList{u"2s"_s});
}

void PostgresqlTest::theHistoryIsReadAgainUnderTheLock()
{
    QVERIFY(applyCore(db(), Dialect::PostgreSql));
    for (int i = 1; i <= 3; ++i)
        m_folder->write(u"%1_a.up.sql"_s.arg(fourDigits(i)),
                        "CREATE TABLE a" + QByteArray::number(i) + " (x TEXT)");
    const Source source{u"A"_s, m_folder->path()};
    test::Connection other(open());
    int theirs = 0;
    const auto report =
        migrate(db(), Dialect::PostgreSql, source, Mode::Apply, [&](const Advance &advance) {
            if (advance.isCommitted && theirs == 0)
                theirs = migrate(other.db(), Dialect::PostgreSql, source, Mode::Apply)
                             .value()
                             .appliedNow;
        });
    QVERIFY(report);
    QCOMPARE(report->appliedNow, 1);
    QCOMPARE(theirs, 2);
}

void PostgresqlTest::tablesAreFoundAndCompared()
{
    m_connection->run(u"CREATE TABLE \"Odd\"\"Name\" (id UUID PRIMARY KEY, a TEXT NOT NULL, "
                      "b TEXT, c TEXT)"_s);
    m_connection->run(u"ALTER TABLE \"Odd\"\"Name\" DROP COLUMN b"_s);
    const QString table = u"Odd\"Name"_s;
    QCOMPARE(
        *listColumns(db(), Dialect::PostgreSql, table),
        (QList<Column>{{u"id"_s, false, true}, {u"a"_s, false, false}, {u"c"_s, true, false}}));
    QVERIFY(checkTable(db(), Dialect::PostgreSql, table, {u"a"_s, u"c"_s}));
    const auto drift = checkTable(db(), Dialect::PostgreSql, table, {u"A"_s});
    QVERIFY(!drift);
    QCOMPARE(drift.error().evidence.size(), 2);
}

QTEST_GUILESS_MAIN(PostgresqlTest)
#include "postgresql_test.moc"
