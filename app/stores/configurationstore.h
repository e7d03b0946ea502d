// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/configurationtype.h"

#include <outlet/result.h>
#include <outlet/values.h>

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QSqlDatabase;

namespace outlet::app::stores {

/** A configuration as the tables have it. */
struct StoredConfiguration
{
    QString id;
    QString type;            ///< name of the plugin; what the row says where no plugin has it
    QString name;            ///< null where nobody gave one
    QString createdOn;       ///< UTC, ISO 8601; null where the row has something else
    QString updatedOn;       ///< null until it is changed
    qint64 revision = 1;     ///< grows with every change made here
    QList<ui::Field> fields; ///< those that are known, in the manifest's order
    Values values;           ///< of every field that is no secret; null where it cannot be told
    Values secrets;          ///< of those that are set. Never for an answer, a log or an event
    QStringList notes;       ///< what a reader should know: a connector that is gone, a broken row
};

/** What is to be stored; `values` complete, as the connector has them after normalising. */
struct NewConfiguration
{
    ConfigurationType type;
    QString name; ///< may be null
    Values values;
};

/** Who changes something, for the audit log. */
struct Author
{
    QString actor;
    QString correlationId;
};

/** Which part of the list. */
struct ConfigurationQuery
{
    QString type;                   ///< name or alias; null: every type
    std::optional<qsizetype> limit; ///< nothing: everything
    QString cursor;                 ///< of the page before; null: from the beginning
};

struct ConfigurationPage
{
    QList<StoredConfiguration> items; ///< oldest first
    QString next;                     ///< cursor of the next page; null: this is the last
};

/** Whether a change may go on, given what is stored at that moment. */
using Permit = std::function<Result<void>(const StoredConfiguration &current)>;

/**
 * Configurations: a row of `data_output_configurations` and one, with the same id, of the
 * connector's own table, whose columns are the fields of the manifest. Each change is one
 * transaction with its row of `audit_log`; once a call has returned, its change outlives a crash.
 *
 * Removing deletes both rows: a secret must not outlive its configuration. A row whose `deleted_at`
 * another program has set counts as removed.
 *
 * What cannot be read as it should be (the connector is gone, its table is missing or has other
 * columns, a value of the wrong type) is still there, with what can be told, and a note that says
 * what is wrong; a list never fails for it.
 *
 * Borrows the connection, and belongs to its thread. Errors of every call: Unavailable, where the
 * database is busy or lost, and Database.
 */
class ConfigurationStore
{
public:
    ConfigurationStore(QSqlDatabase &database, FindType findType);

    /** Stores it under a new id. Conflict, InvalidArgument: the table refuses the values. */
    Result<StoredConfiguration> create(const NewConfiguration &configuration, const Author &author);

    /** NotFound `Configuration not found`. */
    Result<StoredConfiguration> read(const QString &id);

    /**
     * In order of creation, then id. The cost of a page does not depend on where in the list it is.
     * InvalidArgument: a cursor that no page gave.
     */
    Result<ConfigurationPage> list(const ConfigurationQuery &query);

    /**
     * Gives it new values, all of them, if `permit` finds nothing against it; then what it finds.
     * Mends a missing row of the connector's table. NotFound; further as create().
     */
    Result<StoredConfiguration> replace(const QString &id, const NewConfiguration &configuration,
                                        const Permit &permit, const Author &author);

    /** Deletes it if `permit` finds nothing against it. NotFound. */
    Result<void> remove(const QString &id, const Permit &permit, const Author &author);

private:
    QSqlDatabase &m_database;
    FindType m_findType;
};

} // namespace outlet::app::stores
