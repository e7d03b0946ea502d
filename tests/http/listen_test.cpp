// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/server.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;

class ListenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysThatAPortIsInUse();
    void saysThatAnAddressIsNotHere();
    void listensAgainAfterClose();
    void listensOnIpv6();
    void endsConnectionsOnClose();
};

namespace {

api::Reply handle(const api::Request &)
{
    api::Reply reply;
    reply.body = "hello";
    return reply;
}

Result<http::Listening> listenAt(const QHostAddress &address, quint16 port = 0)
{
    return http::Listening::open(address, port, {}, 1);
}

const QHostAddress loopback(QHostAddress::LocalHost);

} // namespace

void ListenTest::saysThatAPortIsInUse()
{
    auto listening = listenAt(loopback);
    QVERIFY(listening);
    const quint16 port = listening->port();
    http::HttpServer first(http::backendOf(handle));
    first.start(std::move(*listening));
    const auto result = listenAt(loopback, port);
    QVERIFY(!result);
    const QString place = u"127.0.0.1:%1"_s.arg(port);
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
    QCOMPARE(result.error().message, u"Cannot listen on %1: Address already in use"_s.arg(place));
    QCOMPARE(result.error().hint, u"The port is in use: stop the program that listens there, or "
                                  "choose another port with --listen or OUTLET_LISTEN"_s);
    QCOMPARE(result.error().where, place);
    QTcpSocket client;
    client.connectToHost(loopback, port);
    client.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.peek(1000).endsWith("hello")); // the first one was not disturbed
}

void ListenTest::saysThatAnAddressIsNotHere()
{
    const auto result = listenAt(QHostAddress(u"203.0.113.1"_s)); // TEST-NET-3
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Io);
    QCOMPARE(result.error().message,
             u"Cannot listen on 203.0.113.1:0: Cannot assign requested address"_s);
    QCOMPARE(result.error().hint, u"No interface of this machine has the address: give one that it "
                                  "has, or 127.0.0.1, with --listen or OUTLET_LISTEN"_s);
}

void ListenTest::listensAgainAfterClose()
{
    auto first = listenAt(loopback);
    QVERIFY(first);
    const quint16 port = first->port();
    http::HttpServer server(http::backendOf(handle));
    server.start(std::move(*first));
    server.close();
    server.close(); // twice is fine
    const auto second = listenAt(loopback, port);
    QVERIFY2(second, second ? "" : qPrintable(second.error().message));
    QCOMPARE(second->port(), port);
}

void ListenTest::listensOnIpv6()
{
    const auto first = listenAt(QHostAddress(QHostAddress::LocalHostIPv6));
    if (!first && first.error().code == ErrorCode::Io)
        QSKIP("This machine has no IPv6");
    QVERIFY(first);
    const auto taken = listenAt(QHostAddress(QHostAddress::LocalHostIPv6), first->port());
    QVERIFY(!taken);
    QCOMPARE(taken.error().where, u"[::1]:%1"_s.arg(first->port()));
}

void ListenTest::endsConnectionsOnClose()
{
    auto listening = listenAt(loopback);
    QVERIFY(listening);
    const quint16 port = listening->port();
    http::HttpServer server(http::backendOf(handle));
    server.start(std::move(*listening));
    QTcpSocket client;
    client.connectToHost(loopback, port);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.peek(1000).endsWith("hello"));
    server.close();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QTcpSocket late;
    late.connectToHost(loopback, port);
    QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
}

QTEST_GUILESS_MAIN(ListenTest)
#include "listen_test.moc"
