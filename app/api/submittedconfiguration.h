// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationbody.h"
#include "app/api/submission.h"
#include "app/stores/configurationstore.h"

#include <QJsonValue>

#include <expected>

namespace outlet::app::api {

/** The document that was posted, wherever the edge has put it; or what is wrong with it. */
std::expected<QJsonValue, InvalidValue> readJsonBody(const Request &request);

/** The body of a request about a configuration; or the 422 that says what is wrong with it. */
std::expected<ConfigurationBody, Reply> readSubmittedBody(const Request &request,
                                                          const registry::Snapshot &snapshot);

/**
 * Judges what was posted: ready to be stored, or the answer that refuses it. 422 has `loc`
 * `["body", "<tag>", "<field>"]` (below the configuration's own place) and, for rules of the form
 * and of the connector, type `value_error`. No value of a secret field is in it.
 */
std::expected<stores::NewConfiguration, Reply>
acceptConfiguration(const Request &request, const registry::Snapshot &snapshot,
                    const Advisers &advisers, const ConfigurationBody &body);

} // namespace outlet::app::api
