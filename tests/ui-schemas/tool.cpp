// SPDX-License-Identifier: GPL-3.0-or-later
#include "testdata.h"

#include "ui-schemas/manifest.h"

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::ui::test;

namespace {

struct Run
{
    int code;
    QString out;
    QString err;
};

Run runTool(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(TOOL), arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit)
        return {-1, {}, process.errorString()};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QString good(const QString &name)
{
    return QStringLiteral(TEST_DATA "/manifests/%1.json").arg(name);
}

} // namespace

class Tool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesGoodManifests();
    void namesProblemsAsCompilersDo();
    void goesOnAfterAFileThatIsMissing();
    void embedsCompactJson();
    void writesNothingThatIsWrong_data();
    void writesNothingThatIsWrong();
    void explainsItsUse();
    void refusesWrongUse_data();
    void refusesWrongUse();

private:
    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return {};
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

void Tool::passesGoodManifests()
{
    const Run run = runTool(
        {u"check"_s, good(u"lake"_s), good(u"bucket"_s), good(u"everything"_s), good(u"audit"_s)});
    QCOMPARE(run.err, QString());
    QCOMPARE(run.out, QString());
    QCOMPARE(run.code, 0);
}

void Tool::namesProblemsAsCompilersDo()
{
    const QJsonObject wrong =
        withValue(manifestFile(u"lake"_s), u"/fields/0/type"_s, u"strng\u001b"_s);
    const QString file = write(u"wrong.json"_s, QJsonDocument(wrong).toJson());
    const Run run = runTool({u"check"_s, file});
    QCOMPARE(run.code, 1);
    QCOMPARE(run.err,
             file +
                 ": /fields/0/type: error: found \"strng\\u001b\", wanted one of \"string\", "
                 "\"integer\", \"number\", \"boolean\" or \"string_list\": what the field's "
                 "value is\n"_L1 +
                 file + ": /fields/0/type: hint: Did you mean \"string\"?\n"_L1);
}

void Tool::goesOnAfterAFileThatIsMissing()
{
    const QString syntax = write(u"syntax.json"_s, "{\n  \"id\" 5\n}");
    const Run run = runTool({u"check"_s, u"/no/such.json"_s, syntax, good(u"lake"_s)});
    QCOMPARE(run.code, 1);
    QVERIFY2(run.err.contains("/no/such.json: error: found no readable file"_L1),
             qPrintable(run.err));
    QVERIFY2(run.err.contains(syntax + ": 2:9: error: found text that is not JSON: "_L1),
             qPrintable(run.err));
    QVERIFY(!run.err.contains("lake"_L1));
}

void Tool::embedsCompactJson()
{
    const QString output = m_folder.filePath(u"embedded.json"_s);
    const QStringList arguments{u"embed"_s, good(u"lake"_s), u"-o"_s, output, u"--id"_s, u"lake"_s};
    const Run run = runTool(arguments);
    QCOMPARE(run.err, QString());
    QCOMPARE(run.code, 0);
    QFile file(output);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray embedded = file.readAll();
    file.close();
    const QByteArray compact =
        QJsonDocument(manifestFile(u"lake"_s)).toJson(QJsonDocument::Compact);
    QCOMPARE(embedded, outlet::ui::embeddedManifest(compact));
    const auto manifest = outlet::ui::parseEmbedded(QJsonDocument::fromJson(embedded).object());
    QVERIFY(manifest);
    QCOMPARE(manifest->id, u"lake"_s);

    QVERIFY(file.open(QIODevice::WriteOnly)); // a later run replaces what is there
    file.close();
    QCOMPARE(runTool(arguments).code, 0);
    QVERIFY(QFileInfo(output).size() > 0);
}

void Tool::writesNothingThatIsWrong_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("message");
    QTest::newRow("a manifest with a problem")
        << u"/version"_s << u"lake"_s << u": /version: error: missing \"version\""_s;
    QTest::newRow("another id")
        << u"/x-none"_s << u"pond"_s
        << u": /id: error: found \"lake\", wanted \"pond\", as the folder and the module are"_s;
}

void Tool::writesNothingThatIsWrong()
{
    QFETCH(QString, pointer);
    QFETCH(QString, id);
    QFETCH(QString, message);
    const QJsonObject wrong =
        withValue(manifestFile(u"lake"_s), pointer, QJsonValue(QJsonValue::Undefined));
    const QString file = write(u"source.json"_s, QJsonDocument(wrong).toJson());
    const QString output = write(u"kept.json"_s, "before");
    const Run run = runTool({u"embed"_s, file, u"-o"_s, output, u"--id"_s, id});
    QCOMPARE(run.code, 1);
    QVERIFY2(run.err.contains(message), qPrintable(run.err));
    QFile kept(output);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray("before"));
}

void Tool::explainsItsUse()
{
    const Run help = runTool({u"--help"_s});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains("outlet-manifest check <connector.json>..."_L1));
    QVERIFY(help.out.contains("Exit codes: 0 all right, 1 problems, 2 wrong usage."_L1));
    const Run version = runTool({u"--version"_s});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith("outlet-manifest "_L1));
}

void Tool::refusesWrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("no command") << QStringList{} << u"no command, wanted check or embed"_s;
    QTest::newRow("an unknown command")
        << QStringList{u"chek"_s, u"a"_s} << u"unknown command \"chek\""_s;
    QTest::newRow("an unknown option") << QStringList{u"--wrong"_s} << u"wrong"_s;
    QTest::newRow("nothing to check") << QStringList{u"check"_s} << u"\"check\" wants files"_s;
    QTest::newRow("check with an output")
        << QStringList{u"check"_s, u"a"_s, u"-o"_s, u"b"_s} << u"\"check\" wants files"_s;
    QTest::newRow("embed without an output")
        << QStringList{u"embed"_s, u"a"_s} << u"\"embed\" wants one file"_s;
    QTest::newRow("embed with two files")
        << QStringList{u"embed"_s, u"a"_s, u"b"_s, u"-o"_s, u"c"_s}
        << u"\"embed\" wants one file"_s;
}

void Tool::refusesWrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Run run = runTool(arguments);
    QCOMPARE(run.code, 2);
    QVERIFY2(run.err.contains(message), qPrintable(run.err));
    QVERIFY(run.err.contains("--help"_L1));
}

QTEST_GUILESS_MAIN(Tool)
#include "tool.moc"
