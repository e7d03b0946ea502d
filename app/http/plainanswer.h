// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/dispatcher.h"
#include "app/http/head.h"

#include <QString>

#include <string>

namespace outlet::app::http {

/** An answer that QHttpServer has no part in: to what never becomes a request. */
Answer plainAnswer(const api::Reply &reply);

/** The answer to what is turned down at the edge, in the form of every other error. */
api::Reply refusalReply(const Refusal &refusal, const QString &correlationId);

/**
 * The lines of an answer that belong to the moment, up to the empty line: `Date`, the request's id,
 * what the edge adds, whether the connection ends. The only place that writes them.
 * @param extra header lines, each with CR LF
 */
void writeTail(std::string &to, std::string_view correlationId, std::string_view extra,
               bool keepsAlive, int minor);

} // namespace outlet::app::http
