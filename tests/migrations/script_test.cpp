// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/migrations/fixture.h"

#include "migrations/migration.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::migrations;

using Files = QMap<QString, QByteArray>;
Q_DECLARE_METATYPE(outlet::migrations::Dialect)
Q_DECLARE_METATYPE(Files)

class ScriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void wrongNames_data();
    void wrongNames();
    void choice_data();
    void choice();
    void wrongFolders_data();
    void wrongFolders();
    void allProblemsAreToldAtOnce();
    void textIsNormalised();
    void specialFilesAreRefused();
    void unreadableFilesAreNamed();
    void theLimitIsInclusive();
    void aMissingFolderIsToldFromAnEmptyOne();
    void wrongScripts_data();
    void wrongScripts();
};

namespace {

QString notAName(const char *file, const char *why)
{
    return u"\"%1\" is not a migration's file name: %2"_s.arg(QString::fromLatin1(file),
                                                              QString::fromLatin1(why));
}

} // namespace

void ScriptTest::names_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<bool>("isUp");
    QTest::newRow("up") << u"0001_a.up.sql"_s << u"0001_a"_s << QString() << true;
    QTest::newRow("down") << u"0002_b_c.down.sql"_s << u"0002_b_c"_s << QString() << false;
    QTest::newRow("up only") << u"9999_2nd.sql"_s << u"9999_2nd"_s << QString() << true;
    QTest::newRow("for one dialect")
        << u"0010_a.postgresql.up.sql"_s << u"0010_a"_s << u"postgresql"_s << true;
    QTest::newRow("down for one dialect")
        << u"0010_a.sqlite.down.sql"_s << u"0010_a"_s << u"sqlite"_s << false;
}

void ScriptTest::names()
{
    QFETCH(QString, file);
    QFETCH(bool, isUp);
    const auto name = parseScriptName(file);
    QVERIFY(name);
    QTEST(name->id(), "id");
    QTEST(name->dialect ? nameOf(*name->dialect) : QString(), "dialect");
    QCOMPARE(name->direction, isUp ? Direction::Up : Direction::Down);
    QCOMPARE(numberOfId(name->id()), name->number);
}

void ScriptTest::wrongNames_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("why");
    const auto form = u"it does not have the wanted form"_s;
    for (const char *file : {"a.sql",
                             "1_a.sql",
                             "001_a.up.sql",
                             "00001_a.up.sql",
                             "0001.up.sql",
                             "0001_.up.sql",
                             "0001-a.up.sql",
                             "0001_a.UP.sql",
                             "0001_A.up.sql",
                             "0001_a.up.SQL",
                             "0001_a b.up.sql",
                             "0001_a.up.down.sql.sql",
                             "0001_a.sqlite.sql",
                             "0001_a..up.sql",
                             " 0001_a.up.sql",
                             "0001_a.up.sql ",
                             "0001_a.up.sql\n",
                             "0001_a.sqlite.postgresql.up.sql",
                             "0001_ä.up.sql",
                             ".sql",
                             "0001_a/../b.up.sql"})
        QTest::newRow(file) << QString::fromUtf8(file) << form;
    QTest::newRow("Arabic digits") << u"٠٠٠١_a.up.sql"_s << form;
    QTest::newRow("number zero") << u"0000_a.up.sql"_s << u"numbers start at 0001"_s;
    QTest::newRow("unknown dialect") << u"0001_a.mysql.up.sql"_s << u"\"mysql\" is no dialect"_s;
    QTest::newRow("dialect in upper case")
        << u"0001_a.SQLite.up.sql"_s << u"\"SQLite\" is no dialect"_s;
}

void ScriptTest::wrongNames()
{
    QFETCH(QString, file);
    QFETCH(QString, why);
    const auto name = parseScriptName(file);
    QVERIFY(!name);
    QCOMPARE(name.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(name.error().message, u"\"%1\" is not a migration's file name: %2"_s.arg(file, why));
    QVERIFY(name.error().hint.startsWith(u"Name it NNNN_name.up.sql"_s));
    QCOMPARE(numberOfId(u"x_1"_s), 0);
}

void ScriptTest::choice_data()
{
    QTest::addColumn<Files>("files");
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QStringList>("ups");
    QTest::addColumn<QStringList>("downs");
    const Files both{{u"0001_a.up.sql"_s, "general"},
                     {u"0001_a.down.sql"_s, "general down"},
                     {u"0001_a.postgresql.up.sql"_s, "special"},
                     {u"0002_b.sql"_s, "b"}};
    QTest::newRow("the general file where there is no other")
        << both << Dialect::Sqlite << QStringList{u"0001_a general"_s, u"0002_b b"_s}
        << QStringList{u"0001_a general down"_s};
    QTest::newRow("the dialect's file beats the general one")
        << both << Dialect::PostgreSql << QStringList{u"0001_a special"_s, u"0002_b b"_s}
        << QStringList{u"0001_a general down"_s};
    QTest::newRow("the dialect's file beats an up-only one that is listed before it")
        << Files{{u"0001_a.sql"_s, "general"}, {u"0001_a.sqlite.up.sql"_s, "special"}}
        << Dialect::Sqlite << QStringList{u"0001_a special"_s} << QStringList{};
    QTest::newRow("a file per dialect and no general one")
        << Files{{u"0001_a.sqlite.up.sql"_s, "s"}, {u"0001_a.postgresql.up.sql"_s, "p"}}
        << Dialect::PostgreSql << QStringList{u"0001_a p"_s} << QStringList{};
    QTest::newRow("other files are ignored")
        << Files{{u"README.md"_s, ""}, {u"0001_a.up.sql~"_s, ""}, {u"0001_a.up.sql"_s, "a"}}
        << Dialect::Sqlite << QStringList{u"0001_a a"_s} << QStringList{};
    QTest::newRow("gaps are the planner's business")
        << Files{{u"0001_a.sql"_s, "a"}, {u"0003_c.sql"_s, "c"}} << Dialect::Sqlite
        << QStringList{u"0001_a a"_s, u"0003_c c"_s} << QStringList{};
}

void ScriptTest::choice()
{
    QFETCH(Files, files);
    QFETCH(Dialect, dialect);
    const test::Folder folder;
    for (auto it = files.cbegin(); it != files.cend(); ++it)
        folder.write(it.key(), it.value());
    const auto scripts = readScripts(folder.path(), dialect);
    QVERIFY2(scripts, qPrintable(scripts ? QString() : scripts.error().first().message));
    const auto told = [](const QList<Script> &list) {
        QStringList texts;
        for (const Script &script : list)
            texts.append(script.id + u' ' + script.text);
        return texts;
    };
    QTEST(told(scripts->ups), "ups");
    QTEST(told(scripts->downs), "downs");
}

void ScriptTest::wrongFolders_data()
{
    QTest::addColumn<Files>("files");
    QTest::addColumn<QStringList>("messages");
    const auto row = [](const char *name, const Files &files, const QStringList &messages) {
        QTest::newRow(name) << files << messages;
    };
    row("a name that nobody understands", {{u"create.sql"_s, "a"}},
        {notAName("create.sql", "it does not have the wanted form")});
    row("a suffix in upper case is not overlooked", {{u"0001_a.SQL"_s, "a"}},
        {notAName("0001_a.SQL", "it does not have the wanted form")});
    row("two names under one number", {{u"0001_a.up.sql"_s, "a"}, {u"0001_b.up.sql"_s, "b"}},
        {u"Number 0001 is taken twice: by 0001_a.up.sql and by 0001_b.up.sql"_s});
    row("two forms of one name", {{u"0001_a.sql"_s, "a"}, {u"0001_a.up.sql"_s, "a"}},
        {u"Number 0001 is taken twice: by 0001_a.sql and by 0001_a.up.sql"_s});
    row("another name for one dialect",
        {{u"0001_a.up.sql"_s, "a"}, {u"0001_b.postgresql.up.sql"_s, "b"}},
        {u"Number 0001 is taken twice: by 0001_a.up.sql and by 0001_b.postgresql.up.sql"_s});
    row("a down script of another name", {{u"0001_a.up.sql"_s, "a"}, {u"0001_b.down.sql"_s, "b"}},
        {u"Number 0001 is taken twice: by 0001_a.up.sql and by 0001_b.down.sql"_s});
    row("a down script alone", {{u"0001_a.up.sql"_s, "a"}, {u"0002_b.down.sql"_s, "b"}},
        {u"0002_b has no up script for sqlite; there is only 0002_b.down.sql"_s});
    row("nothing for this dialect", {{u"0001_a.postgresql.up.sql"_s, "a"}},
        {u"0001_a has no up script for sqlite; there is only 0001_a.postgresql.up.sql"_s});
    row("a NUL byte", {{u"0001_a.sql"_s, QByteArray("a\nb\0", 4)}},
        {u"0001_a.sql has a NUL byte on line 2"_s});
    row("UTF-16",
        {{u"0001_a.sql"_s, QByteArray("\xff\xfe"
                                      "a\0",
                                      4)}},
        {u"0001_a.sql has a NUL byte on line 1"_s});
    row("Latin-1", {{u"0001_a.sql"_s, "SELECT '\xe4'"}}, {u"0001_a.sql is not UTF-8"_s});
    row("UTF-8 that is cut off", {{u"0001_a.sql"_s, "SELECT '\xc3"}},
        {u"0001_a.sql is not UTF-8"_s});
    row("too large", {{u"0001_a.sql"_s, QByteArray(101, ' ')}},
        {u"0001_a.sql is larger than the limit of 100 bytes"_s});
    row("a folder named like a script", {{u"0001_a.sql/x"_s, ""}},
        {u"0001_a.sql is not a regular file"_s});
}

void ScriptTest::wrongFolders()
{
    QFETCH(Files, files);
    const test::Folder folder;
    for (auto it = files.cbegin(); it != files.cend(); ++it)
        folder.write(it.key(), it.value());
    const auto scripts = readScripts(folder.path(), Dialect::Sqlite, 100);
    QVERIFY(!scripts);
    QStringList messages;
    for (const Error &problem : scripts.error()) {
        messages.append(problem.message);
        QVERIFY(!problem.hint.isEmpty());
        QVERIFY(problem.where.startsWith(folder.path()));
    }
    QTEST(messages, "messages");
}

void ScriptTest::allProblemsAreToldAtOnce()
{
    const test::Folder folder;
    folder.write(u"0001_a.sql"_s, "\xff");
    folder.write(u"0001_b.sql"_s, "SELECT 1");
    folder.write(u"0002_c.down.sql"_s, "SELECT 1");
    folder.write(u"x.sql"_s, "");
    const auto scripts = readScripts(folder.path(), Dialect::Sqlite);
    QVERIFY(!scripts);
    QCOMPARE(scripts.error().size(), 4);
    const auto migrations = readMigrations(folder.path(), Dialect::Sqlite);
    QVERIFY(!migrations);
    QCOMPARE(migrations.error().fault, Fault::SourceInvalid);
    QCOMPARE(migrations.error().evidence.size(), 3);
}

void ScriptTest::textIsNormalised()
{
    const test::Folder folder;
    folder.write(u"0001_a.sql"_s, "\xef\xbb\xbfSELECT 'a\r\nb';\r\n");
    const auto scripts = readScripts(folder.path(), Dialect::Sqlite);
    QVERIFY(scripts);
    QCOMPARE(scripts->ups.first().text, u"SELECT 'a\nb';\n"_s);
    QCOMPARE(scripts->ups.first().path, folder.file(u"0001_a.sql"_s));
}

void ScriptTest::specialFilesAreRefused()
{
    const test::Folder folder;
    QCOMPARE(::mkfifo(QFile::encodeName(folder.file(u"0001_a.sql"_s)).constData(), 0600), 0);
    QVERIFY(QFile::link(u"/dev/zero"_s, folder.file(u"0002_b.sql"_s)));
    QVERIFY(QFile::link(folder.file(u"nowhere"_s), folder.file(u"0003_c.sql"_s)));
    const auto scripts = readScripts(folder.path(), Dialect::Sqlite); // a FIFO must not block it
    QVERIFY(!scripts);
    QCOMPARE(scripts.error().size(), 3);
    for (const Error &problem : scripts.error())
        QVERIFY2(problem.message.endsWith(u" is not a regular file"_s),
                 qPrintable(problem.message));
}

void ScriptTest::unreadableFilesAreNamed()
{
    if (::geteuid() == 0)
        QSKIP("root may read everything");
    const test::Folder folder;
    folder.write(u"0001_a.sql"_s, "SELECT 1");
    QVERIFY(QFile::setPermissions(folder.file(u"0001_a.sql"_s), {}));
    const auto scripts = readScripts(folder.path(), Dialect::Sqlite);
    QVERIFY(!scripts);
    QCOMPARE(scripts.error().first().message, u"0001_a.sql cannot be read: Permission denied"_s);
}

void ScriptTest::theLimitIsInclusive()
{
    const test::Folder folder;
    folder.write(u"0001_a.sql"_s, QByteArray(100, 'a'));
    QVERIFY(readScripts(folder.path(), Dialect::Sqlite, 100));
    QVERIFY(!readScripts(folder.path(), Dialect::Sqlite, 99));
    folder.write(u"0001_a.sql"_s, QByteArray(int(defaultScriptLimit) + 1, 'a'));
    const auto scripts = readScripts(folder.path(), Dialect::Sqlite);
    QVERIFY(!scripts);
    QCOMPARE(scripts.error().first().code, ErrorCode::LimitExceeded);
}

void ScriptTest::aMissingFolderIsToldFromAnEmptyOne()
{
    const test::Folder folder;
    QVERIFY(readScripts(folder.path(), Dialect::Sqlite));
    for (const QString &missing : {folder.file(u"x"_s), QString(), u":/outlet/nowhere"_s}) {
        const auto scripts = readScripts(missing, Dialect::Sqlite);
        QVERIFY(!scripts);
        QCOMPARE(scripts.error().first().code, ErrorCode::NotFound);
        QCOMPARE(scripts.error().first().message,
                 u"There is no migrations folder \"%1\""_s.arg(missing));
    }
    folder.write(u"file"_s, "");
    QVERIFY(!readScripts(folder.file(u"file"_s), Dialect::Sqlite));
}

void ScriptTest::wrongScripts_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("message"); // empty: the script is fine
    const QString general = u"0001_a.up.sql"_s;
    QTest::newRow("an empty file is one that was cut off")
        << general << QByteArray() << u"0001_a.up.sql: there is no statement in it"_s;
    QTest::newRow("so is one with comments only")
        << general << QByteArray("-- x\n") << u"0001_a.up.sql: there is no statement in it"_s;
    QTest::newRow("a quote that is open")
        << general << QByteArray("SELECT 1;\nSELECT 'a")
        << u"0001_a.up.sql: Line 2: the quote ' that begins here is never closed"_s;
    QTest::newRow("a transaction of its own")
        << general << QByteArray("BEGIN; SELECT 1;")
        << u"0001_a.up.sql: Line 1: BEGIN is refused in a migration: each migration runs in one "
           "transaction, which the runner begins and ends"_s;
    QTest::newRow("a dialect may have nothing to do")
        << u"0001_a.sqlite.up.sql"_s << QByteArray("-- nothing here\n") << QString();
}

void ScriptTest::wrongScripts()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QString, message);
    const test::Folder folder;
    folder.write(file, content);
    const auto migrations = readMigrations(folder.path(), Dialect::Sqlite);
    QCOMPARE(migrations.has_value(), message.isEmpty());
    if (migrations)
        return;
    QCOMPARE(migrations.error().fault, Fault::SourceInvalid);
    QCOMPARE(migrations.error().error.message, message);
    QVERIFY(migrations.error().error.where.startsWith(folder.file(file)));
}

QTEST_GUILESS_MAIN(ScriptTest)
#include "script_test.moc"
