// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/changewatch.h"
#include "app/log.h"
#include "app/signals.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;

/** The parts that the commands are made of, without the program around them. */
class PartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineOfTheLog_data();
    void aLineOfTheLog();
    void aWatchWorksOncePerChange();
    void aWatchTriesAgainAndComplainsOnce();
    void aSignalBeforeTheServerIsUpEndsItAtOnce();
    void aSecondSignalEndsAnEndThatHangs_data();
    void aSecondSignalEndsAnEndThatHangs();
};

void PartsTest::aLineOfTheLog_data()
{
    QTest::addColumn<LogFormat>("format");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, LogFormat format, const QString &message,
                        const QByteArray &line) {
        QTest::newRow(name) << format << message << line;
    };
    const QByteArray head = "2026-11-21T00:00:00.000Z warning outlet.x: ";
    row("plain text", LogFormat::Text, u"all is well"_s, head + "all is well\n");
    row("text keeps other alphabets", LogFormat::Text, u"gr\u00fc\u00dfe \U0001F600"_s,
        head + "gr\xc3\xbc\xc3\x9f"
               "e \xf0\x9f\x98\x80\n");
    row("a line end cannot forge a line", LogFormat::Text, u"a\n2026 info x: forged"_s,
        head + "a\\n2026 info x: forged\n");
    row("a carriage return is shown", LogFormat::Text, u"a\rb"_s, head + "a\\u000db\n");
    row("an escape sequence does not colour the terminal", LogFormat::Text, u"\x1b[31mred"_s,
        head + "\\u001b[31mred\n");
    row("a bidirectional mark does not turn the line around", LogFormat::Text, u"a\u202eb"_s,
        head + "a\\u202eb\n");
    row("a C1 control is shown", LogFormat::Text, u"a\u009bb"_s, head + "a\\u009bb\n");
    row("a NUL is shown", LogFormat::Text, u"a"_s + QChar(0) + u"b"_s, head + "a\\u0000b\n");
    const QByteArray jsonHead = R"({"time":"2026-11-21T00:00:00.000Z","level":"warning",)"
                                R"("category":"outlet.x","message":")";
    const QByteArray jsonTail = "\"}\n";
    row("JSON", LogFormat::Json, u"all is well"_s, jsonHead + "all is well" + jsonTail);
    row("JSON with quotes and line ends", LogFormat::Json, u"\"a\"\nb"_s,
        jsonHead + "\\\"a\\\"\\nb" + jsonTail);
    row("JSON with a C1 control", LogFormat::Json, u"a\u009bb"_s,
        jsonHead + "a\\u009bb" + jsonTail);
}

void PartsTest::aLineOfTheLog()
{
    QFETCH(LogFormat, format);
    QFETCH(QString, message);
    QFETCH(QByteArray, line);
    const QDateTime time = QDateTime::fromString(u"2026-11-21T01:00:00+01:00"_s, Qt::ISODate);
    QCOMPARE(logLine({time, LogLevel::Warning, u"outlet.x"_s, message}, format), line);
    if (format == LogFormat::Json)
        QCOMPARE(QJsonDocument::fromJson(line).object()["message"_L1].toString(), message);
}

void PartsTest::aWatchWorksOncePerChange()
{
    qint64 version = 7;
    int works = 0;
    ChangeWatch watch([&]() -> Result<qint64> { return version; },
                      [&]() -> Result<void> {
                          ++works;
                          return {};
                      },
                      7);
    watch.look();
    QCOMPARE(works, 0);
    version = 8;
    watch.look();
    watch.look();
    QCOMPARE(works, 1);
}

void PartsTest::aWatchTriesAgainAndComplainsOnce()
{
    bool isBroken = true;
    int works = 0;
    ChangeWatch watch([]() -> Result<qint64> { return 8; },
                      [&]() -> Result<void> {
                          ++works;
                          if (isBroken)
                              return fail(ErrorCode::Database, u"locked"_s);
                          return {};
                      },
                      7);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"locked"_s));
    watch.look();
    QTest::failOnWarning(QRegularExpression(u"locked"_s));
    watch.look();
    QCOMPARE(works, 2);
    isBroken = false;
    watch.look();
    watch.look();
    QCOMPARE(works, 3); // done, and not asked for again
}

namespace {

/** A process whose orderly end hangs after it has written a byte; never returns. */
[[noreturn]] void hangAtTheEnd(int descriptor)
{
    {
        TerminationSignals signals([descriptor](int) {
            if (::write(descriptor, "1", 1) == 1)
                for (;;)
                    ::pause();
        });
        signals.arm();
        if (::write(descriptor, "0", 1) == 1) // ready
            QCoreApplication::exec();
    }
    ::_exit(99);
}

} // namespace

void PartsTest::aSignalBeforeTheServerIsUpEndsItAtOnce()
{
    int ends[2] = {};
    QCOMPARE(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const TerminationSignals signals([](int) { ::_exit(98); });
        if (::write(ends[1], "0", 1) == 1)
            for (;;)
                ::pause();
    }
    ::close(ends[1]);
    char byte = 0;
    QCOMPARE(::read(ends[0], &byte, 1), ssize_t(1));
    ::kill(child, SIGTERM);
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    ::close(ends[0]);
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGTERM);
}

void PartsTest::aSecondSignalEndsAnEndThatHangs_data()
{
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("SIGTERM and SIGTERM") << SIGTERM << 143;
    QTest::newRow("SIGTERM and SIGINT") << SIGINT << 130;
}

void PartsTest::aSecondSignalEndsAnEndThatHangs()
{
    QFETCH(int, second);
    QFETCH(int, exitCode);
    int ends[2] = {};
    QCOMPARE(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0)
        hangAtTheEnd(ends[1]);
    ::close(ends[1]);
    char byte = 0;
    QCOMPARE(::read(ends[0], &byte, 1), ssize_t(1));
    ::kill(child, SIGTERM);
    QCOMPARE(::read(ends[0], &byte, 1), ssize_t(1));
    QCOMPARE(byte, '1');
    ::kill(child, second);
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    ::close(ends[0]);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), exitCode);
}

QTEST_GUILESS_MAIN(PartsTest)
#include "parts_test.moc"
