// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/trial.h"

#include "ui-schemas/quote.h"

#include <QDeadlineTimer>
#include <QProcess>

#include <algorithm>
#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostOutput = qsizetype(256) * 1024;

/** Nothing of the server's own settings: they hold passwords and the admin token. */
QProcessEnvironment environment()
{
    const QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment kept;
    for (const QString &name : all.keys()) {
        const bool isNeeded = name == "PATH"_L1 || name == "TZ"_L1 || name == "LANG"_L1 ||
                              name.startsWith("LC_"_L1) || name.startsWith("LD_"_L1) ||
                              name.endsWith("SAN_OPTIONS"_L1);
        if (isNeeded)
            kept.insert(name, all.value(name));
    }
    return kept;
}

void limit(__rlimit_resource what, qint64 most)
{
    const rlimit value{rlim_t(most), rlim_t(most)};
    ::setrlimit(what, &value);
}

/** In the child, before it becomes another program: only calls that are safe there. */
void confine(const Confinement &confinement)
{
    ::setpgid(0, 0); // what it starts can be ended with it
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, confinement.fileBytes);
    limit(RLIMIT_NOFILE, 256);
    limit(RLIMIT_CPU, confinement.timeout.count() / 1000 + 1);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they reserve terabytes
    limit(RLIMIT_AS, confinement.memoryBytes);
#endif
}

void collect(QProcess &process, TrialRun &run)
{
    run.output += process.readAllStandardOutput();
    run.complaints = (run.complaints + process.readAllStandardError()).right(2000);
}

} // namespace

QStringList TrialRun::lastComplaints() const
{
    QStringList lines;
    for (const QByteArray &line : complaints.trimmed().split('\n')) {
        if (!line.isEmpty())
            lines += ui::printable(QString::fromUtf8(line.right(300)));
    }
    return lines.last(std::min<qsizetype>(lines.size(), 5));
}

TrialRun runOnTrial(const QString &program, const QStringList &arguments,
                    const Confinement &confinement)
{
    TrialRun run;
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(confinement.directory);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([confinement] { confine(confinement); });
    process.start(program, arguments + QStringList{u"--config"_s, u"/dev/null"_s, u"--log-level"_s,
                                                   u"error"_s});
    QDeadlineTimer deadline(confinement.timeout);
    run.hasStarted = process.waitForStarted(int(deadline.remainingTime()));
    const pid_t group = pid_t(process.processId());
    while (process.state() != QProcess::NotRunning && !deadline.hasExpired() &&
           run.output.size() <= mostOutput) {
        process.waitForReadyRead(int(std::clamp<qint64>(deadline.remainingTime(), 1, 100)));
        collect(process, run);
    }
    run.isTalkative = run.output.size() > mostOutput;
    run.isLate = !run.isTalkative && process.state() != QProcess::NotRunning;
    if (run.hasStarted && group > 1)
        ::kill(-group, SIGKILL); // and whatever it has started
    process.waitForFinished(-1);
    collect(process, run);
    if (process.exitStatus() == QProcess::CrashExit)
        run.signal = process.exitCode();
    else
        run.exitCode = process.exitCode();
    return run;
}

} // namespace outlet::app::packages
