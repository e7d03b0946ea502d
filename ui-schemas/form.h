// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>

namespace outlet::ui {

/** All fields: those of the form in its order, then those without one. They belong to `manifest`.
 */
QList<const Field *> fieldsInFormOrder(const Manifest &manifest);

/**
 * The form of a connector, as compact JSON in the key order of the wire contract.
 *
 * @param platformOptions what the database offers for the platform (the strings of the first
 *        `platform_service_configs` row of the service whose lower-case name is the platform key);
 *        nullopt when there is no such row. A form that needs them then says
 *        `not_configured: true` and has no elements. An empty list is configured.
 */
QByteArray formJson(const Manifest &manifest, const std::optional<QStringList> &platformOptions);

/** `{"plugins":[...]}` around forms made by formJson(). */
QByteArray listJson(const QList<QByteArray> &forms);

/**
 * `{"platform_tiles":[...]}`: one tile a platform in order of first appearance; a connector with a
 * parent becomes a child of a tile made on the fly.
 */
QByteArray tilesJson(const QList<Manifest> &manifests);

} // namespace outlet::ui
