// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace outlet::ui {

/** The names in braces of a template, each once, in order. Errors: as renderTemplate(). Pure. */
Result<QStringList> templateNames(const QString &text);

/**
 * Replaces `{name}` by the value of that name; `{{` and `}}` are literal braces. What a value holds
 * is never expanded again. Pure.
 *
 * A text stands for itself, a number as in JSON, a boolean as `true` or `false`, a list as its
 * items with commas between them, null as nothing.
 *
 * @param own the configuration's values, which win unless they are empty
 * @param context further names, as an environment's configuration has them
 *
 * Errors (InvalidArgument), with the template, the position in it and the names that there are: a
 * name that neither has, braces without a partner, and whatever else stands in braces, such as the
 * conversions and attributes of other template languages.
 */
Result<QString> renderTemplate(const QString &text, const QJsonObject &own,
                               const QJsonObject &context = {});

} // namespace outlet::ui
