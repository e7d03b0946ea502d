// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace outlet::registry {

/** What the operator asked for. */
struct Selection
{
    QStringList enabled;   ///< `ENABLED_PLUGINS`, or the default; `*` means all
    bool isDefault = true; ///< nobody set it: its names need not exist
    QStringList disabled;  ///< `DISABLED_PLUGINS`; `*` means all
};

/**
 * Whether `name`, as an operator writes it, means this connector: its plugin name, id, an alias,
 * or a dotted class path whose last segment is one of these.
 */
bool isNamed(const ui::Manifest &manifest, const QString &name);

/**
 * Decides who takes part, and in which order: built-in in the order of `enabled`, then external by
 * id. First match wins: named in `disabled`; row `inactive`; external unless its manifest says
 * `"enabled": false`; built-in if in `enabled`. Pure.
 *
 * @param statuses the `plugins` table: name to status
 * @param earlier what was turned down before, so that its names do not count as unknown
 * Codes: not-enabled, disabled-by-environment, inactive, unknown-name (a rejection that stands for
 * the name).
 */
Sorted<Described> select(std::vector<Described> candidates, const Selection &selection,
                         const QHash<QString, QString> &statuses,
                         const std::vector<Rejected> &earlier);

} // namespace outlet::registry
