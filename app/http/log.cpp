// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/log.h"

namespace outlet::app::http {

Q_LOGGING_CATEGORY(lcHttp, "outlet.http")

} // namespace outlet::app::http
