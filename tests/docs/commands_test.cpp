// SPDX-License-Identifier: GPL-3.0-or-later
// What the documents tell people to type does what they say it does.
#include "tests/cli/program.h"
#include "tests/docs/transcript.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

class CommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsCommandsAndTheirOutput();
    void comparesOutput_data();
    void comparesOutput();
    void theTourOfTheReadme();
};

namespace {

const QString source = QStringLiteral(OUTLET_SOURCE_DIR);

QString contentOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(name));
    return QString::fromUtf8(file.readAll());
}

void copyFolder(const QString &from, const QString &to)
{
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString copy = to + file.sliced(from.size());
        QDir().mkpath(QFileInfo(copy).path());
        QFile::copy(file, copy);
    }
}

/** A place where everything is found that `./dev run` would have made. */
class Tour
{
public:
    Tour();

    /** What the command printed, or, where that changes by itself, printed at last. */
    bool run(const Shown &shown, QString &printed);

private:
    bool startServer(const Shown &shown, QString &printed);
    QString here(QString text) const;

    Workspace m_workspace;
    Server m_server;
    Ids m_ids;
    QString m_script; ///< assignments, which later commands need
};

Tour::Tour()
{
    copyFolder(QStringLiteral(OUTLET_EXTERNAL), m_workspace.path(u".outlet/plugins"_s));
    m_workspace.makeDirectory(u"build/release/bin"_s);
    QFile::link(QStringLiteral(OUTLET_PROGRAM), m_workspace.path(u"build/release/bin/outlet"_s));
}

/** The port of the documents may be taken here. */
QString Tour::here(QString text) const
{
    return text.replace("http://127.0.0.1:8080"_L1, m_server.url());
}

bool Tour::startServer(const Shown &shown, QString &printed)
{
    const bool isUp =
        m_server.start(m_workspace, {u"--data-dir"_s, m_workspace.path(u".outlet"_s),
                                     u"--sample-data"_s, u"--log-level"_s, u"warning"_s});
    printed = m_server.out() + m_server.err();
    return isUp && matches(u"..."_s + here(shown.output) + u"..."_s, printed, m_ids);
}

bool Tour::run(const Shown &shown, QString &printed)
{
    if (shown.command == "./dev run"_L1)
        return startServer(shown, printed);
    const QString command = withIds(here(shown.command), m_ids);
    if (!command.contains(u' ') && command.contains(u'=')) {
        m_script += command + u'\n';
        return true;
    }
    // The next answer to who reads may be a second old: documents say so.
    const bool reads = command.startsWith("curl "_L1) && !command.contains(" -d"_L1) &&
                       !command.contains(" -X"_L1) && !command.contains("--data"_L1);
    QElapsedTimer timer;
    timer.start();
    do {
        const Outcome outcome = m_workspace.run({u"-c"_s, m_script + command}, {}, u"/bin/bash"_s);
        printed = outcome.out + outcome.err;
        if (shown.output.isEmpty() ? outcome.exitCode == 0
                                   : matches(here(shown.output), printed, m_ids))
            return true;
    } while (reads && timer.elapsed() < 10'000);
    return false;
}

} // namespace

void CommandsTest::findsCommandsAndTheirOutput()
{
    const QList<Shown> commands = commandsIn(u"Text $ none\n"
                                             "    $ first 'of\n"
                                             "    two lines'\n"
                                             "    $ second \\\n"
                                             "        --more\n"
                                             "    said\n"
                                             "      twice\n"
                                             "\n"
                                             "    no output any more\n"_s);
    QCOMPARE(commands.size(), 2);
    QCOMPARE(commands[0].command, u"first 'of\ntwo lines'"_s);
    QCOMPARE(commands[0].line, 2);
    QVERIFY(commands[0].output.isEmpty());
    QCOMPARE(commands[1].command, u"second \\\n    --more"_s);
    QCOMPARE(commands[1].output, u"said\n  twice\n"_s);
}

void CommandsTest::comparesOutput_data()
{
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("printed");
    QTest::addColumn<bool>("isSame");
    const QString id = u"08a8eca4-4d22-40e9-91b3-dd9b555fb383"_s;
    const QString other = u"11111111-4d22-40e9-91b3-dd9b555fb383"_s;
    QTest::newRow("the same") << u"a b"_s << u"a b\n"_s << true;
    QTest::newRow("wrapped") << u"{\"a\":\n 1}"_s << u"{\"a\":1}"_s << true;
    QTest::newRow("with something left out") << u"a...c"_s << u"a b c"_s << true;
    QTest::newRow("another id, twice") << id + u"x"_s + id << other + u"x"_s + other << true;
    QTest::newRow("another id, and then a third")
        << id + u"x"_s + id << other + u"x"_s + id << false;
    QTest::newRow("another word") << u"a b"_s << u"a c"_s << false;
    QTest::newRow("more than was shown") << u"a"_s << u"a b"_s << false;
    QTest::newRow("less") << u"a b"_s << u"a"_s << false;
    QTest::newRow("no id") << id << u"none"_s << false;
    QTest::newRow("characters of patterns") << u"a.b"_s << u"axb"_s << false;
}

void CommandsTest::comparesOutput()
{
    QFETCH(QString, shown);
    QFETCH(QString, printed);
    Ids ids;
    QTEST(matches(shown, printed, ids), "isSame");
}

void CommandsTest::theTourOfTheReadme()
{
    Tour tour;
    const QList<Shown> commands = commandsIn(contentOf(source + u"/README.md"_s));
    QVERIFY(commands.size() > 10);
    for (const Shown &shown : commands) {
        QString printed;
        QVERIFY2(tour.run(shown, printed),
                 qPrintable(u"README.md:%1: %2\nprinted: %3\nwanted: %4"_s.arg(
                     QString::number(shown.line), shown.command, printed, shown.output)));
    }
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "commands_test.moc"
