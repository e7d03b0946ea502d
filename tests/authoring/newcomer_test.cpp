// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** From nothing to a form: the very lines of CONTRIBUTING.md, against the installed SDK. */
class NewcomerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeCommandsLeadToAForm();
    void anyIdBuilds();
    void anInstalledOneShowsItsForm();

private:
    Workspace m_workspace;
};

namespace {

/** The indented lines of the first block below the heading. */
QStringList commandsBelow(const QString &heading)
{
    QFile file(QStringLiteral(OUTLET_CONTRIBUTING));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    QStringList commands;
    for (qsizetype i = lines.indexOf(u"## "_s + heading) + 1; i > 0 && i < lines.size(); ++i) {
        if (lines[i].startsWith("    "_L1))
            commands += lines[i].trimmed();
        else if (!commands.isEmpty())
            break;
    }
    return commands;
}

QProcessEnvironment environment()
{
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    all.insert(u"PATH"_s, QStringLiteral(OUTLET_BIN) + u':' + all.value(u"PATH"_s));
    all.insert(u"CMAKE_PREFIX_PATH"_s, QStringLiteral(OUTLET_SDK));
    all.insert(u"CXXFLAGS"_s, QStringLiteral(OUTLET_CXXFLAGS));
    return all;
}

/** A line as somebody types it; what it printed. */
QByteArray typed(const QString &line, const QString &directory, int *exitCode)
{
    QProcess shell;
    shell.setProcessEnvironment(environment());
    shell.setWorkingDirectory(directory);
    shell.setProcessChannelMode(QProcess::MergedChannels);
    shell.start(u"bash"_s, {u"-c"_s, line});
    *exitCode = shell.waitForFinished(280'000) ? shell.exitCode() : -1;
    return shell.readAll();
}

QStringList labelsOf(const QJsonObject &form)
{
    QStringList labels;
    for (const QJsonValue element : form.value("ui_metadata"_L1).toArray())
        labels += element.toObject().value("label"_L1).toString();
    return labels;
}

} // namespace

void NewcomerTest::threeCommandsLeadToAForm()
{
    const QStringList commands = commandsBelow(u"Your connector in three commands"_s);
    QCOMPARE(commands.size(), 3);
    QElapsedTimer clock;
    clock.start();
    int code = -1;
    for (const QString &command : commands.first(2)) {
        const QByteArray said = typed(command, m_workspace.path(), &code);
        QVERIFY2(code == 0, said.constData());
    }
    QString serve = commands.last();
    QVERIFY(serve.startsWith("outlet serve "_L1));
    serve.remove(u"outlet serve "_s).remove(u'"');
    serve.replace(u"$PWD"_s, m_workspace.path(u"my_destination"_s));
    Server server;
    QVERIFY2(server.start(m_workspace, serve.split(u' ') << u"--log-level"_s << u"warning"_s),
             qPrintable(server.err()));
    const Answer form = server.get(u"/api/v2/plugins/MyDestinationDataOutput/form"_s);
    QCOMPARE(form.status, 200);
    QCOMPARE(labelsOf(form.json()), (QStringList{u"Path"_s, u"Access granularity"_s, u"File"_s}));
    QCOMPARE(form.json().value("display_name"_L1).toString(), u"My Destination"_s);
    QCOMPARE(server.get(u"/api/v2/plugins/MyDestinationDataOutput/icon"_s).status, 200);
    QVERIFY2(clock.elapsed() < 300'000, "it takes more than five minutes");
}

/** The longest name there may be, a word of C++, of SQL and of Qt: names that could collide. */
void NewcomerTest::anyIdBuilds()
{
    int code = -1;
    const QString id = u"select_class_q_object_"_s + QString(19, u'x');
    const QByteArray made =
        typed(u"outlet new %1 --display-name '\"A\" \\ & <b>' --parent aws --author 'O. \"N.\"' "
              "--license 'Apache-2.0 OR MIT'"_s.arg(id),
              m_workspace.path(), &code);
    QVERIFY2(code == 0, made.constData());
    const QByteArray built =
        typed(u"cd %1 && cmake --workflow --preset default"_s.arg(id), m_workspace.path(), &code);
    QVERIFY2(code == 0, built.constData());
    QVERIFY2(built.contains(id.toUtf8() + "_test"), built.constData());
}

/** The way of packagers: configure, build and install one by one, into a plugin path. */
void NewcomerTest::anInstalledOneShowsItsForm()
{
    int code = -1;
    const QByteArray installed =
        typed(u"cd my_destination && cmake --install build --prefix ../plugins"_s,
              m_workspace.path(), &code);
    QVERIFY2(code == 0, installed.constData());
    Server server;
    QVERIFY2(server.start(m_workspace, {u"--plugin-path"_s, m_workspace.path(u"plugins"_s),
                                        u"--log-level"_s, u"warning"_s}),
             qPrintable(server.err()));
    QVERIFY(server.pluginNames().contains(u"MyDestinationDataOutput"_s));
}

QTEST_GUILESS_MAIN(NewcomerTest)

#include "newcomer_test.moc"
