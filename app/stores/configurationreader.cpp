// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/configurationreader.h"

#include "app/stores/configurationbase.h"
#include "app/stores/configurationvalues.h"
#include "app/stores/query.h"
#include "migrations/columns.h"

#include <QLoggingCategory>
#include <QVariant>

#include <algorithm>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;
using migrations::quoteIdentifier;

namespace {

Q_LOGGING_CATEGORY(lcStores, "outlet.app")

constexpr qsizetype idsAtOnce = 500; // placeholders of one statement; SQLite takes 32,766

void setField(StoredConfiguration &item, const ui::Field &field, const QVariant &column,
              const QString &table)
{
    const auto value = fromColumn(field, column);
    if (!value)
        item.notes.append(u"In table %1 %2"_s.arg(table, value.error()));
    if (!field.secret)
        item.values.insert(field.name, value.value_or(QJsonValue::Null));
    else if (!column.isNull() && !column.toString().isEmpty())
        item.secrets.insert(field.name, value.value_or(QJsonValue::Null));
}

/** What there is to say about a configuration before its table is asked. */
void begin(StoredConfiguration &item, const std::optional<ConfigurationType> &type)
{
    if (!type) {
        item.notes.append(u"No plugin is called %1, and nothing is known of its table: there is "
                          "only the common part"_s.arg(item.type));
        return;
    }
    item.type = type->name;
    item.fields = type->fields;
    if (!type->absence.isEmpty())
        item.notes.append(type->absence);
    for (const ui::Field &field : type->fields) {
        if (!field.secret)
            item.values.insert(field.name, QJsonValue::Null);
    }
}

void addNote(const QList<StoredConfiguration *> &items, const QString &note)
{
    for (StoredConfiguration *item : items)
        item->notes.append(note);
}

} // namespace

ConfigurationReader::ConfigurationReader(QSqlDatabase &database, const FindType &findType,
                                         Transaction &transaction, Columns columns)
    : m_database(database), m_findType(findType), m_transaction(transaction), m_columns(columns)
{}

Result<StoredConfiguration> ConfigurationReader::read(const QString &id, bool isLocked)
{
    Result<QList<BaseRow>> rows = readBaseRow(m_database, id, isLocked);
    if (!rows)
        return std::unexpected(rows.error());
    if (rows->isEmpty())
        return fail(ErrorCode::NotFound, u"Configuration not found"_s,
                    u"GET /api/v2/data_output_configurations/ lists those that there are"_s);
    QList<StoredConfiguration> items = {rows->first().configuration};
    if (const auto done = complete(items); !done)
        return std::unexpected(done.error());
    return items.takeFirst();
}

Result<ConfigurationPage> ConfigurationReader::page(const ConfigurationQuery &query)
{
    QStringList types;
    if (query.type.contains(QChar(u'\0')))
        return ConfigurationPage(); // PostgreSQL cannot even be asked
    if (!query.type.isNull()) {
        const auto type = typeOf(query.type);
        if (!type)
            return std::unexpected(type.error());
        types = *type ? QStringList{(*type)->name} + (*type)->otherNames : QStringList{query.type};
    }
    Result<QList<BaseRow>> rows = readBaseRows(m_database, types, query.limit, query.cursor);
    if (!rows)
        return std::unexpected(rows.error());
    ConfigurationPage page;
    if (query.limit && rows->size() > *query.limit) {
        rows->resize(*query.limit);
        page.next = cursorBehind(rows->last());
    }
    page.items.reserve(rows->size());
    for (BaseRow &row : *rows)
        page.items.append(std::move(row.configuration));
    if (const auto done = complete(page.items); !done)
        return std::unexpected(done.error());
    return page;
}

Result<std::optional<ConfigurationType>> ConfigurationReader::typeOf(const QString &name)
{
    const auto found = m_types.constFind(name);
    if (found != m_types.cend())
        return *found;
    std::optional<ConfigurationType> type = m_findType(name);
    if (!type) {
        auto noted = notedType(m_database, name);
        if (!noted)
            return std::unexpected(noted.error());
        type = std::move(*noted);
        if (type)
            type->absence = u"No plugin is called %1 now: its values are shown as they were "
                            "stored"_s.arg(name);
    }
    m_types.insert(name, type);
    return type;
}

/** Asks each table once for many rows. */
Result<void> ConfigurationReader::complete(QList<StoredConfiguration> &items)
{
    QHash<QString, Items> byTable; // by the name of the type
    for (StoredConfiguration &item : items) {
        const auto type = typeOf(item.type);
        if (!type)
            return std::unexpected(type.error());
        begin(item, *type);
        if (*type)
            byTable[item.type].append(&item);
    }
    for (auto it = byTable.cbegin(); it != byTable.cend(); ++it) {
        const auto type = typeOf(it.key());
        if (!type)
            return std::unexpected(type.error());
        for (qsizetype i = 0; i < it->size(); i += idsAtOnce) {
            if (const auto done = fill(**type, it->mid(i, idsAtOnce)); !done)
                return done;
        }
    }
    return {};
}

Result<void> ConfigurationReader::fill(const ConfigurationType &type, const Items &items)
{
    const bool isTrusted = m_columns == Columns::Declared && type.absence.isEmpty();
    if (!isTrusted)
        return fillWhatIsThere(type, items);
    const auto filled = fillFrom(type.table, type.fields, items);
    if (filled || filled.error().code == ErrorCode::Unavailable)
        return filled;
    qCWarning(lcStores).noquote() << filled.error().message;
    if (const auto begun = m_transaction.restart(); !begun)
        return begun;
    return fillWhatIsThere(type, items);
}

Result<void> ConfigurationReader::fillWhatIsThere(const ConfigurationType &type, const Items &items)
{
    const auto dialect =
        migrations::dialectOfDriver(m_database.driverName()).value_or(migrations::Dialect::Sqlite);
    const auto columns = migrations::listColumns(m_database, dialect, type.table);
    if (!columns)
        return std::unexpected(columns.error());
    if (columns->isEmpty()) {
        addNote(items, u"There is no table %1: the values are not there"_s.arg(type.table));
        return {};
    }
    QList<ui::Field> there;
    QStringList missing;
    for (const ui::Field &field : type.fields) {
        const bool isThere = std::ranges::any_of(*columns, [&](const migrations::Column &column) {
            return migrations::isSameColumn(dialect, column.name, field.name);
        });
        if (isThere)
            there.append(field);
        else
            missing.append(field.name);
    }
    if (!missing.isEmpty())
        addNote(items, u"Table %1 has no column %2"_s.arg(type.table, missing.join(u", "_s)));
    return fillFrom(type.table, there, items);
}

Result<void> ConfigurationReader::fillFrom(const QString &table, const QList<ui::Field> &fields,
                                           const Items &items)
{
    // With the table's name in front, as SQLite takes a quoted name that is no column for a text.
    QStringList columns = {u"t.\"id\""_s};
    for (const ui::Field &field : fields)
        columns.append(u"t."_s + quoteIdentifier(field.name));
    QHash<QString, StoredConfiguration *> waiting;
    QVariantList ids;
    for (StoredConfiguration *item : items) {
        waiting.insert(item->id, item);
        ids.append(item->id);
    }
    auto query = execute(m_database, u"read the table %1"_s.arg(table),
                         u"SELECT %1 FROM %2 AS t WHERE t.\"id\" IN (%3)"_s.arg(
                             columns.join(u", "_s), quoteIdentifier(table),
                             QStringList(ids.size(), u"?"_s).join(u',')),
                         ids);
    if (!query)
        return std::unexpected(query.error());
    while (query->next()) {
        StoredConfiguration *item = waiting.take(textOf(*query, 0));
        for (qsizetype i = 0; item && i < fields.size(); ++i)
            setField(*item, fields[i], query->value(int(i) + 1), table);
    }
    for (StoredConfiguration *item : std::as_const(waiting))
        item->notes.append(u"Table %1 has no row for it: the values are not there"_s.arg(table));
    return {};
}

} // namespace outlet::app::stores
