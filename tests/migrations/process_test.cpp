// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/migrations/victims.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::applyCore;
using test::go;
using test::schemaOf;

/** Real processes on one real file: killed in the middle, and several at once. */
class ProcessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aKillAtAnyStatementLeavesBeforeOrAfter();
    void aKillAtAnyTimeLeavesBeforeOrAfter();
    void aKilledCoreMigrationCanBeRepeated();
    void processesThatStartTogetherApplyEachStepOnce();
    void processesThatMeetOnAnEmptyDatabaseApplyTheCoreOnce();

private:
    QString folder() const { return m_folder->file(u"m"_s); }
    /** A new database with the core in it. */
    QString freshDatabase();
    QStringList dump(const QString &database) const;
    void checkAfterKill(const QString &database);

    std::optional<test::Folder> m_folder;
    QList<QStringList> m_references; ///< the dump after 0, 1, 2, ... steps
    int m_databases = 0;
};

namespace {

/** On a file; an action other than "up" is the business of kill_test. */
std::unique_ptr<QProcess> start(const QString &database, const QString &owner,
                                const QString &folder, int killAt = 0)
{
    return test::start({u"sqlite://"_s + database, owner, folder, u"up"_s, killAt});
}

} // namespace

void ProcessTest::init()
{
    m_folder.emplace();
    m_folder->write(u"m/0001_create.up.sql"_s,
                    "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);\n"
                    "INSERT INTO a (x) VALUES ('one'), ('two'); CREATE INDEX a_x ON a (x);");
    m_folder->write(u"m/0002_fill.up.sql"_s,
                    "INSERT INTO a (x) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                    "FROM n WHERE i < 30000) SELECT 'row ' || i FROM n;\n"
                    "UPDATE a SET x = upper(x);");
    m_folder->write(u"m/0003_guard.up.sql"_s,
                    "ALTER TABLE a ADD COLUMN y TEXT;\n"
                    "CREATE TRIGGER a_y AFTER INSERT ON a BEGIN\n"
                    "  UPDATE a SET y = CASE NEW.x WHEN 'x' THEN 1 ELSE 2 END WHERE id = NEW.id;\n"
                    "END;\nINSERT INTO a (x) VALUES ('x');");
    m_folder->write(u"m/0004_rebuild.up.sql"_s,
                    "CREATE TABLE b AS SELECT * FROM a WHERE id % 3 = 0; DROP TABLE a;\n"
                    "ALTER TABLE b RENAME TO a; DELETE FROM a WHERE id % 2 = 0;");
    m_references.clear();
    for (int steps = 0; steps <= 4; ++steps) {
        const QStringList names{u"0001_create"_s, u"0002_fill"_s, u"0003_guard"_s,
                                u"0004_rebuild"_s};
        const QString part = u"part%1"_s.arg(steps);
        m_folder->write(part + u"/README"_s, "");
        for (const QString &name : names.first(steps))
            QVERIFY(QFile::copy(m_folder->file(u"m/%1.up.sql"_s.arg(name)),
                                m_folder->file(u"%1/%2.up.sql"_s.arg(part, name))));
        const QString database = freshDatabase();
        test::Connection connection(database);
        QVERIFY(migrate(connection.db(), Dialect::Sqlite, {u"Example"_s, m_folder->file(part)},
                        Mode::Apply));
        m_references.append(dump(database));
        QVERIFY(!m_references.first(steps).contains(m_references.last()));
    }
}

void ProcessTest::cleanup()
{
    m_folder.reset();
}

QString ProcessTest::freshDatabase()
{
    const QString file = m_folder->file(u"db%1.sqlite"_s.arg(++m_databases));
    test::Connection connection(file);
    return applyCore(connection.db()) ? file : QString();
}

/** Everything that migrations can change, the history without its times included. */
QStringList ProcessTest::dump(const QString &database) const
{
    test::Connection connection(database);
    QStringList lines = schemaOf(connection);
    lines += connection.rows(u"SELECT plugin, migration_id, checksum FROM plugin_migrations "
                             "ORDER BY 1, 2"_s);
    lines += connection.rows(u"SELECT count(*), sum(id), min(x), max(x), sum(length(x)) FROM a"_s);
    lines += connection.rows(u"PRAGMA integrity_check"_s);
    return lines;
}

void ProcessTest::checkAfterKill(const QString &database)
{
    const QStringList found = dump(database);
    QVERIFY2(m_references.contains(found), qPrintable(found.join(u'\n')));
    const auto victim = start(database, u"Example"_s, folder());
    go(*victim);
    QVERIFY(victim->waitForFinished());
    QCOMPARE(victim->exitCode(), 0);
    QCOMPARE(victim->readAllStandardOutput().trimmed().toInt(),
             int(4 - m_references.indexOf(found)));
    QCOMPARE(dump(database), m_references.last());
}

void ProcessTest::aKillAtAnyStatementLeavesBeforeOrAfter()
{
    int moment = 1;
    for (;; ++moment) {
        const QString database = freshDatabase();
        const auto victim = start(database, u"Example"_s, folder(), moment);
        go(*victim);
        QVERIFY(victim->waitForFinished());
        if (victim->exitStatus() == QProcess::NormalExit) {
            QCOMPARE(victim->exitCode(), 0);
            break;
        }
        checkAfterKill(database);
        if (QTest::currentTestFailed())
            return;
    }
    // 3 + 2 + 3 + 4 statements, and two moments around the commit of each of the four steps.
    QCOMPARE(moment, 12 + 8 + 1);
}

void ProcessTest::aKillAtAnyTimeLeavesBeforeOrAfter()
{
    const auto whole = start(freshDatabase(), u"Example"_s, folder());
    QElapsedTimer clock;
    clock.start();
    go(*whole);
    QVERIFY(whole->waitForFinished());
    const int duration = int(qMax<qint64>(4, clock.elapsed()));

    QRandomGenerator random(20260131);
    int killed = 0;
    for (int round = 0; round < 30; ++round) {
        const QString database = freshDatabase();
        const auto victim = start(database, u"Example"_s, folder());
        go(*victim);
        if (!victim->waitForFinished(int(random.bounded(duration)))) {
            victim->kill();
            QVERIFY(victim->waitForFinished());
            killed += victim->exitStatus() == QProcess::CrashExit ? 1 : 0;
        }
        checkAfterKill(database);
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(killed > 0);
}

void ProcessTest::aKilledCoreMigrationCanBeRepeated()
{
    for (int moment = 1;; ++moment) {
        const QString database = m_folder->file(u"core%1.sqlite"_s.arg(moment));
        const auto victim = start(database, coreSource().owner, coreSource().directory, moment);
        go(*victim);
        QVERIFY(victim->waitForFinished());
        test::Connection connection(database);
        const qsizetype records =
            connection.rows(u"SELECT name FROM sqlite_master WHERE name = 'plugin_migrations'"_s)
                    .isEmpty()
                ? 0
                : connection.rows(u"SELECT * FROM plugin_migrations"_s).size();
        const auto report = migrate(connection.db(), Dialect::Sqlite, coreSource(), Mode::Apply);
        QVERIFY2(report, qPrintable(report ? QString() : report.error().error.message));
        QCOMPARE(report->appliedNow, int(test::coreSize() - records));
        if (victim->exitStatus() == QProcess::NormalExit)
            return;
    }
}

void ProcessTest::processesThatStartTogetherApplyEachStepOnce()
{
    const int steps = 25;
    m_folder->write(u"log/0001_log.up.sql"_s, "CREATE TABLE log (step INTEGER);");
    for (int i = 2; i <= steps; ++i)
        m_folder->write(u"log/%1_log.up.sql"_s.arg(fourDigits(i)),
                        // Long enough for the processes to meet.
                        "INSERT INTO log WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                        "FROM n WHERE i < 30000) SELECT " +
                            QByteArray::number(i) + " FROM n WHERE i = 30000;");
    const QString database = freshDatabase();
    std::vector<std::unique_ptr<QProcess>> processes;
    for (int i = 0; i < 4; ++i)
        processes.push_back(start(database, u"Log"_s, m_folder->file(u"log"_s)));
    for (const auto &process : processes)
        go(*process);
    int applied = 0;
    for (const auto &process : processes) {
        QVERIFY(process->waitForFinished(60'000));
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        applied += process->readAllStandardOutput().trimmed().toInt();
    }
    QCOMPARE(applied, steps);
    test::Connection connection(database);
    QCOMPARE(connection.rows(u"SELECT count(*), count(DISTINCT step), max(step) FROM log"_s),
             QStringList{u"24|24|25"_s});
}

void ProcessTest::processesThatMeetOnAnEmptyDatabaseApplyTheCoreOnce()
{
    const QString database = m_folder->file(u"empty.sqlite"_s);
    std::vector<std::unique_ptr<QProcess>> processes;
    for (int i = 0; i < 3; ++i)
        processes.push_back(start(database, coreSource().owner, coreSource().directory));
    for (const auto &process : processes)
        go(*process);
    int applied = 0;
    for (const auto &process : processes) {
        QVERIFY(process->waitForFinished(60'000));
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        applied += process->readAllStandardOutput().trimmed().toInt();
    }
    QCOMPARE(applied, int(test::coreSize()));
}

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
