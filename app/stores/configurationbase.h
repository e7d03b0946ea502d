// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/configurationstore.h"

#include <QSqlDatabase>

namespace outlet::app::stores {

// The table `data_output_configurations`: what all configurations have in common.

struct BaseRow
{
    StoredConfiguration configuration; ///< without fields, values and notes about them
    QString createdOn;                 ///< exactly as the database has it: half of a cursor
};

/** One row or none. `isLocked`: nobody else changes it before the end of the transaction. */
Result<QList<BaseRow>> readBaseRow(QSqlDatabase &database, const QString &id, bool isLocked);

/**
 * Rows of any of the types (none: of all), oldest first: what follows the cursor, and one more than
 * `limit`, which says that there are more. InvalidArgument: a cursor that no answer gave.
 */
Result<QList<BaseRow>> readBaseRows(QSqlDatabase &database, const QStringList &types,
                                    std::optional<qsizetype> limit, const QString &cursor);

/** The cursor of what follows the row. */
QString cursorBehind(const BaseRow &row);

} // namespace outlet::app::stores
