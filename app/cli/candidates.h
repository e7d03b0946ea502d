// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/snapshot.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace outlet::ui {
class JsonWriter;
}

namespace outlet::app::cli {

/** Accepted and rejected alike, as far as listings treat them alike. Lends from a snapshot. */
struct Listed
{
    QString name;    ///< the plugin's, or that of its folder where no manifest could be read
    QString version; ///< empty where no manifest could be read
    const registry::Candidate *candidate = nullptr;
    const registry::Verdict *verdict = nullptr;
    const ui::Manifest *manifest = nullptr;         ///< null where none could be read
    const registry::Connector *connector = nullptr; ///< null for a rejected one

    bool isGood() const { return registry::isGood(verdict->code); }
};

/** Those in force in list order, then the rejected ones in pipeline order. */
std::vector<Listed> listed(const registry::Snapshot &snapshot);

/** Those that have the name: plugin, id, alias or folder. */
std::vector<Listed> listedAs(const registry::Snapshot &snapshot, const QString &name);

/** What the API says about a candidate, as members of an object that is open. */
void writeListed(ui::JsonWriter &json, const Listed &entry);

/** The rest that a manifest says, as members of an object that is open. */
void writeManifest(ui::JsonWriter &json, const ui::Manifest &manifest);

} // namespace outlet::app::cli
