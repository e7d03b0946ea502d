// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/scriptname.h"

#include <outlet/result.h>

#include <QList>
#include <QString>

#include <expected>
#include <optional>

namespace outlet::migrations {

/** One file of a migrations folder, read. A value. */
struct Script
{
    QString id;     ///< `0001_create_configurations`
    int number = 0; ///< 1
    QString name;   ///< `create_configurations`
    Direction direction = Direction::Up;
    std::optional<Dialect> dialect; ///< none: written for every dialect
    QString path;                   ///< the file, for messages
    QString text;                   ///< LF line ends, no byte order mark, no NUL
};

/** What a folder has for one dialect; both lists by number, at most one script per number. */
struct Scripts
{
    QList<Script> ups;
    QList<Script> downs;
};

/** The largest script that is read unless the caller says else: 1 MiB. */
inline constexpr qint64 defaultScriptLimit = qint64(1) << 20;

/**
 * Reads the scripts of a folder (also of a resource, `:/...`) that count for `dialect`: a file of
 * that dialect beats the general one, files of other dialects are left out. Files that do not end
 * in `.sql` are ignored.
 *
 * Collects all problems: a `.sql` file with a wrong name, two files for one number, a number that
 * has no file for this dialect, a down script without its up script, files that cannot be read, are
 * no regular files, exceed `limit` bytes, are not UTF-8 or have NUL bytes. Numbers that are skipped
 * are the planner's business. A folder that does not exist is NotFound; an empty one has no
 * scripts.
 */
std::expected<Scripts, Problems> readScripts(const QString &directory, Dialect dialect,
                                             qint64 limit = defaultScriptLimit);

} // namespace outlet::migrations
