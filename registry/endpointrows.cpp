// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/endpointrows.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

using Row = std::tuple<QString, QString, QString>; // name of the plugin, method, path
using Rows = std::set<Row>;

std::unexpected<Error> failed(const QString &doing, const QSqlError &error)
{
    return fail(ErrorCode::Database, u"%1: %2"_s.arg(doing, error.text()),
                u"Check that the database can be reached and is not locked by another program."_s);
}

Result<Rows> readRows(QSqlDatabase &database)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT p.name, e.method, e.path FROM plugin_endpoints e "
                    "JOIN plugins p ON p.id = e.plugin_id"_s))
        return failed(u"Cannot read the table plugin_endpoints"_s, query.lastError());
    Rows rows;
    while (query.next())
        rows.insert(
            {query.value(0).toString(), query.value(1).toString(), query.value(2).toString()});
    return rows;
}

Rows rowsOf(const std::vector<Described> &plugins)
{
    Rows rows;
    for (const Described &plugin : plugins) {
        const ui::Manifest &manifest = plugin.manifest;
        for (const ui::Endpoint &endpoint : manifest.endpoints)
            rows.insert({manifest.plugin, endpoint.method, u'/' + manifest.id + endpoint.path});
    }
    return rows;
}

Rows difference(const Rows &from, const Rows &without)
{
    Rows rest;
    std::ranges::set_difference(from, without, std::inserter(rest, rest.end()));
    return rest;
}

Result<void> each(QSqlDatabase &database, const QString &sql, const Rows &rows)
{
    QSqlQuery query(database);
    if (!query.prepare(sql))
        return failed(u"Cannot write the table plugin_endpoints"_s, query.lastError());
    for (const auto &[plugin, method, path] : rows) {
        query.addBindValue(method);
        query.addBindValue(path);
        query.addBindValue(plugin);
        if (!query.exec())
            return failed(u"Cannot record %1 %2 of %3 in the table plugin_endpoints"_s.arg(
                              method, path, plugin),
                          query.lastError());
    }
    return {};
}

Result<void> write(QSqlDatabase &database, const Rows &gone, const Rows &added)
{
    const auto removed = each(database,
                              u"DELETE FROM plugin_endpoints WHERE method = ? AND path = ? AND "
                              "plugin_id = (SELECT id FROM plugins WHERE name = ?)"_s,
                              gone);
    if (!removed)
        return removed;
    // Another server that finds the same plugins may be faster.
    return each(database,
                u"INSERT INTO plugin_endpoints (method, path, handler, plugin_id) "
                "SELECT ?, ?, 'Routes', id FROM plugins WHERE name = ? "
                "ON CONFLICT (plugin_id, method, path) DO NOTHING"_s,
                added);
}

} // namespace

Result<void> recordEndpoints(QSqlDatabase &database, const std::vector<Described> &plugins)
{
    const auto known = readRows(database);
    if (!known)
        return std::unexpected(known.error());
    const Rows wanted = rowsOf(plugins);
    if (*known == wanted)
        return {};
    if (!database.transaction())
        return failed(u"Cannot begin to record endpoints"_s, database.lastError());
    Result<void> done = write(database, difference(*known, wanted), difference(wanted, *known));
    if (done && !database.commit())
        done = failed(u"Cannot record endpoints"_s, database.lastError());
    if (!done)
        database.rollback();
    return done;
}

} // namespace outlet::registry
