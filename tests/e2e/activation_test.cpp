// SPDX-License-Identifier: GPL-3.0-or-later
// `outlet serve` with a socket that somebody else opened, as a service manager does.
#include "tests/cli/program.h"

#include <QHostAddress>
#include <QProcess>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

class ActivationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersWhoCameBeforeItStarted();
};

namespace {

constexpr int longEnoughMs = 60'000; // never waited for unless something is broken

/** Listens on a free port of the loopback; the port, 0 if that failed. */
quint16 listenOn(int socket)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *place = reinterpret_cast<sockaddr *>(&address);
    const bool isListening = ::bind(socket, place, size) == 0 && ::listen(socket, 16) == 0 &&
                             ::getsockname(socket, place, &size) == 0;
    return isListening ? ntohs(address.sin_port) : 0;
}

} // namespace

void ActivationTest::answersWhoCameBeforeItStarted()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const quint16 port = listenOn(listener);
    QVERIFY(port > 0);
    QTcpSocket early;
    early.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    QVERIFY(early.waitForConnected());
    early.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    early.flush();

    const Workspace workspace;
    QProcess process;
    // Were the address asked for as well, it would be in use.
    workspace.prepare(process, {u"serve"_s, u"--listen"_s, u"127.0.0.1:%1"_s.arg(port)},
                      {{u"LISTEN_FDS"_s, u"1"_s}});
    // The variable has to name the process itself, which only the process knows.
    process.setArguments(
        QStringList{u"-c"_s, u"LISTEN_PID=$$ exec \"$0\" \"$@\""_s, process.program()} +
        process.arguments());
    process.setProgram(u"/bin/sh"_s);
    process.setChildProcessModifier([listener] { ::dup2(listener, 3); });
    process.start(QIODevice::ReadOnly);

    const bool isAnswered = early.waitForReadyRead(longEnoughMs);
    QByteArray out; // says where it listens once signals end it in order
    while (!out.contains("Try:") && process.waitForReadyRead(longEnoughMs))
        out += process.readAllStandardOutput();
    ::kill(pid_t(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished(longEnoughMs));
    const QByteArray err = process.readAllStandardError();
    QVERIFY2(isAnswered, err.constData());
    QVERIFY(early.readAll().startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(out.contains("listens on socket 3 of the service manager"));
    QTcpSocket late;
    late.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    QVERIFY(late.waitForConnected()); // the socket is the service manager's, and still open
    ::close(listener);
}

QTEST_GUILESS_MAIN(ActivationTest)
#include "activation_test.moc"
