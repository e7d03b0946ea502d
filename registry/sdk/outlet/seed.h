// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/result.h>

#include <QJsonArray>
#include <QString>
#include <QtPlugin>
#include <QVariantList>

namespace outlet {

/**
 * A narrow view of the database, lent for one call and bound to one transaction.
 *
 * Statements take positional placeholders (`?`). It is not the server's own connection object:
 * there is no way to commit, to open another transaction or to keep it.
 */
class Database
{
public:
    virtual ~Database() = default;

    /** Runs one statement. Returns the number of rows that it changed. Errors: Database. */
    virtual Result<qint64> execute(const QString &sql, const QVariantList &values = {}) = 0;

    /** Runs one query. Returns an array of objects, column name to value. Errors: Database. */
    virtual Result<QJsonArray> query(const QString &sql, const QVariantList &values = {}) = 0;
};

/**
 * First-time data of a plugin.
 *
 * Called once in the life of an installation, after the plugin's migrations, inside a transaction
 * that also records that it was done: an error or exception leaves nothing behind, and the call is
 * made again at the next start.
 */
class Seed
{
public:
    virtual ~Seed() = default;

    virtual Result<void> seed(Database &database) = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::Seed, "org.outlet.Seed/1")
