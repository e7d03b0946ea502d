// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** Every way to start the program wrongly: its exit code, its words, and that nothing is left. */
class UsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWrongStartIsExplainedAndLeavesNothing_data();
    void aWrongStartIsExplainedAndLeavesNothing();
    void allProblemsOfTheSettingsAreToldAtOnce();
    void aPortInUseIsNamedWithTheWayOut();
    void aLockedDatabaseIsNamed();
    void aControlCharacterInAnArgumentDoesNotReachTheTerminal();
    void aFullDiskBehindStdoutIsAnError();
};

namespace {

void makeDatabase(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, path);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        for (const QString &statement : statements) {
            QSqlQuery query(database);
            QVERIFY2(query.exec(statement), qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(path);
}

/** The files that the rows below start from. */
void fill(const Workspace &workspace)
{
    workspace.write(u"file"_s, "a regular file\n");
    workspace.write(u"text.sqlite"_s, QByteArray("This is no database. ").repeated(100));
    workspace.write(u"unknown.yaml"_s, "lisen: 127.0.0.1:1\n");
    workspace.write(u"broken.yaml"_s, "listen: [1\n");
    workspace.makeDirectory(u"directory"_s);
    makeDatabase(workspace.path(u"newer.sqlite"_s),
                 {u"CREATE TABLE plugins (name TEXT)"_s,
                  u"CREATE TABLE plugin_migrations (plugin TEXT NOT NULL, migration_id TEXT NOT "
                  "NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)"_s,
                  u"INSERT INTO plugin_migrations VALUES ('core', '9999_later', 'x', "
                  "'2026-01-01T00:00:00.000Z')"_s});
}

} // namespace

void UsageTest::aWrongStartIsExplainedAndLeavesNothing_data()
{
    QTest::addColumn<QString>("command"); // @ is the workspace
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, const QString &command, int code,
                        const QStringList &words) {
        QTest::newRow(name) << command << code << words;
    };
    // clang-format off
    row("no command", u""_s, 2, {u"`outlet` needs a command"_s, u"serve, plugins, migrate, token, doctor, explain, settings"_s});
    row("a mistyped command", u"serv"_s, 2, {u"Unknown command \"serv\""_s, u"Did you mean \"serve\"?"_s});
    row("a command of another program", u"frobnicate"_s, 2, {u"Unknown command \"frobnicate\""_s, u"Commands: "_s});
    row("a group without a command", u"plugins"_s, 2, {u"`outlet plugins` needs a command: list, show, why, verify"_s});
    row("a mistyped command of a group", u"plugins lst"_s, 2, {u"Unknown command \"lst\" after `outlet plugins`"_s, u"Did you mean \"list\"?"_s});
    row("two commands", u"settings serve"_s, 2, {u"Unexpected argument \"serve\""_s});
    row("a mistyped flag", u"serve --lisen 127.0.0.1:0"_s, 2, {u"Unknown flag \"--lisen\""_s, u"Did you mean \"--listen\"?"_s});
    row("a mistyped flag with its value behind =", u"serve --lisen=x"_s, 2, {u"Unknown flag \"--lisen\""_s});
    row("a flag before the command", u"--sample-data serve"_s, 2, {u"Unknown flag \"--sample-data\" after `outlet`"_s, u"`outlet serve --sample-data`"_s});
    row("a short flag that nothing has", u"settings -x"_s, 2, {u"Unknown flag \"-x\""_s, u"`outlet settings --help`"_s});
    row("JSON from a server", u"serve --json"_s, 2, {u"Unknown flag \"--json\""_s});
    row("no name where one is needed", u"plugins show"_s, 2, {u"`outlet plugins show` needs the name of a connector"_s});
    row("two names where one is needed", u"plugins why a b"_s, 2, {u"Unexpected argument \"b\""_s});
    row("a flag without its value", u"serve --listen"_s, 2, {u"--listen"_s});
    row("a flag whose value is another flag", u"serve --listen --sample-data"_s, 2, {u"--listen needs a value, but the flag \"--sample-data\" follows"_s});
    row("a flag with an empty value", u"serve --listen="_s, 2, {u"listen: found nothing; wanted HOST:PORT"_s});
    row("a flag twice", u"serve --listen 127.0.0.1:0 --listen 127.0.0.1:1"_s, 2, {u"--listen"_s});
    row("an address without a port", u"serve --listen 127.0.0.1"_s, 2, {u"listen: found \"127.0.0.1\""_s, u"hint: "_s});
    row("a port that is none", u"settings --listen 127.0.0.1:99999"_s, 2, {u"listen: found"_s, u"99999"_s});
    row("a switch that is neither on nor off", u"serve --sample-data=perhaps"_s, 2, {u"sample_data: found \"perhaps\""_s});
    row("a relative plugin path", u"serve --plugin-path plugins"_s, 2, {u"plugin_path: found \"plugins\""_s, u"--plugin-path"_s});
    row("a plugin path that does not exist", u"plugins list --plugin-path @/none"_s, 2, {u"plugin_path: found"_s, u"@/none"_s});
    row("a plugin path that is a file", u"plugins verify --plugin-path @/file"_s, 2, {u"plugin_path: found"_s, u"@/file"_s});
    row("an unknown key in the YAML", u"serve --config @/unknown.yaml"_s, 2, {u"lisen"_s, u"Did you mean \"listen\"?"_s, u"@/unknown.yaml:1"_s});
    row("a broken YAML", u"settings --config @/broken.yaml"_s, 2, {u"@/broken.yaml"_s});
    row("a YAML file that does not exist", u"serve --config @/none.yaml"_s, 2, {u"@/none.yaml"_s});
    row("a data directory below a file", u"serve --data-dir @/file/data --listen 127.0.0.1:0"_s, 2, {u"@/file"_s, u"data"_s});
    row("a data directory that cannot be made", u"serve --data-dir /proc/outlet --listen 127.0.0.1:0"_s, 2, {u"/proc/outlet"_s, u"--data-dir"_s});
    row("the same for migrations", u"migrate up --data-dir /proc/outlet"_s, 2, {u"/proc/outlet"_s, u"--data-dir"_s});
    row("a database that is a directory", u"serve --database-url sqlite://@/directory"_s, 2, {u"database_url"_s, u"directory"_s});
    row("a database of another kind", u"serve --database-url mysql://host/db"_s, 2, {u"database_url: found"_s, u"sqlite:///"_s});
    row("an address that this machine has not", u"serve --listen 192.0.2.1:8080"_s, 4, {u"Cannot listen on 192.0.2.1:8080"_s, u"--listen"_s});
    row("a connector that nothing has", u"plugins show SnowflkeDataOutput"_s, 2, {u"SnowflkeDataOutput"_s});
    row("looking at a file that is no database", u"plugins list --database-url sqlite://@/text.sqlite"_s, 3, {u"@/text.sqlite"_s, u"is not an SQLite database"_s, u"--database-url"_s});
    row("migrations of a file that is no database", u"migrate status --database-url sqlite://@/text.sqlite"_s, 3, {u"is not an SQLite database"_s});
    row("migrations of a database of a newer program", u"migrate status --database-url sqlite://@/newer.sqlite"_s, 3, {u"9999_later"_s, u"hint: "_s});
    row("a plan for a database of a newer program", u"migrate plan --database-url sqlite://@/newer.sqlite --json"_s, 3, {u"9999_later"_s});
    // clang-format on
}

void UsageTest::aWrongStartIsExplainedAndLeavesNothing()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(QStringList, words);
    const Workspace workspace;
    fill(workspace);
    const QStringList before = workspace.listing();

    command.replace(u'@', workspace.path());
    const Outcome outcome = workspace.run(command.split(u' ', Qt::SkipEmptyParts));

    QVERIFY2(outcome.err.startsWith("outlet: "_L1), qPrintable(outcome.err));
    for (QString word : words) {
        word.replace(u'@', workspace.path());
        QVERIFY2(outcome.err.contains(word), qPrintable(word + u" is not in\n"_s + outcome.err));
    }
    QCOMPARE(outcome.exitCode, exitCode);
    // Whoever asks for the states gets them, with the one that is the trouble.
    if (command.startsWith(u"migrate"_s) && command.contains(u"/newer.sqlite"_s))
        QVERIFY2(outcome.out.contains(u"newer"_s), qPrintable(outcome.out));
    else
        QCOMPARE(outcome.out, QString());
    QCOMPARE(workspace.listing(), before);
}

void UsageTest::allProblemsOfTheSettingsAreToldAtOnce()
{
    const Workspace workspace;
    const Outcome outcome =
        workspace.run({u"serve"_s, u"--listen"_s, u"nowhere"_s, u"--log-level"_s, u"loud"_s},
                      {{u"OUTLET_POLL_INTERVAL_MS"_s, u"soon"_s}});
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.err.count(u"\noutlet: "_s) + 1, 3);
    for (const QString &word : {u"--listen"_s, u"--log-level"_s, u"OUTLET_POLL_INTERVAL_MS"_s})
        QVERIFY2(outcome.err.contains(word), qPrintable(outcome.err));
    QCOMPARE(workspace.listing(), QStringList());
}

void UsageTest::aPortInUseIsNamedWithTheWayOut()
{
    const Workspace workspace;
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(other.serverPort());

    const Outcome outcome = workspace.run({u"serve"_s, u"--listen"_s, address});

    QCOMPARE(outcome.exitCode, 4);
    QVERIFY2(outcome.err.contains(u"outlet: Cannot listen on "_s + address),
             qPrintable(outcome.err));
    QVERIFY(outcome.err.contains("in use"_L1));
    QVERIFY(outcome.err.contains("--listen"_L1));
    QVERIFY(!outcome.out.contains("listens on"_L1));
    QCOMPARE(workspace.listing(), QStringList()); // no data directory, no migrated database
}

void UsageTest::aLockedDatabaseIsNamed()
{
    const Workspace workspace;
    const QString path = workspace.path(u"locked.sqlite"_s);
    {
        QSqlDatabase holder = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"holder"_s);
        holder.setDatabaseName(path);
        QVERIFY(holder.open());
        QVERIFY(QSqlQuery(holder).exec(u"BEGIN EXCLUSIVE"_s));

        const Outcome outcome = workspace.run({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s,
                                               u"--database-url"_s, u"sqlite://"_s + path});

        QCOMPARE(outcome.exitCode, 3);
        QVERIFY2(outcome.err.contains("is locked by another program"_L1), qPrintable(outcome.err));
        QVERIFY(outcome.err.contains(path));
    }
    QSqlDatabase::removeDatabase(u"holder"_s);
}

void UsageTest::aControlCharacterInAnArgumentDoesNotReachTheTerminal()
{
    const Workspace workspace;
    const Outcome outcome = workspace.run({u"plugins"_s, u"show"_s, u"x\x1b[31mred\nline"_s});
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(!outcome.err.contains(u'\x1b'), qPrintable(outcome.err));
    QVERIFY(!outcome.err.contains("\nline"_L1));
}

void UsageTest::aFullDiskBehindStdoutIsAnError()
{
    const Workspace workspace;
    QProcess process;
    workspace.prepare(process, {u"settings"_s}, {});
    process.setStandardOutputFile(u"/dev/full"_s);
    process.start();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("The output could not be written"));
}

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
