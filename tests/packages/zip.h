// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace outlet::tests {

/** An entry of a ZIP, with everything that can be wrong about one. */
struct ZipEntry
{
    QByteArray name;
    QByteArray content;
    quint32 mode = 0100644; ///< st_mode of its kind
    quint16 flags = 0;
    std::optional<quint16> method = {};        ///< claimed; it is deflated whatever this says
    std::optional<QByteArray> localName = {};  ///< where its contents are
    std::optional<quint32> claimedSize = {};   ///< in both places
    std::optional<quint32> claimedPacked = {}; ///< in both places
    std::optional<quint32> checksum = {};
    std::optional<quint32> offset = {}; ///< where its contents are said to be
};

/** What is wrong with the frame. */
struct ZipFrame
{
    QByteArray before = {}; ///< in front of the first entry
    QByteArray after = {};  ///< behind the end
    QByteArray comment = {};
    int moreEntries = 0; ///< that the end counts
    quint16 disk = 0;
};

/** Writes a ZIP byte by byte, as it is told. */
QByteArray zip(const QList<ZipEntry> &entries, const ZipFrame &frame = {});

} // namespace outlet::tests
