// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/check.h"

#include "app/authoring/examination.h"
#include "app/packages/trial.h"

#include <QJsonDocument>
#include <QTemporaryDir>

#include <algorithm>
#include <cstring>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

constexpr auto deadline = std::chrono::seconds(60); ///< of all that one hook is asked

/** What a process has told before it ended. */
struct Told
{
    QList<Finding> findings;
    QString function; ///< that was called last
    QString about;    ///< with what
    QString skipped;
    qint64 calls = 0;
    bool isDone = false;
};

Told readTold(const QByteArray &output)
{
    Told told;
    for (const QByteArray &line : output.split('\n')) {
        const QJsonObject json = QJsonDocument::fromJson(line).object();
        const QJsonObject found = json.value("finding"_L1).toObject();
        if (json.contains("function"_L1)) {
            told.function = json.value("function"_L1).toString();
            told.about = json.value("case"_L1).toString();
        }
        if (!found.isEmpty())
            told.findings.append(
                {found.value("code"_L1).toString(), Part::Hooks,
                 found.value("warning"_L1).toBool() ? Severity::Warning : Severity::Fault,
                 found.value("message"_L1).toString(), found.value("where"_L1).toString(),
                 found.value("remedy"_L1).toString()});
        if (json.contains("skipped"_L1))
            told.skipped = json.value("skipped"_L1).toString();
        told.isDone |= json.value("done"_L1).toBool();
        told.calls += json.value("calls"_L1).toInteger();
    }
    return told;
}

/** A process that has not come to its end: what was it doing? */
Finding endOf(const packages::TrialRun &run, const Told &told)
{
    const QString call = told.function.isEmpty() ? u"loading the module"_s
                                                 : u"%1() with %2"_s.arg(told.function, told.about);
    QString said;
    for (const QString &line : run.lastComplaints())
        said += u"\n- "_s + line;
    const QString where = told.function.isEmpty() ? u"module"_s : told.function;
    if (run.isLate)
        return finding(Fault::HookHangs, u"It did not come back: %1.%2"_s.arg(call, said), where,
                       u"Give everything that waits a deadline, and bound every loop by its "
                       "input."_s);
    if (run.signal != 0)
        return finding(
            Fault::HookCrashes,
            u"It ended the process with signal %1 (%2): %3.%4"_s.arg(
                QString::number(run.signal), QString::fromLocal8Bit(::strsignal(run.signal)), call,
                said),
            where,
            u"Call it in the connector's test with the same value, under -fsanitize=address."_s);
    return finding(Fault::HookExits,
                   u"It ended the process with exit code %1: %2.%3"_s.arg(
                       QString::number(run.exitCode), call, said),
                   where, u"Return an error instead: the process is the server."_s);
}

/** One process for one hook. */
Told examined(const QString &module, const QString &hook, const CheckOptions &options)
{
    const QTemporaryDir directory;
    const auto run = packages::runOnTrial(
        options.program,
        {u"connector-host"_s, u"--examine"_s, module, u"--hook"_s, hook, u"--hook-timeout-ms"_s,
         QString::number(options.hookTimeout.count())},
        {.timeout = hook == loadExamination ? options.judging.limits.probeTimeout : deadline,
         .memoryBytes = options.judging.limits.probeMemoryBytes,
         .fileBytes = qint64(1024) * 1024,
         .directory = directory.path()});
    Told told = readTold(run.output);
    if (!told.isDone)
        told.findings.append(endOf(run, told));
    return told;
}

} // namespace

QString checkHooks(const registry::Described &described, const CheckOptions &options,
                   QList<Finding> &findings)
{
    const auto add = [&findings](const QList<Finding> &told) {
        for (const Finding &found : told) { // initialize() is called before every hook
            const bool isKnown = std::ranges::any_of(findings, [&](const Finding &other) {
                return other.code == found.code && other.where == found.where;
            });
            if (!isKnown)
                findings += found;
        }
    };
    const QString &module = described.candidate.module;
    const Told loaded = examined(module, loadExamination, options);
    add(loaded.findings);
    for (const Finding &found : loaded.findings) {
        if (found.code != nameOf(Fault::HookUnpromised))
            return u"the module cannot be loaded"_s;
    }
    qint64 calls = 0;
    QString skipped;
    for (const ui::Hook hook : described.manifest.hooks) {
        const Told told = examined(module, ui::nameOf(hook), options);
        add(told.findings);
        calls += told.calls;
        if (!told.skipped.isEmpty())
            skipped += u"; "_s + told.skipped;
    }
    return u"%1, %2%3"_s.arg(counted(described.manifest.hooks.size(), u"hook"_s),
                             counted(calls, u"call"_s), skipped);
}

} // namespace outlet::app::authoring
