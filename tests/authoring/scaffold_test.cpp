// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/scaffold.h"
#include "tests/cli/program.h"
#include "ui-schemas/manifest.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app::authoring;
using namespace outlet::tests;

/** The files of a new connector, and `outlet new` as somebody types it. */
class ScaffoldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileIsFilledIn();
    void namesFollowTheId_data();
    void namesFollowTheId();
    void whatSomebodySaysStaysWhatItIs();
    void aFolderIsMade();
    void anEmptyFolderIsTaken();
    void aWrongCallMakesNothing_data();
    void aWrongCallMakesNothing();
};

namespace {

ui::Manifest manifestOf(const QMap<QString, QByteArray> &files)
{
    const auto manifest = ui::parseManifest(files.value(u"connector.json"_s));
    if (!manifest)
        qFatal("%s", qPrintable(manifest.error().first().message));
    return *manifest;
}

} // namespace

void ScaffoldTest::everyFileIsFilledIn()
{
    const auto files = scaffold({.id = u"blob_store"_s});
    QVERIFY(files);
    QCOMPARE(files->keys(), (QStringList{
                                u".gitignore"_s,
                                u"CMakeLists.txt"_s,
                                u"CMakePresets.json"_s,
                                u"README.md"_s,
                                u"blob_store.cpp"_s,
                                u"connector.json"_s,
                                u"icon.svg"_s,
                                u"migrations/0001_create_configurations.down.sql"_s,
                                u"migrations/0001_create_configurations.postgresql.up.sql"_s,
                                u"migrations/0001_create_configurations.up.sql"_s,
                                u"tests/blob_store_test.cpp"_s,
                            }));
    for (auto file = files->begin(); file != files->end(); ++file) {
        static const QRegularExpression sign(u"@[A-Z_]+@"_s);
        QVERIFY2(!QString::fromUtf8(*file).contains(sign), qPrintable(file.key()));
        QVERIFY2(file->endsWith('\n'), qPrintable(file.key()));
    }
    const QByteArray table = "TABLE blob_store_data_output_configurations";
    QVERIFY((*files)[u"migrations/0001_create_configurations.up.sql"_s].contains(table));
    QVERIFY((*files)[u"migrations/0001_create_configurations.down.sql"_s].contains(table));
}

void ScaffoldTest::namesFollowTheId_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("plugin");
    QTest::addColumn<QString>("display");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("table");
    const auto row = [](const char *about, const QString &id, const QString &plugin,
                        const QString &display, const QString &key, const QString &table) {
        QTest::newRow(about) << id << plugin << display << key << table;
    };
    row("one word", u"azure"_s, u"AzureDataOutput"_s, u"Azure"_s, u"azure"_s,
        u"azure_data_output_configurations"_s);
    row("two words", u"blob_store"_s, u"BlobStoreDataOutput"_s, u"Blob Store"_s, u"blob-store"_s,
        u"blob_store_data_output_configurations"_s);
    row("digits", u"s3_2"_s, u"S32DataOutput"_s, u"S3 2"_s, u"s3-2"_s,
        u"s3_2_data_output_configurations"_s);
    row("underscores in a row and at the end", u"a__b_"_s, u"ABDataOutput"_s, u"A B"_s, u"a--b-"_s,
        u"a__b__data_output_configurations"_s);
    const QString longest(41, u'a');
    row("too long for the usual table", longest, u'A' + longest.sliced(1) + u"DataOutput"_s,
        u'A' + longest.sliced(1), longest, longest + u"_configurations"_s);
}

void ScaffoldTest::namesFollowTheId()
{
    QFETCH(QString, id);
    const auto files = scaffold({.id = id});
    QVERIFY2(files, files ? "" : qPrintable(files.error().first().message));
    const ui::Manifest manifest = manifestOf(*files);
    QTEST(manifest.plugin, "plugin");
    QTEST(manifest.platform->displayName, "display");
    QTEST(manifest.platform->key, "key");
    QTEST(manifest.table, "table");
    QCOMPARE(manifest.platform->parent, QString());
}

void ScaffoldTest::whatSomebodySaysStaysWhatItIs()
{
    const QString odd = u"\"Blob\" <&> \\ @ID@ Größe"_s;
    const auto files = scaffold({.id = u"blob"_s,
                                 .displayName = odd,
                                 .parent = u"azure"_s,
                                 .author = u"A. \"B\" \\ C"_s,
                                 .license = u"Apache-2.0 OR MIT"_s});
    QVERIFY(files);
    const ui::Manifest manifest = manifestOf(*files);
    QCOMPARE(manifest.platform->displayName, odd);
    QCOMPARE(manifest.platform->parent, u"azure"_s);
    QCOMPARE(manifest.author, u"A. \"B\" \\ C"_s);
    QVERIFY((*files)[u"icon.svg"_s].contains("&lt;&amp;&gt;"));
    QVERIFY((*files)[u"README.md"_s].startsWith("# " + odd.toUtf8() + '\n'));
    QVERIFY((*files)[u"blob.cpp"_s].startsWith("// SPDX-License-Identifier: Apache-2.0 OR MIT\n"));
}

void ScaffoldTest::aFolderIsMade()
{
    const Workspace workspace;
    const Outcome made = workspace.run({u"new"_s, u"blob_store"_s, u"--json"_s});
    QVERIFY2(made.exitCode == 0, qPrintable(made.err));
    const QString folder = workspace.path(u"blob_store"_s);
    QCOMPARE(made.json().value("folder"_L1).toString(), folder);
    QCOMPARE(made.json().value("plugin"_L1).toString(), u"BlobStoreDataOutput"_s);
    for (const QJsonValue file : made.json().value("files"_L1).toArray())
        QVERIFY2(QFileInfo(folder + u'/' + file.toString()).isFile(), qPrintable(file.toString()));
    QVERIFY(QFileInfo(folder).permission(QFile::ReadOther | QFile::ExeOther));
}

void ScaffoldTest::anEmptyFolderIsTaken()
{
    const Workspace workspace;
    workspace.makeDirectory(u"here"_s);
    workspace.makeDirectory(u"here/blob"_s);
    const Outcome made = workspace.run({u"new"_s, u"blob"_s, u"--dir"_s, u"here"_s});
    QVERIFY2(made.exitCode == 0, qPrintable(made.err));
    QVERIFY2(made.out.contains(u"cd here/blob && cmake --workflow --preset default"_s),
             qPrintable(made.out));
    QVERIFY(QFileInfo(workspace.path(u"here/blob/connector.json"_s)).isFile());
}

void ScaffoldTest::aWrongCallMakesNothing_data()
{
    QTest::addColumn<QString>("command"); // _ is a blank in a word
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QString &command, int code, const QString &words) {
        QTest::newRow(about) << command << code << words;
    };
    const QString rule = u"a lower-case letter, then 1 to 40 lower-case letters, digits or "
                         "underscores"_s;
    row("no id", u"new"_s, 2, u"`outlet new` needs ID; found nothing"_s);
    row("capital letters", u"new Blob"_s, 2, rule);
    row("a hyphen", u"new blob-store"_s, 2, rule);
    row("a digit in front", u"new 3s"_s, 2, rule);
    row("one letter", u"new b"_s, 2, rule);
    row("42 letters", u"new "_s + QString(42, u'a'), 2, rule);
    row("a path", u"new ../blob"_s, 2, rule);
    row("a word of the server's own", u"new plugins"_s, 2,
        u"found \"plugins\", which is reserved"_s);
    row("two ids", u"new blob store"_s, 2, u"Unexpected argument \"store\""_s);
    row("a parent that is no key", u"new blob --parent AWS"_s, 2, u"found \"AWS\""_s);
    row("a display name of two lines", u"new blob --display-name a\nb"_s, 2,
        u"wanted one line without control characters"_s);
    row("a licence that ends a comment", u"new blob --license */"_s, 2,
        u"wanted an SPDX expression such as \"MIT\""_s);
    row("a place that is not there", u"new blob --dir @/none"_s, 2, u"@/none is no folder."_s);
    row("a place that is a file", u"new blob --dir @/file"_s, 2, u"@/file is no folder."_s);
    row("a folder that has something", u"new full"_s, 2, u"@/full is there already"_s);
    row("a folder that is a file", u"new file"_s, 2, u"@/file is there already"_s);
    row("a place where nobody can write", u"new blob --dir /proc"_s, 1,
        u"No folder can be made in /proc"_s);
}

void ScaffoldTest::aWrongCallMakesNothing()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(QString, words);
    const Workspace workspace;
    workspace.write(u"file"_s, "x");
    workspace.makeDirectory(u"full"_s);
    workspace.write(u"full/.hidden"_s, "x");
    const QStringList before = workspace.listing();
    const Outcome outcome = workspace.run(command.replace(u'@', workspace.path()).split(u' '));
    QVERIFY2(outcome.err.contains(words.replace(u'@', workspace.path())), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(u"hint: "_s), qPrintable(outcome.err));
    QCOMPARE(outcome.exitCode, exitCode);
    QCOMPARE(outcome.out, QString());
    QCOMPARE(workspace.listing(), before);
}

QTEST_GUILESS_MAIN(ScaffoldTest)

#include "scaffold_test.moc"
