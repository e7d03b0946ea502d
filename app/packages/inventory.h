// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/limits.h"

#include <outlet/result.h>

#include <QByteArray>
#include <QMap>
#include <QString>

namespace outlet::app::packages {

/** The file that says what a package holds; always its first entry. */
inline constexpr QByteArrayView inventoryName = "package.json";

/** `package.json`: `{"format":1,"id","version","files":{"<path>":"<SHA-256 in hex>"}}` */
struct Inventory
{
    QString id;
    QString version;                    ///< semver, as written
    QMap<QByteArray, QByteArray> files; ///< path in the package to its SHA-256 in lower-case hex

    friend bool operator==(const Inventory &, const Inventory &) = default;
};

/** The most bytes that the inventory of a package within the limits may need. */
qint64 inventoryBytes(const Limits &limits);

/** The first fault is told; every name in it is one that EntryNames takes. */
Result<Inventory> readInventory(const QByteArray &text, const Limits &limits);

/** Compact, sorted: equal inventories have equal bytes. */
QByteArray inventoryText(const Inventory &inventory);

/** SHA-256 in lower-case hex. */
QByteArray sha256(QByteArrayView bytes);

/** `<version>-<first 8 digits of the SHA-256 of the inventory>`: the folder of these contents. */
QString folderFor(const Inventory &inventory, QByteArrayView text);

} // namespace outlet::app::packages
