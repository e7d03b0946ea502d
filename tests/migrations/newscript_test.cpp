// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/newscript.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

/** Where a new migration begins. */
class NewScriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstHasNumberOne();
    void theNextHasTheNextNumber();
    void itIsRefusedUntilItSaysSomething();
    void refusals_data();
    void refusals();
};

namespace {

QString read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

void NewScriptTest::theFirstHasNumberOne()
{
    const test::Folder folder;
    const auto made =
        makeScripts(folder.file(u"migrations"_s), u"create_configurations"_s, u"MIT"_s);
    QVERIFY(made);
    QCOMPARE(made->up, folder.file(u"migrations/0001_create_configurations.up.sql"_s));
    QCOMPARE(made->down, folder.file(u"migrations/0001_create_configurations.down.sql"_s));
    QVERIFY(read(made->up).startsWith(u"-- SPDX-License-Identifier: MIT\n-- Say why"_s));
    QVERIFY(read(made->down).contains(u"0001_create_configurations.up.sql"_s));

    const auto bare = makeScripts(folder.file(u"bare"_s), u"a"_s, {});
    QVERIFY(bare);
    QVERIFY(read(bare->up).startsWith(u"-- Say why"_s));
}

void NewScriptTest::theNextHasTheNextNumber()
{
    const test::Folder folder;
    folder.write(u"m/0001_a.up.sql"_s, "-- SPDX-License-Identifier: BSD-2-Clause\nSELECT 1;");
    folder.write(u"m/0007_b.postgresql.up.sql"_s, "-- SPDX-License-Identifier: ISC\nSELECT 1;");
    const auto made = makeScripts(folder.file(u"m"_s), u"add_region"_s, u"MIT"_s);
    QVERIFY(made);
    QCOMPARE(made->up, folder.file(u"m/0008_add_region.up.sql"_s));
    QVERIFY(read(made->up).startsWith(u"-- SPDX-License-Identifier: ISC\n"_s));
}

void NewScriptTest::itIsRefusedUntilItSaysSomething()
{
    const test::Folder folder;
    const auto made = makeScripts(folder.file(u"m"_s), u"a"_s, {});
    QVERIFY(made);
    QVERIFY(!readMigrations(folder.file(u"m"_s), Dialect::Sqlite));
    folder.write(u"m/0001_a.up.sql"_s, "SELECT 1;");
    QVERIFY(readMigrations(folder.file(u"m"_s), Dialect::Sqlite));
}

void NewScriptTest::refusals_data()
{
    QTest::addColumn<QString>("directory");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *title, const QString &directory, const QString &name,
                        const QString &message) {
        QTest::newRow(title) << directory << name << message;
    };
    row("no name", u"m"_s, u""_s, u"\"\" is no name for a migration"_s);
    row("capital letters", u"m"_s, u"Add"_s, u"\"Add\" is no name for a migration"_s);
    row("a digit in front", u"m"_s, u"1a"_s, u"\"1a\" is no name for a migration"_s);
    row("a way out of the folder", u"m"_s, u"../a"_s, u"\"../a\" is no name for a migration"_s);
    row("a hyphen", u"m"_s, u"add-region"_s, u"\"add-region\" is no name for a migration"_s);
    row("a line end behind it", u"m"_s, u"a\n"_s, u"\"a\n\" is no name for a migration"_s);
    row("a long name", u"m"_s, QString(61, u'a'),
        u"The name of the migration has 61 characters; at most 60 are allowed"_s);
    row("a name that is taken", u"m"_s, u"taken"_s,
        u"There is a migration of that name: 0001_taken.up.sql"_s);
    row("a folder in nowhere", u"nowhere/m"_s, u"a"_s, u"There is no folder "_s);
    row("a wrong file beside it", u"wrong"_s, u"a"_s, QString());
    row("no number left", u"full"_s, u"a"_s, u"No number is left above 9999"_s);
}

void NewScriptTest::refusals()
{
    QFETCH(QString, directory);
    QFETCH(QString, name);
    QFETCH(QString, message);
    const test::Folder folder;
    folder.write(u"m/0001_taken.up.sql"_s, "SELECT 1;");
    folder.write(u"wrong/1.sql"_s, "SELECT 1;");
    folder.write(u"full/9999_z.up.sql"_s, "SELECT 1;");
    const auto made = makeScripts(folder.file(directory), name, {});
    QVERIFY(!made);
    QVERIFY2(made.error().message.startsWith(message), qPrintable(made.error().message));
    QVERIFY(!made.error().hint.isEmpty());
    QCOMPARE(QDir(folder.file(directory)).entryList(QDir::Files).size(),
             directory.startsWith(u"nowhere"_s) ? 0 : 1);
}

QTEST_GUILESS_MAIN(NewScriptTest)
#include "newscript_test.moc"
