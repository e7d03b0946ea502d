// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/log.h"

namespace outlet::migrations {

Q_LOGGING_CATEGORY(lcMigrations, "outlet.migrations")

} // namespace outlet::migrations
