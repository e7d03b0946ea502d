// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/postgresql/databases.h"

#include "migrations/history.h"
#include "migrations/uninstall.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::schemaOf;

/** What becomes of a connector's rows, and that it can be installed again, on both databases. */
class UninstallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keepChangesNothing_data() { tests::Databases::addRows(); }
    void keepChangesNothing();
    void archiveRenames_data() { tests::Databases::addRows(); }
    void archiveRenames();
    void archivingTwiceFindsAnotherName_data() { tests::Databases::addRows(); }
    void archivingTwiceFindsAnotherName();
    void dropDeletes_data();
    void dropDeletes();
    void planningSaysWhatItWouldDo_data();
    void planningSaysWhatItWouldDo();
    void refusals_data();
    void refusals();

private:
    void open(const QString &kind);
    Source source() const { return {u"Example"_s, m_folder->file(u"m"_s)}; }
    Uninstall wanted(UninstallMode mode) const
    {
        return {u"Example"_s, {u"example_alias"_s}, source().directory, u"ex"_s, mode, true};
    }
    QSqlDatabase &db() { return m_connection->db(); }
    QStringList rows(const QString &query) { return m_connection->rows(query); }
    bool install() { return migrate(db(), m_dialect, source(), Mode::Apply).has_value(); }
    void addConfiguration(const QString &id, const QString &type);
    void checkInstallable();
    QStringList removedBy();

    tests::Databases m_databases;
    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
    Dialect m_dialect = Dialect::Sqlite;
    QStringList m_bare; ///< the schema without the connector
};

namespace {

const QString first = u"11111111-1111-4111-8111-111111111111"_s;
const QString second = u"22222222-2222-4222-8222-222222222222"_s;

QString messageOf(const std::expected<Uninstalled, Failure> &done)
{
    return done ? QString() : done.error().error.message;
}

} // namespace

void UninstallTest::init()
{
    m_folder.emplace();
    m_folder->write(u"m/0001_create.up.sql"_s,
                    "CREATE TABLE ex (id UUID NOT NULL PRIMARY KEY REFERENCES "
                    "data_output_configurations (id) ON DELETE CASCADE, bucket TEXT UNIQUE);\n"
                    "CREATE INDEX ex_bucket ON ex (bucket);");
    m_folder->write(u"m/0001_create.down.sql"_s, "DROP TABLE ex;");
    m_folder->write(u"m/0002_more.up.sql"_s,
                    "CREATE TABLE ex_log (id UUID REFERENCES ex (id) ON DELETE CASCADE);\n"
                    "CREATE VIEW ex_view AS SELECT bucket FROM ex;");
    m_folder->write(u"m/0002_more.down.sql"_s, "DROP VIEW ex_view; DROP TABLE ex_log;");
}

void UninstallTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

/** A database with the core, the connector and one configuration of it, and one of another's. */
void UninstallTest::open(const QString &kind)
{
    const QString url = m_databases.make(kind);
    m_dialect = test::dialectAt(url);
    m_connection.emplace(test::databaseAt(url));
    QVERIFY(test::applyCore(db(), m_dialect));
    m_bare = schemaOf(*m_connection);
    QVERIFY(install());
    addConfiguration(first, u"Example"_s);
    addConfiguration(second, u"Other"_s);
    QCOMPARE(m_connection->run(u"INSERT INTO ex (id, bucket) VALUES ('%1', 'b')"_s.arg(first)),
             QString());
    for (const QString &type : {u"Example"_s, u"Other"_s})
        QCOMPARE(
            m_connection->run(u"INSERT INTO configuration_types VALUES ('%1', '%2', '[]')"_s.arg(
                type, type == "Example"_L1 ? u"ex"_s : u"other"_s)),
            QString());
}

void UninstallTest::addConfiguration(const QString &id, const QString &type)
{
    QCOMPARE(m_connection->run(u"INSERT INTO data_output_configurations (id, configuration_type) "
                               "VALUES ('%1', '%2')"_s.arg(id, type)),
             QString());
}

/** It begins with empty tables, takes rows and goes again. */
void UninstallTest::checkInstallable()
{
    const auto report = migrate(db(), m_dialect, source(), Mode::Apply);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().error.message));
    QCOMPARE(report->appliedNow, 2);
    QCOMPARE(rows(u"SELECT count(*) FROM ex"_s), QStringList{u"0"_s});
    const QString id = u"33333333-3333-4333-8333-333333333333"_s;
    addConfiguration(id, u"Example"_s);
    QCOMPARE(m_connection->run(u"INSERT INTO ex (id, bucket) VALUES ('%1', 'b')"_s.arg(id)),
             QString());
    QCOMPARE(rows(u"SELECT bucket FROM ex_view"_s), QStringList{u"b"_s});
}

QStringList UninstallTest::removedBy()
{
    QStringList lines;
    const auto removed = readRemoved(db(), m_dialect, u"Example"_s);
    for (const RemovedRecord &record : *removed)
        lines += record.record.migrationId + u' ' + record.removedBy;
    return lines;
}

void UninstallTest::keepChangesNothing()
{
    QFETCH(QString, database);
    open(database);
    const QStringList before = schemaOf(*m_connection);
    const auto done = uninstall(db(), m_dialect, wanted(UninstallMode::Keep), Mode::Apply);
    QVERIFY2(done, qPrintable(messageOf(done)));
    QCOMPARE(done->tables, (QStringList{u"ex"_s, u"ex_log"_s}));
    QCOMPARE(done->configurations, 1);
    QCOMPARE(done->sql, QStringList());
    QCOMPARE(done->retired, QStringList());
    QCOMPARE(schemaOf(*m_connection), before);

    const auto again = migrate(db(), m_dialect, source(), Mode::Apply);
    QVERIFY(again);
    QCOMPARE(again->appliedNow, 0);
    QCOMPARE(rows(u"SELECT bucket FROM ex_view"_s), QStringList{u"b"_s});
    QCOMPARE(removedBy(), QStringList());
}

void UninstallTest::archiveRenames()
{
    QFETCH(QString, database);
    open(database);
    const auto done = uninstall(db(), m_dialect, wanted(UninstallMode::Archive), Mode::Apply);
    QVERIFY2(done, qPrintable(messageOf(done)));
    QCOMPARE(done->retired, (QStringList{u"0001_create"_s, u"0002_more"_s}));
    QCOMPARE(done->archives.size(), 2);
    static const QRegularExpression name(u"\\Aex_archived_[0-9]{14}\\z"_s);
    QVERIFY2(name.match(done->archives[0]).hasMatch(), qPrintable(done->archives[0]));
    // Stored rows stay, and whoever looks for them finds out where.
    const QString archive = done->archives[0];
    QCOMPARE(rows(u"SELECT bucket FROM "_s + archive), QStringList{u"b"_s});
    QCOMPARE(rows(u"SELECT table_name FROM configuration_types ORDER BY configuration_type"_s),
             (QStringList{archive, u"other"_s}));
    QCOMPARE(rows(u"SELECT count(*) FROM data_output_configurations"_s), QStringList{u"2"_s});
    QCOMPARE(removedBy(), (QStringList{u"0001_create archive"_s, u"0002_more archive"_s}));
    QCOMPARE(readRemoved(db(), m_dialect, u"Example"_s)->first().note,
             u"archived as "_s + done->archives.join(u", "_s));

    checkInstallable();
    QCOMPARE(rows(u"SELECT bucket FROM "_s + archive), QStringList{u"b"_s});
    // What is archived still goes with its configuration.
    m_connection->run(u"DELETE FROM data_output_configurations WHERE id = '%1'"_s.arg(first));
    QCOMPARE(rows(u"SELECT count(*) FROM "_s + archive), QStringList{u"0"_s});
}

void UninstallTest::archivingTwiceFindsAnotherName()
{
    QFETCH(QString, database);
    open(database);
    QStringList archives;
    for (int i = 0; i < 3; ++i) {
        const auto done = uninstall(db(), m_dialect, wanted(UninstallMode::Archive), Mode::Apply);
        QVERIFY2(done, qPrintable(messageOf(done)));
        archives += done->archives;
        QVERIFY(install());
    }
    archives.removeDuplicates();
    QCOMPARE(archives.size(), 6);
    for (const QString &archive : std::as_const(archives))
        QVERIFY(!rows(u"SELECT count(*) FROM "_s + archive).first().startsWith(u"ERROR"_s));
    QCOMPARE(removedBy().size(), 6);
}

void UninstallTest::dropDeletes_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("files");
    QTest::addColumn<bool>("usesDowns");
    for (const QString &kind : tests::Databases::kinds()) {
        const auto row = [&](const QString &files, bool usesDowns) {
            QTest::newRow(qPrintable(kind + u", "_s + files)) << kind << files << usesDowns;
        };
        row(u"with down scripts"_s, true);
        row(u"without a down script"_s, false);
        row(u"with a file that was changed"_s, false);
        row(u"without any file"_s, false);
    }
}

void UninstallTest::dropDeletes()
{
    QFETCH(QString, database);
    QFETCH(QString, files);
    QFETCH(bool, usesDowns);
    open(database);
    m_connection->run(u"INSERT INTO data_output_configurations (id, configuration_type) VALUES "
                      "('44444444-4444-4444-8444-444444444444', 'example_alias')"_s);
    Uninstall request = wanted(UninstallMode::Drop);
    const QByteArray original = "CREATE TABLE ex_log (id UUID REFERENCES ex (id) ON DELETE "
                                "CASCADE);\nCREATE VIEW ex_view AS SELECT bucket FROM ex;";
    if (files == "without a down script"_L1)
        m_folder->remove(u"m/0002_more.down.sql"_s);
    else if (files == "with a file that was changed"_L1)
        m_folder->write(u"m/0002_more.up.sql"_s, original + "SELECT 1;");
    else if (files == "without any file"_L1)
        request.directory = QString();
    const auto done = uninstall(db(), m_dialect, request, Mode::Apply);
    QVERIFY2(done, qPrintable(messageOf(done)));
    QCOMPARE(done->hasUsedDowns, usesDowns);
    QCOMPARE(done->configurations, 2);
    QCOMPARE(schemaOf(*m_connection), m_bare);
    QCOMPARE(rows(u"SELECT configuration_type FROM data_output_configurations"_s),
             QStringList{u"Other"_s});
    QCOMPARE(rows(u"SELECT configuration_type FROM configuration_types"_s),
             QStringList{u"Other"_s});
    QCOMPARE(removedBy(), (QStringList{u"0001_create drop"_s, u"0002_more drop"_s}));
    QCOMPARE(readHistory(db(), m_dialect, u"Example"_s)->size(), 0);

    m_folder->write(u"m/0002_more.up.sql"_s, original);
    checkInstallable();
}

void UninstallTest::planningSaysWhatItWouldDo_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("mode");
    for (const QString &kind : tests::Databases::kinds()) {
        for (const QString &mode : {u"keep"_s, u"archive"_s, u"drop"_s})
            QTest::newRow(qPrintable(kind + u", "_s + mode)) << kind << mode;
    }
}

void UninstallTest::planningSaysWhatItWouldDo()
{
    QFETCH(QString, database);
    QFETCH(QString, mode);
    open(database);
    const QStringList before = schemaOf(*m_connection);
    const Uninstall request = wanted(*uninstallModeNamed(mode));
    const auto plan = uninstall(db(), m_dialect, request, Mode::PlanOnly);
    QVERIFY2(plan, qPrintable(messageOf(plan)));
    QCOMPARE(plan->sql.isEmpty(), mode == "keep"_L1);
    QCOMPARE(schemaOf(*m_connection), before);
    QCOMPARE(rows(u"SELECT bucket FROM ex_view"_s), QStringList{u"b"_s});
    QCOMPARE(removedBy(), QStringList());
    const auto done = uninstall(db(), m_dialect, request, Mode::Apply);
    QVERIFY(done);
    QCOMPARE(done->sql.size(), plan->sql.size());
    QCOMPARE(done->retired, plan->retired);
}

void UninstallTest::refusals_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("owner");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("mayDelete");
    QTest::addColumn<QString>("message");
    for (const QString &kind : tests::Databases::kinds()) {
        const auto row = [&](const char *title, const QString &owner, const QString &mode,
                             bool mayDelete, const QString &message) {
            QTest::newRow(qPrintable(kind + u": "_s + QString::fromLatin1(title)))
                << kind << owner << mode << mayDelete << message;
        };
        row("the core", u"core"_s, u"drop"_s, true, u"The core cannot be uninstalled"_s);
        row("the core, kept", u"core"_s, u"keep"_s, true, u"The core cannot be uninstalled"_s);
        row("nobody", u"Nobody"_s, u"keep"_s, true, u"Nothing of Nobody is in the database"_s);
        row("a name with a quote", u"O'Neil'; DROP TABLE ex; --"_s, u"drop"_s, true,
            u"Nothing of O'Neil'; DROP TABLE ex; -- is in the database"_s);
        row("configurations that may not be deleted", u"Example"_s, u"drop"_s, false,
            u"Example has 1 stored configurations, which would be deleted"_s);
        row("a table that refers to it, dropped", u"Referred"_s, u"drop"_s, true,
            u"Example cannot be uninstalled: 0 rows of table other (of Other) refer to table ex "
            "with their column ex_id"_s);
        row("a table that refers to it, archived", u"Referred"_s, u"archive"_s, true,
            u"Example cannot be uninstalled: 0 rows of table other (of Other) refer to table ex "
            "with their column ex_id"_s);
    }
}

void UninstallTest::refusals()
{
    QFETCH(QString, database);
    QFETCH(QString, owner);
    QFETCH(QString, mode);
    QFETCH(bool, mayDelete);
    QFETCH(QString, message);
    open(database);
    Uninstall request = wanted(*uninstallModeNamed(mode));
    request.owner = owner;
    request.mayDelete = mayDelete;
    if (owner == "Referred"_L1) {
        request.owner = u"Example"_s;
        m_folder->write(u"n/0001_other.up.sql"_s,
                        "CREATE TABLE other (ex_id UUID REFERENCES ex (id));");
        QVERIFY(migrate(db(), m_dialect, {u"Other"_s, m_folder->file(u"n"_s)}, Mode::Apply));
    }
    const QStringList before = schemaOf(*m_connection);
    for (const Mode how : {Mode::PlanOnly, Mode::Apply}) {
        const auto done = uninstall(db(), m_dialect, request, how);
        QVERIFY(!done);
        QCOMPARE(done.error().error.message, message);
        QVERIFY(!done.error().error.hint.isEmpty());
    }
    QCOMPARE(schemaOf(*m_connection), before);
    QCOMPARE(rows(u"SELECT bucket FROM ex"_s), QStringList{u"b"_s});
    QCOMPARE(readHistory(db(), m_dialect, u"Example"_s)->size(), 2);
}

QTEST_GUILESS_MAIN(UninstallTest)
#include "uninstall_test.moc"
