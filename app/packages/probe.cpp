// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/probe.h"

#include "registry/loader.h"
#include "registry/reader.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;
using registry::Verdict;
using registry::VerdictCode;

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
void confine(const Limits &limits)
{
    ::setpgid(0, 0); // what it starts can be ended with it
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 256);
    limit(RLIMIT_CPU, limits.probeTimeout.count() / 1000 + 1);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they reserve terabytes
    limit(RLIMIT_AS, limits.probeMemoryBytes);
#endif
}

Verdict failure(VerdictCode code, const registry::Described &described, const QString &what,
                const QStringList &evidence)
{
    const QString hint =
        code == VerdictCode::Timeout
            ? u"Let its constructor and static objects do nothing that waits; begin work in "
              "initialize(), or raise probe_timeout_ms."_s
            : u"Load it under a debugger; keep its constructor and static objects trivial and "
              u"begin "
              "work in initialize()."_s;
    return {
        code,
        u"The module of %1 %2 when it was loaded on trial."_s.arg(described.manifest.plugin, what),
        hint, evidence};
}

/** What a process has said and how it ended. */
struct Run
{
    QByteArray output;
    QByteArray complaints;
    bool isLate = false;
    bool hasStarted = false;
    int exitCode = 0;
    int signal = 0;
};

void collect(QProcess &process, Run &run)
{
    run.output += process.readAllStandardOutput();
    run.complaints = (run.complaints + process.readAllStandardError()).right(2000);
}

Run runProbe(const QString &program, const QString &module, const Limits &limits)
{
    Run run;
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(u"/"_s);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([limits] { confine(limits); });
    process.start(program, {u"connector-host"_s, u"--probe"_s, module, u"--config"_s,
                            u"/dev/null"_s, u"--log-level"_s, u"error"_s});
    QDeadlineTimer deadline(limits.probeTimeout);
    run.hasStarted = process.waitForStarted(int(deadline.remainingTime()));
    const pid_t group = pid_t(process.processId());
    while (process.state() != QProcess::NotRunning && !deadline.hasExpired() &&
           run.output.size() <= mostOutput) {
        process.waitForReadyRead(int(std::clamp<qint64>(deadline.remainingTime(), 1, 100)));
        collect(process, run);
    }
    run.isLate = process.state() != QProcess::NotRunning;
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

QStringList linesOf(const QByteArray &text)
{
    QStringList lines;
    for (const QByteArray &line : text.trimmed().split('\n')) {
        if (!line.isEmpty())
            lines += ui::printable(QString::fromUtf8(line.right(300)));
    }
    return lines.last(std::min<qsizetype>(lines.size(), 5));
}

std::expected<void, Verdict> verdictOf(const QJsonObject &json)
{
    Verdict verdict;
    const QString code = json.value("code"_L1).toString();
    const QList<VerdictCode> codes = registry::allVerdictCodes();
    const auto known = std::ranges::find_if(
        codes, [&](VerdictCode candidate) { return registry::nameOf(candidate) == code; });
    verdict.code = known == codes.end() ? VerdictCode::CannotLoad : *known;
    verdict.message = json.value("message"_L1).toString();
    verdict.hint = json.value("hint"_L1).toString();
    for (const auto &fact : json.value("evidence"_L1).toArray())
        verdict.evidence += fact.toString();
    return std::unexpected(verdict);
}

std::expected<void, Verdict> judgeRun(const registry::Described &described, const Run &run,
                                      const Limits &limits)
{
    const QStringList evidence = linesOf(run.complaints);
    if (!run.hasStarted)
        return std::unexpected(Verdict{VerdictCode::CannotLoad,
                                       u"The process that loads modules on trial did not start."_s,
                                       u"Look at the memory and the limits of the server "
                                       "(ulimit -a)."_s,
                                       evidence});
    if (run.output.size() > mostOutput)
        return std::unexpected(
            failure(VerdictCode::CannotLoad, described, u"wrote more than 256 KiB"_s, evidence));
    if (run.isLate)
        return std::unexpected(failure(
            VerdictCode::Timeout, described,
            u"did not come back within %1 ms"_s.arg(limits.probeTimeout.count()), evidence));
    if (run.signal != 0)
        return std::unexpected(failure(
            VerdictCode::CannotLoad, described,
            u"ended its process with signal %1 (%2)"_s.arg(
                QString::number(run.signal), QString::fromLocal8Bit(::strsignal(run.signal))),
            evidence));
    const auto answer = ui::readJson(run.output);
    if (!answer || !answer->toObject().contains("loaded"_L1))
        return std::unexpected(failure(
            VerdictCode::CannotLoad, described,
            u"ended its process with exit code %1 and no answer"_s.arg(run.exitCode), evidence));
    if (answer->toObject().value("loaded"_L1).toBool())
        return {};
    return verdictOf(answer->toObject().value("verdict"_L1).toObject());
}

} // namespace

Probe processProbe(const QString &program, const Limits &limits)
{
    return [program, limits](const registry::Described &described) {
        return judgeRun(described, runProbe(program, described.candidate.module, limits), limits);
    };
}

QByteArray probeAnswer(const std::expected<void, Verdict> &outcome)
{
    ui::JsonWriter json;
    json.beginObject().member("loaded"_L1, outcome.has_value());
    if (!outcome) {
        const Verdict &verdict = outcome.error();
        json.key("verdict"_L1)
            .beginObject()
            .member("code"_L1, registry::nameOf(verdict.code))
            .member("message"_L1, verdict.message)
            .member("hint"_L1, verdict.hint)
            .member("evidence"_L1, verdict.evidence)
            .endObject();
    }
    json.endObject();
    return json.take();
}

std::expected<void, Verdict> probeHere(const QString &module)
{
    const QFileInfo file(module);
    const registry::Candidate candidate{file.completeBaseName(), file.absolutePath(),
                                        file.absoluteFilePath(), registry::Source::External};
    constexpr qsizetype largest = 262144; // the server has judged it by its own limit
    const auto described = registry::read(candidate, {.bytes = largest});
    if (!described)
        return std::unexpected(described.error());
    if (const auto loaded = registry::load(*described); !loaded)
        return std::unexpected(loaded.error());
    return {};
}

} // namespace outlet::app::packages
