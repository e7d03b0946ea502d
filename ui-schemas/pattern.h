// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

#include <expected>

namespace outlet::ui {

/** Why a text is no pattern. */
struct PatternFault
{
    QString message;
    qsizetype position = 0; ///< in UTF-16 code units from the beginning
};

/**
 * A pattern of a manifest, ready to match. It means what it means to JSON Schema (ECMA-262 with the
 * flag `u`), so that browsers and this server judge alike: `$` is the very end, `.` is no line end
 * of any kind, `\s` knows every space of Unicode. What the two engines would read differently and
 * cannot be translated, such as `(?i)`, `\A`, `a++` or `\1`, is a fault. Pure.
 */
std::expected<QRegularExpression, PatternFault> compilePattern(const QString &pattern);

} // namespace outlet::ui
