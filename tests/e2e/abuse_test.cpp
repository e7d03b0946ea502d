// SPDX-License-Identifier: GPL-3.0-or-later
// What clients that err or attack cost a server: nothing that is left when they are gone.
#include "tests/cli/program.h"
#include "tests/e2e/hardclient.h"
#include "tests/e2e/httpclient.h"
#include "tests/fixtures/fixture.h"

#include <QDir>
#include <QFile>
#include <QTest>
#include <QUrl>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

using namespace Qt::StringLiterals;
using namespace outlet::tests;

using Burst = std::function<void(quint16 port)>;
Q_DECLARE_METATYPE(Burst)

class AbuseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLeft_data();
    void nothingIsLeft();
};

namespace {

constexpr int clientsOfABurst = 200;
constexpr int bursts = 10;
/** Of 2,000 clients: two kilobytes of each would show. Less may be what the allocator holds. */
constexpr qint64 growthKb = 4096;

/** That many clients one after the other, each of which does the same and leaves. */
Burst oneByOne(const std::function<void(HardClient &)> &act)
{
    return [act](quint16 port) {
        for (int i = 0; i < clientsOfABurst; ++i) {
            HardClient client(port);
            act(client);
        }
    };
}

/** That many clients at once; each sends the same and stays until the server ends it. */
Burst atOnce(const QByteArray &sent)
{
    return [sent](quint16 port) {
        std::vector<HardClient> clients;
        for (int i = 0; i < clientsOfABurst; ++i) {
            clients.emplace_back(port);
            clients.back().send(sent);
        }
        for (HardClient &client : clients) {
            client.rest();
            if (!client.hasEnded())
                qFatal("the server does not end a client that sent: %s", sent.constData());
        }
    };
}

Burst refused(const QByteArray &request, const QByteArray &status)
{
    return oneByOne([=](HardClient &client) {
        client.send(request);
        const QByteArray answer = client.until("}");
        if (!answer.startsWith("HTTP/1.1 " + status))
            qFatal("wanted %s, got: %s", status.constData(), answer.constData());
    });
}

/** Of the process: how many sockets, and how many of everything else. */
std::pair<int, int> descriptors(const Server &server)
{
    std::pair<int, int> counts;
    const QDir open(u"/proc/%1/fd"_s.arg(server.processId()));
    for (const QFileInfo &descriptor : open.entryInfoList(QDir::Files | QDir::System))
        ++(descriptor.symLinkTarget().contains("/socket:["_L1) ? counts.first : counts.second);
    return counts;
}

/** Resident memory that is the process's own. */
qint64 memoryKb(const Server &server)
{
    QFile status(u"/proc/%1/status"_s.arg(server.processId()));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("RssAnon:"))
                return line.mid(8).chopped(3).trimmed().toLongLong();
        }
    }
    qFatal("the process is gone");
}

} // namespace

void AbuseTest::nothingIsLeft_data()
{
    QTest::addColumn<Burst>("burst");
    const QByteArray list = "GET /api/v2/plugins/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const QByteArray routed = "GET /api/v2/plugins/?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const QByteArray upload = "POST /admin/plugins/install HTTP/1.1\r\nHost: localhost\r\n"
                              "Authorization: Bearer " +
                              adminToken + "\r\n";
    const auto row = [](const char *name, const Burst &burst) { QTest::newRow(name) << burst; };

    row("clients that say nothing", oneByOne([](HardClient &) {}));
    row("half a head, then away", oneByOne([=](HardClient &client) { client.send("GET /a"); }));
    row("half a head, then a reset", oneByOne([=](HardClient &client) {
            client.send(list.chopped(2));
            client.reset();
        }));
    row("an answer that nobody waits for", oneByOne([=](HardClient &client) {
            client.send(list + routed + list);
            client.reset();
        }));
    row("the same in many words", oneByOne([](HardClient &client) {
            static int words = 0;
            client.send("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        "Accept-Encoding: identity, x" +
                        QByteArray::number(++words) + "\r\n\r\n");
            client.rest();
        }));
    row("slow heads", atOnce(list.chopped(2)));
    row("slow bodies", atOnce(upload + "Content-Length: 100000\r\n\r\n" + QByteArray(50'000, 'u')));
    row("readers that do not read", [=](quint16 port) {
        std::vector<HardClient> clients;
        QByteArray requests;
        for (int i = 0; i < 3000; ++i) // more than the kernel takes for them
            requests += i % 2 ? list : routed;
        for (int i = 0; i < 20; ++i) {
            clients.emplace_back(port);
            clients.back().send(requests);
        }
        const auto isLeft = [](HardClient &client) { return !client.send("x"); };
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::all_of(clients, isLeft), 20'000);
    });
    row("more than there is room for", [=](quint16 port) {
        std::vector<HardClient> clients;
        for (int i = 0; i < 2 * clientsOfABurst; ++i) { // who was answered may stay for long
            clients.emplace_back(port).send(list);
            clients.back().some();
        }
        const QByteArray answer = HardClient(port).until("}");
        if (!answer.startsWith("HTTP/1.1 503"))
            qFatal("there is room for everybody: %s", answer.constData());
    });
    row("a framing that contradicts itself",
        refused("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "400"));
    row("a head without end",
        refused("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + QByteArray(40'000, 'x'), "431"));
    row("a body that is too large",
        refused("POST /api/v2/plugins/GlueDataOutput/validate HTTP/1.1\r\nHost: localhost\r\n"
                "Content-Length: 100000000\r\n\r\n",
                "413"));
    row("a package that is none",
        refused(upload + "Content-Type: application/zip\r\nContent-Length: 7\r\n\r\nrubbish",
                "409"));
    row("a handler that throws",
        refused("GET /echo/fail/throw HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                    adminToken + "\r\n\r\n",
                "500"));
}

void AbuseTest::nothingIsLeft()
{
    QFETCH(Burst, burst);
    const Workspace workspace;
    const QString plugins = place(fixtureNamed(u"echo"_s), workspace.path());
    Server server;
    QVERIFY2(server.start(workspace,
                          {u"--plugin-path"_s, plugins, u"--log-level"_s, u"error"_s,
                           u"--head-timeout-ms"_s, u"300"_s, u"--body-timeout-ms"_s, u"300"_s,
                           u"--reader-timeout-ms"_s, u"300"_s, u"--max-connections"_s,
                           QString::number(clientsOfABurst + 10)},
                          {{u"OUTLET_ADMIN_TOKEN"_s, QString::fromLatin1(adminToken)}}),
             qPrintable(server.err()));
    const auto port = quint16(QUrl(server.url()).port());
    const int sockets = descriptors(server).first;
    const auto repeat = [&](int times) {
        for (int i = 0; i < times; ++i) {
            burst(port);
            QCoreApplication::processEvents(); // reads its log: a full pipe would hold it up
        }
    };
    repeat(3); // what is made once and kept is made now
    QTRY_COMPARE(descriptors(server).first, sockets);
    const auto opened = descriptors(server);
    const qint64 before = memoryKb(server);
    repeat(bursts);
    QTRY_COMPARE(descriptors(server), opened);
    const qint64 growth = memoryKb(server) - before;
    qInfo("%lld KB more than before", growth);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed, and finds leaks itself
    QVERIFY2(growth < growthKb, qPrintable(QString::number(growth)));
#endif
    QCOMPARE(server.get(u"/api/v2/version"_s).status, 200);
}

QTEST_GUILESS_MAIN(AbuseTest)
#include "abuse_test.moc"
