// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/statement.h"

#include <QList>
#include <QString>

namespace outlet::migrations {

/**
 * SHA-256 over the tokens of a script, as 64 hexadecimal digits.
 *
 * White space, comments, empty statements and the last `;` do not count: a reformatted file is no
 * drift. Everything else does, so a changed statement always is. That includes the case of keywords
 * and unquoted names: databases report names as they were written when the table was made (SQLite),
 * so folding would hide changes that readers of the table can see.
 *
 * The value is stored in databases: it must stay the same in all later versions.
 */
QString checksumOf(const QList<Statement> &statements);

} // namespace outlet::migrations
