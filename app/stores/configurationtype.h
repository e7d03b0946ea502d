// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui-schemas/field.h"

#include <outlet/result.h>

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QSqlDatabase;

namespace outlet::app::stores {

/** One kind of configuration: what the store has to know of its connector. */
struct ConfigurationType
{
    QString name;           ///< `configuration_type` of its rows: the plugin's name
    QStringList otherNames; ///< aliases, which rows of other programs may have
    QString table;
    QList<ui::Field> fields;
    QString absence = {}; ///< why the connector is not in force, a sentence; empty: it is
};

/** The type of that name or alias, if the registry knows it. */
using FindType = std::function<std::optional<ConfigurationType>(const QString &name)>;

/**
 * Notes in `configuration_types` where the configurations of a type are and which of its fields are
 * secret, so that they can be read, and secrets kept, when the connector is gone. Writes only what
 * changed. Belongs into the transaction that writes a configuration.
 */
Result<void> noteType(QSqlDatabase &database, const ConfigurationType &type);

/** What was noted; `fields` have name, type and secret. Nothing where nothing was. */
Result<std::optional<ConfigurationType>> notedType(QSqlDatabase &database, const QString &name);

} // namespace outlet::app::stores
