// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/e2e/hardclient.h"
#include "tests/fixtures/fixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTest>
#include <QUrl>

#include <csignal>
#include <sys/resource.h>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

/** What only the whole program shows: running out of descriptors, and ending while it is busy. */
class RobustnessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutDescriptorsItWaitsAndGoesOn();
    void itFinishesWhatHasBegun();
    void aSecondSignalEndsItAtOnce();
    void aClientThatNeverEndsIsLeft();
    void aPluginThatHangsDoesNotKeepItFromEnding_data();
    void aPluginThatHangsDoesNotKeepItFromEnding();
};

namespace {

const QString detail = u"/api/v2/plugins/GlueDataOutput"_s; // a worker and its database answer

quint16 portOf(const Server &server)
{
    return quint16(QUrl(server.url()).port());
}

/** The lowest descriptor that a process does not use: under this limit it gets no further one. */
rlim_t lowestFree(qint64 process)
{
    rlim_t number = 0;
    while (QFileInfo(u"/proc/%1/fd/%2"_s.arg(process).arg(number)).isSymLink())
        ++number;
    return number;
}

/** Seconds of processor time that it has had. */
double secondsOf(qint64 process)
{
    QFile file(u"/proc/%1/stat"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QList<QByteArray> fields = file.readAll().split(')').last().simplified().split(' ');
    return (fields.value(11).toDouble() + fields.value(12).toDouble()) /
           double(::sysconf(_SC_CLK_TCK));
}

/** Somebody in the middle of an upload, of whom the server knows. */
HardClient uploading(const Server &server)
{
    HardClient client(portOf(server));
    client.send("POST /api/v2/plugins/ HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                "Content-Length: 10\r\n\r\n12345");
    client.until("100 Continue\r\n\r\n");
    return client;
}

} // namespace

void RobustnessTest::withoutDescriptorsItWaitsAndGoesOn()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--threads"_s, u"1"_s, u"--workers"_s, u"1"_s}),
             qPrintable(server.err()));
    std::vector<HardClient> clients;
    for (int i = 0; i < 5; ++i) {
        clients.emplace_back(portOf(server));
        QVERIFY(clients.back().get("/api/v2/version"));
        QVERIFY(clients.back().until("}").startsWith("HTTP/1.1 200 "));
    }
    const auto process = pid_t(server.processId());
    rlimit none = {};
    QCOMPARE(::prlimit(process, RLIMIT_NOFILE, nullptr, &none), 0);
    none.rlim_cur = lowestFree(process);
    QCOMPARE(::prlimit(process, RLIMIT_NOFILE, &none, nullptr), 0);

    HardClient late(portOf(server)); // the kernel takes it in, the server cannot
    QVERIFY(late.get("/api/v2/version"));
    const double before = secondsOf(process);
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY(timer.hasExpired(1000)); // long enough for a loop that spins to show
    const double spent = secondsOf(process) - before;
    QVERIFY2(spent < 0.2, qPrintable(QString::number(spent)));
    QCOMPARE(late.some(0), QByteArray());
    QVERIFY(clients.front().get("/api/v2/version")); // who is in is served
    QVERIFY(clients.front().until("}").startsWith("HTTP/1.1 200 "));
#ifndef __SANITIZE_ADDRESS__ // with which another goes that looks at objects through pipes
    QVERIFY(clients.front().get(detail.toLatin1())); // no descriptor for the database either
    QVERIFY(clients.front().until("}").startsWith("HTTP/1.1 "));
#endif

    while (clients.size() > 1)
        clients.pop_back();
    QVERIFY(late.until("}").startsWith("HTTP/1.1 200 "));
    QVERIFY(late.get(detail.toLatin1()));
    const QByteArray answer = late.until("}");
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    const QString err = server.err();
    QVERIFY2(err.contains("No further client can be accepted for now"_L1), qPrintable(err));
}

void RobustnessTest::itFinishesWhatHasBegun()
{
    const Workspace workspace;
    Server server;
    // In one thread: when the idle ones are gone, it has heard of the signal.
    QVERIFY2(server.start(workspace, {u"--threads"_s, u"1"_s}), qPrintable(server.err()));
    HardClient idle(portOf(server));
    QVERIFY(idle.get("/api/v2/version"));
    QVERIFY(!idle.until("}").isEmpty());
    HardClient silent(portOf(server));
    HardClient busy = uploading(server);

    server.send(SIGTERM);

    QCOMPARE(idle.rest(), QByteArray()); // at once, not after its time for idling
    QVERIFY(idle.hasEnded());
    QCOMPARE(silent.rest(), QByteArray());
    QVERIFY(busy.send("67890"));
    const QByteArray answer = busy.rest();
    QVERIFY2(answer.startsWith("HTTP/1.1 405 "), answer.constData());
    QVERIFY(answer.contains("Connection: close\r\n"));
    busy.leave();
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 0);
    const QString err = server.err();
    QVERIFY2(err.contains("outlet.app: stopped"_L1) && !err.contains(" warning "_L1),
             qPrintable(err));
}

void RobustnessTest::aSecondSignalEndsItAtOnce()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace), qPrintable(server.err()));
    HardClient idle(portOf(server));
    HardClient busy = uploading(server);
    server.send(SIGTERM);
    QCOMPARE(idle.rest(), QByteArray()); // it is at it
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 128 + SIGTERM);
}

void RobustnessTest::aClientThatNeverEndsIsLeft()
{
    const Workspace workspace;
    Server server;
    QVERIFY2(server.start(workspace, {u"--shutdown-timeout-ms"_s, u"200"_s}),
             qPrintable(server.err()));
    HardClient busy = uploading(server);
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 0);
    const QString err = server.err();
    QVERIFY2(err.contains("Some requests have not ended in time"_L1), qPrintable(err));
}

void RobustnessTest::aPluginThatHangsDoesNotKeepItFromEnding_data()
{
    QTest::addColumn<int>("deadline"); // ms
    QTest::newRow("its request has been given up") << 200;
    QTest::newRow("its request has time left") << 60'000;
}

void RobustnessTest::aPluginThatHangsDoesNotKeepItFromEnding()
{
    QFETCH(int, deadline);
    const Workspace workspace;
    const QString journal = workspace.path(u"journal"_s);
    const QString plugins = place(fixtureNamed(u"health_hangs"_s), workspace.path());
    Server server;
    QVERIFY2(server.start(workspace,
                          {u"--plugin-path"_s, plugins, u"--workers"_s, u"1"_s,
                           u"--hook-timeout-ms"_s, u"60000"_s, u"--shutdown-timeout-ms"_s, u"300"_s,
                           u"--handler-timeout-ms"_s, QString::number(deadline)},
                          {{u"OUTLET_FIXTURE_JOURNAL"_s, journal}}),
             qPrintable(server.err()));
    HardClient asking(portOf(server));
    QVERIFY(asking.get("/api/v2/plugins/HealthHangs/health"));
    QTRY_VERIFY(QFile::exists(journal)); // it hangs
    if (deadline < 1000) {
        const QByteArray answer = asking.rest();
        QVERIFY2(answer.startsWith("HTTP/1.1 504 "), answer.constData());
        QCOMPARE(server.get(detail).status, 200); // by the worker that has taken its place
    }
    QElapsedTimer timer;
    timer.start();
    server.send(SIGTERM);
    QVERIFY(server.waitForEnd());
    QCOMPARE(server.exitCode(), 0);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(RobustnessTest)
#include "robustness_test.moc"
