// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/conditional.h"

#include "tests/fuzz/targets.h"

namespace outlet::tests::fuzz {

/** The bytes as `Accept-Encoding` and as `If-None-Match`. */
void conditional(std::string_view bytes)
{
    using app::api::Coding;
    const QByteArray value(bytes.data(), qsizetype(bytes.size()));
    const Coding without = app::api::chooseCoding(value, false);
    require(without != Coding::Gzip, "nobody gets what is not there");
    const Coding with = app::api::chooseCoding(value, true);
    require(with != Coding::Gzip || value.toLower().contains("gzip") || value.contains('*'),
            "gzip goes to those who take it");
    require(with != Coding::None || without == Coding::None, "more to choose from refuses no more");
    const QByteArray tag = "\"0123456789abcdef\"";
    require(!app::api::isNamedBy(value, tag) || value.contains(tag) || value.contains('*'),
            "a tag matches only where it stands");
    if (!value.contains('"') && !value.contains('\\') && !value.trimmed().isEmpty())
        require(app::api::isNamedBy("\"other\", W/" + tag, tag), "a weak tag in a list matches");
}

} // namespace outlet::tests::fuzz
