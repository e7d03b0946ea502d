// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace outlet::app::api {

/** What a JSON Schema allows, in a few words of HTML; schemas of the components become links. */
QString typeHtml(const QJsonObject &schema);

/**
 * A component as a section of its own: description, what it is, and a table of its properties,
 * those of objects inside it included (`checks.database`, `paths[].source`).
 */
QString schemaHtml(const QString &name, const QJsonObject &schema);

/** Where schemaHtml() of a component stands on the page. */
QString schemaAnchor(const QString &name);

} // namespace outlet::app::api
