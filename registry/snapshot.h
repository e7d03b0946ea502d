// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/engine.h"
#include "registry/candidate.h"
#include "registry/document.h"

#include <QDateTime>
#include <QHash>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace outlet::registry {

/** An accepted connector with everything that requests need of it. */
struct Connector
{
    Candidate candidate;
    ui::Manifest manifest;
    Verdict verdict; ///< one of the good ends
    migrations::Report migrations;
    std::optional<QStringList> platformOptions; ///< nullopt: not configured in the database
    Document form;
    std::optional<Document> icon;
    LateDocument schema = {}; ///< of a configuration, for form libraries
};

/**
 * The registry in force: an immutable value. A request keeps the one it began with.
 */
struct Snapshot
{
    quint64 generation = 0;
    QDateTime builtAt; ///< UTC
    QList<SearchPath> paths;
    std::vector<Connector> connectors; ///< in list order
    std::vector<Rejected> rejected;    ///< in pipeline order
    QHash<QString, qsizetype> byName;  ///< plugin names and aliases to an index of connectors
    Document list;
    Document tiles;

    /** By plugin name or alias, exact; null when nothing in force has the name. */
    const Connector *find(const QString &name) const;

    /** Everything that was turned down under this name: plugin, id, alias or folder. */
    std::vector<const Rejected *> rejectedAs(const QString &name) const;

    /** Every name that somebody could mean, for suggestions. */
    QStringList knownNames() const;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/** Parts that are settled before the answers are made. */
struct Draft
{
    QList<SearchPath> paths;
    std::vector<Connector>
        connectors; ///< `form`, `schema`, `icon` and `platformOptions` not yet filled in
    std::vector<Rejected> rejected;
};

/**
 * Makes the ready answers. Pure but for reading the icons.
 * @param options platform key to what the database offers for it
 */
SnapshotPtr buildSnapshot(Draft draft, const QHash<QString, QStringList> &options,
                          quint64 generation);

} // namespace outlet::registry
