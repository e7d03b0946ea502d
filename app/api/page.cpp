// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/page.h"

#include "ui-schemas/quote.h"

#include <algorithm>
#include <optional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

/** The last value of that name; null where there is none. */
QString valueOf(const Request &request, QLatin1StringView name)
{
    QString value;
    for (const auto &[key, text] : request.query) {
        if (key == name)
            value = text;
    }
    return value;
}

/** A plain decimal number: no sign, no white space, nothing that toLongLong() forgives. */
std::optional<qsizetype> wholeNumber(const QString &text)
{
    const bool isPlain = std::ranges::all_of(text, [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool isOk = false;
    const qlonglong number = text.toLongLong(&isOk);
    return isPlain && isOk ? std::optional<qsizetype>(number) : std::nullopt;
}

} // namespace

QString Page::nextCursor(qsizetype total) const
{
    return end(total) < total ? QString::number(end(total)) : QString();
}

Result<std::optional<qsizetype>> readLimit(const Request &request)
{
    const QString limit = valueOf(request, "limit"_L1);
    if (limit.isNull() && valueOf(request, "cursor"_L1).isNull())
        return std::nullopt;
    const auto count = limit.isNull() ? std::optional<qsizetype>(100) : wholeNumber(limit);
    if (!count || *count < 1 || *count > Page::largest)
        return fail(ErrorCode::InvalidArgument,
                    u"limit is %1; it has to be a whole number from 1 to %2"_s.arg(
                        ui::quoted(limit), QString::number(Page::largest)),
                    u"Leave limit and cursor out to get everything"_s, u"limit"_s);
    return count;
}

Result<Page> readPage(const Request &request)
{
    const auto limit = readLimit(request);
    if (!limit)
        return std::unexpected(limit.error());
    Page page;
    if (!*limit)
        return page;
    page.isWhole = false;
    const QString cursor = valueOf(request, "cursor"_L1);
    const auto offset = cursor.isNull() ? std::optional<qsizetype>(0) : wholeNumber(cursor);
    if (!offset)
        return fail(ErrorCode::InvalidArgument,
                    u"cursor is %1, which no answer gave"_s.arg(ui::quoted(cursor)),
                    u"Pass the next_cursor of the previous page, or no cursor for the first"_s,
                    u"cursor"_s);
    page.limit = **limit;
    page.offset = *offset;
    return page;
}

} // namespace outlet::app::api
