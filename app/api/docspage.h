// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace outlet::app::api {

/**
 * An OpenAPI document as one page of HTML for people: operations by tag with their parameters and
 * answers, then the schemas. It has its style in itself, no script, and loads nothing. Every text
 * of the document is escaped. Pure.
 */
QByteArray docsPage(const QJsonObject &openApi);

/** The Content-Security-Policy under which the page looks as it should: its own style, no more. */
QByteArray docsPolicy();

} // namespace outlet::app::api
