// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/candidates.h"

#include "app/api/describe.h"
#include "ui-schemas/jsonwriter.h"

#include <algorithm>
#include <iterator>

namespace outlet::app::cli {

using namespace Qt::StringLiterals;

namespace {

Listed listedOf(const registry::Connector &connector)
{
    return {connector.manifest.plugin, connector.manifest.versionText,
            &connector.candidate,      &connector.verdict,
            &connector.manifest,       &connector};
}

Listed listedOf(const registry::Rejected &rejected)
{
    const ui::Manifest *manifest = rejected.manifest ? &*rejected.manifest : nullptr;
    return {rejected.name(),
            manifest ? manifest->versionText : QString(),
            &rejected.candidate,
            &rejected.verdict,
            manifest,
            nullptr};
}

bool isCalled(const Listed &entry, const QString &name)
{
    return entry.name == name || entry.candidate->name == name ||
           (entry.manifest && (entry.manifest->id == name || entry.manifest->answersTo(name)));
}

} // namespace

std::vector<Listed> listed(const registry::Snapshot &snapshot)
{
    std::vector<Listed> result;
    result.reserve(snapshot.connectors.size() + snapshot.rejected.size());
    for (const registry::Connector &connector : snapshot.connectors)
        result.push_back(listedOf(connector));
    for (const registry::Rejected &rejected : snapshot.rejected)
        result.push_back(listedOf(rejected));
    return result;
}

std::vector<Listed> listedAs(const registry::Snapshot &snapshot, const QString &name)
{
    std::vector<Listed> result;
    std::ranges::copy_if(listed(snapshot), std::back_inserter(result),
                         [&](const Listed &entry) { return isCalled(entry, name); });
    return result;
}

void writeListed(ui::JsonWriter &json, const Listed &entry)
{
    api::writeCandidateMembers(json, {*entry.candidate, entry.manifest, *entry.verdict});
}

void writeManifest(ui::JsonWriter &json, const ui::Manifest &manifest)
{
    QStringList hooks;
    for (const ui::Hook hook : manifest.hooks)
        hooks += ui::nameOf(hook);
    QStringList fields;
    for (const ui::Field &field : manifest.fields)
        fields += field.name;
    json.member("aliases"_L1, manifest.aliases)
        .member("kind"_L1, ui::nameOf(manifest.kind))
        .member("description"_L1, api::orNull(manifest.description))
        .member("author"_L1, api::orNull(manifest.author))
        .member("license"_L1, api::orNull(manifest.license))
        .member("platform"_L1, manifest.platformOrEmpty().key)
        .member("table"_L1, api::orNull(manifest.table))
        .member("hooks"_L1, hooks)
        .member("fields"_L1, fields);
}

} // namespace outlet::app::cli
