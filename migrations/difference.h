// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/statement.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::migrations {

/** One place where a file no longer says what was applied. */
struct Difference
{
    enum class Kind {
        Changed, ///< a statement says something else
        Added,   ///< a statement that was not applied
        Gone,    ///< a statement that was applied and is no longer in the file
    };

    Kind kind = Kind::Changed;
    int statement = 0; ///< from 1; in the file, or where it is gone, in what was applied
    int line = 0;      ///< in the file; 0 where it is gone
    QString text;      ///< the statement, shortened
    QString found;     ///< the tokens from the first to the last that differ; empty: none
    QString applied;   ///< the same of what was applied

    friend bool operator==(const Difference &, const Difference &) = default;
};

/**
 * Where two scripts differ, by their tokens and without the case of keywords: empty exactly where
 * checksumOf() is equal. Statements that are alike at the beginning and at the end are paired, so
 * that one that was added or taken out is told as such. Pure.
 */
QList<Difference> findDifferences(const QList<Statement> &found, const QList<Statement> &applied,
                                  Dialect dialect);

/** `0001_a.up.sql, line 3: statement 2 (CREATE TABLE a …): found TEXT, applied UUID` */
QString sentenceOf(const Difference &difference, const QString &path);

} // namespace outlet::migrations
