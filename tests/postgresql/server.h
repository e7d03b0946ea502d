// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <sys/types.h>
#include <vector>

namespace outlet::tests {

/**
 * A PostgreSQL server of the test's own: made in a temporary directory, stopped and removed at the
 * end of its life, also where the test ends by a crash. It listens on a free port of 127.0.0.1,
 * where it wants a password, and on a socket in its directory, where it does not. Where the tests
 * run as root it runs as another user, since PostgreSQL refuses root. In one thread.
 */
class PostgresServer
{
public:
    enum class Durability {
        Fast,    ///< the last commits may be lost by crash()
        Durable, ///< what was committed outlives crash(); only a power cut would lose it
    };

    /** Nothing runs before start(). */
    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer &) = delete;
    PostgresServer &operator=(const PostgresServer &) = delete;

    /** Whether PostgreSQL is installed on this machine (its server, not only its client). */
    static bool isInstalled();

    /** Makes the server and waits until it answers; false, with reason(), if it does not. */
    bool start(Durability durability = Durability::Fast);
    QString reason() const { return m_reason; }

    /** A new, empty database; its name, or nothing if that fails. */
    QString createDatabase();

    /** `postgresql://outlet:...@127.0.0.1:<port>/<database>` */
    QString url(const QString &database) const;
    /** The same through the socket, without a password. */
    QString socketUrl(const QString &database) const;

    static QString user();
    static QString password(); ///< with letters that a URL must escape
    quint16 port() const { return m_port; }
    QString directory() const; ///< where the socket is

    /** Runs SQL as the superuser, by psql; its output, or `ERROR...`. */
    QString run(const QString &sql, const QString &database = QStringLiteral("postgres")) const;

    bool stop();    ///< in order: connections are told, then closed
    void crash();   ///< SIGKILL to the postmaster and to all that it started
    bool restart(); ///< on the same port, with the same data
    void pause();   ///< SIGSTOP to all its processes: connections live, nobody answers
    void resume();

private:
    bool initialise();
    bool launch();
    bool waitUntilReady();
    std::vector<pid_t> signalAll(int signal) const;
    void guard();
    void prepare(QProcess &process) const;

    std::unique_ptr<QTemporaryDir> m_directory;
    QProcess m_server;
    QProcess m_guard; ///< removes the server should this process end without doing so
    quint16 m_port = 0;
    Durability m_durability = Durability::Fast;
    std::vector<pid_t> m_paused; ///< the list of the kernel may leave some out next time
    QString m_reason;
    int m_databases = 0;
};

} // namespace outlet::tests
