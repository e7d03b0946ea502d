// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/migrations/victims.h"
#include "tests/postgresql/databases.h"

#include "migrations/uninstall.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

/** Processes that are killed at each of their statements, on each database, whatever they do. */
class KillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aKillLeavesBeforeOrAfter_data();
    void aKillLeavesBeforeOrAfter();

private:
    QString folder(const QString &name = u"m"_s) const { return m_folder->file(name); }
    Source source() const { return {u"Example"_s, folder()}; }
    QString prepared(const QString &kind, const QString &action);
    QStringList dump(const QString &url) const;
    QList<QStringList> references(const QString &kind, const QString &action);

    tests::Databases m_databases;
    std::optional<test::Folder> m_folder;
};

void KillTest::init()
{
    m_folder.emplace();
    m_folder->write(u"m/0001_create.up.sql"_s,
                    "CREATE TABLE a (id TEXT PRIMARY KEY REFERENCES data_output_configurations "
                    "(id) ON DELETE CASCADE, x TEXT);\n"
                    "CREATE INDEX a_x ON a (x);\n"
                    "INSERT INTO data_output_configurations (id, configuration_type) VALUES "
                    "('11111111-1111-4111-8111-111111111111', 'Example');\n"
                    "INSERT INTO a VALUES ('11111111-1111-4111-8111-111111111111', 'one');");
    m_folder->write(u"m/0001_create.postgresql.up.sql"_s,
                    "CREATE TABLE a (id UUID PRIMARY KEY REFERENCES data_output_configurations "
                    "(id) ON DELETE CASCADE, x TEXT);\n"
                    "CREATE INDEX a_x ON a (x);\n"
                    "INSERT INTO data_output_configurations (id, configuration_type) VALUES "
                    "('11111111-1111-4111-8111-111111111111', 'Example');\n"
                    "INSERT INTO a VALUES ('11111111-1111-4111-8111-111111111111', 'one');");
    m_folder->write(u"m/0001_create.down.sql"_s,
                    "DELETE FROM data_output_configurations WHERE configuration_type = 'Example';\n"
                    "DROP INDEX a_x; DROP TABLE a;");
    m_folder->write(u"m/0002_more.up.sql"_s,
                    "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = upper(x);\n"
                    "CREATE TABLE b (x TEXT); INSERT INTO b SELECT y FROM a;");
    m_folder->write(u"m/0002_more.down.sql"_s, "DROP TABLE b; ALTER TABLE a DROP COLUMN y;");
    m_folder->write(u"m/0003_last.up.sql"_s, "INSERT INTO b VALUES ('three');");
    m_folder->write(u"m/0003_last.down.sql"_s, "DELETE FROM b WHERE x = 'three';");
}

/** A new database: with the core for `up`, with all three steps for whatever takes back. */
QString KillTest::prepared(const QString &kind, const QString &action)
{
    const QString url = m_databases.make(kind);
    test::Connection connection(test::databaseAt(url));
    const Dialect dialect = test::dialectAt(url);
    const bool isReady =
        test::applyCore(connection.db(), dialect) &&
        (action == "up"_L1 || migrate(connection.db(), dialect, source(), Mode::Apply));
    return isReady ? url : QString();
}

/** Everything that migrations can change, but for times. */
QStringList KillTest::dump(const QString &url) const
{
    test::Connection connection(test::databaseAt(url));
    QStringList lines = test::schemaOf(connection);
    for (const QString &query :
         {u"SELECT plugin, migration_id, checksum FROM plugin_migrations ORDER BY 1, 2"_s,
          u"SELECT plugin, migration_id, checksum, removed_by, note FROM plugin_migrations_removed "
          "ORDER BY 1, 2"_s,
          u"SELECT id FROM data_output_configurations"_s})
        lines += connection.rows(query);
    // Tables that are not there give an error, which is as good a line as any other.
    for (const QString &table : {u"a"_s, u"b"_s})
        lines += connection.rows(u"SELECT * FROM %1 ORDER BY 1"_s.arg(table));
    static const QRegularExpression time(u"_archived_[0-9]{14}(_[0-9]+)?"_s);
    lines.replaceInStrings(time, u"_archived"_s);
    return lines;
}

/** How a database looks before the action and after each of its transactions. */
QList<QStringList> KillTest::references(const QString &kind, const QString &action)
{
    const QString url = prepared(kind, action);
    QList<QStringList> dumps{dump(url)};
    {
        test::Connection connection(test::databaseAt(url));
        QSqlDatabase &db = connection.db();
        const Dialect dialect = test::dialectAt(url);
        const Progress note = [&](const Advance &advance) {
            if (advance.isCommitted)
                dumps.append(dump(url));
        };
        bool isDone = false;
        if (action == "up"_L1)
            isDone = migrate(db, dialect, source(), Mode::Apply, note).has_value();
        else if (action == "down"_L1)
            isDone = revert(db, dialect, source(), Mode::Apply, 0, note).has_value();
        else
            isDone = uninstall(db, dialect,
                               {u"Example"_s, {}, folder(), {}, *uninstallModeNamed(action), true},
                               Mode::Apply, note)
                         .has_value();
        if (!isDone)
            return {};
    }
    return dumps;
}

void KillTest::aKillLeavesBeforeOrAfter_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("action");
    QTest::addColumn<int>("transactions");
    QTest::addColumn<int>("statements");
    for (const QString &kind : tests::Databases::kinds()) {
        const auto row = [&](const QString &action, int transactions, int statements) {
            QTest::newRow(qPrintable(kind + u", "_s + action))
                << kind << action << transactions << statements;
        };
        const bool isSqlite = kind == "SQLite"_L1;
        row(u"up"_s, 3, 4 + 4 + 1);
        row(u"down"_s, 3, 1 + 2 + 3);
        // Three records move in either case. In PostgreSQL the primary key's index is renamed, too.
        row(u"archive"_s, 1, (isSqlite ? 3 : 4) + 2 + 3);
        row(u"drop"_s, 1, 1 + 1 + 6 + 3);
    }
}

void KillTest::aKillLeavesBeforeOrAfter()
{
    QFETCH(QString, database);
    QFETCH(QString, action);
    QFETCH(int, transactions);
    QFETCH(int, statements);
    const QList<QStringList> wanted = references(database, action);
    QCOMPARE(wanted.size(), transactions + 1);
    for (qsizetype i = 1; i < wanted.size(); ++i)
        QVERIFY(wanted[i] != wanted[i - 1]);

    test::Errand errand{{}, u"Example"_s, folder(), action, 1};
    for (;; ++errand.killAt) {
        errand.database = prepared(database, action);
        const auto victim = test::start(errand);
        test::go(*victim);
        QVERIFY(victim->waitForFinished());
        if (victim->exitStatus() == QProcess::NormalExit) {
            QVERIFY2(victim->exitCode() == 0, victim->readAllStandardError().constData());
            break;
        }
        const QStringList found = dump(errand.database);
        QVERIFY2(wanted.contains(found), qPrintable(found.join(u'\n')));
        if (found == wanted.last())
            continue;
        test::Errand again = errand; // and it can be done all the same
        again.killAt = 0;
        const auto second = test::start(again);
        test::go(*second);
        QVERIFY(second->waitForFinished());
        QVERIFY2(second->exitCode() == 0, second->readAllStandardError().constData());
        QCOMPARE(dump(errand.database), wanted.last());
    }
    // Before each statement, before each commit and after it.
    QCOMPARE(errand.killAt, statements + 2 * transactions + 1);
}

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
