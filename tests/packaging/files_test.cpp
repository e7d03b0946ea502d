// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "tests/cli/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

namespace {

QString packaging(const QString &file)
{
    return QStringLiteral(OUTLET_SOURCE_TREE) + u"/packaging/"_s + file;
}

QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/** key -> value, as `outlet settings` tells it. */
QMap<QString, QString> valuesOf(const Outcome &outcome)
{
    QMap<QString, QString> values;
    for (const QJsonValue setting : outcome.json()["settings"_L1].toArray())
        values.insert(setting["key"_L1].toString(), setting["value"_L1].toString());
    return values;
}

/** Exit code and all that was said. */
std::pair<int, QString> run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    const bool isDone = process.waitForFinished(60'000);
    return {isDone ? process.exitCode() : -1, QString::fromUtf8(process.readAll())};
}

} // namespace

/** What the packages put into a system, as far as it can be tried without one. */
class FilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSettingsAreRight();
    void theSettingsThatAreCommentedAreRight();
    void everyConffileIsKnownToTheUnit();
    void theUnitsAreRight_data();
    void theUnitsAreRight();
    void theScriptsAreShell_data();
    void theScriptsAreShell();
    void theManualNamesEveryCommand();
    void connectorsOfPackagesAreFoundBesideTheProgram();
};

void FilesTest::theSettingsAreRight()
{
    const Workspace workspace;
    const Outcome outcome =
        workspace.run({u"settings"_s, u"--config"_s, packaging(u"etc/outlet.yaml"_s), u"--json"_s});
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.err));
    QCOMPARE(outcome.err, QString());
    QCOMPARE(outcome.json()["warnings"_L1].toArray(), QJsonArray());
    QCOMPARE(valuesOf(outcome).value(u"data_dir"_s), u"/var/lib/outlet"_s);
}

void FilesTest::theSettingsThatAreCommentedAreRight()
{
    const Workspace workspace;
    workspace.makeDirectory(u"data/plugins"_s);
    QString text = textOf(packaging(u"etc/outlet.yaml"_s));
    text.replace(u"/var/lib/outlet"_s, workspace.path(u"data"_s));
    // Prose has a blank behind the sign, a setting has not.
    text.replace(QRegularExpression(u"^#(?=\\w|  )"_s, QRegularExpression::MultilineOption), {});
    workspace.write(u"all.yaml"_s, text.toUtf8());
    const auto show = [&](const QStringList &arguments) {
        return workspace.run(QStringList{u"settings"_s, u"--json"_s} + arguments);
    };

    const Outcome all = show({u"--config"_s, workspace.path(u"all.yaml"_s)});
    QVERIFY2(all.exitCode == 0, qPrintable(all.err));
    const Outcome usual = show({u"--data-dir"_s, workspace.path(u"data"_s)});
    QVERIFY2(usual.exitCode == 0, qPrintable(usual.err));

    // Those that have no default show an example.
    const QStringList examples{u"database_url"_s, u"unix_socket"_s, u"trusted_proxies"_s};
    QMap<QString, QString> values = valuesOf(all);
    QMap<QString, QString> defaults = valuesOf(usual);
    for (const QString &example : examples) {
        QVERIFY2(values.value(example) != defaults.value(example), qPrintable(example));
        values.remove(example);
        defaults.remove(example);
    }
    QCOMPARE(values, defaults);
}

void FilesTest::everyConffileIsKnownToTheUnit()
{
    const QString unit = textOf(packaging(u"systemd/outlet.service"_s));
    const QString conffiles = textOf(packaging(u"debian/outlet/conffiles"_s));
    QVERIFY(!conffiles.isEmpty());
    for (const QString &file : conffiles.split(u'\n', Qt::SkipEmptyParts))
        QVERIFY2(unit.contains(file + u'\n'), qPrintable(file));
}

void FilesTest::theUnitsAreRight_data()
{
    QTest::addColumn<QString>("added");
    QTest::addColumn<bool>("isRight");
    QTest::newRow("as they are") << u""_s << true;
    QTest::newRow("with a word that systemd does not know") << u"RestartSecond=5\n"_s << false;
}

void FilesTest::theUnitsAreRight()
{
    QFETCH(QString, added);
    QFETCH(bool, isRight);
    const QString analyze = QStandardPaths::findExecutable(u"systemd-analyze"_s);
    if (analyze.isEmpty())
        QSKIP("systemd is not installed here");
    const Workspace workspace;
    for (const QString &unit : {u"outlet.service"_s, u"outlet.socket"_s}) {
        QString text = textOf(packaging(u"systemd/"_s + unit));
        text.replace(u"/usr/bin/outlet"_s, QStringLiteral(OUTLET_PROGRAM));
        text.replace(u"Documentation=man:outlet(1)\n"_s, QString()); // not installed here
        text.replace(u"[Service]\n"_s, u"[Service]\n"_s + added);
        workspace.write(unit, text.toUtf8());
    }
    const auto [code, said] =
        run(analyze, {u"verify"_s, u"--man=no"_s, workspace.path(u"outlet.service"_s),
                      workspace.path(u"outlet.socket"_s)});
    QVERIFY2((code == 0 && !said.contains(workspace.path())) == isRight, qPrintable(said));
}

void FilesTest::theScriptsAreShell_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QString>("file");
    QTest::newRow("postinst") << u"sh"_s << u"debian/outlet/postinst"_s;
    QTest::newRow("prerm") << u"sh"_s << u"debian/outlet/prerm"_s;
    QTest::newRow("postrm") << u"sh"_s << u"debian/outlet/postrm"_s;
    QTest::newRow("test") << u"bash"_s << u"test"_s;
    QTest::newRow("test-inside") << u"bash"_s << u"test-inside"_s;
    QTest::newRow("test-service") << u"bash"_s << u"test-service"_s;
    QTest::newRow("words") << u"bash"_s << u"words"_s;
}

void FilesTest::theScriptsAreShell()
{
    QFETCH(QString, shell);
    QFETCH(QString, file);
    const auto [code, said] = run(shell, {u"-n"_s, packaging(file)});
    QCOMPARE(said, QString());
    QCOMPARE(code, 0);
}

void FilesTest::theManualNamesEveryCommand()
{
    const QString page = textOf(QStringLiteral(OUTLET_MANUAL)).replace(u"\\-"_s, u"-"_s);
    QStringList missing;
    for (const outlet::app::cli::Command &command : outlet::app::cli::commands()) {
        if (!page.contains(u"\n.TP\n.B %1\n%2\n"_s.arg(command.path, command.summary)))
            missing += command.path;
    }
    QCOMPARE(missing, QStringList());
}

void FilesTest::connectorsOfPackagesAreFoundBesideTheProgram()
{
    const Workspace workspace;
    workspace.makeDirectory(u"usr/bin"_s);
    workspace.makeDirectory(u"usr/lib/outlet/connectors"_s);
    workspace.makeDirectory(u"usr/lib/outlet/plugins"_s);
    // A copy: the program looks beside the file that a link leads to.
    QVERIFY(QFile::copy(QStringLiteral(OUTLET_PROGRAM), workspace.path(u"usr/bin/outlet"_s)));
    QVERIFY(QFile::link(QStringLiteral(OUTLET_S3_PLUGINS) + u"/s3"_s,
                        workspace.path(u"usr/lib/outlet/plugins/s3"_s)));
    const auto list = [&](const QStringList &arguments) {
        return workspace.run(QStringList{u"plugins"_s, u"list"_s, u"--json"_s} + arguments, {},
                             workspace.path(u"usr/bin/outlet"_s));
    };
    const auto only = [](const Outcome &outcome) {
        const QJsonArray plugins = outcome.json()["plugins"_L1].toArray();
        return plugins.size() == 1 ? plugins.first().toObject() : QJsonObject();
    };

    const QJsonObject found = only(list({}));
    QCOMPARE(found["name"_L1].toString(), u"S3DataOutput"_s);
    QCOMPARE(found["source"_L1].toString(), u"external"_s);
    QCOMPARE(found["verdict"_L1]["code"_L1].toString(), u"ready"_s);
    const QJsonObject unwanted = only(list({u"--disabled-plugins"_s, u"s3"_s}));
    QCOMPARE(unwanted["verdict"_L1]["code"_L1].toString(), u"disabled-by-environment"_s);
}

QTEST_GUILESS_MAIN(FilesTest)
#include "files_test.moc"
