// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/dialect.h"

#include <outlet/result.h>

#include <QString>

#include <optional>

namespace outlet::migrations {

/** Which way a script changes the database. */
enum class Direction { Up, Down };

/** What a script's file name says: `0002_add_index.postgresql.down.sql`. */
struct ScriptName
{
    int number = 0;                 ///< 1 to 9999
    QString name;                   ///< `add_index`
    std::optional<Dialect> dialect; ///< none: for every dialect
    Direction direction = Direction::Up;

    /** `0002_add_index`: what stands in the history. Number and name together. */
    QString id() const;

    friend bool operator==(const ScriptName &, const ScriptName &) = default;
};

/** `NNNN_name[.sqlite|.postgresql].up.sql`, and so on: the wanted grammar, for messages. */
QString scriptNameGrammar();

/**
 * Takes a file name (no directory) apart. Fails with InvalidArgument, a message naming the file
 * and what is wrong with it, and the grammar as hint.
 */
Result<ScriptName> parseScriptName(const QString &fileName);

/** The number in front of an id of the history; 0 if it has none. */
int numberOfId(const QString &id);

/** `0007`: a number as file names have it. */
QString fourDigits(int number);

} // namespace outlet::migrations
