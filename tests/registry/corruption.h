// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QRandomGenerator>

namespace outlet::tests {

/**
 * A module with something wrong in it, as disks, networks and bad packages make it: bits flipped,
 * the end cut off, a block of zeroes, two chunks swapped, a number replaced by an extreme one.
 * Half of the damage hits the ELF head and the embedded metadata, where a reader looks.
 */
QByteArray corrupted(QByteArray module, QRandomGenerator &random);

} // namespace outlet::tests
