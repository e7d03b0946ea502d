// SPDX-License-Identifier: GPL-3.0-or-later
// The running server: from exec() to the first answer on an existing database, and its resident
// memory after 10,000 requests. The peer of the start is `outlet --version`, the same program
// that only loads its libraries and ends.
#include "tests/bench/measure.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QUrl>

#include <cstdio>
#include <signal.h>

using namespace Qt::StringLiterals;
using namespace outlet;

namespace {

const QString program = QStringLiteral(OUTLET_PROGRAM);
const int patience = 10'000; // ms

/** A server on a free port, ended with the object. */
class Server
{
public:
    explicit Server(const QString &directory)
    {
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(program, {u"serve"_s, u"--data-dir"_s, directory, u"--listen"_s,
                                  u"127.0.0.1:0"_s, u"--sample-data"_s});
        const QRegularExpression line(u"listens on http://127\\.0\\.0\\.1:(\\d+)"_s);
        QByteArray output;
        while (m_process.waitForReadyRead(patience)) {
            output += m_process.readAllStandardOutput();
            const auto match = line.match(QString::fromUtf8(output));
            if (match.hasMatch()) {
                m_socket.connectToHost(u"127.0.0.1"_s, match.captured(1).toUShort());
                if (m_socket.waitForConnected(patience))
                    return;
            }
        }
        qFatal("the server did not start: %s", m_process.readAllStandardError().constData());
    }

    ~Server()
    {
        m_process.terminate();
        m_process.waitForFinished(patience);
    }

    /** One request on the kept connection; the size of its body. */
    qsizetype get(const QByteArray &path)
    {
        m_socket.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QByteArray answer;
        while (m_socket.waitForReadyRead(patience)) {
            answer += m_socket.readAll();
            const qsizetype head = answer.indexOf("\r\n\r\n");
            if (head < 0)
                continue;
            const QByteArray lower = answer.first(head).toLower();
            const qsizetype at = lower.indexOf("content-length:");
            const qsizetype end = lower.indexOf('\r', at);
            const qsizetype length =
                lower.mid(at + 15, (end < 0 ? head : end) - at - 15).trimmed().toLongLong();
            if (answer.size() >= head + 4 + length) {
                if (!answer.startsWith("HTTP/1.1 200"))
                    qFatal("unexpected answer: %s", answer.first(head).constData());
                return length;
            }
        }
        qFatal("no answer");
    }

    double residentMegabytes() const
    {
        QFile status(u"/proc/%1/status"_s.arg(m_process.processId()));
        if (!status.open(QIODevice::ReadOnly))
            qFatal("cannot read the memory of the server");
        const QString text = QString::fromLatin1(status.readAll());
        return QRegularExpression(u"VmRSS:\\s+(\\d+) kB"_s).match(text).captured(1).toDouble() /
               1024;
    }

private:
    QProcess m_process;
    QTcpSocket m_socket;
};

double startOnce(const QString &directory)
{
    QElapsedTimer timer;
    timer.start();
    Server server(directory);
    server.get("/api/v2/plugins/");
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QTemporaryDir directory;
    startOnce(directory.path()); // makes and migrates the database

    bench::Runs starts, floor;
    for (int i = 0; i < 11; ++i) {
        starts.values << startOnce(directory.path());
        floor.values << bench::milliseconds([] { QProcess::execute(program, {u"--version"_s}); });
    }
    std::printf("Start to first answer, existing database: %.1f ms (median of 11, noise %.1f%%); "
                "the same program's --version: %.1f ms\n",
                starts.median(), starts.noise(), floor.median());

    Server server(directory.path());
    const double before = server.residentMegabytes();
    const int requests = 10'000;
    const double took = bench::milliseconds([&] {
        for (int i = 0; i < requests; ++i)
            server.get(i % 2 ? "/api/v2/plugins/" : "/api/v2/plugins/SnowflakeDataOutput/form");
    });
    const double after = server.residentMegabytes();
    std::printf("Resident memory: %.1f MB at start, %.1f MB after %d requests (%.0f requests/s "
                "on one connection)\n",
                before, after, requests, requests / took * 1000);
    if (argc > 1) {
        QFile file(QString::fromLocal8Bit(argv[1]));
        const QJsonObject figures{{u"start_ms"_s, starts.median()},
                                  {u"start_noise_percent"_s, starts.noise()},
                                  {u"version_ms"_s, floor.median()},
                                  {u"resident_mb_start"_s, before},
                                  {u"resident_mb_after"_s, after}};
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(figures).toJson()) < 0)
            return 1;
    }
    return 0;
}
