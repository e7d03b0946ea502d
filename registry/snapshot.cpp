// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/snapshot.h"

#include "registry/icon.h"
#include "registry/parallel.h"
#include "ui-schemas/form.h"
#include "ui-schemas/jsonschema.h"

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

/** What is served of one connector; none where it has no destination, and so no form. */
void makeDocuments(Connector &connector, const QHash<QString, QStringList> &options)
{
    const ui::Manifest &manifest = connector.manifest;
    if (!manifest.platform)
        return;
    const auto offered = options.find(manifest.platform->key);
    if (offered != options.end())
        connector.platformOptions = *offered;
    else
        connector.platformOptions.reset();
    connector.form = makeDocument(ui::formJson(manifest, connector.platformOptions));
    connector.schema = LateDocument([manifest, offers = connector.platformOptions] {
        return ui::schemaJson(manifest, offers);
    });
    if (!connector.icon) {
        if (auto svg = readIcon(connector.candidate))
            connector.icon = makeDocument(std::move(*svg), "image/svg+xml");
    }
}

} // namespace

const Connector *Snapshot::find(const QString &name) const
{
    const auto index = byName.find(name);
    return index == byName.end() ? nullptr : &connectors[size_t(*index)];
}

std::vector<const Rejected *> Snapshot::rejectedAs(const QString &name) const
{
    std::vector<const Rejected *> found;
    for (const Rejected &entry : rejected) {
        const bool isMeant =
            entry.candidate.name == name ||
            (entry.manifest && (entry.manifest->answersTo(name) || entry.manifest->id == name));
        if (isMeant)
            found.push_back(&entry);
    }
    return found;
}

QStringList Snapshot::knownNames() const
{
    QStringList names;
    const auto add = [&names](const ui::Manifest &manifest) {
        names << manifest.plugin << manifest.id << manifest.aliases;
    };
    for (const Connector &connector : connectors)
        add(connector.manifest);
    for (const Rejected &entry : rejected) {
        if (entry.manifest)
            add(*entry.manifest);
        else if (entry.verdict.code != VerdictCode::UnknownName) // only somebody's wish
            names << entry.candidate.name;
    }
    names.removeDuplicates();
    return names;
}

SnapshotPtr buildSnapshot(Draft draft, const QHash<QString, QStringList> &options,
                          quint64 generation)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->generation = generation;
    snapshot->builtAt = QDateTime::currentDateTimeUtc();
    snapshot->paths = std::move(draft.paths);
    snapshot->connectors = std::move(draft.connectors);
    snapshot->rejected = std::move(draft.rejected);

    std::vector<Connector> &connectors = snapshot->connectors;
    forEachIndex(connectors.size(), 32, [&](size_t i) { makeDocuments(connectors[i], options); });
    QList<QByteArray> forms;
    QList<ui::Manifest> tiles;
    for (qsizetype index = 0; const Connector &connector : connectors) {
        const ui::Manifest &manifest = connector.manifest;
        snapshot->byName.insert(manifest.plugin, index);
        for (const QString &alias : manifest.aliases)
            snapshot->byName.insert(alias, index);
        ++index;
        if (!manifest.platform)
            continue;
        forms.append(connector.form.body);
        tiles.append(manifest);
    }
    snapshot->list = makeDocument(ui::listJson(forms));
    snapshot->tiles = makeDocument(ui::tilesJson(tiles));
    return snapshot;
}

} // namespace outlet::registry
