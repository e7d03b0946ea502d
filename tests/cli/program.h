// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace outlet::tests {

using Environment = QMap<QString, QString>;

/** How a run of the program ended. */
struct Outcome
{
    int exitCode = -1; ///< -1: it did not end by itself
    QString out;
    QString err;

    QJsonObject json() const;
};

/** A directory of its own for each test; whatever is run starts there and may only write there. */
class Workspace
{
public:
    QString path(const QString &name = {}) const;
    void write(const QString &name, const QByteArray &content) const;
    void makeDirectory(const QString &name) const;

    /** Every file and directory with its size, sorted: equal listings mean that nothing changed. */
    QStringList listing() const;

    /** Runs the program, or another copy, to its end. No setting comes from the test's environment.
     */
    Outcome run(const QStringList &arguments, const Environment &environment = {},
                const QString &program = {}) const;

    /** What `run` and `Server` start: arguments and environment set, not yet running. */
    void prepare(QProcess &process, const QStringList &arguments,
                 const Environment &environment) const;

private:
    QTemporaryDir m_directory;
};

/** An answer to a request. */
struct Answer
{
    int status = 0; ///< 0: no answer came
    QByteArray body;
    QByteArray head; ///< status line and headers

    QJsonObject json() const;
};

/** `outlet serve` on a free port. Killed at the end of its life if it still runs. */
class Server
{
public:
    ~Server();

    /** Starts and waits for the line that says where it listens; false if it ends before. */
    bool start(const Workspace &workspace, const QStringList &arguments = {},
               const Environment &environment = {});

    /** Starts only; `waitUntilReady()` is the rest. */
    void launch(const Workspace &workspace, const QStringList &arguments,
                const Environment &environment = {});
    bool waitUntilReady();

    /** Whether it has said so by now; looks for at most one millisecond. */
    bool isReady();

    Answer get(const QString &path) const;
    QStringList pluginNames() const; ///< of the list, in its order

    void send(int signal) const;
    bool waitForEnd(); ///< true once the process is gone
    int exitCode() const { return m_process.exitCode(); }
    bool isCrashed() const { return m_process.exitStatus() == QProcess::CrashExit; }

    qint64 processId() const { return m_process.processId(); }
    QString url() const { return m_url; }
    QString out() const { return m_out; }
    QString err();

private:
    QProcess m_process;
    QString m_out;
    QString m_err;
    QString m_url;
};

} // namespace outlet::tests
