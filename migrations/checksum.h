// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/statement.h"

#include <QList>
#include <QString>

namespace outlet::migrations {

/**
 * SHA-256 over the tokens of a script, as 64 hexadecimal digits.
 *
 * White space, comments, empty statements, the last `;` and the case of keywords (foldedToken()) do
 * not count: a reformatted file is no drift. Everything else does, so a changed statement always
 * is. That includes the case of unquoted names: SQLite reports them as they were written when the
 * table was made, so folding would hide changes that readers of the table can see.
 *
 * The value is stored in databases: it must stay the same in all later versions.
 */
QString checksumOf(const QList<Statement> &statements);

/**
 * The text that is kept of a step beside its checksum, so that a later difference can be named: its
 * tokens, a blank between them, ` ;` and a line end after each statement. splitStatements() makes
 * statements with the same tokens of it.
 */
QString normalisedText(const QList<Statement> &statements);

} // namespace outlet::migrations
