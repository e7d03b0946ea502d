// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/pack.h"
#include "tests/fixtures/fixture.h"
#include "tests/fixtures/recipe.h"
#include "tests/packages/sandbox.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <cstdlib>
#include <ctime>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::packages;
using namespace outlet::tests;

/** From a folder to a package, and back. */
class PackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsPackedCanBeInstalled();
    void equalFoldersGiveEqualPackages();
    void aPackageOfAnInstalledVersionIsTheSame();
    void aWrongFolderIsRefused_data();
    void aWrongFolderIsRefused();
    void everyProblemIsTold();
};

namespace {

/** A copy of the fixture `minimal` that may be changed. */
QString copyOf(const Sandbox &sandbox, const QString &name)
{
    const QString directory = sandbox.path(name);
    const QString built = QFileInfo(builtModule(u"minimal"_s, u"minimal"_s)).path();
    if (const auto copied = copyFolder(built, directory); !copied)
        qFatal("%s", qPrintable(copied.error().message));
    return directory;
}

Packed packed(const QString &directory)
{
    auto result = pack(directory, judging().limits, {});
    if (!result)
        qFatal("%s", qPrintable(result.error().first().message));
    return std::move(*result);
}

void setZone(const char *zone)
{
    ::setenv("TZ", zone, 1);
    ::tzset();
}

} // namespace

void PackTest::whatIsPackedCanBeInstalled()
{
    const Sandbox sandbox;
    const Packed package = packed(copyOf(sandbox, u"any_name"_s));
    QCOMPARE(package.fileName(), u"minimal-1.0.0.zip"_s);
    const auto staged = stagePackage(package.archive, sandbox.plugins(), judging());
    QVERIFY2(staged, staged ? "" : qPrintable(staged.error().error.message));
    QCOMPARE(staged->inventory, package.inventory);
    QCOMPARE(staged->inventory.files.keys(),
             QList<QByteArray>({"icon.svg", "migrations/0001_create_configurations.down.sql",
                                "migrations/0001_create_configurations.up.sql", "minimal.so"}));
}

void PackTest::equalFoldersGiveEqualPackages()
{
    const Sandbox sandbox;
    setZone("America/New_York");
    const Packed first = packed(copyOf(sandbox, u"one"_s));
    setZone("Asia/Tokyo");
    const QString other = copyOf(sandbox, u"two"_s);
    QVERIFY(QFile::setPermissions(other + u"/icon.svg"_s, QFile::ReadOwner | QFile::WriteOwner));
    QFile module(other + u"/minimal.so"_s);
    QVERIFY(module.open(QIODevice::ReadWrite));
    QVERIFY(module.setFileTime(QDateTime::fromSecsSinceEpoch(1'000'000'000),
                               QFileDevice::FileModificationTime));
    module.close();
    QCOMPARE(packed(other + u'/').archive, first.archive);
    setZone("UTC");
}

void PackTest::aPackageOfAnInstalledVersionIsTheSame()
{
    const Sandbox sandbox;
    const Packed package = packed(copyOf(sandbox, u"one"_s));
    auto staged = stagePackage(package.archive, sandbox.plugins(), judging());
    QVERIFY(staged);
    const auto installed = commitPackage(std::move(*staged), sandbox.plugins());
    QVERIFY(installed);
    QCOMPARE(packed(installed->directory).archive, package.archive);
}

void PackTest::aWrongFolderIsRefused_data()
{
    QTest::addColumn<QString>("change"); // name = content; > link; - name; | pipe; mv name name
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QString &change, const QString &words) {
        QTest::newRow(about) << change << words;
    };
    row("a folder that is not there", u"- ."_s, u"is no folder"_s);
    row("no module", u"- minimal.so"_s, u"holds no modules (*.so); wanted one"_s);
    row("two modules", u"= extra.so x"_s, u"holds 2 modules (*.so); wanted one"_s);
    row("a module that is none", u"= minimal.so x"_s, u"minimal.so"_s);
    row("a module of another name", u"mv minimal.so other.so"_s,
        u"The module is called \"other.so\", but its manifest says id \"minimal\"."_s);
    row("a link", u"> notes /etc/passwd"_s, u"/notes is no regular file"_s);
    row("a link to a folder", u"> notes /etc"_s, u"/notes is no regular file"_s);
    row("a pipe", u"| notes"_s, u"/notes is no regular file"_s);
    row("a hidden file", u"= .gitignore x"_s, u"\".gitignore\" has a hidden part"_s);
    row("a name with a letter of another alphabet", u"= größe.sql x"_s,
        u"\"größe.sql\" holds the byte 0xc3"_s);
    row("two names equal but for case", u"= ICON.svg x"_s,
        u"differ in upper and lower case only"_s);
    row("a folder nine levels deep", u"= 1/2/3/4/5/6/7/8/9 x"_s, u"lies 9 levels deep"_s);
    row("a file above the limit", u"large"_s, u"has more than 1048576 bytes"_s);
}

void PackTest::aWrongFolderIsRefused()
{
    QFETCH(QString, change);
    QFETCH(QString, words);
    const Sandbox sandbox;
    const QString directory = copyOf(sandbox, u"one"_s);
    const QStringList parts = change.split(u' ');
    const QString path = QDir::cleanPath(directory + u'/' + parts.value(1));
    if (parts.first() == "-"_L1)
        QVERIFY(QFileInfo(path).isDir() ? QDir(path).removeRecursively() : QFile::remove(path));
    else if (parts.first() == "="_L1)
        QVERIFY(writeFile(path, parts.value(2).toUtf8()));
    else if (parts.first() == ">"_L1)
        QVERIFY(QFile::link(parts.value(2), path));
    else if (parts.first() == "|"_L1)
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    else if (parts.first() == "mv"_L1)
        QVERIFY(QFile::rename(path, directory + u'/' + parts.value(2)));
    else
        QVERIFY(writeFile(directory + u"/large"_s, QByteArray(1048577, 'x')));

    const auto result = pack(directory, judging().limits, {});
    QVERIFY(!result);
    QStringList messages;
    for (const Error &problem : result.error()) {
        messages += problem.message;
        QVERIFY2(!problem.hint.isEmpty(), qPrintable(problem.message));
    }
    QVERIFY2(messages.join(u'\n').contains(words), qPrintable(messages.join(u'\n')));
}

void PackTest::everyProblemIsTold()
{
    const Sandbox sandbox;
    const QString directory = copyOf(sandbox, u"one"_s);
    QVERIFY(QFile::remove(directory + u"/minimal.so"_s));
    QVERIFY(writeFile(directory + u"/.hidden"_s, "x"));
    QVERIFY(QFile::link(u"/etc"_s, directory + u"/etc"_s));
    const auto result = pack(directory, judging().limits, {});
    QVERIFY(!result);
    QCOMPARE(result.error().size(), 3);
}

QTEST_GUILESS_MAIN(PackTest)
#include "pack_test.moc"
