// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/server.h"
#include "tests/http/recorder.h"

#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace outlet;
using namespace outlet::app;
using namespace outlet::tests;

class UnixSocketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersThere();
    void replacesOneThatWasLeftBehind();
    void leavesALiveOneAlone();
    void refusesAPath_data();
    void refusesAPath();

private:
    QString path(const QString &name) const { return m_directory.filePath(name); }

    QTemporaryDir m_directory;
};

namespace {

bool exists(const QString &path)
{
    struct stat status = {};
    return ::lstat(QFile::encodeName(path).constData(), &status) == 0;
}

/** As a server leaves it that was killed. */
bool leaveBehind(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.constData(), size_t(name.size()));
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool isBound =
        ::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    ::close(socket);
    return isBound;
}

/** The answer to one request, up to the end of the connection. */
QByteArray ask(const QString &path)
{
    QLocalSocket socket;
    socket.connectToServer(path);
    if (!socket.waitForConnected())
        return socket.errorString().toUtf8();
    socket.write("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    while (socket.state() == QLocalSocket::ConnectedState && socket.waitForReadyRead()) {
    }
    return socket.readAll();
}

QByteArray askServerAt(http::Listeners listeners, const QString &path)
{
    http::Listening listening;
    listening.all.push_back(std::move(listeners));
    http::HttpServer server(http::backendOf(Recorder()));
    server.start(std::move(listening));
    return ask(path);
}

} // namespace

void UnixSocketTest::answersThere()
{
    const QString place = path(u"new"_s);
    {
        auto listeners = http::Listeners::unixSocket(place);
        QVERIFY(listeners);
        QCOMPARE(listeners->place(), u"unix:"_s + place);
        QCOMPARE(listeners->port(), 0);
        struct stat status = {};
        ::lstat(QFile::encodeName(place).constData(), &status);
        QCOMPARE(status.st_mode & 0777, mode_t(0660)); // for the proxy, in the server's group
        QVERIFY(askServerAt(std::move(*listeners), place).endsWith("\r\n\r\n/a "));
    }
    QVERIFY(!exists(place));
}

void UnixSocketTest::replacesOneThatWasLeftBehind()
{
    const QString place = path(u"stale"_s);
    QVERIFY(leaveBehind(place));
    QVERIFY(exists(place));
    auto listeners = http::Listeners::unixSocket(place);
    QVERIFY2(listeners, listeners ? "" : qPrintable(listeners.error().message));
    QVERIFY(askServerAt(std::move(*listeners), place).endsWith("\r\n\r\n/a "));
}

void UnixSocketTest::leavesALiveOneAlone()
{
    const QString place = path(u"alive"_s);
    const auto first = http::Listeners::unixSocket(place);
    QVERIFY(first);
    const auto second = http::Listeners::unixSocket(place);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Unavailable);
    QCOMPARE(second.error().message,
             u"Cannot listen on the Unix socket %1: a server answers there"_s.arg(place));
    QCOMPARE(second.error().hint, u"Stop it, or choose another path"_s);
    QLocalSocket socket;
    socket.connectToServer(place);
    QVERIFY(socket.waitForConnected()); // the first one was not disturbed
}

void UnixSocketTest::refusesAPath_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("why");
    QFile file(path(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("keep") == 4);
    QVERIFY(QFile::link(path(u"file"_s), path(u"link"_s)));
    QTest::newRow("a file is there")
        << path(u"file"_s) << ErrorCode::Conflict << u"something else is there"_s;
    QTest::newRow("a link is there")
        << path(u"link"_s) << ErrorCode::Conflict << u"something else is there"_s;
    QTest::newRow("a directory is there")
        << m_directory.path() << ErrorCode::Conflict << u"something else is there"_s;
    QTest::newRow("a directory that is not there")
        << path(u"none/socket"_s) << ErrorCode::Io << u"No such file or directory"_s;
    QTest::newRow("a name too long") << path(QString(200, u'a')) << ErrorCode::InvalidArgument
                                     << u"the path is longer than 107 bytes"_s;
}

void UnixSocketTest::refusesAPath()
{
    QFETCH(QString, place);
    QFETCH(ErrorCode, code);
    QFETCH(QString, why);
    const auto listeners = http::Listeners::unixSocket(place);
    QVERIFY(!listeners);
    QCOMPARE(listeners.error().code, code);
    QCOMPARE(listeners.error().message,
             u"Cannot listen on the Unix socket %1: %2"_s.arg(place, why));
    QCOMPARE(listeners.error().where, place);
    QVERIFY(!listeners.error().hint.isEmpty());
    QFile file(path(u"file"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "keep"_ba);
}

QTEST_GUILESS_MAIN(UnixSocketTest)
#include "unixsocket_test.moc"
