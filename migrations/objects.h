// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrations/statement.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::migrations {

/** What statements can make. */
enum class ObjectKind { Table, View, MaterializedView, Index, Trigger, Routine, Type, Sequence };

/** Something with a name in the catalogue. */
struct SchemaObject
{
    ObjectKind kind = ObjectKind::Table;
    QString name;
    QString table = {}; ///< of a trigger: what it watches

    friend bool operator==(const SchemaObject &, const SchemaObject &) = default;
};

/**
 * What is left of all that these statements make, in the order in which it was made: what they drop
 * again is not in it, what they rename has its last name. By the tokens; strings, comments and the
 * bodies of functions do not count. Pure.
 */
QList<SchemaObject> objectsMadeBy(const QList<Statement> &statements, Dialect dialect);

/** The tables among them. */
QStringList tablesMadeBy(const QList<Statement> &statements, Dialect dialect);

/** The tables that these statements drop, whoever made them. */
QStringList tablesDroppedBy(const QList<Statement> &statements, Dialect dialect);

} // namespace outlet::migrations
