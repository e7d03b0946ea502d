// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/installation.h"
#include "tests/app/vaultapi.h"
#include "tests/postgresql/databases.h"

#include <QTest>

namespace outlet::tests {

inline const QByteArray configuration = "/api/v2/configuration/";

/** The whole API for an administrator, with all five connectors in force and their modules. */
class AdminApi
{
public:
    explicit AdminApi(const QString &url)
        : m_database(url), m_api(app::api::makeApi({.snapshot = [this] { return m_snapshot; },
                                                    .database = &m_database.handle(),
                                                    .version = u"1.2.3"_s,
                                                    .hooks = &m_hooks,
                                                    .changed = [this] { ++m_changes; },
                                                    .events = &m_events}))
    {}

    /** `target` stands below `/api/v2/configuration/`. */
    app::api::Reply ask(const QByteArray &method, const QByteArray &target,
                        const QByteArray &body = {}, const QByteArray &ifMatch = {})
    {
        app::api::Request request = requestFor(configuration + target, method);
        request.body = body;
        request.ifMatch = ifMatch;
        request.isAdmin = true;
        return m_api.answer(request);
    }

    /** The id of what is made so; ends the test program if it is refused. */
    QByteArray make(const QByteArray &target, const QByteArray &body)
    {
        const app::api::Reply reply = ask("POST", target, body);
        if (reply.status != 201)
            giveUp(QString::fromUtf8(target + ' ' + body + ": " + reply.body));
        return jsonOf(reply)[u"id"_s].toString().toLatin1();
    }

    /** Everything that can be written and what is recorded of it: unchanged if nothing was done. */
    QStringList rows()
    {
        QStringList all;
        for (const char *sql :
             {"SELECT id || '/' || name FROM platforms",
              "SELECT id || '/' || name || '/' || platform_id || '/' || "
              "coalesce(result_string_template, 'NULL') || '/' || "
              "coalesce(technical_info_template, 'NULL') FROM platform_services",
              "SELECT id || '/' || service_id || '/' || config FROM platform_service_configs",
              "SELECT id || '/' || name || '/' || acronym || '/' || coalesce(context, 'NULL') || "
              "'/' || is_default "
              "FROM environments",
              "SELECT id || '/' || environment_id || '/' || platform_id || '/' || config FROM "
              "env_platform_configs",
              "SELECT id || '/' || environment_id || '/' || service_id || '/' || config "
              "FROM env_platform_service_configs",
              "SELECT id || '/' || action || subject FROM audit_log"})
            all += m_database.column(QString::fromLatin1(sql) + u" ORDER BY id"_s);
        return all;
    }

    VaultDatabase &database() { return m_database; }
    registry::EventBus &events() { return m_events; }
    const app::api::Router &router() const { return m_api; }
    int changes() const { return m_changes; }

private:
    registry::EventBus m_events{registry::EventBus::Options{.kept = 100'000}};
    VaultDatabase m_database;
    registry::SnapshotPtr m_snapshot = registry::buildSnapshot(loadableDraft(), sampleOptions(), 1);
    registry::HookCalls m_hooks{std::make_shared<registry::ModuleCalls>(),
                                std::chrono::seconds(10)};
    int m_changes = 0;
    app::api::Router m_api;
};

/** What an administrator has entered for the connector of Glue. */
struct Entered
{
    QByteArray platform;
    QByteArray service;
    QByteArray serviceConfig;
    QByteArray environment;
    QByteArray platformConfig;
    QByteArray items;

    /** `text` with its names in angle brackets, as `<service>`, replaced by their ids. */
    QByteArray in(QByteArray text) const
    {
        return text.replace("<platform>", platform)
            .replace("<service>", service)
            .replace("<serviceConfig>", serviceConfig)
            .replace("<environment>", environment)
            .replace("<platformConfig>", platformConfig)
            .replace("<items>", items)
            .replace("<none>", "12345678-1234-4234-8234-123456789abc");
    }
};

/** Enters it, so that everything fits together. */
inline Entered enterGlue(AdminApi &api)
{
    Entered all;
    all.platform = api.make("platforms", R"({"name":"AWS"})");
    all.service = api.make(all.in("platforms/<platform>/services"),
                           R"({"name":"Glue","result_string_template":"{database}.{table}",)"
                           R"("technical_info_template":"{database_name} in {environment}"})");
    all.serviceConfig =
        api.make("platforms/configs", all.in(R"({"service_id":"<service>","config":["clean"]})"));
    all.environment =
        api.make("environments", R"({"name":"production","acronym":"prd","is_default":true})");
    all.platformConfig = api.make(all.in("environments/<environment>/platform_configs"),
                                  all.in(R"({"platform_id":"<platform>",)"
                                         R"("config":{"aws_account_id":"1","aws_region":"eu"}})"));
    all.items = api.make(all.in("environments/<environment>/configs"),
                         all.in(R"({"service_id":"<service>",)"
                                R"("config":[{"identifier":"clean","database_name":"p"}]})"));
    return all;
}

/** An administrator with what they have entered. */
struct Office
{
    explicit Office(const QString &url) : api(url), entered(enterGlue(api)) {}

    app::api::Reply ask(const QByteArray &method, const QByteArray &target,
                        const QByteArray &body = {}, const QByteArray &ifMatch = {})
    {
        return api.ask(method, entered.in(target), entered.in(body), ifMatch);
    }

    AdminApi api;
    Entered entered;
};

/** The codes of the warnings. */
inline QStringList codesOf(const app::api::Reply &reply)
{
    QStringList codes;
    for (const QJsonValue warning : jsonOf(reply)[u"warnings"_s].toArray())
        codes.append(warning[u"code"_s].toString());
    return codes;
}

/** `type` at `loc`: `msg`, for each entry of a 422. */
inline QStringList detailsOf(const app::api::Reply &reply)
{
    QStringList details;
    for (const QJsonValue entry : jsonOf(reply)[u"detail"_s].toArray()) {
        QStringList where;
        for (const QJsonValue part : entry[u"loc"_s].toArray())
            where.append(part.toVariant().toString());
        details.append(u"%1 at %2: %3"_s.arg(entry[u"type"_s].toString(), where.join(u'.'),
                                             entry[u"msg"_s].toString()));
    }
    return details;
}

inline QJsonObject withoutWarnings(const app::api::Reply &reply)
{
    QJsonObject object = jsonOf(reply);
    object.remove(u"warnings"_s);
    return object;
}

/** Rows of a table for both databases. */
template<class... Values>
void addRow(const char *name, const Values &...values)
{
    for (const QString &kind : Databases::kinds())
        (QTest::addRow("%s, on %s", name, qPrintable(kind)) << kind << ... << values);
}

} // namespace outlet::tests
