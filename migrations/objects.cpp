// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/objects.h"
#include "migrations/tokenreader.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

std::optional<ObjectKind> takeKind(TokenReader &reader)
{
    if (reader.takeAny({"TABLE"_L1, "FOREIGN TABLE"_L1, "VIRTUAL TABLE"_L1}))
        return ObjectKind::Table;
    if (reader.take("MATERIALIZED VIEW"_L1))
        return ObjectKind::MaterializedView;
    if (reader.takeAny({"VIEW"_L1, "RECURSIVE VIEW"_L1}))
        return ObjectKind::View;
    if (reader.takeAny({"INDEX"_L1, "UNIQUE INDEX"_L1}))
        return ObjectKind::Index;
    if (reader.takeAny({"TRIGGER"_L1, "CONSTRAINT TRIGGER"_L1}))
        return ObjectKind::Trigger;
    if (reader.takeAny({"FUNCTION"_L1, "PROCEDURE"_L1, "ROUTINE"_L1, "AGGREGATE"_L1}))
        return ObjectKind::Routine;
    if (reader.takeAny({"TYPE"_L1, "DOMAIN"_L1}))
        return ObjectKind::Type;
    if (reader.take("SEQUENCE"_L1))
        return ObjectKind::Sequence;
    return std::nullopt;
}

bool isSame(const QString &left, const QString &right, Dialect dialect)
{
    return isSameColumn(dialect, left, right); // tables are told apart as columns are
}

/** The statements that were read so far, as what they leave behind. */
class Ledger
{
public:
    explicit Ledger(Dialect dialect) : m_dialect(dialect) {}

    void read(const Statement &statement)
    {
        TokenReader reader(statement.tokens, m_dialect);
        if (reader.take("CREATE"_L1))
            readCreate(reader);
        else if (reader.take("DROP"_L1))
            readDrop(reader);
        else if (reader.take("ALTER"_L1))
            readAlter(reader);
    }

    QList<SchemaObject> objects() const { return m_objects; }
    QStringList droppedTables() const { return m_droppedTables; }

private:
    void readCreate(TokenReader &reader);
    void readDrop(TokenReader &reader);
    void readAlter(TokenReader &reader);
    void remove(ObjectKind kind, const QString &name);

    Dialect m_dialect;
    QList<SchemaObject> m_objects;
    QStringList m_droppedTables;
};

void Ledger::readCreate(TokenReader &reader)
{
    reader.take("OR REPLACE"_L1);
    if (reader.takeAny({"TEMP"_L1, "TEMPORARY"_L1, "GLOBAL"_L1, "LOCAL"_L1}))
        return; // gone with the connection
    reader.take("UNLOGGED"_L1);
    const std::optional<ObjectKind> kind = takeKind(reader);
    if (!kind)
        return;
    reader.take("CONCURRENTLY"_L1);
    reader.take("IF NOT EXISTS"_L1);
    if (*kind == ObjectKind::Index && reader.isAt("ON"_L1))
        return; // PostgreSQL finds a name for it
    SchemaObject object{*kind, reader.takeName()};
    if (object.name.isEmpty())
        return;
    if (*kind == ObjectKind::Trigger) {
        while (!reader.isAtEnd() && !reader.take("ON"_L1))
            reader.skip();
        object.table = reader.takeName();
    }
    remove(object.kind, object.name); // OR REPLACE
    m_objects.append(object);
}

void Ledger::readDrop(TokenReader &reader)
{
    const std::optional<ObjectKind> kind = takeKind(reader);
    if (!kind)
        return;
    reader.take("CONCURRENTLY"_L1);
    reader.take("IF EXISTS"_L1);
    do {
        const QString name = reader.takeName();
        if (*kind == ObjectKind::Table && !name.isEmpty())
            m_droppedTables.append(name);
        remove(*kind, name);
        reader.skipParenthesis(); // the arguments of a function
    } while (reader.take(","_L1));
}

void Ledger::readAlter(TokenReader &reader)
{
    const std::optional<ObjectKind> kind = takeKind(reader);
    if (!kind)
        return;
    reader.take("IF EXISTS"_L1);
    reader.take("ONLY"_L1);
    const QString name = reader.takeName();
    reader.skipParenthesis();
    if (!reader.take("RENAME TO"_L1))
        return;
    const QString newName = reader.takeName();
    for (SchemaObject &object : m_objects) {
        if (object.kind == *kind && isSame(object.name, name, m_dialect))
            object.name = newName;
        if (*kind == ObjectKind::Table && isSame(object.table, name, m_dialect))
            object.table = newName;
    }
}

void Ledger::remove(ObjectKind kind, const QString &name)
{
    m_objects.removeIf([&](const SchemaObject &object) {
        const bool isIt = object.kind == kind && isSame(object.name, name, m_dialect);
        const bool isOnIt = kind == ObjectKind::Table && isSame(object.table, name, m_dialect);
        return isIt || isOnIt;
    });
}

Ledger ledgerOf(const QList<Statement> &statements, Dialect dialect)
{
    Ledger ledger(dialect);
    for (const Statement &statement : statements)
        ledger.read(statement);
    return ledger;
}

} // namespace

QList<SchemaObject> objectsMadeBy(const QList<Statement> &statements, Dialect dialect)
{
    return ledgerOf(statements, dialect).objects();
}

QStringList tablesMadeBy(const QList<Statement> &statements, Dialect dialect)
{
    QStringList tables;
    for (const SchemaObject &object : objectsMadeBy(statements, dialect)) {
        if (object.kind == ObjectKind::Table)
            tables.append(object.name);
    }
    return tables;
}

QStringList tablesDroppedBy(const QList<Statement> &statements, Dialect dialect)
{
    return ledgerOf(statements, dialect).droppedTables();
}

} // namespace outlet::migrations
