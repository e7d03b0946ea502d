// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/check.h"

#include "registry/finder.h"
#include "registry/reader.h"
#include "registry/resolver.h"

#include <algorithm>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

/** The first configuration that the form accepts; empty where there is none. */
ui::Values goodValues(const ui::Manifest &manifest, const QJsonObject &document)
{
    const auto candidates = candidatesFor(manifest.fields, document.value("fields"_L1).toArray());
    for (const Filling &filling : fillings(manifest, candidates)) {
        if (filling.isAccepted())
            return filling.values;
    }
    return {};
}

void skipAll(Report &report, const QList<Part> &parts, const QString &why)
{
    for (const Part part : parts)
        report.skipped.insert(part, why);
}

/** Whether names, tables and routes are taken: the server would turn the connector down. */
void checkNeighbours(const ui::Manifest &manifest, const Target &target,
                     const CheckOptions &options, QList<Finding> &findings)
{
    auto found = registry::find({{options.builtIn, registry::Source::BuiltIn}});
    auto all =
        registry::readAll(std::move(found.accepted), options.judging.manifestLimits).accepted;
    std::erase_if(all, [&](const auto &other) { return other.manifest.id == manifest.id; });
    all.push_back({target.candidate, manifest, {}}); // the earlier ones win
    for (const registry::Rejected &rejected : registry::resolve(std::move(all), {}).rejected) {
        using enum registry::VerdictCode; // what it requires may be elsewhere
        const auto code = rejected.verdict.code;
        const bool isTaken =
            code == NameConflict || code == TableConflict || code == RouteConflict || code == Cycle;
        if (isTaken && rejected.manifest && rejected.manifest->id == manifest.id)
            findings += finding(Part::Manifest, rejected.verdict, u"connector.json"_s);
    }
}

void checkSource(const ui::Manifest &manifest, const QJsonObject &document, const Target &target,
                 const CheckOptions &options, Report &report)
{
    QList<Finding> &findings = report.findings;
    if (!options.builtIn.isEmpty())
        checkNeighbours(manifest, target, options, findings);
    if (manifest.platform) {
        report.looked[Part::Form] = checkForm(manifest, document, findings);
        report.looked[Part::Icon] = checkIcon(target.candidate, findings);
    } else {
        skipAll(report, {Part::Form, Part::Icon}, u"it is no destination"_s);
    }
    report.looked[Part::Migrations] =
        checkMigrations(manifest, target.candidate, goodValues(manifest, document),
                        options.postgresqlUrl, findings);
}

} // namespace

Result<Report> check(const QString &path, const CheckOptions &options)
{
    const auto target = targetAt(path, options.module, options.judging);
    if (!target)
        return std::unexpected(target.error());
    Report report{.target = path,
                  .id = {},
                  .plugin = {},
                  .version = {},
                  .looked = {},
                  .skipped = {},
                  .findings = target->findings};
    const Described described = describe(*target, options.judging.manifestLimits, report.findings);
    report.looked[Part::Manifest] = target->manifestFile.isEmpty()       ? u"the module's"_s
                                    : target->candidate.module.isEmpty() ? u"connector.json"_s
                                                                         : u"connector.json and "
                                                                           "the module's"_s;
    if (described.manifest) {
        report.id = described.manifest->id;
        report.plugin = described.manifest->plugin;
        report.version = described.manifest->versionText;
        checkSource(*described.manifest, described.document, *target, options, report);
    } else {
        skipAll(report, {Part::Form, Part::Icon, Part::Migrations},
                u"there is no manifest that can be read"_s);
    }
    const QString &module = target->candidate.module;
    if (module.isEmpty())
        skipAll(report, {Part::Module, Part::Hooks}, u"nothing is built yet"_s);
    else if (report.count(Part::Module, Severity::Fault) == 0)
        report.looked[Part::Module] = checkModule(module, report.findings);
    else
        report.looked[Part::Module] = u"unreadable"_s;
    if (!module.isEmpty() && described.module)
        report.looked[Part::Hooks] = checkHooks(*described.module, options, report.findings);
    else if (!module.isEmpty())
        skipAll(report, {Part::Hooks}, u"the module cannot be read"_s);
    std::ranges::stable_sort(report.findings, {}, &Finding::part);
    return report;
}

} // namespace outlet::app::authoring
