// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/inventory.h"
#include "app/packages/limits.h"
#include "ui-schemas/manifest.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QString>

#include <expected>

namespace outlet::app::packages {

/** A package, ready to be written. */
struct Packed
{
    QByteArray archive;
    Inventory inventory;

    QString fileName() const; ///< `<id>-<version>.zip`
};

/**
 * Makes a package of a connector's folder (`<id>.so`, `migrations/`, `icon.svg`, ...). Equal
 * folders give equal bytes: sorted, without times, owners and modes. Every problem is told; what
 * the limits of installing would refuse is refused here.
 */
std::expected<Packed, Problems> pack(const QString &directory, const Limits &limits,
                                     const ui::ManifestLimits &manifestLimits);

} // namespace outlet::app::packages
