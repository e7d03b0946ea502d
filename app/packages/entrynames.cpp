// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packages/entrynames.h"

#include "ui-schemas/quote.h"

#include <QList>

#include <algorithm>
#include <cstring>
#include <optional>

namespace outlet::app::packages {

using namespace Qt::StringLiterals;

namespace {

const QString nameHint = u"Rename the file and run `outlet pack` again."_s;

bool isAllowed(char c)
{
    const auto isBetween = [c](char low, char high) { return c >= low && c <= high; };
    return isBetween('a', 'z') || isBetween('A', 'Z') || isBetween('0', '9') ||
           (c != '\0' && std::strchr("._-+,", c));
}

/** What is wrong with the characters of a name, in words; nothing: it is fine. */
std::optional<QString> faultOf(const QByteArray &name)
{
    if (name.isEmpty())
        return u"is empty"_s;
    if (name.startsWith('/'))
        return u"is an absolute path"_s;
    if (name.contains('\\'))
        return u"holds a backslash"_s;
    for (const QByteArray &part : name.split('/')) {
        if (part.isEmpty())
            return u"has an empty part"_s;
        if (part == "." || part == "..")
            return u"has a part \"%1\", which leads out of its folder"_s.arg(
                QLatin1StringView(part));
        if (part.startsWith('.'))
            return u"has a hidden part (it begins with a dot)"_s;
        const auto wrong = std::ranges::find_if_not(part, isAllowed);
        if (wrong != part.end())
            return u"holds the byte 0x%1"_s.arg(uint(uchar(*wrong)), 2, 16, QChar(u'0'));
    }
    return std::nullopt;
}

} // namespace

QString shownEntry(QByteArrayView name)
{
    return ui::quoted(QString::fromUtf8(name));
}

Result<void> EntryNames::add(QByteArrayView raw, bool isFolder)
{
    const QByteArray name = (isFolder && raw.endsWith('/') ? raw.chopped(1) : raw).toByteArray();
    const QString where = shownEntry(raw);
    if (++m_count > m_limits.entries)
        return fail(ErrorCode::LimitExceeded,
                    u"The package has more than %1 entries; the last one read is %2."_s.arg(
                        QString::number(m_limits.entries), where),
                    u"Leave out what the connector does not need, or raise package_max_entries."_s,
                    where);
    if (name.size() > m_limits.nameBytes)
        return fail(ErrorCode::LimitExceeded,
                    u"The name of the entry %1 has %2 bytes; the limit is %3."_s.arg(
                        where, QString::number(name.size()), QString::number(m_limits.nameBytes)),
                    u"Shorten it, or raise package_max_name_bytes."_s, where);
    if (const auto fault = faultOf(name))
        return fail(ErrorCode::InvalidArgument,
                    u"The name of the entry %1 %2; wanted a relative path of letters, digits and "
                    "\"._-+,\"."_s.arg(where, *fault),
                    nameHint, where);
    if (const qint64 depth = name.count('/') + 1; depth > m_limits.depth)
        return fail(ErrorCode::LimitExceeded,
                    u"The entry %1 lies %2 levels deep; the limit is %3."_s.arg(
                        where, QString::number(depth), QString::number(m_limits.depth)),
                    u"Use fewer folders, or raise package_max_depth."_s, where);

    for (qsizetype slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
        if (const auto taken = take(name.first(slash), true, false); !taken)
            return taken;
    }
    return take(name, isFolder, true);
}

Result<void> EntryNames::take(const QByteArray &name, bool isFolder, bool isEntry)
{
    Taken &there = m_taken[name.toLower()];
    const bool isNew = there.name.isEmpty();
    const bool isSameFolder =
        there.name == name && isFolder && there.isFolder && !(isEntry && there.isEntry);
    if (isNew || isSameFolder) {
        there = {name, isFolder, isEntry || there.isEntry};
        return {};
    }
    const QString where = shownEntry(name);
    if (there.name != name)
        return fail(ErrorCode::Conflict,
                    u"The entries %1 and %2 differ in upper and lower case only."_s.arg(
                        shownEntry(there.name), where),
                    nameHint, where);
    if (isFolder != there.isFolder)
        return fail(ErrorCode::Conflict,
                    u"The entry %1 is a file and also a folder of other entries."_s.arg(where),
                    u"Make the package with `outlet pack`."_s, where);
    return fail(ErrorCode::Conflict, u"The package has the entry %1 twice."_s.arg(where),
                u"Make the package with `outlet pack`."_s, where);
}

} // namespace outlet::app::packages
