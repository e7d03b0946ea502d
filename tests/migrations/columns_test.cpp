// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/columns.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

class ColumnsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsAreListed();
    void drift_data();
    void drift();
    void namesAreComparedAsTheDatabaseDoes();
    void aDeadConnectionIsNoDrift();
    void strangeTableNamesAreNames();
};

void ColumnsTest::columnsAreListed()
{
    const test::Folder folder;
    test::Connection connection(folder.file(u"a.sqlite"_s));
    connection.run(u"CREATE TABLE t (id UUID NOT NULL PRIMARY KEY, a TEXT, b TEXT NOT NULL, "
                   "c TEXT GENERATED ALWAYS AS (a || b))"_s);
    const auto columns = listColumns(connection.db(), Dialect::Sqlite, u"t"_s);
    QVERIFY(columns);
    QCOMPARE(*columns, (QList<Column>{{u"id"_s, false, true},
                                      {u"a"_s, true, false},
                                      {u"b"_s, false, false},
                                      {u"c"_s, true, false}}));
    QCOMPARE(*listColumns(connection.db(), Dialect::Sqlite, u"u"_s), QList<Column>());
}

void ColumnsTest::drift_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QStringList>("messages");
    const auto row = [](const char *name, const char *definition, const QStringList &messages) {
        QTest::newRow(name) << QString::fromLatin1(definition) << messages;
    };
    row("exactly the fields", "id UUID PRIMARY KEY, a TEXT, b TEXT", {});
    row("another order", "b TEXT, a TEXT, id UUID PRIMARY KEY", {});
    row("all bookkeeping",
        "id UUID PRIMARY KEY, a TEXT, b TEXT, created_on TIMESTAMP, "
        "updated_on TIMESTAMP, deleted_at TIMESTAMP",
        {});
    row("some bookkeeping", "id UUID PRIMARY KEY, a TEXT, b TEXT, created_on TIMESTAMP", {});
    row("a column is missing", "id UUID PRIMARY KEY, a TEXT", {u"Table t has no column b"_s});
    row("a column is extra", "id UUID PRIMARY KEY, a TEXT, b TEXT, c TEXT",
        {u"Table t has a column c that no field has"_s});
    row("a column has another name", "id UUID PRIMARY KEY, a TEXT, bb TEXT",
        {u"Table t has no column b"_s, u"Table t has a column bb that no field has"_s});
    row("a name with white space is another name", "id UUID PRIMARY KEY, a TEXT, \"b \" TEXT",
        {u"Table t has no column b"_s, u"Table t has a column b  that no field has"_s});
    row("id is missing", "a TEXT PRIMARY KEY, b TEXT", {u"Table t has no column id"_s});
    row("id is no key", "id UUID, a TEXT, b TEXT",
        {u"Column id of table t is not its primary key"_s});
    row("bookkeeping of other words is extra",
        "id UUID PRIMARY KEY, a TEXT, b TEXT, created_at TIMESTAMP",
        {u"Table t has a column created_at that no field has"_s});
    row("nothing fits", "x TEXT",
        {u"Table t has no column id"_s, u"Table t has no column a"_s, u"Table t has no column b"_s,
         u"Table t has a column x that no field has"_s});
    row("there is no table", "", {u"There is no table t"_s});
}

void ColumnsTest::drift()
{
    QFETCH(QString, table);
    QFETCH(QStringList, messages);
    const test::Folder folder;
    test::Connection connection(folder.file(u"a.sqlite"_s));
    if (!table.isEmpty())
        QCOMPARE(connection.run(u"CREATE TABLE t (%1)"_s.arg(table)), QString());
    const auto checked = checkTable(connection.db(), Dialect::Sqlite, u"t"_s, {u"a"_s, u"b"_s});
    QCOMPARE(checked.has_value(), messages.isEmpty());
    if (checked)
        return;
    QCOMPARE(checked.error().fault, Fault::TableDrift);
    QCOMPARE(QStringList{checked.error().error.message} + checked.error().evidence, messages);
    QCOMPARE(checked.error().error.where, u"t"_s);
    QVERIFY(!checked.error().error.hint.isEmpty());
}

void ColumnsTest::namesAreComparedAsTheDatabaseDoes()
{
    const QList<Column> found{{u"ID"_s, false, true}, {u"A"_s, true, false}};
    QCOMPARE(checkColumns(u"t"_s, found, {u"a"_s}, Dialect::Sqlite), Problems());
    // What PostgreSQL has in upper case was quoted, and a query for a does not find it.
    QCOMPARE(checkColumns(u"t"_s, found, {u"a"_s}, Dialect::PostgreSql).size(), 4);
    QCOMPARE(checkColumns(u"t"_s, found, {}, Dialect::Sqlite, {u"a"_s}), Problems());
}

void ColumnsTest::aDeadConnectionIsNoDrift()
{
    const test::Folder folder;
    test::Connection connection(folder.file(u"a.sqlite"_s));
    connection.db().close();
    const auto checked = checkTable(connection.db(), Dialect::Sqlite, u"t"_s, {});
    QVERIFY(!checked);
    QCOMPARE(checked.error().fault, Fault::MigrationFailed);
    QVERIFY(checked.error().error.message.startsWith(u"Cannot list the columns of t: "_s));
}

void ColumnsTest::strangeTableNamesAreNames()
{
    const test::Folder folder;
    test::Connection connection(folder.file(u"a.sqlite"_s));
    const QString name = u"a'b\"c; DROP TABLE x"_s;
    QCOMPARE(quoteIdentifier(name), u"\"a'b\"\"c; DROP TABLE x\""_s);
    QCOMPARE(connection.run(u"CREATE TABLE %1 (id UUID PRIMARY KEY)"_s.arg(quoteIdentifier(name))),
             QString());
    QVERIFY(checkTable(connection.db(), Dialect::Sqlite, name, {}));
}

QTEST_GUILESS_MAIN(ColumnsTest)
#include "columns_test.moc"
