// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <utility>

namespace outlet::app::http {

/** A request target, taken apart and decoded, once. */
struct Target
{
    QStringList
        segments; ///< of the path; a trailing slash adds an empty one, `/` alone is one empty
    QList<std::pair<QString, QString>> query; ///< in order; a key without `=` has an empty value
};

/**
 * Parses `/path?query` (origin form, nothing decoded yet). Pure.
 *
 * The path is split at `/` first and decoded afterwards, so that `%2F` stays inside its segment.
 * In the query `+` is a space.
 * Errors (InvalidArgument, `where` is the target): no leading slash, a `%` that two hexadecimal
 * digits do not follow, bytes that are not UTF-8, control characters (`%00` is one).
 */
Result<Target> parseTarget(const QByteArray &target);

} // namespace outlet::app::http
