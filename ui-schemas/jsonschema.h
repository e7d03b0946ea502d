// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/manifest.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace outlet::ui {

/**
 * `{"json_schema":...,"ui_schema":...}` for form libraries: JSON Schema draft 2020-12 of a
 * configuration, with its conditions as `if`/`then`, and the ui schema of react-jsonschema-form.
 *
 * A value that the schema accepts is one that parseValues() and judgeValues() accept, and no other:
 * with `platformOptions` as the choices of fields that take theirs from the platform, and without
 * choices for those that ask the connector. What a connector's hooks derive or have against a
 * value, no schema can know. The tag is optional and has to be one of the connector's names.
 *
 * @param platformOptions as for formJson(); nullopt: nothing can be chosen yet
 */
QByteArray schemaJson(const Manifest &manifest, const std::optional<QStringList> &platformOptions);

/**
 * One field by itself: what its value may be in any configuration, shown or hidden. Its type, every
 * limit of the manifest, title, description and default; `writeOnly` for a secret.
 */
QJsonObject fieldSchema(const Field &field);

} // namespace outlet::ui
