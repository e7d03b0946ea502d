// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/selection.h"

#include "ui-schemas/nearest.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

const auto everything = "*"_L1;

qsizetype positionIn(const QStringList &names, const ui::Manifest &manifest)
{
    const auto named = [&manifest](const QString &name) { return isNamed(manifest, name); };
    const auto found = std::find_if(names.begin(), names.end(), named);
    return found == names.end() ? -1 : std::distance(names.begin(), found);
}

QString statusOf(const QHash<QString, QString> &statuses, const ui::Manifest &manifest)
{
    return statuses.value(manifest.plugin, u"active"_s);
}

std::optional<Verdict> turnDown(const Described &described, const Selection &selection,
                                const QHash<QString, QString> &statuses)
{
    const ui::Manifest &manifest = described.manifest;
    const qsizetype disabled = selection.disabled.contains(everything)
                                   ? selection.disabled.indexOf(everything)
                                   : positionIn(selection.disabled, manifest);
    if (disabled >= 0)
        return Verdict{VerdictCode::DisabledByEnvironment,
                       u"DISABLED_PLUGINS names \"%1\"."_s.arg(selection.disabled.at(disabled)),
                       u"Take it out of DISABLED_PLUGINS (disabled_plugins in the settings file) "
                       "and start the server again."_s,
                       {}};
    if (statusOf(statuses, manifest) == "inactive"_L1)
        return Verdict{VerdictCode::Inactive,
                       u"The table plugins says that %1 is inactive."_s.arg(manifest.plugin),
                       u"Set its status to 'active'."_s,
                       {}};
    if (described.candidate.source == Source::External) {
        if (manifest.enabled)
            return std::nullopt;
        return Verdict{VerdictCode::NotEnabled,
                       u"The manifest of %1 says \"enabled\": false."_s.arg(manifest.plugin),
                       u"Set it to true, build the connector again and install it."_s,
                       {}};
    }
    if (selection.enabled.contains(everything) || positionIn(selection.enabled, manifest) >= 0)
        return std::nullopt;
    return Verdict{VerdictCode::NotEnabled,
                   u"%1 is built in, and ENABLED_PLUGINS does not name it."_s.arg(manifest.plugin),
                   u"Add %1 to ENABLED_PLUGINS, or set it to * for all."_s.arg(manifest.plugin),
                   {u"ENABLED_PLUGINS=%1"_s.arg(selection.enabled.join(u','))}};
}

/** Every name by which somebody could have meant one of the candidates. */
QStringList namesOf(const std::vector<Described> &candidates, const std::vector<Rejected> &earlier)
{
    QStringList names;
    for (const Described &described : candidates)
        names << described.manifest.plugin << described.manifest.id << described.manifest.aliases;
    for (const Rejected &rejected : earlier) {
        names << rejected.candidate.name;
        if (rejected.manifest)
            names << rejected.manifest->plugin << rejected.manifest->id
                  << rejected.manifest->aliases;
    }
    names.removeDuplicates();
    return names;
}

/** A rejection for every name in `asked` that means nothing that was found. */
std::vector<Rejected> unknownNames(const QStringList &asked, QLatin1StringView setting,
                                   const QStringList &known)
{
    std::vector<Rejected> unknown;
    for (const QString &name : asked) {
        const QString last = name.section(u'.', -1);
        if (name == everything || known.contains(last))
            continue;
        const QStringList near = ui::nearest(last, known);
        const QString suggestion = ui::didYouMean(last, known);
        unknown.push_back(
            {{name, {}, {}, Source::External},
             std::nullopt,
             {VerdictCode::UnknownName,
              u"%1 names \"%2\", but no connector of that name was found."_s.arg(setting, name),
              suggestion.isEmpty() ? u"Install its package into the plugin path, or take it out."_s
                                   : suggestion,
              near}});
    }
    return unknown;
}

} // namespace

bool isNamed(const ui::Manifest &manifest, const QString &name)
{
    const QString last = name.section(u'.', -1);
    return manifest.answersTo(last) || manifest.id == last;
}

Sorted<Described> select(std::vector<Described> candidates, const Selection &selection,
                         const QHash<QString, QString> &statuses,
                         const std::vector<Rejected> &earlier)
{
    Sorted<Described> selected;
    const QStringList known = namesOf(candidates, earlier);
    for (Described &described : candidates) {
        if (auto verdict = turnDown(described, selection, statuses))
            selected.rejected.push_back(reject(std::move(described), std::move(*verdict)));
        else
            selected.accepted.push_back(std::move(described));
    }

    const auto rank = [&selection](const Described &described) {
        const bool isExternal = described.candidate.source == Source::External;
        qsizetype position = isExternal ? 0 : positionIn(selection.enabled, described.manifest);
        if (position < 0)
            position = selection.enabled.size(); // only `*` names it: behind the others
        return std::tuple(isExternal, position, described.manifest.id);
    };
    std::ranges::sort(selected.accepted, {}, rank);

    if (!selection.isDefault)
        std::ranges::move(unknownNames(selection.enabled, "ENABLED_PLUGINS"_L1, known),
                          std::back_inserter(selected.rejected));
    std::ranges::move(unknownNames(selection.disabled, "DISABLED_PLUGINS"_L1, known),
                      std::back_inserter(selected.rejected));
    return selected;
}

} // namespace outlet::registry
