// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/fault.h"
#include "migrations/migration.h"

#include <QList>
#include <QString>

#include <expected>

namespace outlet::migrations {

/** A statement that deletes something, locks a table for long, or breaks who uses it. */
struct LintWarning
{
    QString rule; ///< `drop-column`: a word for programs
    QString path;
    int line = 1;
    QString statement; ///< shortened
    QString reason;    ///< a sentence
    QString remedy;    ///< the next thing to do

    friend bool operator==(const LintWarning &, const LintWarning &) = default;
};

/**
 * Judges the statements of an up script by their tokens. What a script does to a table that it made
 * itself is never warned of: nobody uses it yet. Statements in the bodies of functions and triggers
 * are not looked at: they do not run now. Pure.
 */
QList<LintWarning> lint(const Migration &up, Dialect dialect);

/**
 * All up scripts of a folder, as each of `dialects` runs them; by file and line, each warning once.
 * The failure is that of readMigrations(). Down scripts are there to delete: they are not judged.
 */
std::expected<QList<LintWarning>, Failure> lintDirectory(const QString &directory,
                                                         const QList<Dialect> &dialects);

} // namespace outlet::migrations
