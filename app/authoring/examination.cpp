// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/examination.h"

#include "app/authoring/samples.h"
#include "registry/loader.h"
#include "registry/reader.h"
#include "ui-schemas/names.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPluginLoader>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestManifest = 262144; // it was judged by the limit before

void compareHooks(const Patient &patient, Caller &caller)
{
    for (const ui::Hook hook : registry::implementedHooks(patient.object)) {
        if (!patient.manifest.hooks.contains(hook))
            caller.teller().found(
                finding(Fault::HookUnpromised,
                        u"The object implements %1, but the manifest does not say so: nobody ever "
                        "calls it."_s.arg(ui::nameOf(hook)),
                        u"/hooks"_s, u"Add it to \"hooks\", or take it out of Q_INTERFACES()."_s));
    }
}

void examineHook(ui::Hook hook, const Patient &patient, Caller &caller)
{
    switch (hook) {
    case ui::Hook::Lifecycle:
        return examineLifecycle(patient, caller);
    case ui::Hook::ConfigurationRules:
        return examineRules(patient, caller);
    case ui::Hook::AccessPath:
        return examineAccessPath(patient, caller);
    case ui::Hook::AccessUrl:
        return examineAccessUrl(patient, caller);
    case ui::Hook::OptionsSource:
        return examineOptions(patient, caller);
    case ui::Hook::EnvironmentMatch:
        return examineEnvironmentMatch(patient, caller);
    case ui::Hook::Routes:
        return examineRoutes(patient, caller);
    case ui::Hook::EventSubscriber:
        return examineEvents(patient, caller);
    case ui::Hook::Seed:
        return examineSeed(patient, caller);
    case ui::Hook::HealthCheck:
        return examineHealth(patient, caller);
    }
}

Patient patientOf(const registry::Described &described, QObject *object)
{
    const QJsonObject metaData =
        QPluginLoader(described.candidate.module).metaData().value("MetaData"_L1).toObject();
    Patient patient{
        .manifest = described.manifest,
        .document =
            QJsonDocument::fromJson(metaData.value("manifest"_L1).toString().toUtf8()).object(),
        .object = object,
        .good = {}};
    const auto candidates =
        candidatesFor(described.manifest.fields, patient.document.value("fields"_L1).toArray());
    for (const Filling &filling : fillings(described.manifest, candidates)) {
        if (filling.isAccepted())
            patient.good.append(filling.values);
    }
    if (patient.good.isEmpty())
        patient.good.append(QJsonObject());
    return patient;
}

} // namespace

void examine(const QString &module, const QString &hookName, std::chrono::milliseconds timeout,
             Teller &teller)
{
    Caller caller(teller, timeout);
    const QFileInfo file(module);
    const registry::Candidate candidate{file.completeBaseName(), file.absolutePath(),
                                        file.absoluteFilePath(), registry::Source::External};
    const auto described = registry::read(candidate, {.bytes = largestManifest});
    if (!described) {
        teller.found(finding(Part::Hooks, described.error(), file.fileName()));
        return teller.done(0);
    }
    teller.begins(u"the constructor"_s, u"nothing"_s);
    const auto object = registry::load(*described);
    const bool isLoading = hookName == loadExamination;
    if (!object) {
        if (isLoading)
            teller.found(finding(Part::Hooks, object.error(), file.fileName()));
        return teller.done(0);
    }
    const Patient patient = patientOf(*described, *object);
    const auto hook = ui::namedBy(hookName, ui::everyHook);
    if (isLoading)
        compareHooks(patient, caller);
    else if (hook && (*hook == ui::Hook::Lifecycle || begin(patient, caller)))
        examineHook(*hook, patient, caller);
    teller.done(caller.calls());
}

} // namespace outlet::app::authoring
