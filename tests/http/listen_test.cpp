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

} // namespace

void ListenTest::saysThatAPortIsInUse()
{
    http::HttpServer first(handle);
    const auto port = first.listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port);
    http::HttpServer second(handle);
    const auto result = second.listen(QHostAddress(QHostAddress::LocalHost), *port);
    QVERIFY(!result);
    const QString place = u"127.0.0.1:%1"_s.arg(*port);
    QCOMPARE(result.error().code, ErrorCode::Unavailable);
    QCOMPARE(result.error().message,
             u"Cannot listen on %1: The bound address is already in use"_s.arg(place));
    QCOMPARE(result.error().hint, u"The port is in use: stop the program that listens there, or "
                                  "choose another port with --listen or OUTLET_LISTEN"_s);
    QCOMPARE(result.error().where, place);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), *port);
    client.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.peek(1000).endsWith("hello")); // the first one was not disturbed
}

void ListenTest::saysThatAnAddressIsNotHere()
{
    http::HttpServer server(handle);
    const auto result = server.listen(QHostAddress(u"203.0.113.1"_s), 0); // TEST-NET-3
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Io);
    QCOMPARE(result.error().message,
             u"Cannot listen on 203.0.113.1:0: The address is not available"_s);
    QCOMPARE(result.error().hint, u"No interface of this machine has the address: give one that it "
                                  "has, or 127.0.0.1, with --listen or OUTLET_LISTEN"_s);
}

void ListenTest::listensAgainAfterClose()
{
    http::HttpServer server(handle);
    const auto first = server.listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(first);
    server.close();
    server.close(); // twice is fine
    const auto second = server.listen(QHostAddress(QHostAddress::LocalHost), *first);
    QVERIFY2(second, second ? "" : qPrintable(second.error().message));
    QCOMPARE(*second, *first);
}

void ListenTest::listensOnIpv6()
{
    http::HttpServer server(handle);
    const auto port = server.listen(QHostAddress(QHostAddress::LocalHostIPv6), 0);
    if (!port && port.error().code == ErrorCode::Io)
        QSKIP("This machine has no IPv6");
    QVERIFY(port);
    http::HttpServer second(handle);
    const auto taken = second.listen(QHostAddress(QHostAddress::LocalHostIPv6), *port);
    QVERIFY(!taken);
    QCOMPARE(taken.error().where, u"[::1]:%1"_s.arg(*port));
}

void ListenTest::endsConnectionsOnClose()
{
    http::HttpServer server(handle);
    const auto port = server.listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), *port);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTRY_VERIFY(client.peek(1000).endsWith("hello"));
    server.close();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QTcpSocket late;
    late.connectToHost(QHostAddress(QHostAddress::LocalHost), *port);
    QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
}

QTEST_GUILESS_MAIN(ListenTest)
#include "listen_test.moc"
