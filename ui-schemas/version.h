// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QStringList>

#include <compare>

namespace outlet::ui {

/** A semantic version (semver.org 2.0.0): `MAJOR.MINOR.PATCH[-prerelease][+build]`. */
struct Version
{
    int major = 0;
    int minor = 0;
    int patch = 0;
    QStringList prerelease; ///< dot-separated identifiers; empty for a release

    /** Parses strictly: three numbers, no leading zeros. */
    static Result<Version> parse(const QString &text);

    QString toString() const;

    /** Precedence by semver 2.0.0 section 11; build metadata does not count. */
    friend std::strong_ordering operator<=>(const Version &a, const Version &b);
    friend bool operator==(const Version &a, const Version &b) { return (a <=> b) == 0; }
};

/**
 * A range: comparators separated by spaces, all of which must hold, or `*`.
 *
 * A comparator is one of `>= > <= < =` (none means `=`) before a version of one to three numbers;
 * numbers left out count as 0, so `>=0.1 <1` is `>=0.1.0 <1.0.0`.
 */
class VersionRange
{
public:
    static Result<VersionRange> parse(const QString &text);

    bool contains(const Version &version) const;
    QString toString() const { return m_text; }

private:
    enum class Operator { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };
    struct Comparator
    {
        Operator op;
        Version version;
    };

    QString m_text = QStringLiteral("*");
    QList<Comparator> m_comparators;
};

} // namespace outlet::ui
