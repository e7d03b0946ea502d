// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/postgresql/server.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>
#include <QThread>
#include <QUrl>

#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>
#include <utility>

namespace outlet::tests {

using namespace Qt::StringLiterals;

namespace {

constexpr int longEnoughMs = 60'000; // never waited for unless something is broken

/** Debian keeps each version in a folder of its own; the newest is taken. */
QString binary(const QString &name)
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    int newest = 0;
    for (const QString &version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (QFile::exists(versions.filePath(version + u"/bin/"_s + name)))
            newest = qMax(newest, version.toInt());
    }
    return newest == 0 ? QString() : versions.filePath(u"%1/bin/%2"_s.arg(newest).arg(name));
}

int versionOf(const QString &binary)
{
    return binary.section(u'/', -3, -3).toInt();
}

quint16 freePort()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

/** Whom a test of root runs the server as; nobody: the test's own user. */
const passwd *otherUser()
{
    if (::geteuid() != 0)
        return nullptr;
    for (const char *name : {"postgres", "nobody"}) {
        if (const passwd *entry = ::getpwnam(name))
            return entry;
    }
    return nullptr;
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
        file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
}

/** The processes that one has started. */
std::vector<pid_t> childrenOf(qint64 pid)
{
    QFile file(u"/proc/%1/task/%1/children"_s.arg(pid));
    std::vector<pid_t> children;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &word : file.readAll().split(' ')) {
            if (const int child = word.trimmed().toInt(); child > 0)
                children.push_back(child);
        }
    }
    return children;
}

} // namespace

PostgresServer::PostgresServer() = default;

PostgresServer::~PostgresServer()
{
    resume();
    if (m_server.state() != QProcess::NotRunning && !stop())
        crash();
    m_directory.reset();
    m_guard.closeWriteChannel();
    m_guard.waitForFinished(longEnoughMs);
}

bool PostgresServer::isInstalled()
{
    return !binary(u"postgres"_s).isEmpty() && !binary(u"initdb"_s).isEmpty();
}

QString PostgresServer::user()
{
    return u"outlet"_s;
}

QString PostgresServer::password()
{
    return u"ge heim/@:%'\\"_s;
}

QString PostgresServer::directory() const
{
    return m_directory ? m_directory->path() : QString();
}

QString PostgresServer::url(const QString &database) const
{
    const QString secret = QString::fromLatin1(QUrl::toPercentEncoding(password()));
    return u"postgresql://%1:%2@127.0.0.1:%3/%4"_s.arg(user(), secret, QString::number(m_port),
                                                       database);
}

QString PostgresServer::socketUrl(const QString &database) const
{
    return u"postgresql://%1@:%2/%3?host=%4"_s.arg(user(), QString::number(m_port), database,
                                                   directory());
}

/** As the user that may run it, in a place that this user may see. */
void PostgresServer::prepare(QProcess &process) const
{
    process.setWorkingDirectory(directory());
    process.setProcessChannelMode(QProcess::MergedChannels);
    const passwd *other = otherUser();
    if (!other)
        return;
    const uid_t uid = other->pw_uid;
    const gid_t gid = other->pw_gid;
    process.setChildProcessModifier([uid, gid] {
        if (::setgroups(0, nullptr) != 0 || ::setgid(gid) != 0 || ::setuid(uid) != 0)
            ::_exit(126);
    });
}

bool PostgresServer::initialise()
{
    // A socket's path has to be short, so not in the build directory.
    m_directory = std::make_unique<QTemporaryDir>(u"/tmp/outlet-pg-XXXXXX"_s);
    if (!m_directory->isValid()) {
        m_reason = m_directory->errorString();
        return false;
    }
    write(directory() + u"/password"_s, password().toUtf8());
    if (const passwd *other = otherUser()) {
        const QByteArray path = QFile::encodeName(directory());
        if (::chown(path.constData(), other->pw_uid, other->pw_gid) != 0)
            return false;
    }
    QProcess initdb;
    prepare(initdb);
    QStringList language; // sorts otherwise than letters do, as most databases of others
    if (versionOf(binary(u"initdb"_s)) >= 15)
        language = {u"--locale-provider=icu"_s, u"--icu-locale=en-US"_s};
    initdb.start(binary(u"initdb"_s),
                 QStringList{u"-D"_s, directory() + u"/data"_s, u"-U"_s, user(), u"-E"_s, u"UTF8"_s,
                             u"--locale=C.UTF-8"_s, u"--no-sync"_s, u"--auth-local=trust"_s,
                             u"--auth-host=scram-sha-256"_s, u"--pwfile"_s,
                             directory() + u"/password"_s} +
                     language,
                 QIODevice::ReadOnly);
    if (initdb.waitForFinished(longEnoughMs) && initdb.exitCode() == 0)
        return true;
    m_reason = u"initdb: "_s + QString::fromLocal8Bit(initdb.readAll());
    return false;
}

/** Ends and removes everything as soon as this process is gone, however that came. */
void PostgresServer::guard()
{
    m_guard.setStandardOutputFile(QProcess::nullDevice());
    m_guard.setStandardErrorFile(QProcess::nullDevice());
    m_guard.start(u"/bin/sh"_s, {u"-c"_s,
                                 u"cat; pid=$(head -n 1 \"$1/data/postmaster.pid\"); "
                                 "[ -z \"$pid\" ] || { "
                                 "kill -CONT $(cat /proc/$pid/task/$pid/children) $pid; "
                                 "kill -QUIT $pid; while kill -0 $pid; do sleep 0.1; done; }; "
                                 "rm -rf \"$1\""_s,
                                 u"guard"_s, directory()});
}

bool PostgresServer::start(Durability durability)
{
    if (!isInstalled()) {
        m_reason = u"PostgreSQL's server is not installed (package postgresql)"_s;
        return false;
    }
    m_durability = durability;
    m_port = freePort();
    if (!initialise())
        return false;
    guard();
    return launch();
}

bool PostgresServer::launch()
{
    QStringList settings{u"listen_addresses=127.0.0.1"_s, u"port=%1"_s.arg(m_port),
                         u"unix_socket_directories=%1"_s.arg(directory()), u"shared_buffers=16MB"_s,
                         u"max_connections=60"_s, u"max_wal_senders=0"_s, u"wal_level=minimal"_s,
                         u"logging_collector=off"_s, u"autovacuum=off"_s,
                         // What was written is with the kernel, which nobody kills here.
                         u"fsync=off"_s, u"full_page_writes=off"_s};
    if (m_durability == Durability::Fast)
        settings += u"synchronous_commit=off"_s;
    QStringList arguments{u"-D"_s, directory() + u"/data"_s};
    for (const QString &setting : settings)
        arguments += {u"-c"_s, setting};
    prepare(m_server);
    m_server.setStandardOutputFile(directory() + u"/log"_s, QIODevice::Append);
    m_server.start(binary(u"postgres"_s), arguments, QIODevice::ReadOnly);
    return waitUntilReady();
}

bool PostgresServer::waitUntilReady()
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < longEnoughMs) {
        if (m_server.waitForFinished(20))
            break;
        if (run(u"SELECT 1"_s) == "1"_L1)
            return true;
    }
    QFile log(directory() + u"/log"_s);
    m_reason = u"the server does not start: "_s;
    if (log.open(QIODevice::ReadOnly))
        m_reason += QString::fromUtf8(log.readAll());
    return false;
}

QString PostgresServer::run(const QString &sql, const QString &database) const
{
    QProcess psql;
    psql.setProcessChannelMode(QProcess::MergedChannels);
    psql.start(binary(u"psql"_s),
               {u"-X"_s, u"-A"_s, u"-t"_s, u"-q"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-h"_s,
                directory(), u"-p"_s, QString::number(m_port), u"-U"_s, user(), u"-d"_s, database,
                u"-c"_s, sql},
               QIODevice::ReadOnly);
    psql.waitForFinished(longEnoughMs);
    const QString output = QString::fromUtf8(psql.readAll()).trimmed();
    return psql.exitCode() == 0 ? output : u"ERROR "_s + output;
}

QString PostgresServer::createDatabase()
{
    const QString name = u"test%1"_s.arg(++m_databases);
    const QString output = run(u"CREATE DATABASE "_s + name);
    if (output.isEmpty())
        return name;
    m_reason = output;
    return {};
}

bool PostgresServer::stop()
{
    ::kill(pid_t(m_server.processId()), SIGINT); // "fast": connections are closed
    return m_server.waitForFinished(longEnoughMs);
}

std::vector<pid_t> PostgresServer::signalAll(int signal) const
{
    if (m_server.state() == QProcess::NotRunning)
        return {};
    const auto postmaster = pid_t(m_server.processId());
    ::kill(postmaster, signal); // first: it must not start others for them
    std::vector<pid_t> all = childrenOf(postmaster);
    for (const pid_t child : all)
        ::kill(child, signal);
    all.push_back(postmaster);
    return all;
}

void PostgresServer::crash()
{
    resume();
    signalAll(SIGKILL); // what it has started ends by itself should it be left out
    m_server.waitForFinished(longEnoughMs);
}

bool PostgresServer::restart()
{
    resume();
    if (m_server.state() != QProcess::NotRunning && !stop())
        return false;
    QElapsedTimer timer;
    timer.start();
    while (!launch()) {
        // Held by processes of a server that crashed, until they are gone, too.
        if (!m_reason.contains("pre-existing shared memory block"_L1) ||
            timer.elapsed() > longEnoughMs)
            return false;
    }
    return true;
}

void PostgresServer::pause()
{
    m_paused = signalAll(SIGSTOP);
}

void PostgresServer::resume()
{
    for (const pid_t process : std::exchange(m_paused, {}))
        ::kill(process, SIGCONT);
}

} // namespace outlet::tests
