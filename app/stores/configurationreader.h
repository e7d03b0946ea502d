// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/configurationstore.h"
#include "app/stores/transaction.h"

#include <QHash>

class QSqlQuery;

namespace outlet::app::stores {

/** How to find out which columns the table of a connector in force has. */
enum class Columns {
    Declared, ///< its manifest says so; look only when that turns out to be wrong
    Looked,   ///< look first: after a statement that failed, a transaction could not go on
};

/** The reading half of ConfigurationStore: works inside a transaction that has begun. */
class ConfigurationReader
{
public:
    ConfigurationReader(QSqlDatabase &database, const FindType &findType, Transaction &transaction,
                        Columns columns);

    /** NotFound `Configuration not found`. `isLocked`: nobody else changes it before the end. */
    Result<StoredConfiguration> read(const QString &id, bool isLocked = false);

    Result<ConfigurationPage> page(const ConfigurationQuery &query);

    /** The type of rows of that name: from the registry, or as it was noted. */
    Result<std::optional<ConfigurationType>> typeOf(const QString &name);

private:
    using Items = QList<StoredConfiguration *>;

    Result<void> complete(QList<StoredConfiguration> &items);
    Result<void> fill(const ConfigurationType &type, const Items &items);
    Result<void> fillWhatIsThere(const ConfigurationType &type, const Items &items);
    Result<void> fillFrom(const QString &table, const QList<ui::Field> &fields, const Items &items);

    QSqlDatabase &m_database;
    const FindType &m_findType;
    Transaction &m_transaction;
    Columns m_columns;
    QHash<QString, std::optional<ConfigurationType>> m_types;
};

} // namespace outlet::app::stores
