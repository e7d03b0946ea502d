// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace outlet::migrations {

/** `outlet.migrations`: what was applied (info), what could not be undone (warning). */
Q_DECLARE_LOGGING_CATEGORY(lcMigrations)

} // namespace outlet::migrations
