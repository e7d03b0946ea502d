// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui-schemas/version.h"

#include "ui-schemas/quote.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlet::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };

bool isIdentifier(const QString &text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](QChar c) {
        return isDigit(c) || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
    });
}

bool isNumeric(const QString &text)
{
    return !text.isEmpty() && std::ranges::all_of(text, isDigit);
}

bool hasLeadingZero(const QString &digits)
{
    return digits.size() > 1 && digits.front() == u'0';
}

Error badVersion(const QString &text, const QString &reason)
{
    return {
        ErrorCode::InvalidArgument,
        u"found %1, wanted a semantic version such as \"1.4.0\": %2"_s.arg(quoted(text), reason),
        u"Write three numbers with dots between them, and \"-rc.1\" behind them for a "
        u"pre-release."_s,
        {}};
}

Error badRange(const QString &text, const QString &reason)
{
    return {
        ErrorCode::InvalidArgument,
        u"found %1, wanted a version range such as \">=0.1 <1\": %2"_s.arg(quoted(text), reason),
        u"Write comparators (>=, >, <=, <, =) before versions, spaces between them, or \"*\"."_s,
        {}};
}

/** One to three numbers into `version`; the reason why not otherwise. */
QString readNumbers(const QStringList &parts, Version &version)
{
    const std::array<int *, 3> numbers{&version.major, &version.minor, &version.patch};
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QString &part = parts[i];
        if (!isNumeric(part))
            return u"%1 is not a number"_s.arg(quoted(part));
        if (hasLeadingZero(part))
            return u"%1 has a leading zero"_s.arg(quoted(part));
        bool fits = false;
        *numbers[size_t(i)] = part.toInt(&fits);
        if (!fits)
            return u"%1 is too large"_s.arg(quoted(part));
    }
    return {};
}

/** What stands behind the first `-`, without build metadata. */
QString readPrerelease(const QString &text, Version &version)
{
    version.prerelease = text.split(u'.');
    for (const QString &identifier : std::as_const(version.prerelease)) {
        if (!isIdentifier(identifier))
            return u"%1 is not a pre-release identifier"_s.arg(quoted(identifier));
        if (isNumeric(identifier) && hasLeadingZero(identifier))
            return u"%1 has a leading zero"_s.arg(quoted(identifier));
    }
    return {};
}

/** Reads `[numbers][-prerelease][+build]`; `exact` wants three numbers. Gives the reason if not. */
QString readVersion(const QString &text, bool exact, Version &version)
{
    const qsizetype plus = text.indexOf(u'+');
    const QString core = plus < 0 ? text : text.left(plus);
    if (plus >= 0) {
        const QStringList build = text.mid(plus + 1).split(u'.');
        if (!std::ranges::all_of(build, isIdentifier))
            return u"%1 is not build metadata"_s.arg(quoted(text.mid(plus)));
    }
    const qsizetype dash = core.indexOf(u'-');
    const QStringList numbers = (dash < 0 ? core : core.left(dash)).split(u'.');
    if (numbers.size() > 3 || (exact && numbers.size() < 3))
        return u"it has %1 of 3 numbers"_s.arg(core.isEmpty() ? 0 : numbers.size());
    if (dash >= 0 && numbers.size() < 3)
        return u"a pre-release needs three numbers before it"_s;
    const QString reason = readNumbers(numbers, version);
    if (!reason.isEmpty() || dash < 0)
        return reason;
    return readPrerelease(core.mid(dash + 1), version);
}

std::strong_ordering compareIdentifiers(const QString &a, const QString &b)
{
    const bool isANumber = isNumeric(a);
    const bool isBNumber = isNumeric(b);
    if (isANumber != isBNumber)
        return isANumber ? std::strong_ordering::less : std::strong_ordering::greater;
    if (isANumber && a.size() != b.size()) // no leading zeros: the longer is the larger
        return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}

} // namespace

Result<Version> Version::parse(const QString &text)
{
    Version version;
    const QString reason = readVersion(text, true, version);
    if (!reason.isEmpty())
        return std::unexpected(badVersion(text, reason));
    return version;
}

QString Version::toString() const
{
    QString text = u"%1.%2.%3"_s.arg(major).arg(minor).arg(patch);
    if (!prerelease.isEmpty())
        text += u'-' + prerelease.join(u'.');
    return text;
}

std::strong_ordering operator<=>(const Version &a, const Version &b)
{
    if (const auto order = a.major <=> b.major; order != 0)
        return order;
    if (const auto order = a.minor <=> b.minor; order != 0)
        return order;
    if (const auto order = a.patch <=> b.patch; order != 0)
        return order;
    if (a.prerelease.isEmpty() != b.prerelease.isEmpty()) // a pre-release is before its release
        return a.prerelease.isEmpty() ? std::strong_ordering::greater : std::strong_ordering::less;
    const qsizetype common = std::min(a.prerelease.size(), b.prerelease.size());
    for (qsizetype i = 0; i < common; ++i) {
        if (const auto order = compareIdentifiers(a.prerelease[i], b.prerelease[i]); order != 0)
            return order;
    }
    return a.prerelease.size() <=> b.prerelease.size();
}

Result<VersionRange> VersionRange::parse(const QString &text)
{
    static const std::array<std::pair<QStringView, Operator>, 5> operators{{
        {u">=", Operator::GreaterOrEqual},
        {u"<=", Operator::LessOrEqual},
        {u">", Operator::Greater},
        {u"<", Operator::Less},
        {u"=", Operator::Equal},
    }};
    VersionRange range;
    range.m_text = text.simplified();
    if (range.m_text == "*"_L1)
        return range;
    if (range.m_text.isEmpty())
        return std::unexpected(badRange(text, u"it is empty"_s));
    for (const QString &word : range.m_text.split(u' ')) {
        const auto *const match = std::ranges::find_if(
            operators, [&](const auto &o) { return word.startsWith(o.first); });
        const bool hasOperator = match != operators.end();
        Comparator comparator{hasOperator ? match->second : Operator::Equal, {}};
        const QString number = hasOperator ? word.mid(match->first.size()) : word;
        const QString reason = number.isEmpty() ? u"no version follows %1"_s.arg(quoted(word))
                                                : readVersion(number, false, comparator.version);
        if (!reason.isEmpty())
            return std::unexpected(badRange(text, reason));
        range.m_comparators.append(comparator);
    }
    return range;
}

bool VersionRange::contains(const Version &version) const
{
    return std::ranges::all_of(m_comparators, [&](const Comparator &comparator) {
        const auto order = version <=> comparator.version;
        switch (comparator.op) {
        case Operator::Equal:
            return order == 0;
        case Operator::Less:
            return order < 0;
        case Operator::LessOrEqual:
            return order <= 0;
        case Operator::Greater:
            return order > 0;
        case Operator::GreaterOrEqual:
            return order >= 0;
        }
        return false;
    });
}

} // namespace outlet::ui
