// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/connectorundertest.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/** The SQL of each connector on a real SQLite file. Every script is a single statement. */
class MigrationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theTableHasAColumnPerField_data() { perConnector(); }
    void theTableHasAColumnPerField();
    void rowsBelongToTheirConfiguration_data() { perConnector(); }
    void rowsBelongToTheirConfiguration();
    void downUndoesUp_data() { perConnector(); }
    void downUndoesUp();
    void theDialectsDifferOnlyInTheClock_data() { perConnector(); }
    void theDialectsDifferOnlyInTheClock();

private:
    static void perConnector();
    static QString script(const QString &id, const QString &ending);
    bool run(const QString &sql);
    QString tableOf(const QString &id) const;

    QTemporaryDir m_folder;
    QSqlDatabase m_database;
    QString m_error; // of the last statement
};

void MigrationsTest::perConnector()
{
    QTest::addColumn<QString>("id");
    for (const QString &id : ConnectorUnderTest::ids())
        QTest::newRow(qPrintable(id)) << id;
}

void MigrationsTest::init()
{
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"migrations_test"_s);
    m_database.setDatabaseName(m_folder.filePath(u"test.sqlite"_s));
    QVERIFY(m_database.open());
    QVERIFY(run(u"PRAGMA foreign_keys=ON"_s));
    QVERIFY(run(u"CREATE TABLE data_output_configurations (id UUID PRIMARY KEY NOT NULL)"_s));
}

void MigrationsTest::cleanup()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(u"migrations_test"_s);
    QVERIFY(QFile::remove(m_folder.filePath(u"test.sqlite"_s)));
}

QString MigrationsTest::script(const QString &id, const QString &ending)
{
    const QString folder = ConnectorUnderTest(id).installedFolder();
    QFile file(folder + "/migrations/0001_create_configurations"_L1 + ending);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    return QString::fromUtf8(file.readAll());
}

bool MigrationsTest::run(const QString &sql)
{
    QSqlQuery query(m_database);
    const bool isDone = query.exec(sql);
    m_error = query.lastError().text();
    return isDone;
}

QString MigrationsTest::tableOf(const QString &id) const
{
    return ConnectorUnderTest(id).sourceManifest()["table"_L1].toString();
}

void MigrationsTest::theTableHasAColumnPerField()
{
    QFETCH(QString, id);
    QVERIFY2(run(script(id, u".up.sql"_s)), qPrintable(m_error));
    QSet<QString> wanted{u"id"_s, u"created_on"_s, u"updated_on"_s, u"deleted_at"_s};
    for (const QJsonValue &field : ConnectorUnderTest(id).sourceManifest()["fields"_L1].toArray())
        wanted.insert(field["name"_L1].toString());

    const QSqlRecord record = m_database.record(tableOf(id));
    QSet<QString> columns;
    for (int i = 0; i < record.count(); ++i)
        columns.insert(record.fieldName(i));
    QCOMPARE(columns, wanted);
    QCOMPARE(record.fieldName(0), u"id"_s);
    QCOMPARE(record.fieldName(record.count() - 3), u"created_on"_s);
}

void MigrationsTest::rowsBelongToTheirConfiguration()
{
    QFETCH(QString, id);
    QVERIFY2(run(script(id, u".up.sql"_s)), qPrintable(m_error));
    const QString insert = u"INSERT INTO %1 (id) VALUES (%2)"_s.arg(tableOf(id));

    QVERIFY(!run(insert.arg("'a'"_L1)));
    QVERIFY2(m_error.contains("FOREIGN KEY"_L1), qPrintable(m_error));
    QVERIFY(!run(insert.arg("NULL"_L1)));
    QVERIFY2(m_error.contains("NOT NULL"_L1), qPrintable(m_error));

    QVERIFY(run(u"INSERT INTO data_output_configurations (id) VALUES ('a')"_s));
    QVERIFY2(run(insert.arg("'a'"_L1)), qPrintable(m_error)); // every field may be null
    QVERIFY(!run(insert.arg("'a'"_L1)));
    QVERIFY2(m_error.contains("UNIQUE"_L1), qPrintable(m_error));

    QSqlQuery created(u"SELECT created_on, updated_on, deleted_at FROM "_s + tableOf(id),
                      m_database);
    QVERIFY(created.next());
    QVERIFY(!created.isNull(0));
    QVERIFY(created.isNull(1) && created.isNull(2));
    created.finish();

    QVERIFY2(run(u"DELETE FROM data_output_configurations"_s), qPrintable(m_error));
    QSqlQuery rest(u"SELECT count(*) FROM "_s + tableOf(id), m_database);
    QVERIFY(rest.next());
    QCOMPARE(rest.value(0).toInt(), 0);
}

void MigrationsTest::downUndoesUp()
{
    QFETCH(QString, id);
    const QString up = script(id, u".up.sql"_s);
    QVERIFY2(run(up), qPrintable(m_error));
    QVERIFY(!run(up)); // a second time would hide a table that is not ours
    QVERIFY2(m_error.contains("already exists"_L1), qPrintable(m_error));
    QVERIFY2(run(script(id, u".down.sql"_s)), qPrintable(m_error));
    QCOMPARE(m_database.tables(), QStringList{u"data_output_configurations"_s});
    QVERIFY2(run(up), qPrintable(m_error));
}

void MigrationsTest::theDialectsDifferOnlyInTheClock()
{
    QFETCH(QString, id);
    const auto statement = [](QString sql) { return sql.sliced(sql.indexOf("CREATE TABLE"_L1)); };
    const QString postgresql = statement(script(id, u".postgresql.up.sql"_s));
    QVERIFY(postgresql.contains("DEFAULT (now() AT TIME ZONE 'utc')"_L1));
    QString sqlite = statement(script(id, u".up.sql"_s));
    QCOMPARE(sqlite.replace("CURRENT_TIMESTAMP"_L1, "(now() AT TIME ZONE 'utc')"_L1), postgresql);
}

QTEST_GUILESS_MAIN(MigrationsTest)
#include "migrations_test.moc"
