// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace outlet::ui {

/**
 * The candidates that somebody who typed `name` may have meant: best first, at most `most`.
 * Compares without regard to case; a candidate counts when its edit distance is at most a third of
 * the longer length (and at least 1 is always allowed), or when one contains the other and the
 * shorter has three characters or more. Nothing is near what is longer than 100 characters.
 */
QStringList nearest(const QString &name, const QStringList &candidates, qsizetype most = 3);

/** `Did you mean "x"?`, or an empty string when nothing is near. */
QString didYouMean(const QString &name, const QStringList &candidates);

} // namespace outlet::ui
