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

/** 422 with the problems and the body, and in neither a value of a secret field. */
Reply refusedReply(const Request &request, const registry::Snapshot &snapshot,
                   QList<InvalidValue> problems, const QJsonValue &body);

/**
 * The body of a request about a configuration; or the 422 that says what is wrong with it. As
 * nobody knows yet whose it is, the answer shows none of its values.
 */
std::expected<ConfigurationBody, Reply> readSubmittedBody(const Request &request);

/**
 * Judges what was posted: ready to be stored, or the answer that refuses it. 422 has `loc`
 * `["body", "<tag>", "<field>"]` (below the configuration's own place) and, for rules of the form
 * and of the connector, type `value_error`. No value of a secret field is in it.
 */
std::expected<stores::NewConfiguration, Reply>
acceptConfiguration(const Request &request, const registry::Snapshot &snapshot,
                    const Advisers &advisers, const ConfigurationBody &body);

/**
 * The value with null for every member, at any depth, that has the name of a secret field of any
 * connector that is known, in force or not: which one was meant may not be clear. Pure.
 */
QJsonValue withoutSecrets(const QJsonValue &value, const registry::Snapshot &snapshot);

} // namespace outlet::app::api
