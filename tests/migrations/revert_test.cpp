// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/postgresql/databases.h"

#include "migrations/history.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::schemaOf;
using test::statesOf;

/** Taking steps back, on both databases: what goes, what is refused, what the history keeps. */
class RevertTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theNewestGoesFirst_data() { tests::Databases::addRows(); }
    void theNewestGoesFirst();
    void allAboveANumberGo_data() { tests::Databases::addRows(); }
    void allAboveANumberGo();
    void planningChangesNothing_data() { tests::Databases::addRows(); }
    void planningChangesNothing();
    void theHistoryKeepsWhatWasTakenBack_data() { tests::Databases::addRows(); }
    void theHistoryKeepsWhatWasTakenBack();
    void aFailureInTheMiddleKeepsWhatWasDone_data() { tests::Databases::addRows(); }
    void aFailureInTheMiddleKeepsWhatWasDone();
    void refusals_data();
    void refusals();
    void upStopsAtANumber_data() { tests::Databases::addRows(); }
    void upStopsAtANumber();

private:
    void open(const QString &kind);
    void write(const char *name, const char *sql)
    {
        m_folder->write(u"m/"_s + QString::fromLatin1(name), sql);
    }
    Source source() const { return {u"Example"_s, m_folder->file(u"m"_s)}; }
    QSqlDatabase &db() { return m_connection->db(); }
    auto down(std::optional<int> to = {}, Mode mode = Mode::Apply)
    {
        return revert(db(), m_dialect, source(), mode, to);
    }
    QStringList states()
    {
        const auto report = status(db(), m_dialect, source());
        return report ? statesOf(report->steps) : QStringList{report.error().error.message};
    }
    void breakSomething(const QString &what);

    tests::Databases m_databases;
    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
    Dialect m_dialect = Dialect::Sqlite;
};

void RevertTest::init()
{
    m_folder.emplace();
    write("0001_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
    write("0001_a.down.sql", "DROP TABLE a;");
    write("0002_b.up.sql", "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('one');");
    write("0002_b.down.sql", "-- only this\nDROP TABLE b;");
    write("0003_c.up.sql", "CREATE INDEX b_x ON b (x);");
    write("0003_c.down.sql", "DROP INDEX b_x;");
}

void RevertTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

/** A database with the core and all three steps. */
void RevertTest::open(const QString &kind)
{
    const QString url = m_databases.make(kind);
    m_dialect = test::dialectAt(url);
    m_connection.emplace(test::databaseAt(url));
    QVERIFY(test::applyCore(db(), m_dialect));
    QVERIFY(migrate(db(), m_dialect, source(), Mode::Apply));
}

void RevertTest::theNewestGoesFirst()
{
    QFETCH(QString, database);
    open(database);
    const QStringList all = schemaOf(*m_connection);
    const QStringList wanted{u"0003_c"_s, u"0002_b"_s, u"0001_a"_s};
    for (const QString &id : wanted) {
        const auto done = down();
        QVERIFY2(done, qPrintable(done ? QString() : done.error().error.message));
        QCOMPARE(done->steps.size(), 1);
        QCOMPARE(done->steps[0].id, id);
        QCOMPARE(done->steps[0].state, State::Pending);
    }
    QCOMPARE(states(),
             (QStringList{u"0001_a pending"_s, u"0002_b pending"_s, u"0003_c pending"_s}));
    const auto nothing = down();
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().error.code, ErrorCode::NotFound);
    QCOMPARE(nothing.error().error.message, u"Nothing of Example is applied"_s);

    const auto again = migrate(db(), m_dialect, source(), Mode::Apply);
    QVERIFY(again);
    QCOMPARE(again->appliedNow, 3);
    QCOMPARE(schemaOf(*m_connection), all);
}

void RevertTest::allAboveANumberGo()
{
    QFETCH(QString, database);
    open(database);
    const auto done = down(1);
    QVERIFY(done);
    QCOMPARE(statesOf(done->steps), (QStringList{u"0003_c pending"_s, u"0002_b pending"_s}));
    QCOMPARE(states(),
             (QStringList{u"0001_a applied"_s, u"0002_b pending"_s, u"0003_c pending"_s}));
    const auto nothing = down(1);
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().error.message, u"Nothing of Example above 0001 is applied"_s);
    QCOMPARE(nothing.error().error.hint, u"The newest applied step is 0001_a"_s);
    QVERIFY(down(0));
    QCOMPARE(readHistory(db(), m_dialect, u"Example"_s)->size(), 0);
}

void RevertTest::planningChangesNothing()
{
    QFETCH(QString, database);
    open(database);
    const QStringList before = schemaOf(*m_connection);
    const auto plan = down(0, Mode::PlanOnly);
    QVERIFY(plan);
    QCOMPARE(statesOf(plan->steps),
             (QStringList{u"0003_c applied"_s, u"0002_b applied"_s, u"0001_a applied"_s}));
    QCOMPARE(plan->steps[1].sql, QStringList{u"DROP TABLE b"_s});
    QVERIFY(plan->steps[1].path.endsWith(u"/0002_b.down.sql"_s));
    QCOMPARE(schemaOf(*m_connection), before);
    QCOMPARE(states(),
             (QStringList{u"0001_a applied"_s, u"0002_b applied"_s, u"0003_c applied"_s}));
    QVERIFY(readRemoved(db(), m_dialect, u"Example"_s)->isEmpty());
}

void RevertTest::theHistoryKeepsWhatWasTakenBack()
{
    QFETCH(QString, database);
    open(database);
    const auto before = readHistory(db(), m_dialect, u"Example"_s);
    QVERIFY(down(1));
    const auto removed = readRemoved(db(), m_dialect, u"Example"_s);
    QVERIFY(removed);
    QCOMPARE(removed->size(), 2);
    const RemovedRecord &last = removed->first(); // the order of their removal
    QCOMPARE(last.record.migrationId, u"0003_c"_s);
    QCOMPARE(last.record.checksum, before->last().checksum);
    QCOMPARE(last.record.appliedAt, before->last().appliedAt);
    QCOMPARE(last.record.text, u"CREATE INDEX b_x ON b ( x ) ;\n"_s);
    QCOMPARE(last.removedBy, u"down"_s);
    QVERIFY(last.removedAt >= last.record.appliedAt);
}

void RevertTest::aFailureInTheMiddleKeepsWhatWasDone()
{
    QFETCH(QString, database);
    write("0002_b.down.sql", "DELETE FROM b;\nDROP TABLE nowhere;");
    open(database);
    const auto done = down(0);
    QVERIFY(!done);
    QVERIFY2(done.error().error.message.startsWith(u"0002_b.down.sql, line 2: "_s),
             qPrintable(done.error().error.message));
    QVERIFY(done.error().evidence.contains(u"statement: DROP TABLE nowhere"_s));
    QVERIFY(done.error().evidence.contains(u"taken back already: 0003_c"_s));
    QVERIFY(done.error().evidence.contains(u"not tried: 0001_a"_s));
    QCOMPARE(states(),
             (QStringList{u"0001_a applied"_s, u"0002_b applied"_s, u"0003_c pending"_s}));
    QCOMPARE(m_connection->rows(u"SELECT x FROM b"_s), QStringList{u"one"_s});
}

void RevertTest::refusals_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    for (const QString &kind : tests::Databases::kinds()) {
        const auto row = [&](const char *what, const QString &message, const QString &hint) {
            QTest::newRow(qPrintable(u"%1: %2"_s.arg(kind, QString::fromLatin1(what))))
                << kind << QString::fromLatin1(what) << message << hint;
        };
        row("a step without a down script", u"0002_b has no down script"_s,
            u"Add 0002_b.down.sql, or restore a backup"_s);
        row("a step that was changed since", u"0002_b was changed after it was applied at "_s,
            u"Restore the file, and put the change into a new migration"_s);
        row("a step whose files are gone", u"0002_b was applied at "_s,
            u"Restore the file; what was applied must stay readable"_s);
        row("a newer database", u"The database is newer: 0003_c was applied at "_s,
            u"Install the version that made it, or a later one"_s);
        row("a table that another table refers to",
            u"0001_a cannot be taken back: 1 rows of table other (of Other) refer to table a with "
            "their column a_id"_s,
            u"Take the migrations of Other back first, or uninstall it"_s);
        row("a table that nobody's table refers to",
            u"0001_a cannot be taken back: 0 rows of table stray refer to table a with their "
            "column a_id"_s,
            u"Drop that key or its table first; no migration is known to have made it"_s);
        row("a down script that cannot be read",
            u"0002_b.down.sql: Line 1: the quote ' that begins here is never closed"_s, QString());
    }
}

void RevertTest::breakSomething(const QString &what)
{
    if (what == "a step without a down script"_L1)
        m_folder->remove(u"m/0002_b.down.sql"_s);
    else if (what == "a step that was changed since"_L1)
        write("0002_b.up.sql", "CREATE TABLE b (x TEXT); INSERT INTO b VALUES ('two');");
    else if (what == "a down script that cannot be read"_L1)
        write("0002_b.down.sql", "DROP TABLE b; 'open");
    else if (what == "a table that nobody's table refers to"_L1)
        m_connection->run(u"CREATE TABLE stray (a_id INTEGER REFERENCES a (id))"_s);
    else if (what == "a table that another table refers to"_L1) {
        m_folder->write(u"n/0001_other.up.sql"_s,
                        "CREATE TABLE other (a_id INTEGER REFERENCES a (id));\n"
                        "INSERT INTO a VALUES (1); INSERT INTO other VALUES (1);");
        QVERIFY(migrate(db(), m_dialect, {u"Other"_s, m_folder->file(u"n"_s)}, Mode::Apply));
    } else {
        const QString id = what == "a newer database"_L1 ? u"0003_c"_s : u"0002_b"_s;
        m_folder->remove(u"m/%1.up.sql"_s.arg(id));
        m_folder->remove(u"m/%1.down.sql"_s.arg(id));
    }
}

void RevertTest::refusals()
{
    QFETCH(QString, database);
    QFETCH(QString, what);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    open(database);
    breakSomething(what);
    const QStringList before = schemaOf(*m_connection);
    for (const Mode mode : {Mode::PlanOnly, Mode::Apply}) {
        const auto done = down(0, mode);
        QVERIFY(!done);
        QVERIFY2(done.error().error.message.startsWith(message),
                 qPrintable(done.error().error.message));
        if (!hint.isEmpty())
            QCOMPARE(done.error().error.hint, hint);
    }
    QCOMPARE(schemaOf(*m_connection), before);
    QCOMPARE(readHistory(db(), m_dialect, u"Example"_s)->size(), 3);

    const auto core = revert(db(), m_dialect, coreSource(), Mode::Apply, 0);
    QVERIFY(!core);
    QVERIFY(core.error().error.message.startsWith(
        u"The core cannot go back while others have migrations applied: Example"_s));
}

void RevertTest::upStopsAtANumber()
{
    QFETCH(QString, database);
    open(database);
    QVERIFY(down(0));
    const auto some = migrate(db(), m_dialect, source(), Mode::Apply, {}, 2);
    QVERIFY(some);
    QCOMPARE(some->appliedNow, 2);
    QCOMPARE(states(),
             (QStringList{u"0001_a applied"_s, u"0002_b applied"_s, u"0003_c pending"_s}));
    const auto nothing = migrate(db(), m_dialect, source(), Mode::Apply, {}, 1);
    QVERIFY(nothing);
    QCOMPARE(nothing->appliedNow, 0);
    QCOMPARE(states().last(), u"0003_c pending"_s);
}

QTEST_GUILESS_MAIN(RevertTest)
#include "revert_test.moc"
