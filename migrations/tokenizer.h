// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

namespace outlet::migrations {

enum class TokenKind {
    Word,   ///< keyword or unquoted name
    Number, ///< 1, 0x1f, 1.5e-3
    Quoted, ///< string, quoted name or dollar-quoted body, with its quotes and its prefix
    Symbol, ///< operator or punctuation
};

/** A piece of SQL between white space and comments; a place in the text that it was found in. */
struct Token
{
    TokenKind kind = TokenKind::Symbol;
    qsizetype start = 0;
    qsizetype length = 0;
    int line = 1; ///< where it begins, counted from 1

    QStringView in(QStringView text) const { return text.sliced(start, length); }
    qsizetype end() const { return start + length; }
};

/**
 * Takes SQL apart as the database's own scanner does. White space and comments give no tokens.
 *
 * What depends on the dialect: block comments nest (PostgreSQL); `[a]` and backticks quote names
 * (SQLite); dollar quotes, E'', B'', N'' and U&'' strings (PostgreSQL); which characters form one
 * operator. So `>=` is one token and `> =` are two, whatever the white space around them.
 *
 * Fails with InvalidArgument for a quote or comment that is never closed and for characters that no
 * SQL has outside quotes (control characters, backslash). `where` is `path:line`. Takes any text.
 */
Result<QList<Token>> tokenize(QStringView text, Dialect dialect, const QString &path = {});

/** `path:line`, or `line 3` without a path: how errors of this room name a place. */
QString placeOf(const QString &path, int line);

} // namespace outlet::migrations
