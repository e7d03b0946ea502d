// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace outlet::ui {

/**
 * The size of the compact JSON in bytes where it is over `limit`; any number up to `limit`
 * otherwise. Writes the document only when an upper bound of its size, which costs a tenth, does
 * not settle the question.
 */
qsizetype compactSize(const QJsonObject &document, qsizetype limit);

} // namespace outlet::ui
