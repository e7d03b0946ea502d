// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"
#include "migrations/fault.h"
#include "migrations/script.h"
#include "migrations/statement.h"

#include <QList>
#include <QString>

#include <expected>

namespace outlet::migrations {

/** A script that is known to be a list of permitted statements: one step, ready to run. */
struct Migration
{
    QString id; ///< `0001_create_configurations`
    int number = 0;
    QString path;                ///< the file, for messages
    QList<Statement> statements; ///< may be empty only for a script of one dialect
    QString checksum;            ///< checksumOf(statements)
};

/** Both directions of a folder, by number. */
struct Migrations
{
    QList<Migration> ups;
    QList<Migration> downs;
};

/**
 * Splits a script and judges its statements; all problems at once. An up script for every dialect
 * without a statement is refused: it is a file that was cut off. Those of one dialect may be empty
 * (nothing to do there), and so may down scripts.
 */
std::expected<Migration, Problems> parseMigration(const Script &script, Dialect dialect);

/**
 * Reads and parses a whole folder, so that every wrong file is known before the first change. The
 * fault is always SourceInvalid.
 */
std::expected<Migrations, Failure> readMigrations(const QString &directory, Dialect dialect,
                                                  qint64 scriptLimit = defaultScriptLimit);

} // namespace outlet::migrations
