// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"
#include "tests/postgresql/databases.h"

#include "migrations/archive.h"
#include "migrations/uninstall.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;
using test::schemaOf;

/** What has a name beside tables, and the names that archived things get. */
class ArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void objectsOfPostgresGoToo_data();
    void objectsOfPostgresGoToo();
    void longNamesAreCut();

private:
    tests::Databases m_databases;
};

void ArchiveTest::objectsOfPostgresGoToo_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("archive") << u"archive"_s;
    QTest::newRow("drop") << u"drop"_s;
}

void ArchiveTest::objectsOfPostgresGoToo()
{
    QFETCH(QString, mode);
    if (!tests::Databases::kinds().contains(u"PostgreSQL"_s))
        QSKIP("PostgreSQL is not installed");
    const test::Folder folder;
    folder.write(u"m/0001_objects.up.sql"_s,
                 "CREATE TYPE ex_size AS ENUM ('s', 'l'); CREATE SEQUENCE ex_numbers;\n"
                 "CREATE TABLE ex_sizes (id BIGSERIAL PRIMARY KEY, size ex_size, n INTEGER "
                 "DEFAULT nextval('ex_numbers'));\n"
                 "CREATE FUNCTION ex_twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT "
                 "2 * a';\n"
                 "CREATE FUNCTION ex_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                 "RETURN NEW; END $$;\n"
                 "CREATE TRIGGER ex_watch AFTER INSERT ON ex_sizes FOR EACH ROW EXECUTE "
                 "FUNCTION ex_noted();\n"
                 "INSERT INTO ex_sizes (size) VALUES ('s');");
    test::Connection connection(test::databaseAt(m_databases.make(u"PostgreSQL"_s)));
    QSqlDatabase &db = connection.db();
    const Source source{u"Example"_s, folder.file(u"m"_s)};
    QVERIFY(test::applyCore(db, Dialect::PostgreSql));
    const QStringList bare = schemaOf(connection);
    QVERIFY(migrate(db, Dialect::PostgreSql, source, Mode::Apply));
    const QStringList installed = schemaOf(connection);

    const auto done = uninstall(
        db, Dialect::PostgreSql,
        {source.owner, {}, source.directory, {}, *uninstallModeNamed(mode), true}, Mode::Apply);
    QVERIFY2(done, qPrintable(done ? QString() : done.error().error.message));
    if (mode == "drop"_L1)
        QCOMPARE(schemaOf(connection), bare);
    else
        QCOMPARE(connection.rows(u"SELECT id, size, n FROM "_s + done->archives[0]),
                 QStringList{u"1|s|1"_s});

    // Whatever stays has left its name to the new one.
    const auto again = migrate(db, Dialect::PostgreSql, source, Mode::Apply);
    QVERIFY2(again, qPrintable(again ? QString() : again.error().error.message));
    QCOMPARE(connection.rows(u"SELECT id, size, n, ex_twice(2) FROM ex_sizes"_s),
             QStringList{u"1|s|1|4"_s});
    QStringList now = schemaOf(connection);
    for (const QString &line : installed)
        QVERIFY2(now.contains(line), qPrintable(line));
}

void ArchiveTest::longNamesAreCut()
{
    const QString suffix = u"20260131120000"_s;
    QCOMPARE(archivedName(u"ex"_s, suffix), u"ex_archived_20260131120000"_s);
    const QString ascii = archivedName(QString(63, u'a'), suffix);
    QCOMPARE(ascii.size(), 63);
    QVERIFY(ascii.endsWith(u"_archived_20260131120000"_s));
    QVERIFY(ascii != archivedName(QString(62, u'a') + u'b', suffix));
    const QString wide = archivedName(QString(31, QChar(0xe4)), suffix);
    QVERIFY(wide.toUtf8().size() <= 63);
    QVERIFY(wide.endsWith(u"_archived_20260131120000"_s));
}

QTEST_GUILESS_MAIN(ArchiveTest)
#include "archive_test.moc"
