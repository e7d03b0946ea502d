// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"
#include "registry/snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

#include <expected>

namespace outlet::app::api {

/**
 * Which connector a configuration is for, by its tag `configuration_type`: a plugin name or alias
 * in force. Otherwise `union_tag_not_found` or `union_tag_invalid`. Pure.
 * @param where the place of the configuration in the body
 */
std::expected<const registry::Connector *, InvalidValue>
connectorOf(const QJsonObject &configuration, const QJsonArray &where,
            const registry::Snapshot &snapshot);

} // namespace outlet::app::api
