// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/probe.h"

#include "app/packages/trial.h"
#include "registry/loader.h"
#include "registry/reader.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cstring>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;
using registry::Verdict;
using registry::VerdictCode;

namespace {

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

std::expected<void, Verdict> judgeRun(const registry::Described &described, const TrialRun &run,
                                      const Limits &limits)
{
    const QStringList evidence = run.lastComplaints();
    if (!run.hasStarted)
        return std::unexpected(Verdict{VerdictCode::CannotLoad,
                                       u"The process that loads modules on trial did not start."_s,
                                       u"Look at the memory and the limits of the server "
                                       "(ulimit -a)."_s,
                                       evidence});
    if (run.isTalkative)
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
        return judgeRun(
            described,
            runOnTrial(program, {u"connector-host"_s, u"--probe"_s, described.candidate.module},
                       {.timeout = limits.probeTimeout, .memoryBytes = limits.probeMemoryBytes}),
            limits);
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
