// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/installation.h"

#include "app/stores/query.h"

#include <QVariant>

#include <algorithm>
#include <optional>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

namespace {

template<class Row>
const Row *find(const QList<Row> &rows, const QString &id)
{
    const auto found = std::ranges::find(rows, id, &Row::id);
    return found == rows.end() ? nullptr : &*found;
}

/** One row a record of `sql`, as `read` takes it. */
template<class Row>
std::optional<Error> readRows(QSqlDatabase &database, const QString &what, const QString &sql,
                              QList<Row> &rows, Row (*read)(const QSqlQuery &))
{
    auto query = select(database, what, sql);
    if (!query)
        return query.error();
    while (query->next())
        rows.append(read(*query));
    return std::nullopt;
}

ServiceRow serviceRow(const QSqlQuery &query)
{
    return {textOf(query, 0), textOf(query, 1), textOf(query, 2), textOf(query, 3),
            textOf(query, 4)};
}

Environment environmentRow(const QSqlQuery &query)
{
    return {textOf(query, 0), textOf(query, 1), textOf(query, 2), textOf(query, 3),
            query.value(4).toBool()};
}

ConfigRow configRow(const QSqlQuery &query)
{
    return {textOf(query, 0), textOf(query, 1), textOf(query, 2), textOf(query, 3),
            textOf(query, 4)};
}

std::optional<Error> readConfigs(QSqlDatabase &database, const QString &table,
                                 const QString &environment, const QString &service,
                                 QList<ConfigRow> &rows)
{
    return readRows<ConfigRow>(database, table,
                               u"SELECT id, %1, platform_id, %2, config FROM %3 ORDER BY id"_s.arg(
                                   environment, service, table),
                               rows, configRow);
}

} // namespace

const Platform *Installation::platform(const QString &id) const
{
    return find(platforms, id);
}

const ServiceRow *Installation::service(const QString &id) const
{
    return find(services, id);
}

const Environment *Installation::environment(const QString &id) const
{
    return find(environments, id);
}

const ConfigRow *rowOf(const QList<ConfigRow> &rows, const QString &id)
{
    return find(rows, id);
}

Result<Installation> readInstallation(QSqlDatabase &database)
{
    Installation all;
    const QString none = u"NULL"_s;
    auto failure = readRows<Platform>(database, u"the platforms"_s,
                                      u"SELECT id, name FROM platforms ORDER BY id"_s,
                                      all.platforms, [](const QSqlQuery &query) {
                                          return Platform{textOf(query, 0), textOf(query, 1)};
                                      });
    if (!failure)
        failure = readRows(database, u"the services"_s,
                           u"SELECT id, name, platform_id, result_string_template, "
                           "technical_info_template FROM platform_services ORDER BY id"_s,
                           all.services, serviceRow);
    if (!failure)
        failure = readConfigs(database, u"platform_service_configs"_s, none, u"service_id"_s,
                              all.serviceConfigs);
    if (!failure)
        failure = readRows(
            database, u"the environments"_s,
            u"SELECT id, name, acronym, context, is_default FROM environments ORDER BY id"_s,
            all.environments, environmentRow);
    if (!failure)
        failure = readConfigs(database, u"env_platform_configs"_s, u"environment_id"_s, none,
                              all.environmentPlatforms);
    if (!failure)
        failure = readConfigs(database, u"env_platform_service_configs"_s, u"environment_id"_s,
                              u"service_id"_s, all.environmentServices);
    if (failure)
        return std::unexpected(*failure);
    return all;
}

Result<QList<NameInUse>> readNames(QSqlDatabase &database)
{
    QList<NameInUse> names;
    auto failure = readRows<NameInUse>(database, u"the names of plugins"_s,
                                       u"SELECT name FROM plugins ORDER BY name"_s, names,
                                       [](const QSqlQuery &query) {
                                           return NameInUse{u"plugins"_s, textOf(query, 0), 1};
                                       });
    if (!failure)
        failure = readRows<NameInUse>(
            database, u"the types of configurations"_s,
            u"SELECT configuration_type, count(*) FROM data_output_configurations "
            "WHERE deleted_at IS NULL GROUP BY configuration_type ORDER BY configuration_type"_s,
            names, [](const QSqlQuery &query) {
                return NameInUse{u"data_output_configurations"_s, textOf(query, 0),
                                 query.value(1).toLongLong()};
            });
    if (failure)
        return std::unexpected(*failure);
    return names;
}

} // namespace outlet::app::stores
