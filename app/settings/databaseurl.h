// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/settingspec.h"

namespace outlet::app {

/**
 * The file that `sqlite:///absolute/path` names; `%20` and the like are decoded. For
 * `postgresql://` see serverurl.h.
 */
Result<QString> databasePathOf(const QString &url);

/** The URL of a file: the reverse of databasePathOf(). */
QString databaseUrlOf(const QString &path);

/** The text with the password of a URL (`//user:password@`, `password=`) replaced by `***`. */
QString maskedUrl(const QString &text);

/** Reads Settings::databaseUrl and Settings::databasePath. */
SettingReader database();

} // namespace outlet::app
