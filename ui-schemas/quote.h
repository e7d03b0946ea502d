// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QString>
#include <QStringList>

namespace outlet::ui {

/**
 * A value as an error message shows it: JSON, at most 80 characters with an ellipsis for the rest,
 * and nothing in it that a terminal would act upon (control and format characters are escaped).
 */
QString quoted(const QJsonValue &value);
QString quoted(const QString &text);

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`, each as by quoted(). */
QString quotedList(const QStringList &texts);

/** `text` with control and format characters escaped, as they are in quoted(). */
QString printable(const QString &text);

/** `/a/0` + `b` = `/a/0/b`, escaped by RFC 6901. */
QString pointer(const QString &parent, const QString &key);
QString pointer(const QString &parent, qsizetype index);

} // namespace outlet::ui
