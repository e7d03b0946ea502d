// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/system.h"

#include "app/api/conditional.h"
#include "app/stores/query.h"
#include "migrations/engine.h"
#include "ui-schemas/jsonwriter.h"

#include <QSqlDatabase>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using ui::JsonWriter;

namespace {

constexpr QLatin1StringView ok = "ok"_L1;

/** Answers that say how things are now: no validator, nothing to keep. */
Reply momentary(int status, const QByteArray &json)
{
    Reply reply;
    reply.status = status;
    reply.body = json;
    reply.headers = {{"Cache-Control", "no-store"}};
    return reply;
}

/** What the answers are read from; somebody may have dropped it since the server started. */
constexpr QLatin1StringView tables[] = {
    "plugins"_L1,
    "platforms"_L1,
    "platform_services"_L1,
    "platform_service_configs"_L1,
    "environments"_L1,
    "env_platform_configs"_L1,
    "env_platform_service_configs"_L1,
};

QString checkDatabase(QSqlDatabase &database, const DatabaseCheck &check)
{
    if (check) {
        if (const auto checked = check(); !checked)
            return checked.error().message;
    }
    const auto query = stores::select(database, u"from the database"_s, u"SELECT 1"_s);
    return query ? QString(ok) : query.error().message;
}

QString checkTables(QSqlDatabase &database)
{
    for (const QLatin1StringView table : tables) {
        const auto query = stores::select(database, u"the table "_s + table,
                                          u"SELECT 1 FROM %1 LIMIT 1"_s.arg(table));
        if (!query)
            return query.error().message;
    }
    return ok;
}

QString checkMigrations(QSqlDatabase &database)
{
    const auto dialect = migrations::dialectOfDriver(database.driverName());
    const auto report = migrations::status(database, dialect.value_or(migrations::Dialect::Sqlite),
                                           migrations::coreSource());
    if (!report)
        return report.error().error.message;
    const qsizetype applied = report->count(migrations::State::Applied);
    if (applied == report->steps.size())
        return checkTables(database);
    return u"%1 of the %2 core migrations are applied and unchanged: run `outlet migrate up`"_s
        .arg(applied)
        .arg(report->steps.size());
}

QString checkRegistry(const registry::SnapshotPtr &snapshot)
{
    return snapshot ? QString(ok) : u"no snapshot has been published yet"_s;
}

} // namespace

Reply version(const Request &request, const QString &version)
{
    JsonWriter json;
    json.beginObject().member("version"_L1, version).endObject();
    return jsonReply(request, json.take());
}

Reply healthz(const Request &)
{
    return momentary(200, R"({"status":"ok"})");
}

Reply readyz(const Request &, const registry::SnapshotPtr &snapshot, QSqlDatabase &database,
             const DatabaseCheck &check)
{
    const QString databaseState = checkDatabase(database, check);
    const QString migrationState =
        databaseState == ok ? checkMigrations(database) : u"the database does not answer"_s;
    const QString registryState = checkRegistry(snapshot);
    const bool isReady = databaseState == ok && migrationState == ok && registryState == ok;
    JsonWriter json;
    json.beginObject();
    json.member("status"_L1, isReady ? "ready"_L1 : "not ready"_L1);
    json.key("checks"_L1).beginObject();
    json.member("database"_L1, databaseState).member("migrations"_L1, migrationState);
    json.member("registry"_L1, registryState);
    json.endObject().endObject();
    return momentary(isReady ? 200 : 503, json.take());
}

Reply index(const Request &request, const QString &version)
{
    JsonWriter json;
    json.beginObject();
    json.member("name"_L1, "outlet"_L1).member("version"_L1, version);
    json.key("links"_L1).beginObject();
    json.member("plugins"_L1, "/api/v2/plugins/"_L1);
    json.member("platform_tiles"_L1, "/api/v2/plugins/platform-tiles"_L1);
    json.member("discovery"_L1, "/api/v2/plugins/discovery"_L1);
    json.member("migrations"_L1, "/api/v2/plugins/migrations"_L1);
    json.member("platforms"_L1, "/api/v2/configuration/platforms"_L1);
    json.member("environments"_L1, "/api/v2/configuration/environments"_L1);
    json.member("version"_L1, "/api/v2/version"_L1);
    json.member("health"_L1, "/healthz"_L1).member("readiness"_L1, "/readyz"_L1);
    json.member("metrics"_L1, "/metrics"_L1);
    json.member("openapi"_L1, "/openapi.json"_L1).member("docs"_L1, "/docs"_L1);
    json.endObject().endObject();
    return jsonReply(request, json.take());
}

} // namespace outlet::app::api
