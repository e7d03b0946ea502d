// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For the registry's own files.

#include "registry/pluginregistry.h"

#include <QSet>

#include <algorithm>

namespace outlet::registry {

struct PluginRegistry::Rows
{
    QHash<QString, QString> statuses;
    QHash<QString, QStringList> options;
};

/** From the candidates of the search paths to the parts of a snapshot. */
struct PluginRegistry::Run
{
    Rows rows;
    QSet<QString> anew = {}; ///< ids of those that are loaded anew though they have not changed
    bool isThorough = false; ///< nothing is believed to be as it was
    std::vector<Rejected> rejected = {};
    std::vector<Described> plugins = {}; ///< still in, in list order
    QStringList startOrder = {};
    QStringList running = {};                        ///< ids
    QHash<QString, migrations::Report> reports = {}; ///< by id

    bool has(const QString &id) const
    {
        return std::ranges::any_of(
            plugins, [&](const Described &plugin) { return plugin.manifest.id == id; });
    }
};

} // namespace outlet::registry
