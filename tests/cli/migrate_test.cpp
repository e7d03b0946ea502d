// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/site.h"
#include "tests/postgresql/databases.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** `outlet migrate status|plan|up|down|verify` on both databases, as people and scripts see it. */
class MigrateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStateIsShown_data();
    void everyStateIsShown();
    void lookingWritesNothing_data() { Databases::addRows(); }
    void lookingWritesNothing();
    void upGoesAsFarAsItIsTold_data() { Databases::addRows(); }
    void upGoesAsFarAsItIsTold();
    void warningsStandBeforeTheSql_data() { Databases::addRows(); }
    void warningsStandBeforeTheSql();
    void verifyNamesFileAndDifference_data() { Databases::addRows(); }
    void verifyNamesFileAndDifference();
    void downAsksAndTakesBack_data() { Databases::addRows(); }
    void downAsksAndTakesBack();
    void downIsRefused_data() { Databases::addRows(); }
    void downIsRefused();
    void wrongUsage_data();
    void wrongUsage();

private:
    Databases m_databases;
};

namespace {

/** What the first script is called that this database runs. */
QString firstScript(const QString &kind)
{
    return kind == "SQLite"_L1 ? u"0001_create_configurations.up.sql"_s
                               : u"0001_create_configurations.postgresql.up.sql"_s;
}

/** Glue with two steps more. */
void addSteps(const Site &site)
{
    site.write(u"0002_extra.up.sql"_s, "CREATE TABLE glue_extra (x TEXT);\n");
    site.write(u"0002_extra.down.sql"_s, "DROP TABLE glue_extra;\n");
    site.write(u"0003_more.up.sql"_s, "INSERT INTO glue_extra VALUES ('one');\n");
    site.write(u"0003_more.down.sql"_s, "DELETE FROM glue_extra WHERE x = 'one';\n");
}

void rename(const Site &site, const QString &from, const QString &to)
{
    for (const QString &end : {u".up.sql"_s, u".down.sql"_s}) {
        site.write(to + end, site.read(from + end));
        site.remove(from + end);
    }
}

QJsonObject ownerIn(const Outcome &outcome, const QString &name)
{
    for (const QJsonValue owner : outcome.json()["owners"_L1].toArray()) {
        if (owner["owner"_L1] == name)
            return owner.toObject();
    }
    return {};
}

/** `0001_a applied`, one per step. */
QStringList statesOf(const QJsonObject &owner)
{
    QStringList states;
    for (const QJsonValue step : owner["steps"_L1].toArray())
        states += step["id"_L1].toString() + u' ' + step["state"_L1].toString();
    return states;
}

} // namespace

void MigrateTest::everyStateIsShown_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QStringList>("states");
    QTest::addColumn<QString>("fault");
    const QString first = u"0001_create_configurations applied"_s;
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&](const QString &state, const QStringList &states,
                             const QString &fault) {
            QTest::newRow(qPrintable(kind + u", "_s + state)) << kind << state << states << fault;
        };
        row(u"applied"_s, {first, u"0002_extra applied"_s, u"0003_more applied"_s}, {});
        row(u"pending"_s,
            {first, u"0002_extra applied"_s, u"0003_more applied"_s, u"0004_new pending"_s}, {});
        row(u"changed"_s, {first, u"0002_extra changed"_s, u"0003_more applied"_s},
            u"checksum-changed"_s);
        row(u"missing"_s,
            {first, u"0002_extra missing"_s, u"0002_other out-of-order"_s, u"0003_more applied"_s},
            u"migration-missing"_s);
        row(u"out-of-order"_s,
            {first, u"0002_extra missing"_s, u"0002_other out-of-order"_s, u"0003_more applied"_s},
            u"migration-missing"_s);
        row(u"newer"_s, {first, u"0002_extra applied"_s, u"0003_more newer"_s},
            u"database-newer"_s);
    }
}

void MigrateTest::everyStateIsShown()
{
    QFETCH(QString, database);
    QFETCH(QString, state);
    QFETCH(QString, fault);
    const Site site(m_databases.make(database));
    addSteps(site);
    const Outcome up = site.migrate(u"up"_s);
    QVERIFY2(up.exitCode == 0, qPrintable(up.err));
    if (state == "pending"_L1)
        site.write(u"0004_new.up.sql"_s, "SELECT 1;\n");
    else if (state == "changed"_L1)
        site.write(u"0002_extra.up.sql"_s, "CREATE TABLE glue_extra (x UUID);\n");
    else if (state == "newer"_L1) {
        site.remove(u"0003_more.up.sql"_s);
        site.remove(u"0003_more.down.sql"_s);
    } else if (state != "applied"_L1)
        rename(site, u"0002_extra"_s, u"0002_other"_s);

    const int code = fault.isEmpty() ? 0 : 1;
    const Outcome people = site.migrate(u"status --plugin glue"_s);
    QCOMPARE(people.exitCode, code);
    QVERIFY2(people.out.contains(u"  "_s + state), qPrintable(people.out));
    QCOMPARE(people.err.contains(u"("_s + fault + u")"_s), !fault.isEmpty());
    const Outcome scripts = site.migrate(u"status --json"_s);
    QCOMPARE(scripts.exitCode, code);
    const QJsonObject glue = ownerIn(scripts, u"GlueDataOutput"_s);
    QTEST(statesOf(glue), "states");
    QCOMPARE(glue["fault"_L1]["code"_L1].toString(), fault);
    QVERIFY(ownerIn(scripts, u"core"_s)["fault"_L1].isNull());

    const Outcome verify = site.migrate(u"verify --json"_s);
    QCOMPARE(verify.exitCode, code);
    QTEST(statesOf(ownerIn(verify, u"GlueDataOutput"_s)), "states");
    const Outcome again = site.migrate(u"up --plugin GlueDataOutput"_s);
    QCOMPARE(again.exitCode, code);
    QCOMPARE(again.out, state == "pending"_L1 ? again.out : u"Nothing was pending.\n"_s);
}

void MigrateTest::lookingWritesNothing()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    addSteps(site);
    const QString expected = site.migrate(u"plan"_s).out;
    QVERIFY2(expected.contains(u"-- core 0001_create_plugins\nCREATE TABLE plugins"_s),
             qPrintable(expected));
    QVERIFY(
        expected.contains(u"-- GlueDataOutput 0002_extra\nCREATE TABLE glue_extra (x TEXT);\n"_s));
    const QStringList before = site.listing();
    QCOMPARE(site.migrate(u"up --dry-run"_s).out, expected);
    for (const QString &command : {u"status"_s, u"verify"_s, u"lint"_s, u"plan --json"_s,
                                   u"up --dry-run --json"_s, u"down --dry-run"_s}) {
        site.migrate(command);
        QCOMPARE(site.migrate(u"plan"_s).out, expected); // all of it is pending as before
    }
    QCOMPARE(site.listing(), before);
}

void MigrateTest::upGoesAsFarAsItIsTold()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    addSteps(site);
    const Outcome early = site.migrate(u"up --plugin glue"_s);
    QCOMPARE(early.exitCode, 3);
    QVERIFY2(early.err.contains(u"steps, which come first."_s), qPrintable(early.err));
    QVERIFY2(early.err.contains(u"`outlet migrate up --plugin core`"_s), qPrintable(early.err));

    QCOMPARE(site.migrate(u"up --plugin core"_s).exitCode, 0);
    const Outcome two = site.migrate(u"up --plugin glue --to 2"_s);
    QCOMPARE(two.exitCode, 0);
    QVERIFY2(two.out.contains(u"GlueDataOutput 0002_extra"_s), qPrintable(two.out));
    QVERIFY(!two.out.contains(u"0003_more"_s));
    QVERIFY(two.out.endsWith(u"Applied: 2.\n"_s));
    const QJsonObject glue = ownerIn(site.migrate(u"status --json"_s), u"GlueDataOutput"_s);
    QCOMPARE(statesOf(glue).last(), u"0003_more pending"_s);
    QCOMPARE(site.migrate(u"plan --plugin glue --to 2"_s).out, u"Nothing is pending.\n"_s);
    const Outcome rest = site.migrate(u"up --json --plugin glue"_s);
    QCOMPARE(ownerIn(rest, u"GlueDataOutput"_s)["applied_now"_L1].toInt(), 1);
    // The others wait for their turn.
    QCOMPARE(
        ownerIn(site.migrate(u"status --json"_s), u"SnowflakeDataOutput"_s)["applied"_L1].toInt(-1),
        0);
}

void MigrateTest::warningsStandBeforeTheSql()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    site.write(u"0002_clear.up.sql"_s, "SELECT 1;\nDELETE FROM glue_data_output_configurations;\n");
    const QString comment = u"-- GlueDataOutput 0002_clear\n-- warning: line 2, delete-all: "_s;
    for (const QString &command : {u"plan"_s, u"up --dry-run"_s}) {
        const Outcome plan = site.migrate(command);
        QVERIFY2(plan.out.startsWith(comment), qPrintable(plan.out));
        const QJsonObject glue = ownerIn(site.migrate(command + u" --json"_s), u"GlueDataOutput"_s);
        QCOMPARE(glue["warnings"_L1][0]["rule"_L1].toString(), u"delete-all"_s);
        QCOMPARE(glue["warnings"_L1][0]["line"_L1].toInt(), 2);
    }
    const Outcome verify = site.migrate(u"verify"_s);
    QCOMPARE(verify.exitCode, 0); // it was not run yet
    QVERIFY2(verify.out.contains(u"0002_clear.up.sql:2: delete-all\n"_s), qPrintable(verify.out));
    QVERIFY(verify.out.contains(u", 1 are pending.\n"_s));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    QVERIFY(!site.migrate(u"verify"_s).out.contains(u"delete-all"_s)); // too late
}

void MigrateTest::verifyNamesFileAndDifference()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    const QString name = firstScript(database);
    const QByteArray original = site.read(name);
    site.write(name, "/* new */ " + QByteArray(original).replace("TEXT", "text") + "\n\n");
    QCOMPARE(site.migrate(u"verify"_s).exitCode, 0);

    QByteArray changed = original;
    changed.replace("\"table_path\" TEXT", "\"table_path\" UUID");
    site.write(name, changed);
    const int line = int(changed.first(changed.indexOf("UUID,\n    \"access")).count('\n')) + 1;
    const Outcome verify = site.migrate(u"verify"_s);
    QCOMPARE(verify.exitCode, 1);
    const QString place = u"    %1, line %2: statement 1 (CREATE TABLE "_s.arg(name).arg(line);
    QVERIFY2(verify.out.contains(place), qPrintable(verify.out));
    QVERIFY2(verify.out.contains(u": found UUID, applied TEXT\n"_s), qPrintable(verify.out));
    QVERIFY(verify.out.contains(u"GlueDataOutput 0001_create_configurations is changed: "_s +
                                site.migration(name)));
    const QJsonObject glue = ownerIn(site.migrate(u"verify --json"_s), u"GlueDataOutput"_s);
    QVERIFY(glue["steps"_L1][0]["differences"_L1][0].toString().endsWith(
        u": found UUID, applied TEXT"_s));
    QCOMPARE(site.migrate(u"verify --plugin snowflake"_s).exitCode, 0);
}

void MigrateTest::downAsksAndTakesBack()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    addSteps(site);
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    const Outcome asks = site.migrate(u"down"_s);
    QCOMPARE(asks.exitCode, 2);
    QVERIFY2(asks.err.contains(u"This would take back 0003_more of GlueDataOutput"_s),
             qPrintable(asks.err));
    QVERIFY(asks.err.contains(u"--yes"_s));
    const Outcome sql = site.migrate(u"down --plugin glue --to 0 --dry-run --yes"_s);
    QCOMPARE(sql.exitCode, 0);
    QVERIFY2(sql.out.startsWith(u"-- GlueDataOutput 0003_more\nDELETE FROM glue_extra WHERE x = "
                                "'one';\n\n-- GlueDataOutput 0002_extra\nDROP TABLE"_s),
             qPrintable(sql.out));
    QVERIFY(statesOf(ownerIn(site.migrate(u"status --json"_s), u"GlueDataOutput"_s))
                .contains(u"0003_more applied"_s));

    QCOMPARE(site.migrate(u"down --yes"_s).out, u"GlueDataOutput 0003_more taken back\n"_s);
    const Outcome all = site.migrate(u"down --plugin glue --to 0 --yes --json"_s);
    QCOMPARE(all.exitCode, 0);
    QCOMPARE(all.json()["done"_L1].toBool(), true);
    QCOMPARE(all.json()["steps"_L1].toArray().size(), 2);
    QCOMPARE(all.json()["steps"_L1][1]["id"_L1].toString(), u"0001_create_configurations"_s);
    QVERIFY(site.migrate(u"up"_s).out.endsWith(u"Applied: 3.\n"_s));
}

void MigrateTest::downIsRefused()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    const Outcome empty = site.migrate(u"down --yes"_s);
    QCOMPARE(empty.exitCode, 1);
    QVERIFY2(empty.err.startsWith(u"outlet: Nothing is applied."_s), qPrintable(empty.err));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    const Outcome core = site.migrate(u"down --plugin core --yes"_s);
    QCOMPARE(core.exitCode, 3);
    QVERIFY2(core.err.contains(u"The core cannot go back while others have migrations applied"_s),
             qPrintable(core.err));
    const Outcome above = site.migrate(u"down --plugin glue --to 1 --yes"_s);
    QCOMPARE(above.exitCode, 1);
    QVERIFY2(above.err.contains(u"Nothing of GlueDataOutput above 0001 is applied"_s),
             qPrintable(above.err));
}

void MigrateTest::wrongUsage_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("message");
    const auto row = [](const QString &arguments, const QString &message) {
        QTest::newRow(qPrintable(arguments)) << arguments << message;
    };
    row(u"up --to 1"_s, u"--to needs --plugin: everybody counts from 0001."_s);
    row(u"down --to 1 --yes"_s, u"--to needs --plugin: everybody counts from 0001."_s);
    row(u"up --plugin glue --to x"_s, u"--to cannot be \"x\": it is no number of a step."_s);
    row(u"up --plugin glue --to -1"_s, u"--to cannot be \"-1\": it is no number of a step."_s);
    row(u"up --plugin glue --to 10000"_s, u"--to cannot be \"10000\""_s);
    row(u"up --plugin="_s, u"--plugin needs a value; found an empty one."_s);
    row(u"status --plugin gleu"_s, u"No connector is called \"gleu\"."_s);
    row(u"verify --plugin --json"_s, u"--plugin needs a value, but the flag \"--json\" follows."_s);
    row(u"status --to 1"_s, u"Unknown flag \"--to\" after `outlet migrate status`"_s);
    row(u"dwon"_s, u"Unknown command \"dwon\" after `outlet migrate`"_s);
}

void MigrateTest::wrongUsage()
{
    QFETCH(QString, arguments);
    QFETCH(QString, message);
    const Site site(m_databases.make(u"SQLite"_s));
    const QStringList before = site.listing();
    const Outcome outcome = site.migrate(arguments);
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY2(outcome.err.startsWith(u"outlet: "_s + message), qPrintable(outcome.err));
    QVERIFY(outcome.err.contains(u"hint: "_s));
    QCOMPARE(site.listing(), before);
}

QTEST_GUILESS_MAIN(MigrateTest)
#include "migrate_test.moc"
