// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

namespace outlet::app {

/**
 * `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`; port 0 asks for any free port.
 *
 * Other host names are refused: which of their addresses was meant would be known at start only.
 */
Result<Settings::Listen> parseListen(const QString &text);

QString toString(const Settings::Listen &listen);

SettingReader listenAddress(Settings::Listen Settings::*member);

} // namespace outlet::app
