// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/fixtures/fixture.h"
#include "tests/packages/sandbox.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** `outlet pack`, `outlet plugins install` and `outlet connector-host` as somebody types them. */
class PackagesCliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packedInstalledAndInForce();
    void installedTwiceSaysSo();
    void aVersionTakesThePlaceOfAnother();
    void aWrongCallChangesNothing_data();
    void aWrongCallChangesNothing();
};

namespace {

const QString data = u"--data-dir"_s;

QString minimal()
{
    return QFileInfo(builtModule(u"minimal"_s, u"minimal"_s)).path();
}

} // namespace

void PackagesCliTest::packedInstalledAndInForce()
{
    const Workspace workspace;
    const Outcome packed = workspace.run({u"pack"_s, minimal(), u"--json"_s});
    QVERIFY2(packed.exitCode == 0, qPrintable(packed.err));
    QCOMPARE(packed.json().value("id"_L1).toString(), u"minimal"_s);
    QCOMPARE(packed.json().value("file"_L1).toString(), workspace.path(u"minimal-1.0.0.zip"_s));
    const Outcome installed = workspace.run(
        {u"plugins"_s, u"install"_s, u"minimal-1.0.0.zip"_s, data, u"data"_s, u"--json"_s});
    QVERIFY2(installed.exitCode == 0, qPrintable(installed.err));
    QCOMPARE(installed.json().value("status"_L1).toString(), u"installed"_s);
    const QString directory = installed.json().value("directory"_L1).toString();
    QVERIFY(directory.startsWith(workspace.path(u"data/plugins/minimal/1.0.0-"_s)));

    const Outcome why =
        workspace.run({u"plugins"_s, u"why"_s, u"minimal"_s, data, u"data"_s, u"--json"_s});
    const QJsonObject json = why.json();
    QVERIFY2(why.out.contains(u"\"ready\""_s), qPrintable(why.out));
    QVERIFY2(why.out.contains(directory), qPrintable(why.out));
}

void PackagesCliTest::installedTwiceSaysSo()
{
    const Workspace workspace;
    QCOMPARE(workspace.run({u"pack"_s, minimal(), u"--output"_s, u"p.zip"_s}).exitCode, 0);
    const QStringList install{u"plugins"_s, u"install"_s, u"p.zip"_s, data, u"data"_s};
    const Outcome first = workspace.run(install);
    QVERIFY(first.out.startsWith(u"Installed MinimalDataOutput 1.0.0 in "_s));
    const QStringList before = workspace.listing();
    const Outcome second = workspace.run(install);
    QCOMPARE(second.exitCode, 0);
    QVERIFY(second.out.startsWith(u"MinimalDataOutput 1.0.0 was installed already, in "_s));
    QCOMPARE(workspace.listing(), before);
}

void PackagesCliTest::aVersionTakesThePlaceOfAnother()
{
    const Workspace workspace;
    QCOMPARE(workspace.run({u"pack"_s, minimal(), u"--output"_s, u"p.zip"_s}).exitCode, 0);
    workspace.write(u"q.zip"_s, zip(listed(filesOf(u"minimal"_s) << ZipEntry{"notes", "new"})));
    QCOMPARE(workspace.run({u"plugins"_s, u"install"_s, u"p.zip"_s, data, u"data"_s}).exitCode, 0);
    const Outcome second = workspace.run({u"plugins"_s, u"install"_s, u"q.zip"_s, data, u"data"_s});
    QVERIFY2(second.exitCode == 0, qPrintable(second.err));
    QVERIFY2(second.out.contains(u"It takes the place of 1.0.0-"_s), qPrintable(second.out));
}

void PackagesCliTest::aWrongCallChangesNothing_data()
{
    QTest::addColumn<QString>("command"); // @ is the workspace, # a connector's folder
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *about, const QString &command, int code, const QString &words) {
        QTest::newRow(about) << command << code << words;
    };
    row("packing nothing", u"pack"_s, 2, u"`outlet pack` needs DIRECTORY; found nothing"_s);
    row("packing what is not there", u"pack @/none"_s, 2, u"@/none is no folder"_s);
    row("packing a folder without a module", u"pack @"_s, 1, u"holds no modules"_s);
    row("packing to where nobody can write", u"pack # --output /proc/x.zip"_s, 2, u"/proc/x.zip"_s);
    row("packing two folders", u"pack # #"_s, 2, u"Unexpected argument"_s);
    row("installing nothing", u"plugins install"_s, 2, u"needs FILE; found nothing"_s);
    row("installing what is not there", u"plugins install @/none.zip"_s, 2,
        u"There is no file @/none.zip."_s);
    row("installing a text", u"plugins install @/text"_s, 1, u"is no ZIP as it should be"_s);
    row("installing a changed package", u"plugins install @/changed.zip"_s, 1,
        u"Nothing was changed."_s);
    row("installing a module that does not load", u"plugins install @/symbol.zip"_s, 1,
        u"(cannot-load)"_s);
    row("a trial of nothing", u"connector-host"_s, 2, u"needs --probe MODULE"_s);
    row("a mistyped limit", u"plugins install @/text --package-max-entries 0"_s, 2,
        u"package_max_entries"_s);
}

void PackagesCliTest::aWrongCallChangesNothing()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(QString, words);
    const Workspace workspace;
    workspace.write(u"text"_s, "This is no package.\n");
    QList<ZipEntry> changed = listed(filesOf(u"minimal"_s));
    changed.last().content += '\n';
    workspace.write(u"changed.zip"_s, zip(changed));
    const QList<ZipEntry> broken = filesOf(u"cannot_load_symbol"_s);
    workspace.write(
        u"symbol.zip"_s,
        zip(QList<ZipEntry>{{"package.json", inventoryFor(broken, u"cannot_load_symbol"_s)}} +
            broken));
    workspace.makeDirectory(u"plugins"_s);
    const QStringList before = workspace.listing();

    command.replace(u'@', workspace.path()).replace(u'#', minimal());
    QStringList arguments = command.split(u' ');
    if (arguments.contains(u"install"_s))
        arguments += {u"--plugin-path"_s, workspace.path(u"plugins"_s)};
    const Outcome outcome = workspace.run(arguments);

    words.replace(u'@', workspace.path());
    QVERIFY2(outcome.err.contains(words), qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(u"hint: "_s), qPrintable(outcome.err));
    QCOMPARE(outcome.exitCode, exitCode);
    QCOMPARE(outcome.out, QString());
    QCOMPARE(workspace.listing(), before);
}

QTEST_GUILESS_MAIN(PackagesCliTest)
#include "cli_test.moc"
