// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/limits.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace outlet::app::packages {

/** What the directory at the end of a ZIP says of one of its entries. */
struct SurveyedEntry
{
    QByteArray name;
    qint64 offset = 0;   ///< of its head in the archive
    qint64 packed = 0;   ///< bytes
    qint64 unpacked = 0; ///< bytes; what it claims

    bool isFolder() const { return name.endsWith('/'); }
};

/**
 * Looks at the frame of a ZIP before anything is unpacked: its directory must end where the file
 * ends, its entries must lie one behind the other from the first byte on: regular files and
 * folders, none encrypted, stored or deflated, with names that EntryNames takes, and what they
 * claim must be within the limits.
 *
 * This only refuses: what is unpacked must have the same names and sizes.
 * @return the entries in the order in which they lie in the archive
 */
Result<QList<SurveyedEntry>> survey(QByteArrayView archive, const Limits &limits);

/** Whether that many bytes may come out of this entry. A little is always allowed. */
Result<void> checkGrowth(const SurveyedEntry &entry, qint64 unpacked, const Limits &limits);

} // namespace outlet::app::packages
