// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrations/archive.h"
#include "migrations/catalogue.h"

#include <QCryptographicHash>
#include <QSqlDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::migrations {

namespace {

constexpr qsizetype longestName = 63; // bytes; PostgreSQL cuts what is longer

/** The words for ALTER and DROP. */
QString wordOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
        return u"TABLE"_s;
    case ObjectKind::View:
        return u"VIEW"_s;
    case ObjectKind::MaterializedView:
        return u"MATERIALIZED VIEW"_s;
    case ObjectKind::Index:
        return u"INDEX"_s;
    case ObjectKind::Trigger:
        return u"TRIGGER"_s;
    case ObjectKind::Routine:
        return u"ROUTINE"_s;
    case ObjectKind::Type:
        return u"TYPE"_s;
    case ObjectKind::Sequence:
        return u"SEQUENCE"_s;
    }
    Q_UNREACHABLE();
}

QString dropping(ObjectKind kind, const QString &name)
{
    return u"DROP %1 IF EXISTS %2"_s.arg(wordOf(kind), quoteIdentifier(name));
}

QString renaming(ObjectKind kind, const QString &name, const QString &suffix)
{
    return u"ALTER %1 %2 RENAME TO %3"_s.arg(wordOf(kind), quoteIdentifier(name),
                                             quoteIdentifier(archivedName(name, suffix)));
}

/** In PostgreSQL a trigger's name is its table's affair, and dropping it names both. */
QString droppingTrigger(Dialect dialect, const SchemaObject &trigger)
{
    const QString sql = dropping(ObjectKind::Trigger, trigger.name);
    return dialect == Dialect::Sqlite ? sql : sql + u" ON "_s + quoteIdentifier(trigger.table);
}

QStringList droppingViewsAndTriggers(Dialect dialect, const QList<SchemaObject> &objects)
{
    QStringList sql;
    for (auto object = objects.crbegin(); object != objects.crend(); ++object) {
        if (object->kind == ObjectKind::Trigger)
            sql.append(droppingTrigger(dialect, *object));
        if (object->kind == ObjectKind::View || object->kind == ObjectKind::MaterializedView)
            sql.append(dropping(object->kind, object->name));
    }
    return sql;
}

/** The name with its arguments as the catalogue prints it, which is already quoted. */
Result<QStringList> routines(QSqlDatabase &db, Dialect dialect, const SchemaObject &object)
{
    return object.kind == ObjectKind::Routine ? listRoutines(db, dialect, object.name)
                                              : QStringList();
}

Result<QStringList> archiveTable(QSqlDatabase &db, Dialect dialect, const QString &table,
                                 const QString &suffix)
{
    const Result<Attached> attached = listAttached(db, dialect, table);
    if (!attached)
        return std::unexpected(attached.error());
    QStringList sql;
    for (const QString &index : attached->indexes)
        sql.append(dialect == Dialect::Sqlite ? dropping(ObjectKind::Index, index)
                                              : renaming(ObjectKind::Index, index, suffix));
    for (const QString &sequence : attached->sequences)
        sql.append(renaming(ObjectKind::Sequence, sequence, suffix));
    sql.append(renaming(ObjectKind::Table, table, suffix));
    return sql;
}

} // namespace

QString archivedName(const QString &name, const QString &suffix)
{
    const QString tail = u"_archived_"_s + suffix;
    if (name.toUtf8().size() + tail.size() <= longestName)
        return name + tail;
    const QByteArray hash = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256);
    const QString mark = u'_' + QString::fromLatin1(hash.toHex().first(6));
    QString head = name;
    while (head.toUtf8().size() + mark.size() + tail.size() > longestName)
        head.chop(head.back().isLowSurrogate() ? 2 : 1);
    return head + mark + tail;
}

Result<QString> archiveSuffix(QSqlDatabase &db, Dialect dialect, const QStringList &tables,
                              const QDateTime &now)
{
    const QString time = now.toUTC().toString(u"yyyyMMddHHmmss"_s);
    for (int round = 1;; ++round) {
        const QString suffix = round == 1 ? time : u"%1_%2"_s.arg(time).arg(round);
        bool isFree = true;
        for (const QString &table : tables) {
            const auto isThere = isTable(db, dialect, archivedName(table, suffix));
            if (!isThere)
                return std::unexpected(isThere.error());
            isFree = isFree && !*isThere;
        }
        if (isFree)
            return suffix;
    }
}

Result<Archive> planArchive(QSqlDatabase &db, Dialect dialect, const QStringList &tables,
                            const QList<SchemaObject> &objects, const QString &suffix)
{
    Archive archive{droppingViewsAndTriggers(dialect, objects), {}};
    for (const QString &table : tables) {
        const auto sql = archiveTable(db, dialect, table, suffix);
        if (!sql)
            return std::unexpected(sql.error());
        archive.sql += *sql;
        archive.names.append(archivedName(table, suffix));
    }
    for (const SchemaObject &object : objects) {
        const auto signatures = routines(db, dialect, object);
        if (!signatures)
            return std::unexpected(signatures.error());
        for (const QString &signature : *signatures)
            archive.sql.append(u"ALTER ROUTINE %1 RENAME TO %2"_s.arg(
                signature, quoteIdentifier(archivedName(object.name, suffix))));
        if (object.kind == ObjectKind::Type || object.kind == ObjectKind::Sequence)
            archive.sql.append(renaming(object.kind, object.name, suffix));
    }
    return archive;
}

Result<QStringList> planDrop(QSqlDatabase &db, Dialect dialect, const QStringList &tables,
                             const QList<SchemaObject> &objects)
{
    QStringList sql = droppingViewsAndTriggers(dialect, objects);
    for (auto table = tables.crbegin(); table != tables.crend(); ++table)
        sql.append(dropping(ObjectKind::Table, *table));
    for (auto object = objects.crbegin(); object != objects.crend(); ++object) {
        const auto signatures = routines(db, dialect, *object);
        if (!signatures)
            return std::unexpected(signatures.error());
        for (const QString &signature : *signatures)
            sql.append(u"DROP ROUTINE %1"_s.arg(signature));
        if (object->kind == ObjectKind::Type || object->kind == ObjectKind::Sequence)
            sql.append(dropping(object->kind, object->name));
    }
    return sql;
}

} // namespace outlet::migrations
