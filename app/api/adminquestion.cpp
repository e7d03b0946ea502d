// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/adminquestion.h"

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

Reply momentary(ui::JsonWriter &json)
{
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

std::optional<QString> parameter(const Request &request, const QString &name)
{
    const auto found =
        std::ranges::find(request.query, name, [](const auto &entry) { return entry.first; });
    return found == request.query.end() ? std::nullopt : std::optional(found->second);
}

std::expected<bool, InvalidValue> flag(const Request &request, const QString &name)
{
    const auto text = parameter(request, name);
    if (!text || *text == "false"_L1)
        return false;
    if (*text == "true"_L1 || text->isEmpty())
        return true;
    return std::unexpected(
        InvalidValue{.type = u"bool_parsing"_s,
                     .where = {u"query"_s, name},
                     .message = u"Input should be a valid boolean, unable to interpret input"_s,
                     .input = *text,
                     .context = {}});
}

std::expected<migrations::UninstallMode, InvalidValue> dataMode(const Request &request)
{
    const QString word = parameter(request, u"data"_s).value_or(u"keep"_s);
    if (const auto mode = migrations::uninstallModeNamed(word))
        return *mode;
    return std::unexpected(
        InvalidValue{.type = u"enum"_s,
                     .where = {u"query"_s, u"data"_s},
                     .message = u"Input should be 'keep', 'archive' or 'drop'"_s,
                     .input = word,
                     .context = {{u"expected"_s, u"'keep', 'archive' or 'drop'"_s}}});
}

Error nobodyChanges()
{
    return {ErrorCode::Unavailable, u"Nobody changes plugins here"_s, {}, {}};
}

} // namespace outlet::app::api
