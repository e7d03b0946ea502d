// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/uuid.h"

#include <array>

namespace outlet::app::api {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<qsizetype, 5> groupStarts = {0, 9, 14, 19, 24};
constexpr std::array<qsizetype, 5> groupLengths = {8, 4, 4, 4, 12};

bool isHexDigit(QChar character)
{
    const char16_t c = character.unicode();
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

/** The text without braces or `urn:uuid:`, and how many characters went in front. */
struct Unwrapped
{
    QStringView uuid;
    qsizetype offset = 0;
};

Unwrapped unwrap(const QString &text)
{
    if (text.size() > 1 && text.startsWith(u'{') && text.endsWith(u'}'))
        return {QStringView(text).sliced(1).chopped(1), 1};
    if (text.startsWith("urn:uuid:"_L1))
        return {QStringView(text).sliced(9), 9};
    return {text, 0};
}

QString badCharacter(const Unwrapped &part, qsizetype index)
{
    const bool isPair = part.uuid[index].isHighSurrogate() && index + 1 < part.uuid.size();
    return u"invalid character: expected an optional prefix of `urn:uuid:` followed by "
           "[0-9a-fA-F-], found `%1` at %2"_s.arg(part.uuid.sliced(index, isPair ? 2 : 1))
               .arg(index + part.offset + 1);
}

QString badGroup(const QList<qsizetype> &hyphens, qsizetype end)
{
    qsizetype group = 0;
    while (group < 4 && hyphens[group] == groupStarts[size_t(group) + 1] - 1)
        ++group;
    const qsizetype bound = group < 4 ? hyphens[group] : end;
    return u"invalid group length in group %1: expected %2, found %3"_s.arg(group)
        .arg(groupLengths[size_t(group)])
        .arg(bound - groupStarts[size_t(group)]);
}

/** What is wrong with a text that is no uuid, as the portal's library puts it. */
QString complaint(const QString &text)
{
    const Unwrapped part = unwrap(text);
    QList<qsizetype> hyphens;
    for (qsizetype i = 0; i < part.uuid.size(); ++i) {
        if (part.uuid[i] == u'-')
            hyphens.append(i);
        else if (!isHexDigit(part.uuid[i]))
            return badCharacter(part, i);
    }
    if (hyphens.isEmpty() && part.offset == 0)
        return u"invalid length: expected length 32 for simple format, found %1"_s.arg(text.size());
    if (hyphens.size() != 4)
        return u"invalid group count: expected 5, found %1"_s.arg(hyphens.size() + 1);
    return badGroup(hyphens, part.uuid.size());
}

bool isUuid(const Unwrapped &part)
{
    const bool isSimple = part.offset == 0 && part.uuid.size() == 32;
    if (!isSimple && part.uuid.size() != 36)
        return false;
    for (qsizetype i = 0; i < part.uuid.size(); ++i) {
        const bool isBreak = !isSimple && (i == 8 || i == 13 || i == 18 || i == 23);
        if (isBreak ? part.uuid[i] != u'-' : !isHexDigit(part.uuid[i]))
            return false;
    }
    return true;
}

} // namespace

std::expected<QString, InvalidValue> readUuid(const QString &text, const QString &parameter)
{
    const Unwrapped part = unwrap(text);
    if (isUuid(part)) {
        QString uuid = part.uuid.toString().toLower().remove(u'-');
        for (const qsizetype position : {8, 13, 18, 23})
            uuid.insert(position, u'-');
        return uuid;
    }
    const QString error = complaint(text);
    return std::unexpected(InvalidValue{
        .type = u"uuid_parsing"_s,
        .where = {u"path"_s, parameter},
        .message = u"Input should be a valid UUID, "_s + error,
        .input = text,
        .context = {{u"error"_s, error}},
    });
}

} // namespace outlet::app::api
