// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/database.h"
#include "app/stores/configurationstore.h"
#include "migrations/engine.h"
#include "tests/contract/sample.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>
#include <QVariant>

namespace outlet::tests {

using namespace Qt::StringLiterals;

/** A connector with a field of every type, two of them secret. */
inline ui::Manifest vault()
{
    const auto manifest =
        ui::parseManifest(contentOf(QStringLiteral(OUTLET_SOURCE_DIR "/tests/app/vault.json")));
    if (!manifest)
        giveUp(manifest.error().first().where + u": "_s + manifest.error().first().message);
    return *manifest;
}

/** Its table, in either dialect. */
inline QString vaultTable(migrations::Dialect dialect)
{
    const bool isSqlite = dialect == migrations::Dialect::Sqlite;
    return u"CREATE TABLE vault_data_output_configurations ("
           "id UUID NOT NULL PRIMARY KEY "
           "REFERENCES data_output_configurations (id) ON DELETE CASCADE, "
           "path TEXT, \"order\" TEXT, size BIGINT, ratio %1, is_live BOOLEAN, tags TEXT, "
           "token TEXT, pin INTEGER, deleted_at TIMESTAMP)"_s.arg(isSqlite ? u"REAL"_s
                                                                           : u"DOUBLE PRECISION"_s);
}

inline registry::Connector vaultConnector()
{
    registry::Connector connector;
    connector.candidate.name = u"vault"_s;
    connector.candidate.directory = u"/plugins/vault"_s;
    connector.candidate.module = u"/plugins/vault/vault.so"_s;
    connector.manifest = vault();
    connector.verdict.message = u"In force."_s;
    return connector;
}

inline app::stores::ConfigurationType vaultType()
{
    const ui::Manifest manifest = vault();
    return {.name = manifest.plugin,
            .otherNames = manifest.aliases,
            .table = manifest.table,
            .fields = manifest.fields};
}

/** A database with the core's tables and that of the connector. */
class VaultDatabase
{
public:
    explicit VaultDatabase(const QString &url) : m_database(open(url))
    {
        const auto done = migrations::migrate(handle(), m_database.dialect(),
                                              migrations::coreSource(), migrations::Mode::Apply);
        if (!done)
            giveUp(done.error().error.message);
        run(vaultTable(m_database.dialect()));
    }

    QSqlDatabase &handle() { return m_database.handle(); }
    migrations::Dialect dialect() const { return m_database.dialect(); }

    void run(const QString &statement)
    {
        QSqlQuery query(handle());
        if (!query.exec(statement))
            giveUp(statement + u": "_s + query.lastError().text());
    }

    /** The first column of every row. */
    QStringList column(const QString &statement)
    {
        QSqlQuery query(handle());
        if (!query.exec(statement))
            giveUp(statement + u": "_s + query.lastError().text());
        QStringList texts;
        while (query.next())
            texts.append(query.isNull(0) ? u"NULL"_s : query.value(0).toString());
        return texts;
    }

    int count(const QString &table)
    {
        return column(u"SELECT count(*) FROM "_s + table).first().toInt();
    }

private:
    static app::Database open(const QString &url)
    {
        auto opened = app::Database::open(url, app::Access::ReadWrite);
        if (!opened)
            giveUp(opened.error().message);
        return std::move(*opened);
    }

    app::Database m_database;
};

} // namespace outlet::tests
