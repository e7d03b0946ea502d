// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace outlet::app::http {

/**
 * The id that goes with a request through answers and log: the client's own `X-Request-ID` if it
 * is 1 to 128 characters of `[A-Za-z0-9._-]`, else a fresh random uuid. Never anything that could
 * break out of a header or a log line. Ids are no secrets: they may be guessed.
 */
std::string correlationId(std::string_view given);

} // namespace outlet::app::http
