// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::migrations {

/** One statement of a script, as it goes to the database: drivers take one at a time. */
struct Statement
{
    QString text;       ///< from its first token to its last, without the `;`
    int line = 1;       ///< where it begins in the script
    QStringList tokens; ///< the same without white space and comments
};

/**
 * Splits a script at the `;` that end statements: not at those in quotes, comments, parentheses,
 * trigger bodies (SQLite, up to `; END;`) and `BEGIN ATOMIC` bodies (PostgreSQL). Statements
 * without a token are dropped; a script of comments has none.
 *
 * Fails with InvalidArgument where the tokenizer does, and for a body or a parenthesis that is
 * never closed. `where` is `path:line`.
 */
Result<QList<Statement>> splitStatements(const QString &script, Dialect dialect,
                                         const QString &path = {});

/**
 * One problem per statement that must not be in a migration: whatever begins or ends transactions
 * (the runner wraps each step in one, with its row of the history), attaches databases, changes the
 * connection (PRAGMA), cannot run in a transaction (VACUUM) or needs a stream (COPY).
 */
Problems findRefused(const QList<Statement> &statements, const QString &path = {});

/** The line in the script of one of a statement's tokens; of its last one if there are not so many.
 */
int lineOfToken(const Statement &statement, qsizetype index, Dialect dialect);

/** A statement on one line, cut to `most` characters: for messages. */
QString shortened(const QString &statement, qsizetype most = 160);

} // namespace outlet::migrations
