// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/objects.h"

#include <outlet/result.h>

#include <QDateTime>
#include <QString>
#include <QStringList>

class QSqlDatabase;

namespace outlet::migrations {

/** Which statements put a connector's tables aside, and what they are called then. */
struct Archive
{
    QStringList sql;
    QStringList names; ///< of the tables, in their order
};

/**
 * `<name>_archived_<suffix>`, at most 63 bytes as PostgreSQL demands: a longer name is cut and has
 * some digits of its hash, so that two names that begin alike stay two.
 */
QString archivedName(const QString &name, const QString &suffix);

/** `20260131120000`, with `_2` and so on behind it if a table has that name already. */
Result<QString> archiveSuffix(QSqlDatabase &db, Dialect dialect, const QStringList &tables,
                              const QDateTime &now);

/** Looks, changes nothing. `objects` is all that was made besides the tables. */
Result<Archive> planArchive(QSqlDatabase &db, Dialect dialect, const QStringList &tables,
                            const QList<SchemaObject> &objects, const QString &suffix);

/** Drops them, tables last first, and all that was made besides; looks, changes nothing. */
Result<QStringList> planDrop(QSqlDatabase &db, Dialect dialect, const QStringList &tables,
                             const QList<SchemaObject> &objects);

} // namespace outlet::migrations
