// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authoring/scratchdatabase.h"

#include "app/settings/databaseurl.h"
#include "migrations/engine.h"
#include "migrations/transaction.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>

namespace outlet::app::authoring {

using namespace Qt::StringLiterals;

namespace {

QString objectsQuery(migrations::Dialect dialect)
{
    switch (dialect) {
    case migrations::Dialect::Sqlite:
        return u"SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"_s;
    case migrations::Dialect::PostgreSql: // a table's own type, indexes of keys: go with the table
        return u"SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'i' THEN 'index' WHEN 'S' THEN "
               "'sequence' WHEN 'v' THEN 'view' ELSE 'relation' END || ' ' || relname "
               "FROM pg_catalog.pg_class WHERE relnamespace = current_schema()::regnamespace "
               "UNION ALL SELECT 'function ' || proname FROM pg_catalog.pg_proc "
               "WHERE pronamespace = current_schema()::regnamespace "
               "UNION ALL SELECT 'type ' || typname FROM pg_catalog.pg_type "
               "WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd')"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

Result<std::unique_ptr<ScratchDatabase>> ScratchDatabase::inFile()
{
    std::unique_ptr<ScratchDatabase> scratch(new ScratchDatabase);
    scratch->m_directory = std::make_unique<QTemporaryDir>();
    const QString file = scratch->m_directory->filePath(u"check.sqlite"_s);
    if (auto opened = scratch->open(databaseUrlOf(file)); !opened)
        return std::unexpected(opened.error());
    // Nobody misses it after a crash: waiting for the disk would take most of the time.
    const auto hasten =
        migrations::execute(scratch->m_database->handle(), u"PRAGMA synchronous = OFF"_s);
    if (!hasten)
        return std::unexpected(hasten.error());
    if (auto migrated = scratch->migrateCore(); !migrated)
        return std::unexpected(migrated.error());
    return scratch;
}

Result<std::unique_ptr<ScratchDatabase>> ScratchDatabase::onServer(const QString &url)
{
    std::unique_ptr<ScratchDatabase> scratch(new ScratchDatabase);
    if (auto opened = scratch->open(url); !opened)
        return std::unexpected(opened.error());
    const QString schema = u"outlet_check_"_s + QUuid::createUuid().toString(QUuid::Id128);
    QSqlDatabase &handle = scratch->m_database->handle();
    const auto made = migrations::execute(handle, u"CREATE SCHEMA "_s + schema);
    if (!made)
        return std::unexpected(made.error());
    scratch->m_schema = schema;
    const auto chosen = migrations::execute(handle, u"SET search_path TO "_s + schema);
    if (!chosen)
        return std::unexpected(chosen.error());
    if (auto migrated = scratch->migrateCore(); !migrated)
        return std::unexpected(migrated.error());
    return scratch;
}

ScratchDatabase::~ScratchDatabase()
{
    if (!m_schema.isEmpty()) // what cannot be dropped now has a name that tells whose it was
        (void)migrations::execute(m_database->handle(), u"DROP SCHEMA %1 CASCADE"_s.arg(m_schema));
}

Result<void> ScratchDatabase::open(const QString &url)
{
    auto database = Database::open(url, Access::ReadWrite);
    if (!database)
        return std::unexpected(database.error());
    m_database.emplace(std::move(*database));
    return {};
}

Result<void> ScratchDatabase::migrateCore()
{
    const auto migrated = migrations::migrate(m_database->handle(), m_database->dialect(),
                                              migrations::coreSource(), migrations::Mode::Apply);
    if (!migrated)
        return std::unexpected(migrated.error().error);
    return {};
}

Result<QStringList> ScratchDatabase::objects()
{
    QStringList names;
    QSqlQuery query(m_database->handle());
    if (!query.exec(objectsQuery(m_database->dialect())))
        return fail(ErrorCode::Database,
                    u"The database cannot be looked through: %1."_s.arg(query.lastError().text()),
                    u"Give the user of --postgresql the right to read the catalogue."_s);
    while (query.next())
        names += query.value(0).toString();
    names.sort();
    return names;
}

} // namespace outlet::app::authoring
