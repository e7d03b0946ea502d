// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/inventory.h"
#include "app/packages/limits.h"

#include <outlet/result.h>

#include <QByteArray>

namespace outlet::app::packages {

/** What came out of an archive. */
struct Extracted
{
    Inventory inventory;
    QByteArray inventoryText; ///< as it stands in the package
};

/**
 * Verifies a package and unpacks it into an empty folder, both in one pass: what is written is what
 * was judged. Regular files only, each made anew with mode 0644, never through a link, each with
 * the checksum that the inventory names; all that it names, and nothing else.
 *
 * The first fault ends it; what was written by then stays in the folder, which is a Stage.
 * @param folder descriptor of the folder
 */
Result<Extracted> extract(const QByteArray &archive, int folder, const Limits &limits);

} // namespace outlet::app::packages
