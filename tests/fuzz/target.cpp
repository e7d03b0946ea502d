// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/target.h"
#include "tests/fuzz/targets.h"

#include <QUrl>

#include <algorithm>

namespace outlet::tests::fuzz {

namespace {

bool isText(const QString &text)
{
    return std::ranges::none_of(text,
                                [](QChar c) { return c.unicode() < 0x20 || c == QChar(0x7f); });
}

} // namespace

void target(std::string_view bytes)
{
    const QByteArray given(bytes.data(), qsizetype(bytes.size()));
    const auto parsed = app::http::parseTarget(given);
    if (!parsed) {
        require(!parsed.error().message.isEmpty(), "an error says what is wrong");
        return;
    }
    require(given.startsWith('/') && !parsed->segments.isEmpty(), "a target begins with a slash");
    require(std::ranges::all_of(parsed->segments, isText), "no control character gets through");
    for (const auto &[key, value] : parsed->query)
        require(isText(key) && isText(value), "no control character gets through a query");
    // Written again and read again it is the same.
    QByteArray again;
    for (const QString &segment : parsed->segments)
        again += '/' + QUrl::toPercentEncoding(segment);
    const auto second = app::http::parseTarget(again);
    require(second && second->segments == parsed->segments, "a path survives being written again");
}

} // namespace outlet::tests::fuzz
