// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <outlet/result.h>

#include <limits>
#include <optional>

namespace outlet::app::api {

/** The part of a list that a request asks for with `limit` and `cursor`; everything by default. */
struct Page
{
    static constexpr qsizetype largest = 1000; ///< that may be asked for at once

    qsizetype offset = 0;
    qsizetype limit = std::numeric_limits<qsizetype>::max();
    bool isWhole = true; ///< neither was given

    /** Index behind the last item of the page in a list of `total`. */
    qsizetype end(qsizetype total) const
    {
        return total - begin(total) > limit ? begin(total) + limit : total;
    }
    qsizetype begin(qsizetype total) const { return offset < total ? offset : total; }

    /** What to pass as `cursor` for the next page; a null string at the end of the list. */
    QString nextCursor(qsizetype total) const;
};

/**
 * Reads the two parameters. A cursor alone pages by 100.
 * Errors (InvalidArgument): a limit that is no whole number from 1 to 1000, a cursor that did not
 * come from an answer.
 */
Result<Page> readPage(const Request &request);

/**
 * The limit alone, for lists whose cursor is no number: nothing where neither was given, 100 for a
 * cursor alone. Errors: as above.
 */
Result<std::optional<qsizetype>> readLimit(const Request &request);

} // namespace outlet::app::api
