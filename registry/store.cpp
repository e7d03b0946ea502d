// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/store.h"

#include "migrations/columns.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QSet>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <optional>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

std::unexpected<Error> failed(const QString &doing, const QSqlError &error)
{
    return fail(ErrorCode::Database, u"%1: %2"_s.arg(doing, error.text()),
                u"Check that the database can be reached and is not locked by another program."_s);
}

/** The list of strings in a `config` column; nullopt when it is something else. */
std::optional<QStringList> stringsOf(const QString &config)
{
    const QJsonDocument document = QJsonDocument::fromJson(config.toUtf8());
    if (!document.isArray())
        return std::nullopt;
    QStringList strings;
    for (const QJsonValue value : document.array()) {
        if (!value.isString())
            return std::nullopt;
        strings.append(value.toString());
    }
    return strings;
}

PluginRow rowOf(const Described &connector)
{
    return {connector.manifest.plugin,
            connector.manifest.versionText,
            connector.manifest.description,
            connector.manifest.author,
            u"active"_s,
            connector.candidate.directory};
}

Result<void> writeRow(QSqlDatabase &database, const Described &connector, bool isNew)
{
    QSqlQuery query(database);
    const bool isPrepared = query.prepare(
        isNew ? u"INSERT INTO plugins (version, description, author, type, is_core, path, "
                "binary_path, source_path, name, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (name) DO NOTHING"_s // another server may start at the same moment
              : u"UPDATE plugins SET version = ?, description = ?, author = ?, type = ?, "
                "is_core = ?, path = ?, binary_path = ?, source_path = ?, "
                "updated_at = CURRENT_TIMESTAMP WHERE name = ?"_s);
    if (isPrepared) {
        const ui::Manifest &manifest = connector.manifest;
        query.addBindValue(manifest.versionText);
        query.addBindValue(manifest.description);
        query.addBindValue(manifest.author);
        query.addBindValue(ui::nameOf(manifest.kind));
        query.addBindValue(connector.candidate.source == Source::BuiltIn);
        query.addBindValue(connector.candidate.directory);
        query.addBindValue(connector.candidate.module);
        query.addBindValue(connector.candidate.directory);
        query.addBindValue(manifest.plugin);
        if (isNew)
            query.addBindValue(QUuid::createUuid().toString(QUuid::WithoutBraces));
    }
    if (!isPrepared || !query.exec())
        return failed(u"Cannot record %1 in the table plugins"_s.arg(connector.manifest.plugin),
                      query.lastError());
    return {};
}

Result<void> writeRows(QSqlDatabase &database, const std::vector<const Described *> &changed,
                       const QHash<QString, PluginRow> &rows)
{
    for (const Described *connector : changed) {
        if (auto done = writeRow(database, *connector, !rows.contains(connector->manifest.plugin));
            !done)
            return done;
    }
    return {};
}

} // namespace

Result<bool> hasCoreTables(QSqlDatabase &database)
{
    // Not QSqlDatabase::tables(): to that a database that fails looks like an empty one.
    const auto dialect = migrations::dialectOfDriver(database.driverName());
    const auto columns = migrations::listColumns(
        database, dialect.value_or(migrations::Dialect::Sqlite), u"platform_service_configs"_s);
    if (!columns)
        return std::unexpected(columns.error());
    return !columns->isEmpty();
}

Result<QHash<QString, PluginRow>> readPluginRows(QSqlDatabase &database)
{
    QHash<QString, PluginRow> rows;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT name, version, description, author, status, path FROM plugins"_s))
        return failed(u"Cannot read the table plugins"_s, query.lastError());
    while (query.next()) {
        const PluginRow row{query.value(0).toString(), query.value(1).toString(),
                            query.value(2).toString(), query.value(3).toString(),
                            query.value(4).toString(), query.value(5).toString()};
        rows.insert(row.name, row);
    }
    return rows;
}

Result<QHash<QString, QString>> readPluginIds(QSqlDatabase &database)
{
    QHash<QString, QString> ids;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT name, id FROM plugins"_s))
        return failed(u"Cannot read the table plugins"_s, query.lastError());
    while (query.next())
        ids.insert(query.value(0).toString(), query.value(1).toString());
    return ids;
}

Result<void> recordPlugins(QSqlDatabase &database, const std::vector<Described> &connectors)
{
    const auto rows = readPluginRows(database);
    if (!rows)
        return std::unexpected(rows.error());
    std::vector<const Described *> changed;
    for (const Described &connector : connectors) {
        PluginRow wanted = rowOf(connector);
        const auto found = rows->find(wanted.name);
        if (found != rows->end())
            wanted.status = found->status; // the operator's, never ours to change
        if (found == rows->end() || *found != wanted)
            changed.push_back(&connector);
    }
    if (changed.empty())
        return {};

    if (!database.transaction())
        return failed(u"Cannot begin to record plugins"_s, database.lastError());
    Result<void> done = writeRows(database, changed, *rows);
    if (done && !database.commit())
        done = failed(u"Cannot record plugins"_s, database.lastError());
    if (!done)
        database.rollback();
    return done;
}

Result<void> writeStatus(QSqlDatabase &database, const QString &plugin, const QString &status)
{
    QSqlQuery query(database);
    const bool isDone =
        query.prepare(u"INSERT INTO plugins (id, name, version, status) VALUES (?, ?, '', ?) "
                      "ON CONFLICT (name) DO UPDATE SET status = excluded.status, "
                      "updated_at = CURRENT_TIMESTAMP"_s);
    query.addBindValue(QUuid::createUuid().toString(QUuid::WithoutBraces));
    query.addBindValue(plugin);
    query.addBindValue(status);
    if (!isDone || !query.exec())
        return failed(u"Cannot write the status of %1 to the table plugins"_s.arg(plugin),
                      query.lastError());
    return {};
}

Result<QHash<QString, QStringList>> readPlatformOptions(QSqlDatabase &database)
{
    QHash<QString, QStringList> options;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT s.name, c.id, c.config FROM platform_services s "
                    "JOIN platform_service_configs c ON c.service_id = s.id "
                    "ORDER BY s.id, c.id"_s))
        return failed(u"Cannot read the options of the platforms"_s, query.lastError());
    QSet<QString> seen;
    while (query.next()) {
        const QString key = query.value(0).toString().toLower();
        if (seen.contains(key))
            continue; // only the first row counts
        seen.insert(key);
        if (auto strings = stringsOf(query.value(2).toString()))
            options.insert(key, *strings);
        else
            qCWarning(log).noquote()
                << u"platform_service_configs %1: config is no JSON list of strings; forms of "
                   u"\"%2\" "
                   "say not_configured until it is mended"_s.arg(query.value(1).toString(), key);
    }
    return options;
}

} // namespace outlet::registry
