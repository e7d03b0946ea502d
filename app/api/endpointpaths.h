// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

namespace outlet::app::api {

/** What plugins serve below their ids, as paths of an OpenAPI document. Pure. */
void addEndpointPaths(QJsonObject &paths, const registry::Snapshot &snapshot);

/** A tag for each plugin that serves something, named as in those paths. Pure. */
void addEndpointTags(QJsonArray &tags, const registry::Snapshot &snapshot);

} // namespace outlet::app::api
