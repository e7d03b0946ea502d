// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/nginxproxy.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSslCertificate>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <memory>
#include <sys/prctl.h>
#include <unistd.h>

namespace outlet::tests {

using namespace Qt::StringLiterals;

namespace {

constexpr int longEnoughMs = 30'000; // never waited for unless something is broken

/** What comes too late shows in what is compared afterwards. */
template<class Condition>
bool wait(Condition condition)
{
    return QTest::qWaitFor(condition, longEnoughMs);
}

QString program(const QString &name)
{
    const QString found = QStandardPaths::findExecutable(name);
    return found.isEmpty() ? QStandardPaths::findExecutable(name, {u"/usr/sbin"_s}) : found;
}

/** Replaces text that has to be there. */
bool substitute(QByteArray &text, const QByteArray &from, const QByteArray &to)
{
    const bool isThere = text.contains(from);
    text.replace(from, to);
    return isThere;
}

/** What Debian's nginx.conf has around the file; one process, so that ending it ends all. */
QByteArray surroundings(const QByteArray &directory)
{
    QByteArray text = "daemon off; master_process off; pid @/pid; error_log stderr warn;\n"
                      "events { worker_connections 256; }\n"
                      "http {\n"
                      "  access_log off;\n"
                      "  client_body_temp_path @/body; proxy_temp_path @/proxy;\n"
                      "  fastcgi_temp_path @/fastcgi; scgi_temp_path @/scgi;\n"
                      "  uwsgi_temp_path @/uwsgi;\n"
                      "  include @/outlet.conf;\n"
                      "}\n";
    return text.replace("@", directory);
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

NginxProxy::~NginxProxy()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QString NginxProxy::start(const QList<quint16> &upstreams)
{
    m_tlsPort = freePort();
    do {
        m_plainPort = freePort();
    } while (m_plainPort == m_tlsPort);
    if (QString fault = makeCertificate(); !fault.isEmpty())
        return fault;
    if (QString fault = writeConfiguration(upstreams); !fault.isEmpty())
        return fault;
    const QString nginx = program(u"nginx"_s);
    if (nginx.isEmpty())
        return u"nginx is missing: ./dev setup installs it"_s;
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(nginx, {u"-p"_s, m_directory.path(), u"-c"_s,
                            m_directory.filePath(u"nginx.conf"_s), u"-e"_s, u"stderr"_s});
    return waitUntilItAccepts();
}

QString NginxProxy::makeCertificate() const
{
    const QString openssl = program(u"openssl"_s);
    if (openssl.isEmpty())
        return u"openssl is missing: ./dev setup installs it"_s;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(openssl,
                  {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                   u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s,
                   u"/CN=outlet-test"_s, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s,
                   u"-keyout"_s, m_directory.filePath(u"key.pem"_s), u"-out"_s,
                   m_directory.filePath(u"certificate.pem"_s)});
    if (process.waitForFinished(longEnoughMs) && process.exitCode() == 0)
        return {};
    return u"openssl made no certificate: "_s + QString::fromUtf8(process.readAll());
}

QString NginxProxy::writeConfiguration(const QList<quint16> &upstreams) const
{
    QFile file(QStringLiteral(OUTLET_NGINX_CONF));
    if (!file.open(QIODevice::ReadOnly))
        return u"cannot read "_s + file.fileName();
    QByteArray text = file.readAll();
    const QByteArray directory = QFile::encodeName(m_directory.path());
    const auto local = [](quint16 port) { return "127.0.0.1:" + QByteArray::number(port); };
    const std::pair<QByteArray, QByteArray> changes[] = {
        {"listen 80;", "listen " + local(m_plainPort) + ';'},
        {"listen 443 ssl", "listen " + local(m_tlsPort) + " ssl"},
        {"server 127.0.0.1:8080", "server " + local(upstreams.at(0))},
        {"server 127.0.0.1:8081", "server " + local(upstreams.at(1))},
        {"/etc/ssl/outlet/fullchain.pem", directory + "/certificate.pem"},
        {"/etc/ssl/outlet/privkey.pem", directory + "/key.pem"}};
    for (const auto &[from, to] : changes) {
        if (!substitute(text, from, to))
            return u"outlet.conf has no \"%1\" to put another value for"_s.arg(
                QString::fromLatin1(from));
    }
    if (!write(m_directory.filePath(u"outlet.conf"_s), text) ||
        !write(m_directory.filePath(u"nginx.conf"_s), surroundings(directory)))
        return u"cannot write to "_s + m_directory.path();
    return {};
}

QString NginxProxy::waitUntilItAccepts()
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < longEnoughMs) {
        QTcpSocket socket;
        socket.connectToHost(u"127.0.0.1"_s, m_tlsPort);
        if (socket.waitForConnected(1000))
            return {};
        if (m_process.waitForFinished(1))
            break;
    }
    return u"nginx did not start: "_s + QString::fromUtf8(m_process.readAll());
}

QSslConfiguration NginxProxy::trust() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(
        QSslCertificate::fromPath(m_directory.filePath(u"certificate.pem"_s)));
    return configuration;
}

QByteArray WireAnswer::header(const QByteArray &name) const
{
    const QByteArray lower = head.toLower();
    const QByteArray wanted = "\r\n" + name.toLower() + ':';
    const qsizetype at = lower.indexOf(wanted);
    if (at < 0)
        return {};
    const qsizetype begin = at + wanted.size();
    return head.mid(begin, head.indexOf("\r\n", begin) - begin).trimmed();
}

Client::Client(quint16 plainPort) : m_port(plainPort)
{
    m_socket.connectToHost(u"127.0.0.1"_s, plainPort);
    wait([this] { return isOpen(); });
}

Client::Client(const NginxProxy &proxy, const QList<QByteArray> &protocols) : m_port(proxy.port())
{
    QSslConfiguration configuration = proxy.trust();
    configuration.setAllowedNextProtocols(protocols);
    m_socket.setSslConfiguration(configuration);
    m_socket.connectToHostEncrypted(u"127.0.0.1"_s, proxy.port());
    wait([this] { return m_socket.isEncrypted(); });
}

QByteArray Client::protocol() const
{
    return m_socket.sslConfiguration().nextNegotiatedProtocol();
}

void Client::send(const QByteArray &head, const QByteArray &body)
{
    m_socket.write(head + "\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) + "\r\n\r\n" + body);
}

bool Client::waitFor(const QByteArray &text)
{
    return wait([&] { return (m_received += m_socket.readAll()).contains(text); });
}

WireAnswer Client::ask(const QByteArray &head, const QByteArray &body)
{
    send(head, body);
    return takeAnswer();
}

WireAnswer Client::takeAnswer()
{
    if (!waitFor("\r\n\r\n"))
        return {};
    const qsizetype end = m_received.indexOf("\r\n\r\n") + 4;
    WireAnswer answer{m_received.mid(9, 3).toInt(), m_received.first(end), {}};
    const qsizetype length = answer.header("Content-Length").toLongLong();
    wait([&] { return (m_received += m_socket.readAll()).size() >= end + length; });
    answer.body = m_received.mid(end, length);
    m_received.remove(0, end + length);
    return answer;
}

ToyUpstream::ToyUpstream(const QByteArray &answer) : m_answer(answer)
{
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        while (QTcpSocket *socket = m_server.nextPendingConnection()) {
            ++m_connections;
            const auto received = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket,
                             [this, socket, received] { read(socket, *received); });
        }
    });
    m_server.listen(QHostAddress::LocalHost);
}

void ToyUpstream::read(QTcpSocket *socket, QByteArray &received)
{
    received += socket->readAll();
    const qsizetype end = received.indexOf("\r\n\r\n") + 4;
    if (end < 4)
        return;
    const WireAnswer request{0, received.first(end), {}}; // heads look alike on both ways
    const qsizetype length = request.header("Content-Length").toLongLong();
    if (received.size() < end + length)
        return;
    m_head = request.head;
    m_bodyBytes = length;
    ++m_requests;
    received.remove(0, end + length);
    socket->write(m_answer);
}

} // namespace outlet::tests
