// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QUrl>

#include <csignal>

namespace outlet::tests {

using namespace Qt::StringLiterals;

namespace {

constexpr int longEnoughMs = 60'000; // never waited for unless something is broken

QProcessEnvironment cleanEnvironment(const Environment &added)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith("OUTLET_"_L1) || name.endsWith("ABLED_PLUGINS"_L1))
            environment.remove(name);
    }
    for (const auto &[name, value] : added.asKeyValueRange())
        environment.insert(name, value);
    return environment;
}

} // namespace

QJsonObject Outcome::json() const
{
    return QJsonDocument::fromJson(out.toUtf8()).object();
}

QJsonObject Answer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QString Workspace::path(const QString &name) const
{
    return name.isEmpty() ? m_directory.path() : m_directory.filePath(name);
}

void Workspace::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
}

void Workspace::makeDirectory(const QString &name) const
{
    QDir(path()).mkpath(name);
}

QStringList Workspace::listing() const
{
    QStringList entries;
    QDirIterator files(path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QFileInfo file(files.next());
        entries += file.isDir() ? file.filePath() + u'/'
                                : u"%1 %2"_s.arg(file.filePath()).arg(file.size());
    }
    entries.sort();
    return entries;
}

void Workspace::prepare(QProcess &process, const QStringList &arguments,
                        const Environment &environment) const
{
    process.setProgram(QStringLiteral(OUTLET_PROGRAM));
    process.setArguments(arguments);
    process.setWorkingDirectory(path());
    process.setProcessEnvironment(cleanEnvironment(environment));
}

Outcome Workspace::run(const QStringList &arguments, const Environment &environment,
                       const QString &program) const
{
    QProcess process;
    prepare(process, arguments, environment);
    if (!program.isEmpty())
        process.setProgram(program);
    process.start(QIODevice::ReadOnly);
    Outcome outcome;
    if (process.waitForFinished(longEnoughMs) && process.exitStatus() == QProcess::NormalExit)
        outcome.exitCode = process.exitCode();
    outcome.out = QString::fromUtf8(process.readAllStandardOutput());
    outcome.err = QString::fromUtf8(process.readAllStandardError());
    return outcome;
}

Server::~Server()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

void Server::launch(const Workspace &workspace, const QStringList &arguments,
                    const Environment &environment)
{
    m_out.clear();
    m_err.clear();
    m_url.clear();
    workspace.prepare(m_process,
                      QStringList{u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s} + arguments,
                      environment);
    m_process.start(QIODevice::ReadOnly);
}

bool Server::isReady()
{
    static const QRegularExpression ready(u"^Outlet \\S+ listens on (http://\\S+)$"_s,
                                          QRegularExpression::MultilineOption);
    m_process.waitForReadyRead(1);
    m_out += QString::fromUtf8(m_process.readAllStandardOutput());
    m_url = ready.match(m_out).captured(1);
    return !m_url.isEmpty();
}

bool Server::waitUntilReady()
{
    QElapsedTimer timer;
    timer.start();
    while (!isReady()) {
        if (m_process.state() == QProcess::NotRunning || timer.elapsed() > longEnoughMs)
            return false;
    }
    return true;
}

bool Server::start(const Workspace &workspace, const QStringList &arguments,
                   const Environment &environment)
{
    launch(workspace, arguments, environment);
    return waitUntilReady();
}

Answer Server::get(const QString &path) const
{
    const QUrl url(m_url + path);
    QTcpSocket socket;
    socket.connectToHost(url.host(), quint16(url.port()));
    if (!socket.waitForConnected(longEnoughMs))
        return {};
    socket.write("GET " + url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority) +
                 " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    QByteArray answer;
    static const QRegularExpression length(u"content-length: *(\\d+)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    while (socket.waitForReadyRead(longEnoughMs)) {
        answer += socket.readAll();
        const qsizetype head = answer.indexOf("\r\n\r\n");
        const auto match = length.match(QString::fromLatin1(answer.left(head)));
        if (head >= 0 && match.hasMatch() && answer.size() >= head + 4 + match.captured(1).toInt())
            return {answer.mid(9, 3).toInt(), answer.mid(head + 4), answer.left(head)};
    }
    return {};
}

QStringList Server::pluginNames() const
{
    QStringList names;
    for (const QJsonValue plugin : get(u"/api/v2/plugins/"_s).json()["plugins"_L1].toArray())
        names += plugin["plugin"_L1].toString();
    return names;
}

void Server::send(int signal) const
{
    ::kill(pid_t(m_process.processId()), signal);
}

bool Server::waitForEnd()
{
    return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(longEnoughMs);
}

QString Server::err()
{
    return m_err += QString::fromUtf8(m_process.readAllStandardError());
}

} // namespace outlet::tests
