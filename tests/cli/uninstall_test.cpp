// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/site.h"
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** `outlet migrate uninstall|new|lint`. */
class UninstallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyModeCanBeInstalledAgain_data();
    void everyModeCanBeInstalledAgain();
    void aConnectorThatIsGoneCanBeUninstalled_data() { Databases::addRows(); }
    void aConnectorThatIsGoneCanBeUninstalled();
    void newMakesTwoFiles();
    void newWarnsOfWhatIsThere();
    void lintTellsWhere();
    void wrongUsage_data();
    void wrongUsage();

private:
    Databases m_databases;
};

namespace {

const QString glueTable = u"glue_data_output_configurations"_s;

} // namespace

void UninstallTest::everyModeCanBeInstalledAgain_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("said");
    QTest::addColumn<int>("appliedAgain");
    for (const QString &kind : Databases::kinds()) {
        const auto row = [&](const QString &mode, const QString &said, int appliedAgain) {
            QTest::newRow(qPrintable(kind + u", "_s + mode))
                << kind << mode << said << appliedAgain;
        };
        row(u"keep"_s, u"everything is kept: "_s + glueTable + u" (0 configurations)"_s, 0);
        row(u"archive"_s, u"archived %1 as %1_archived_"_s.arg(glueTable), 1);
        row(u"drop"_s, u"dropped "_s + glueTable + u" and 0 configurations"_s, 1);
    }
}

void UninstallTest::everyModeCanBeInstalledAgain()
{
    QFETCH(QString, database);
    QFETCH(QString, mode);
    QFETCH(QString, said);
    QFETCH(int, appliedAgain);
    const Site site(m_databases.make(database));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    const QString command = u"uninstall --plugin glue --mode "_s + mode;
    const QString before = site.migrate(u"status --json"_s).out;
    const Outcome asks = site.migrate(command);
    QCOMPARE(asks.exitCode, mode == "keep"_L1 ? 0 : 2);
    const Outcome dry = site.migrate(command + u" --dry-run --json"_s);
    QCOMPARE(dry.exitCode, 0);
    QCOMPARE(dry.json()["done"_L1].toBool(true), false);
    QCOMPARE(dry.json()["sql"_L1].toArray().isEmpty(), mode == "keep"_L1);
    QCOMPARE(site.migrate(u"status --json"_s).out, before);

    const Outcome done = site.migrate(command + u" --yes"_s);
    QVERIFY2(done.exitCode == 0, qPrintable(done.err));
    QVERIFY2(done.out.startsWith(u"GlueDataOutput: "_s + said), qPrintable(done.out));
    QCOMPARE(done.out.contains(u"0001_create_configurations; the history keeps them."_s),
             mode != "keep"_L1);
    QCOMPARE(done.err.contains(u"GlueDataOutput is still in force"_s), mode != "keep"_L1);

    const Outcome again = site.migrate(u"up"_s);
    QVERIFY2(again.exitCode == 0, qPrintable(again.err));
    QVERIFY2(again.out.endsWith(appliedAgain ? u"Applied: 1.\n"_s : u"Nothing was pending.\n"_s),
             qPrintable(again.out));
    QCOMPARE(site.migrate(u"verify"_s).exitCode, 0);
}

void UninstallTest::aConnectorThatIsGoneCanBeUninstalled()
{
    QFETCH(QString, database);
    const Site site(m_databases.make(database));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    QVERIFY(QDir(site.path(u"lib/outlet/connectors/glue"_s)).removeRecursively());
    const Outcome status = site.migrate(u"status"_s);
    QVERIFY2(status.out.contains(u"Kept from connectors that are not installed: GlueDataOutput."_s),
             qPrintable(status.out));
    const Outcome done =
        site.migrate(u"uninstall --plugin GlueDataOutput --mode drop --yes --json"_s);
    QVERIFY2(done.exitCode == 0, qPrintable(done.err));
    QCOMPARE(done.err, QString());
    QCOMPARE(done.json()["tables"_L1][0].toString(), glueTable);
    QCOMPARE(done.json()["used_down_scripts"_L1].toBool(true), false);
    QCOMPARE(site.migrate(u"status --json"_s).json()["not_installed"_L1].toArray().size(), 0);
}

void UninstallTest::newMakesTwoFiles()
{
    const Site site(m_databases.make(u"SQLite"_s));
    const QString folder = site.path(u"lib/outlet/connectors/glue"_s);
    const Outcome made = site.migrate(u"new %1 add_region"_s.arg(folder));
    QVERIFY2(made.exitCode == 0, qPrintable(made.err));
    QCOMPARE(made.out.section(u'\n', 0, 1), site.migration(u"0002_add_region.up.sql"_s) + u'\n' +
                                                site.migration(u"0002_add_region.down.sql"_s));
    QVERIFY(made.out.contains(u"`outlet migrate lint "_s));
    QVERIFY(site.read(u"0002_add_region.up.sql"_s).startsWith("-- SPDX-License-Identifier: MIT\n"));
    // Nothing of Glue is applied before somebody wrote what it does.
    const Outcome up = site.migrate(u"up"_s);
    QCOMPARE(up.exitCode, 1);
    QVERIFY2(up.err.contains(u"0002_add_region.up.sql"_s), qPrintable(up.err));
    site.write(u"0002_add_region.up.sql"_s, "CREATE TABLE glue_regions (x TEXT);");
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
}

void UninstallTest::newWarnsOfWhatIsThere()
{
    const Site site(m_databases.make(u"SQLite"_s));
    site.write(u"0002_clear.up.sql"_s, "DROP TABLE somebodys;");
    const QString folder = site.path(u"lib/outlet/connectors/glue"_s);
    const Outcome people = site.migrate(u"new %1 a"_s.arg(folder));
    QVERIFY2(people.out.contains(u"0002_clear.up.sql:1: drop-table\n"_s), qPrintable(people.out));
    site.remove(u"0003_a.up.sql"_s);
    site.remove(u"0003_a.down.sql"_s);
    const Outcome scripts = site.migrate(u"new %1 b --json"_s.arg(folder));
    QCOMPARE(scripts.json()["up"_L1].toString(), site.migration(u"0003_b.up.sql"_s));
    QCOMPARE(scripts.json()["warnings"_L1][0]["rule"_L1].toString(), u"drop-table"_s);
}

void UninstallTest::lintTellsWhere()
{
    const Site site(m_databases.make(u"SQLite"_s));
    const QString folder = site.path(u"lib/outlet/connectors/glue"_s);
    const Outcome fine = site.migrate(u"lint "_s + folder);
    QCOMPARE(fine.exitCode, 0);
    QCOMPARE(fine.out, u"1 folders, 0 warnings.\n"_s);
    site.write(u"0002_clear.up.sql"_s, "SELECT 1;\nDROP TABLE somebodys;");
    const Outcome warned = site.migrate(u"lint "_s + folder);
    QCOMPARE(warned.exitCode, 1);
    QVERIFY2(warned.out.startsWith(site.migration(u"0002_clear.up.sql"_s) +
                                   u":2: drop-table\n    DROP TABLE somebodys\n    reason: "_s),
             qPrintable(warned.out));
    QVERIFY(warned.out.endsWith(u"1 folders, 1 warnings.\n"_s));
    const Outcome everybody = site.migrate(u"lint --json"_s);
    QCOMPARE(everybody.exitCode, 1);
    QVERIFY(everybody.out.contains(u"\"drop-table\""_s));
    site.write(u"0002_clear.up.sql"_s, "SELECT 'open");
    QVERIFY(site.migrate(u"lint"_s).err.contains(u"is never closed"_s));
}

void UninstallTest::wrongUsage_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("message");
    const auto row = [](const QString &arguments, int code, const QString &message) {
        QTest::newRow(qPrintable(arguments)) << arguments << code << message;
    };
    row(u"uninstall --mode keep"_s, 2, u"`outlet migrate uninstall` needs --plugin."_s);
    row(u"uninstall --plugin glue"_s, 2, u"`outlet migrate uninstall` needs --mode."_s);
    row(u"uninstall --plugin glue --mode burn"_s, 2, u"--mode cannot be \"burn\"."_s);
    row(u"uninstall --plugin nobody --mode keep"_s, 2, u"No connector is called \"nobody\"."_s);
    row(u"uninstall --plugin core --mode drop --yes"_s, 1, u"The core cannot be uninstalled"_s);
    row(u"new"_s, 2, u"`outlet migrate new` needs DIR and WHAT; found nothing."_s);
    row(u"new ./nowhere a"_s, 2, u"There is no folder ./nowhere."_s);
    row(u"new core a"_s, 2, u"There is no folder migrations/core here."_s);
    row(u"new ./bin a"_s, 2, u"./bin is no connector: "_s);
    row(u"new ./lib/outlet/connectors/glue Add"_s, 2, u"\"Add\" is no name for a migration"_s);
    row(u"new ./lib/outlet/connectors/glue create_configurations"_s, 2,
        u"There is a migration of that name: 0001_create_configurations."_s);
    row(u"lint ./nowhere"_s, 2, u"There is no folder ./nowhere."_s);
}

void UninstallTest::wrongUsage()
{
    QFETCH(QString, arguments);
    QFETCH(int, code);
    QFETCH(QString, message);
    const Site site(m_databases.make(u"SQLite"_s));
    QCOMPARE(site.migrate(u"up"_s).exitCode, 0);
    const QStringList before = site.listing();
    const Outcome outcome = site.migrate(arguments);
    QCOMPARE(outcome.exitCode, code);
    QVERIFY2(outcome.err.startsWith(u"outlet: "_s + message), qPrintable(outcome.err));
    QVERIFY(outcome.err.contains(u"hint: "_s));
    QCOMPARE(site.listing(), before);
}

QTEST_GUILESS_MAIN(UninstallTest)
#include "uninstall_test.moc"
