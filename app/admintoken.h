// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <outlet/result.h>

#include <QByteArray>

namespace outlet::app {

/**
 * The token that everything that changes something needs: that of the settings, else the one in
 * `<data>/admin-token`, which is made there (32 random bytes in hexadecimal digits, mode 0600) if
 * the file does not exist.
 * Errors (InvalidArgument, `where` is the file): it cannot be read or made, others may read it, or
 * it holds no token of at least 16 characters.
 */
Result<QByteArray> adminToken(const Settings &settings);

} // namespace outlet::app
