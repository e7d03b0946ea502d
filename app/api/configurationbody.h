// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"
#include "ui-schemas/jsondocument.h"
#include "ui-schemas/manifest.h"

#include <outlet/values.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <expected>

namespace outlet::app::api {

/** What somebody posted about a configuration, taken apart but not judged. */
struct ConfigurationBody
{
    QJsonObject whole;         ///< as posted, for the answer that refuses it
    QJsonObject configuration; ///< with its tag, where it has one
    QJsonArray where; ///< place of the configuration: `["body"]`, `["body","configuration"]`
    QString name;     ///< null where none was given
    Product product;
};

/** What the contract says about a body that is no JSON: `json_invalid` at `["body", position]`. */
InvalidValue unreadableBody(const ui::JsonFault &fault);

/** What it says about a value that should be an object. */
InvalidValue notAnObject(const QJsonArray &where, const QJsonValue &value);

/**
 * Reads `{"configuration_type": ..., <fields>}`, or the same wrapped:
 * `{"configuration": {...}, "name": ..., "product": {...}}`. It is wrapped if `configuration` is an
 * object, which no field can be. What the product lacks comes from the query. Pure.
 *
 * @return or everything that is wrong with what stands around the configuration
 */
std::expected<ConfigurationBody, QList<InvalidValue>> readConfigurationBody(const Request &request,
                                                                            const QJsonValue &body);

} // namespace outlet::app::api
