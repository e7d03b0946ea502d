// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QByteArray>
#include <QMap>
#include <QString>

#include <expected>

namespace outlet::app::authoring {

/** What an author says of a connector that is to be. */
struct NewConnector
{
    QString id;
    QString displayName = {}; ///< empty: made of the id
    QString parent = {};      ///< key of the platform that it is shown under; empty: none
    QString author = {};
    QString license = QStringLiteral("MIT"); ///< SPDX expression
};

/** `my_destination` -> `MyDestination`: the beginning of the plugin's name and of its class. */
QString pascalCase(const QString &id);

/**
 * The files of a connector that builds, passes its tests and `outlet check`, by their path in its
 * folder; or everything that is wrong with what was said, by the rules for manifests. Pure.
 */
std::expected<QMap<QString, QByteArray>, Problems> scaffold(const NewConnector &wanted);

/**
 * Makes the folder `<parent>/<id>` with these files: all of them, or nothing. One that is there
 * may be empty. Errors: NotFound (no such parent), Conflict (it has files), Io.
 * @return the absolute path of the folder
 */
Result<QString> writeFolder(const QString &parent, const QString &id,
                            const QMap<QString, QByteArray> &files);

} // namespace outlet::app::authoring
