// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace outlet::app::http {

/** `outlet.http`: a line per request (debug), faults of handlers (critical), refused peers. */
Q_DECLARE_LOGGING_CATEGORY(lcHttp)

} // namespace outlet::app::http
