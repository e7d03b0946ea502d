// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace outlet::tests {

/** Which Qt module a header belongs to (`QSqlQuery` to `QtSql`), as the installed Qt has it. */
using QtHeaders = QHash<QString, QString>;

/** @param directories include directories of Qt, those with the `Qt*` folders among them */
QtHeaders readQtHeaders(const QStringList &directories);

/**
 * Every `#include` below `root` that points where it must not, as `file:line: what and why`.
 *
 * The arrows: connectors -> SDK; ui-schemas, migrations -> the SDK's result.h; registry -> SDK,
 * ui-schemas, migrations; app -> all but connectors; nothing -> app. Qt: Core everywhere, Sql from
 * migrations on, Network in app, HttpServer in app/http only; class headers, never a module's.
 */
QStringList forbiddenIncludes(const QString &root, const QtHeaders &qt);

} // namespace outlet::tests
