// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/configurationstore.h"

#include "app/stores/auditlog.h"
#include "app/stores/configurationreader.h"
#include "app/stores/configurationvalues.h"
#include "migrations/columns.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUuid>
#include <QVariant>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;
using migrations::quoteIdentifier;

namespace {

const QString doing = u"store the configuration"_s;

/** As every TIMESTAMP of the tables: UTC without a zone. */
QString now()
{
    return QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
}

Result<void> run(QSqlDatabase &database, const QString &sql, const QVariantList &values)
{
    const auto done = execute(database, doing, sql, values);
    return done ? Result<void>() : std::unexpected(done.error());
}

/** Steps until one fails. */
Result<void> inOrder(std::initializer_list<std::function<Result<void>()>> steps)
{
    for (const auto &step : steps) {
        if (const auto done = step(); !done)
            return done;
    }
    return {};
}

/** Keeps a value that a step has made. */
template<class T>
Result<void> take(Result<T> &target, Result<T> value)
{
    target = std::move(value);
    return target ? Result<void>() : std::unexpected(target.error());
}

QVariantList columnValues(const NewConfiguration &configuration)
{
    QVariantList values;
    for (const ui::Field &field : configuration.type.fields)
        values.append(toColumn(field, configuration.values.value(field.name)));
    return values;
}

Result<void> insertValues(QSqlDatabase &database, const QString &id,
                          const NewConfiguration &configuration)
{
    QStringList names = {u"\"id\""_s};
    for (const ui::Field &field : configuration.type.fields)
        names.append(quoteIdentifier(field.name));
    const QString sql = u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(
        quoteIdentifier(configuration.type.table), names.join(u", "_s),
        QStringList(names.size(), u"?"_s).join(u", "_s));
    return run(database, sql, QVariantList{id} + columnValues(configuration));
}

/** A row that is missing is made: what was broken is whole again. */
Result<void> updateValues(QSqlDatabase &database, const QString &id,
                          const NewConfiguration &configuration)
{
    QStringList changes = {u"\"id\" = \"id\""_s}; // for a connector without fields
    for (const ui::Field &field : configuration.type.fields)
        changes.append(quoteIdentifier(field.name) + u" = ?"_s);
    const QString sql = u"UPDATE %1 SET %2 WHERE \"id\" = ?"_s.arg(
        quoteIdentifier(configuration.type.table), changes.join(u", "_s));
    const auto done = execute(database, doing, sql, columnValues(configuration) + QVariantList{id});
    if (!done)
        return std::unexpected(done.error());
    return done->numRowsAffected() == 0 ? insertValues(database, id, configuration)
                                        : Result<void>();
}

/** The names of the fields that differ, secrets included: names are none. */
QJsonArray changedFields(const StoredConfiguration &before, const StoredConfiguration &after)
{
    QJsonArray names;
    for (const ui::Field &field : after.fields) {
        const bool isSame =
            field.secret ? before.secrets.value(field.name) == after.secrets.value(field.name)
                         : before.values.value(field.name) == after.values.value(field.name);
        if (!isSame)
            names.append(field.name);
    }
    return names;
}

QJsonObject detailOf(const StoredConfiguration &configuration)
{
    return {{u"configuration_type"_s, configuration.type},
            {u"secrets_set"_s, QJsonArray::fromStringList(configuration.secrets.keys())},
            {u"values"_s, configuration.values}};
}

Result<void> record(QSqlDatabase &database, const Author &author, const QString &action,
                    const QString &id, const QJsonObject &detail)
{
    return recordAudit(database, {.actor = author.actor,
                                  .action = action,
                                  .subject = id,
                                  .detail = detail,
                                  .correlationId = author.correlationId});
}

/** The row of the connector's table, where there is such a table. */
Result<void> deleteValues(QSqlDatabase &database, const ConfigurationType &type, const QString &id)
{
    const auto dialect = migrations::dialectOfDriver(database.driverName());
    const auto columns = migrations::listColumns(
        database, dialect.value_or(migrations::Dialect::Sqlite), type.table);
    if (!columns)
        return std::unexpected(columns.error());
    if (columns->isEmpty())
        return {};
    return run(database, u"DELETE FROM %1 WHERE \"id\" = ?"_s.arg(quoteIdentifier(type.table)),
               {id});
}

} // namespace

ConfigurationStore::ConfigurationStore(QSqlDatabase &database, FindType findType)
    : m_database(database), m_findType(std::move(findType))
{}

Result<StoredConfiguration> ConfigurationStore::create(const NewConfiguration &configuration,
                                                       const Author &author)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    Transaction transaction(m_database, Purpose::Write);
    ConfigurationReader reader(m_database, m_findType, transaction, Columns::Declared);
    Result<StoredConfiguration> made;
    const auto done = inOrder({
        [&] { return transaction.begin(); },
        [&] {
            return run(m_database,
                       u"INSERT INTO data_output_configurations (id, configuration_type, name, "
                       "created_on) VALUES (?, ?, ?, ?)"_s,
                       {id, configuration.type.name, configuration.name, now()});
        },
        [&] { return insertValues(m_database, id, configuration); },
        [&] { return noteType(m_database, configuration.type); },
        [&] { return take(made, reader.read(id)); },
        [&] { return record(m_database, author, u"configuration:created"_s, id, detailOf(*made)); },
        [&] { return transaction.commit(); },
    });
    return done ? made : std::unexpected(done.error());
}

Result<StoredConfiguration> ConfigurationStore::read(const QString &id)
{
    Transaction transaction(m_database, Purpose::Read);
    if (const auto begun = transaction.begin(); !begun)
        return std::unexpected(begun.error());
    return ConfigurationReader(m_database, m_findType, transaction, Columns::Declared).read(id);
}

Result<ConfigurationPage> ConfigurationStore::list(const ConfigurationQuery &query)
{
    Transaction transaction(m_database, Purpose::Read);
    if (const auto begun = transaction.begin(); !begun)
        return std::unexpected(begun.error());
    return ConfigurationReader(m_database, m_findType, transaction, Columns::Declared).page(query);
}

Result<StoredConfiguration> ConfigurationStore::replace(const QString &id,
                                                        const NewConfiguration &configuration,
                                                        const Permit &permit, const Author &author)
{
    Transaction transaction(m_database, Purpose::Write);
    ConfigurationReader looking(m_database, m_findType, transaction, Columns::Looked);
    ConfigurationReader reader(m_database, m_findType, transaction, Columns::Declared);
    Result<StoredConfiguration> before;
    Result<StoredConfiguration> after;
    const auto done = inOrder({
        [&] { return transaction.begin(); },
        [&] { return take(before, looking.read(id, true)); },
        [&] { return permit(*before); },
        [&] {
            return run(m_database,
                       u"UPDATE data_output_configurations SET configuration_type = ?, name = ?, "
                       "updated_on = ?, revision = revision + 1 WHERE id = ?"_s,
                       {configuration.type.name, configuration.name, now(), id});
        },
        [&] { return updateValues(m_database, id, configuration); },
        [&] { return noteType(m_database, configuration.type); },
        [&] { return take(after, reader.read(id)); },
        [&] {
            return record(m_database, author, u"configuration:updated"_s, id,
                          {{u"configuration_type"_s, after->type},
                           {u"changed"_s, changedFields(*before, *after)}});
        },
        [&] { return transaction.commit(); },
    });
    return done ? after : std::unexpected(done.error());
}

Result<void> ConfigurationStore::remove(const QString &id, const Permit &permit,
                                        const Author &author)
{
    Transaction transaction(m_database, Purpose::Write);
    ConfigurationReader reader(m_database, m_findType, transaction, Columns::Looked);
    Result<StoredConfiguration> before;
    return inOrder({
        [&] { return transaction.begin(); },
        [&] { return take(before, reader.read(id, true)); },
        [&] { return permit(*before); },
        [&]() -> Result<void> {
            const auto type = reader.typeOf(before->type);
            if (!type)
                return std::unexpected(type.error());
            // Where nothing is known of its table, the table's own ON DELETE CASCADE has to do.
            return *type ? deleteValues(m_database, **type, id) : Result<void>();
        },
        [&] {
            return run(m_database, u"DELETE FROM data_output_configurations WHERE id = ?"_s, {id});
        },
        [&] {
            return record(m_database, author, u"configuration:deleted"_s, id, detailOf(*before));
        },
        [&] { return transaction.commit(); },
    });
}

} // namespace outlet::app::stores
