// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/page.h"

#include "tests/fuzz/targets.h"

namespace outlet::tests::fuzz {

using namespace Qt::StringLiterals;

/** The bytes are limit and cursor, with a line end between them. */
void page(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
    const qsizetype middle = text.indexOf(u'\n');
    app::api::Request request;
    request.query = {{u"limit"_s, text.left(middle)}};
    if (middle >= 0)
        request.query.append({u"cursor"_s, text.sliced(middle + 1)});
    const auto read = app::api::readPage(request);
    if (!read)
        return;
    require(read->limit >= 1 && read->limit <= app::api::Page::largest && read->offset >= 0,
            "a page has a length and a place");
    for (const qsizetype total : {0, 1, 5, 1000, 100'000}) {
        const qsizetype begin = read->begin(total);
        const qsizetype end = read->end(total);
        require(begin >= 0 && begin <= end && end <= total && end - begin <= read->limit,
                "a page lies in its list");
        require(read->nextCursor(total).isNull() == (end == total),
                "there is a cursor as long as there is more");
    }
}

} // namespace outlet::tests::fuzz
