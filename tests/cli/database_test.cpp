// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/database.h"
#include "app/datadirectory.h"
#include "app/sampledata.h"
#include "migrations/engine.h"
#include "tests/postgresql/databases.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;

/** How the database is opened, and what a first start puts into it. */
class DatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readingAnAbsentDatabaseMakesNothing();
    void readingADatabaseMakesNothing();
    void readingWhileAnotherWritesSeesItsRows();
    void aDatabaseThatCannotBeUsedSaysWhy_data();
    void aDatabaseThatCannotBeUsedSaysWhy();
    void aDatabaseHasForeignKeysAndALog();
    void theDataVersionChangesWhenAnotherConnectionCommits_data() { tests::Databases::addRows(); }
    void theDataVersionChangesWhenAnotherConnectionCommits();
    void aDataDirectoryIsItsOwnersOnly();
    void sampleDataFillsEmptyTables_data() { tests::Databases::addRows(); }
    void sampleDataFillsEmptyTables();
    void sampleDataIsTheSameEverywhere_data() { tests::Databases::addRows(); }
    void sampleDataIsTheSameEverywhere();
    void sampleDataLeavesRowsAlone_data() { tests::Databases::addRows(); }
    void sampleDataLeavesRowsAlone();
    void sampleDataThatPointsToNothingIsLeftOut_data() { tests::Databases::addRows(); }
    void sampleDataThatPointsToNothingIsLeftOut();

private:
    QString url(const QString &name) const { return u"sqlite://"_s + m_directory.filePath(name); }
    Database migrated(const QString &name) const { return migratedAt(url(name)); }
    static Database migratedAt(const QString &url);

    QTemporaryDir m_directory;
    tests::Databases m_databases;
};

namespace {

const QString someId = u"11111111-2222-4333-8444-555555555555"_s;

qint64 number(Database &database, const QString &query)
{
    QSqlQuery rows(database.handle());
    return rows.exec(query) && rows.next() ? rows.value(0).toLongLong() : -1;
}

void run(Database &database, const QString &statement)
{
    QSqlQuery query(database.handle());
    QVERIFY2(query.exec(statement), qPrintable(statement));
}

QStringList column(Database &database, const QString &statement)
{
    QStringList values;
    QSqlQuery query(database.handle());
    if (!query.exec(statement))
        return {u"failed: "_s + statement};
    while (query.next())
        values += query.value(0).toString();
    return values;
}

QStringList filesIn(const QTemporaryDir &directory)
{
    return QDir(directory.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

} // namespace

Database DatabaseTest::migratedAt(const QString &url)
{
    auto database = Database::open(url, Access::ReadWrite);
    if (!database)
        qFatal("%s", qPrintable(database.error().message));
    if (!migrations::migrate(database->handle(), database->dialect(), migrations::coreSource(),
                             migrations::Mode::Apply))
        qFatal("core migrations failed");
    return std::move(*database);
}

void DatabaseTest::readingAnAbsentDatabaseMakesNothing()
{
    const QStringList before = filesIn(m_directory);
    auto database = Database::open(url(u"absent.sqlite"_s), Access::ReadOnly);
    QVERIFY(database);
    QCOMPARE(number(*database, u"SELECT count(*) FROM sqlite_master"_s), 0);
    auto deep = Database::open(url(u"no/such/directory/x.sqlite"_s), Access::ReadOnly);
    QVERIFY(deep);
    QCOMPARE(filesIn(m_directory), before);
}

void DatabaseTest::readingADatabaseMakesNothing()
{
    {
        Database writer = migrated(u"read.sqlite"_s);
    }
    const QStringList before = filesIn(m_directory);
    auto reader = Database::open(url(u"read.sqlite"_s), Access::ReadOnly);
    QVERIFY(reader);
    QVERIFY(number(*reader, u"SELECT count(*) FROM plugin_migrations"_s) > 0);
    QCOMPARE(filesIn(m_directory), before);
    QSqlQuery query(reader->handle());
    QVERIFY(!query.exec(u"INSERT INTO platforms VALUES ('1', 'x')"_s));
}

void DatabaseTest::readingWhileAnotherWritesSeesItsRows()
{
    Database writer = migrated(u"busy.sqlite"_s);
    run(writer, u"INSERT INTO platforms VALUES ('1', 'x')"_s);
    auto reader = Database::open(url(u"busy.sqlite"_s), Access::ReadOnly);
    QVERIFY(reader);
    QCOMPARE(number(*reader, u"SELECT count(*) FROM platforms"_s), 1);
}

void DatabaseTest::aDatabaseThatCannotBeUsedSaysWhy_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("hint");
    QTest::newRow("a text file") << u"text"_s << u"is not an SQLite database"_s
                                 << u"--database-url"_s;
    QTest::newRow("a damaged database") << u"damaged"_s << u"is damaged"_s << u"backup"_s;
    QTest::newRow("a missing directory")
        << u"none/x"_s << u"lies in a directory that does not exist"_s << u"Make the directory"_s;
    QTest::newRow("below a regular file")
        << u"text/x"_s << u"which is not a directory"_s << u"--database-url"_s;
    QTest::newRow("a pipe") << u"pipe"_s << u"is not a regular file"_s << u"--database-url"_s;
}

void DatabaseTest::aDatabaseThatCannotBeUsedSaysWhy()
{
    QFETCH(QString, name);
    QFETCH(QString, message);
    QFETCH(QString, hint);
    QFile text(m_directory.filePath(u"text"_s));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray("no database ").repeated(500));
    text.close();
    QFile damaged(m_directory.filePath(u"damaged"_s));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write(QByteArray("SQLite format 3\0\x10\0\1\1\0\x40\x20\x20", 24) +
                  QByteArray(76, 'x') + QByteArray(4096 * 2 - 100, 'x'));
    damaged.close();
    QProcess::execute(u"mkfifo"_s, {u"-m"_s, u"600"_s, m_directory.filePath(u"pipe"_s)});

    const auto database = Database::open(url(name), Access::ReadWrite);

    QVERIFY(!database);
    QCOMPARE(database.error().code, ErrorCode::Database);
    QVERIFY2(database.error().message.contains(message), qPrintable(database.error().message));
    QVERIFY(database.error().message.contains(m_directory.filePath(name)));
    QVERIFY2(database.error().hint.contains(hint), qPrintable(database.error().hint));
    QFile::remove(m_directory.filePath(u"pipe"_s));
}

void DatabaseTest::aDatabaseHasForeignKeysAndALog()
{
    Database database = migrated(u"pragmas.sqlite"_s);
    QCOMPARE(number(database, u"PRAGMA foreign_keys"_s), 1);
    QCOMPARE(column(database, u"PRAGMA journal_mode"_s), QStringList(u"wal"_s));
    QCOMPARE(number(database, u"PRAGMA busy_timeout"_s), 5000);
}

void DatabaseTest::theDataVersionChangesWhenAnotherConnectionCommits()
{
    QFETCH(QString, database);
    const QString url = m_databases.make(database);
    Database mine = migratedAt(url);
    Database other = migratedAt(url);
    auto before = mine.dataVersion();
    QVERIFY(before);
    QCOMPARE(*mine.dataVersion(), *before);
    for (const QString &statement :
         {u"INSERT INTO platforms VALUES ('%1', 'other')"_s.arg(someId),
          u"UPDATE platforms SET name = 'another'"_s, u"DELETE FROM platforms"_s}) {
        run(other, u"BEGIN"_s);
        run(other, statement);
        QCOMPARE(*mine.dataVersion(), *before);
        run(other, u"ROLLBACK"_s);
        QCOMPARE(*mine.dataVersion(), *before);
        run(other, statement);
        const auto after = mine.dataVersion();
        QVERIFY(after && *after != *before);
        before = after;
    }
}

void DatabaseTest::aDataDirectoryIsItsOwnersOnly()
{
    Settings settings;
    settings.dataDir = m_directory.filePath(u"a/b/data"_s);
    settings.pluginPath = QStringList{settings.dataDir + u"/plugins"_s};
    settings.effective += Settings::Effective{u"plugin_path"_s, {}, u"default"_s};
    QVERIFY(makeDataDirectory(settings));
    QVERIFY(makeDataDirectory(settings)); // again is fine
    const auto others = QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther;
    QCOMPARE(QFile::permissions(settings.dataDir) & others, QFile::Permissions());
    QVERIFY(QFileInfo(settings.dataDir + u"/plugins"_s).isDir());
}

void DatabaseTest::sampleDataFillsEmptyTables()
{
    QFETCH(QString, database);
    Database opened = migratedAt(m_databases.make(database));
    const auto count = fillSampleData(opened.handle(), opened.dialect());
    QVERIFY2(count, qPrintable(count ? QString() : count.error().message));
    QCOMPARE(*count, 3 + 5 + 5 + 2 + 6 + 10);
    QCOMPARE(column(opened, u"SELECT name FROM platforms ORDER BY name"_s),
             QStringList({u"AWS"_s, u"Databricks"_s, u"Snowflake"_s}));
    QCOMPARE(
        column(opened, u"SELECT config FROM platform_service_configs c JOIN "
                       "platform_services s ON s.id = c.service_id ORDER BY s.name"_s),
        QStringList({u"[\"clean\",\"master\"]"_s, u"[\"clean\",\"master\"]"_s, u"[]"_s,
                     u"[\"datalake\",\"ingress\",\"egress\"]"_s, u"[\"clean\",\"master\"]"_s}));
    QCOMPARE(column(opened, u"SELECT acronym FROM environments WHERE is_default"_s),
             QStringList(u"dev"_s));
    if (opened.dialect() == migrations::Dialect::Sqlite)
        QCOMPARE(column(opened, u"SELECT count(*) FROM pragma_foreign_key_check"_s),
                 QStringList(u"0"_s));
}

void DatabaseTest::sampleDataIsTheSameEverywhere()
{
    QFETCH(QString, database);
    Database one = migrated(u"one.sqlite"_s);
    Database two = migratedAt(m_databases.make(database));
    QVERIFY(fillSampleData(one.handle(), one.dialect()));
    QVERIFY(fillSampleData(two.handle(), two.dialect()));
    for (const QString &table :
         {u"platforms"_s, u"platform_services"_s, u"environments"_s, u"platform_service_configs"_s,
          u"env_platform_configs"_s, u"env_platform_service_configs"_s}) {
        const QString query = u"SELECT id FROM %1 ORDER BY id"_s.arg(table);
        QVERIFY(!column(one, query).isEmpty());
        QCOMPARE(column(one, query), column(two, query));
    }
    const auto again = fillSampleData(two.handle(), two.dialect());
    QVERIFY(again);
    QCOMPARE(*again, 0);
}

void DatabaseTest::sampleDataLeavesRowsAlone()
{
    QFETCH(QString, database);
    Database opened = migratedAt(m_databases.make(database));
    QVERIFY(fillSampleData(opened.handle(), opened.dialect()));
    run(opened, u"UPDATE platform_service_configs SET config = '[\"mine\"]'"_s);
    run(opened, u"DELETE FROM env_platform_configs"_s);
    const auto count = fillSampleData(opened.handle(), opened.dialect());
    QVERIFY(count);
    QCOMPARE(*count, 6); // the emptied table, and nothing else
    QCOMPARE(column(opened, u"SELECT DISTINCT config FROM platform_service_configs"_s),
             QStringList(u"[\"mine\"]"_s));
}

void DatabaseTest::sampleDataThatPointsToNothingIsLeftOut()
{
    QFETCH(QString, database);
    Database opened = migratedAt(m_databases.make(database));
    run(opened, u"INSERT INTO platforms VALUES ('%1', 'Somebody else''s')"_s.arg(someId));
    QVERIFY(fillSampleData(opened.handle(), opened.dialect()));
    QCOMPARE(number(opened, u"SELECT count(*) FROM platforms"_s), 1);
    QCOMPARE(number(opened, u"SELECT count(*) FROM platform_services"_s), 0);
    QCOMPARE(number(opened, u"SELECT count(*) FROM environments"_s), 2);
}

QTEST_GUILESS_MAIN(DatabaseTest)
#include "database_test.moc"
