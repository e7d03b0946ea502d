// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace outlet::migrations {

/**
 * A token as checksums and comparisons see it: keywords and built-in types in upper case,
 * everything else as it is. Names keep their case, since SQLite reports them as they were written;
 * a name that is also a keyword is the one exception, and neither database tells its spellings
 * apart.
 *
 * The list is part of every checksum: words are never added nor removed.
 */
QString foldedToken(const QString &token);

} // namespace outlet::migrations
