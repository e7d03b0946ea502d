// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/columns.h"
#include "migrations/history.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::applyCore;
using test::schemaOf;

/** The core's own SQL: what other programs and the rest of the server rely on. */
class CoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theScriptsAreInTheProgram();
    void tablesHaveTheirColumns_data();
    void tablesHaveTheirColumns();
    void rowsOfOtherProgramsGoIn();
    void wrongRowsAreRefused_data();
    void wrongRowsAreRefused();
    void deletingFollowsTheKeys();
    void allStepsCanBeTakenBackAndRepeated();
    void aConnectorsTableHangsOnTheCore();
    void bothDialectsMakeTheSameTables();

private:
    std::optional<test::Folder> m_folder;
    std::optional<test::Connection> m_connection;
};

void CoreTest::init()
{
    m_folder.emplace();
    m_connection.emplace(m_folder->file(u"db.sqlite"_s));
    QVERIFY(applyCore(m_connection->db()));
}

void CoreTest::cleanup()
{
    m_connection.reset();
    m_folder.reset();
}

void CoreTest::theScriptsAreInTheProgram()
{
    const auto report = status(m_connection->db(), Dialect::Sqlite, coreSource());
    QVERIFY(report);
    QCOMPARE(
        test::statesOf(report->steps),
        (QStringList{u"0001_create_plugins applied"_s, u"0002_create_platforms applied"_s,
                     u"0003_create_environments applied"_s, u"0004_create_configurations applied"_s,
                     u"0005_create_audit_log applied"_s, u"0006_note_changes applied"_s,
                     u"0007_page_configurations applied"_s, u"0008_keep_history applied"_s,
                     u"0009_create_api_tokens applied"_s, u"0010_create_plugin_seeds applied"_s}));
    for (Dialect dialect : {Dialect::Sqlite, Dialect::PostgreSql}) {
        const auto scripts = readMigrations(coreSource().directory, dialect);
        QVERIFY(scripts);
        QCOMPARE(scripts->downs.size(), scripts->ups.size());
    }
}

void CoreTest::tablesHaveTheirColumns_data()
{
    QTest::addColumn<QString>("columns");
    const auto row = [](const char *table, const char *columns) {
        QTest::newRow(table) << QString::fromLatin1(columns);
    };
    row("plugins", "id name version description author type is_core path binary_path source_path "
                   "status created_at updated_at");
    row("plugin_migrations", "plugin migration_id checksum applied_at applied_sql");
    row("plugin_migrations_removed", "id plugin migration_id checksum applied_at applied_sql "
                                     "removed_at removed_by note");
    row("plugin_seeds", "plugin version seeded_at");
    row("api_tokens", "id name hash permissions created_at expires_at");
    row("plugin_endpoints", "plugin_id method path handler type created_at updated_at");
    row("platforms", "id name");
    row("platform_services", "id name platform_id result_string_template technical_info_template");
    row("platform_service_configs",
        "id platform_id service_id config created_on updated_on deleted_at");
    row("environments", "id name acronym context is_default");
    row("env_platform_configs", "id environment_id platform_id config");
    row("env_platform_service_configs", "id environment_id platform_id service_id config");
    row("data_output_configurations",
        "id configuration_type name created_on updated_on deleted_at revision");
    row("configuration_types", "configuration_type table_name fields");
    row("audit_log", "id at actor action subject detail correlation_id");
}

void CoreTest::tablesHaveTheirColumns()
{
    const auto columns = listColumns(m_connection->db(), Dialect::Sqlite,
                                     QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY(columns);
    QStringList names;
    for (const Column &column : *columns)
        names.append(column.name);
    QTEST(names.join(u' '), "columns");
}

namespace {

const QStringList sampleRows{
    u"INSERT INTO platforms (id, name) VALUES ('p1', 'AWS')"_s,
    u"INSERT INTO platforms (id, name) VALUES ('p2', 'AWS')"_s, // names need not be unique
    u"INSERT INTO platform_services (id, name, platform_id) VALUES ('s1', 'S3', 'p1')"_s,
    u"INSERT INTO platform_service_configs (id, platform_id, service_id, config) "
    "VALUES ('c1', 'p1', 's1', '[\"a\"]')"_s,
    u"INSERT INTO environments (id, name, acronym) VALUES ('e1', 'development', 'dev')"_s,
    u"INSERT INTO env_platform_configs (id, environment_id, platform_id, config) "
    "VALUES ('x1', 'e1', 'p1', '{}')"_s,
    u"INSERT INTO env_platform_service_configs (id, environment_id, platform_id, service_id, "
    "config) VALUES ('y1', 'e1', 'p1', 's1', '[]')"_s,
    u"INSERT INTO plugins (id, name, version) VALUES ('g1', 'S3DataOutput', '1.0.0')"_s,
    u"INSERT INTO plugin_endpoints (plugin_id, method, path, handler) "
    "VALUES ('g1', 'GET', '/a', 'x')"_s,
    u"INSERT INTO data_output_configurations (id, configuration_type) "
    "VALUES ('d1', 'S3DataOutput')"_s,
    u"INSERT INTO audit_log (id, actor, action, subject) VALUES ('a1', 'admin', 'enable', 's3')"_s,
};

} // namespace

void CoreTest::rowsOfOtherProgramsGoIn()
{
    for (const QString &statement : sampleRows)
        QCOMPARE(m_connection->run(statement), QString());
    QCOMPARE(m_connection->rows(u"SELECT is_default FROM environments"_s), QStringList{u"0"_s});
    QCOMPARE(m_connection->rows(u"SELECT type, is_core, status FROM plugins"_s),
             QStringList{u"connector|0|active"_s});
    for (const char *time :
         {"created_on FROM platform_service_configs", "created_on FROM data_output_configurations",
          "created_at FROM plugins", "updated_at FROM plugins", "at FROM audit_log"}) {
        const QStringList rows = m_connection->rows(u"SELECT "_s + QString::fromLatin1(time));
        QCOMPARE(rows.size(), 1);
        QVERIFY2(normalisedTime(rows.first()).endsWith(u'Z'), time);
    }
}

void CoreTest::wrongRowsAreRefused_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const char *statement, const char *error) {
        QTest::newRow(name) << QString::fromLatin1(statement) << QString::fromLatin1(error);
    };
    row("a platform without an id", "INSERT INTO platforms (name) VALUES ('x')",
        "NOT NULL constraint failed: platforms.id");
    row("an id twice", "INSERT INTO platforms (id, name) VALUES ('p1', 'x')",
        "UNIQUE constraint failed: platforms.id");
    row("a platform without a name", "INSERT INTO platforms (id) VALUES ('x')",
        "NOT NULL constraint failed: platforms.name");
    row("a service of no platform",
        "INSERT INTO platform_services (id, name, platform_id) VALUES ('x', 'x', 'x')",
        "FOREIGN KEY constraint failed");
    row("a configuration of no service",
        "INSERT INTO platform_service_configs (id, platform_id, service_id, config) "
        "VALUES ('x', 'p1', 'x', '[]')",
        "FOREIGN KEY constraint failed");
    row("a configuration without its text",
        "INSERT INTO platform_service_configs (id, platform_id, service_id) "
        "VALUES ('x', 'p1', 's1')",
        "NOT NULL constraint failed: platform_service_configs.config");
    row("an acronym twice", "INSERT INTO environments (id, name, acronym) VALUES ('x', 'x', 'dev')",
        "UNIQUE constraint failed: environments.acronym");
    row("an environment's configuration of no environment",
        "INSERT INTO env_platform_configs (id, environment_id, platform_id, config) "
        "VALUES ('x', 'x', 'p1', '{}')",
        "FOREIGN KEY constraint failed");
    row("an environment's service configuration of no service",
        "INSERT INTO env_platform_service_configs (id, environment_id, platform_id, service_id, "
        "config) VALUES ('x', 'e1', 'p1', 'x', '[]')",
        "FOREIGN KEY constraint failed");
    row("a plugin's name twice",
        "INSERT INTO plugins (id, name, version) VALUES ('x', 'S3DataOutput', '1')",
        "UNIQUE constraint failed: plugins.name");
    row("an endpoint twice",
        "INSERT INTO plugin_endpoints (plugin_id, method, path) VALUES ('g1', 'GET', '/a')",
        "UNIQUE constraint failed: plugin_endpoints.plugin_id, plugin_endpoints.method, "
        "plugin_endpoints.path");
    row("a record twice",
        "INSERT INTO plugin_migrations (plugin, migration_id, checksum) "
        "VALUES ('core', '0001_create_plugins', 'x')",
        "UNIQUE constraint failed: plugin_migrations.plugin, plugin_migrations.migration_id");
    row("a configuration of no type", "INSERT INTO data_output_configurations (id) VALUES ('x')",
        "NOT NULL constraint failed: data_output_configurations.configuration_type");
    row("a platform that is in use", "DELETE FROM platforms WHERE id = 'p1'",
        "FOREIGN KEY constraint failed");
    row("an environment that is in use", "DELETE FROM environments",
        "FOREIGN KEY constraint failed");
}

void CoreTest::wrongRowsAreRefused()
{
    for (const QString &statement : sampleRows)
        QCOMPARE(m_connection->run(statement), QString());
    QFETCH(QString, statement);
    QTEST(m_connection->run(statement), "error");
}

void CoreTest::deletingFollowsTheKeys()
{
    for (const QString &statement : sampleRows)
        QCOMPARE(m_connection->run(statement), QString());
    QCOMPARE(m_connection->run(u"DELETE FROM plugins"_s), QString());
    QCOMPARE(m_connection->rows(u"SELECT * FROM plugin_endpoints"_s), QStringList());
}

void CoreTest::allStepsCanBeTakenBackAndRepeated()
{
    const QStringList whole = schemaOf(*m_connection);
    for (qsizetype left = test::coreSize() - 1; left >= 0; --left) {
        const auto report =
            revert(m_connection->db(), Dialect::Sqlite, coreSource(), Mode::Apply, {});
        QVERIFY2(report, qPrintable(report ? QString() : report.error().error.message));
        QCOMPARE(report->report.count(State::Applied), left);
    }
    QCOMPARE(schemaOf(*m_connection), QStringList());
    QVERIFY(applyCore(m_connection->db()));
    QCOMPARE(schemaOf(*m_connection), whole);
}

void CoreTest::aConnectorsTableHangsOnTheCore()
{
    m_folder->write(u"m/0001_create_configurations.up.sql"_s,
                    "CREATE TABLE s3_configurations (id UUID NOT NULL PRIMARY KEY REFERENCES "
                    "data_output_configurations (id) ON DELETE CASCADE, bucket TEXT)");
    const Source source{u"S3DataOutput"_s, m_folder->file(u"m"_s)};
    QVERIFY(migrate(m_connection->db(), Dialect::Sqlite, source, Mode::Apply));
    QVERIFY(checkTable(m_connection->db(), Dialect::Sqlite, u"s3_configurations"_s, {u"bucket"_s}));
    m_connection->run(sampleRows[9]);
    QCOMPARE(m_connection->run(u"INSERT INTO s3_configurations VALUES ('d1', 'b')"_s), QString());
    QCOMPARE(m_connection->run(u"INSERT INTO s3_configurations VALUES ('d2', 'b')"_s),
             u"FOREIGN KEY constraint failed"_s);
    QCOMPARE(m_connection->run(u"DELETE FROM data_output_configurations"_s), QString());
    QCOMPARE(m_connection->rows(u"SELECT * FROM s3_configurations"_s), QStringList());
}

void CoreTest::bothDialectsMakeTheSameTables()
{
    const auto general = readScripts(coreSource().directory, Dialect::Sqlite);
    const auto special = readScripts(coreSource().directory, Dialect::PostgreSql);
    QVERIFY(general && special);
    for (qsizetype i = 0; i < general->ups.size(); ++i) {
        if (general->ups[i].dialect)
            continue; // in both dialects a file of its own
        // The one difference that the comments in the files explain.
        QString text = special->ups[i].text;
        text.replace(u"(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"_s, u"CURRENT_TIMESTAMP"_s);
        QCOMPARE(test::textsOf(*tokenize(text, Dialect::PostgreSql), text),
                 test::textsOf(*tokenize(general->ups[i].text, Dialect::PostgreSql),
                               general->ups[i].text));
    }
}

QTEST_GUILESS_MAIN(CoreTest)
#include "core_test.moc"
