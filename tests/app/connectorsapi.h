// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"
#include "app/database.h"
#include "migrations/engine.h"
#include "registry/hookcalls.h"
#include "tests/app/loadable.h"
#include "tests/contract/asking.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <chrono>
#include <memory>

namespace outlet::tests {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using app::api::Reply;

inline const QString platform = u"a0000001-0000-4000-8000-000000000000"_s;
inline const QString service = u"b0000001-0000-4000-8000-000000000000"_s;
inline const QString bare =
    u"b0000002-0000-4000-8000-000000000000"_s; ///< a service without templates
inline const QString development = u"d0000001-0000-4000-8000-000000000000"_s;
inline const QString production = u"d0000002-0000-4000-8000-000000000000"_s;
inline const QString domain = u"672debaf-31f9-4233-820b-ad2165af044e"_s;
inline const QString nowhere = u"99999999-9999-4999-8999-999999999999"_s;

inline const QByteArray renderPath = "/api/v2/plugins/render_technical_asset_access_path";
inline const QByteArray configurations = "/api/v2/data_output_configurations/";

inline QJsonObject objectOf(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        giveUp(u"No object: "_s + QString::fromUtf8(text));
    return document.object();
}

inline QByteArray bytesOf(const QJsonValue &value)
{
    return value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                           : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

/** The whole API, with the five connectors in force, on a database that is theirs. */
class ConnectorsApi
{
public:
    explicit ConnectorsApi(const QString &url)
        : m_database(open(url)),
          m_snapshot(registry::buildSnapshot(loadableDraft(), sampleOptions(), 1)),
          m_api(app::api::makeApi({.snapshot = [this] { return m_snapshot; },
                                   .database = &m_database.handle(),
                                   .version = u"1.2.3"_s,
                                   .hooks = &m_hooks}))
    {
        migrate(migrations::coreSource());
        for (const registry::Connector &connector : m_snapshot->connectors)
            migrate({connector.manifest.plugin,
                     connectorFolder(connector.candidate.name) + u"/migrations"_s});
    }

    void run(const QString &statement, const QVariantList &values = {})
    {
        QSqlQuery query(m_database.handle());
        query.prepare(statement);
        for (const QVariant &value : values)
            query.addBindValue(value);
        if (!query.exec())
            giveUp(statement + u": "_s + query.lastError().text());
    }

    Reply ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {})
    {
        app::api::Request request = requestFor(target, method);
        request.body = body;
        request.isAdmin = true;
        return m_api.answer(request);
    }

    Reply render(const QByteArray &configuration, const QString &serviceId = service)
    {
        return ask("POST", renderPath,
                   bytesOf(QJsonObject{{u"platform_id"_s, platform},
                                       {u"service_id"_s, serviceId},
                                       {u"configuration"_s, objectOf(configuration)}}));
    }

    /** Stores it; its id. */
    QByteArray store(const QByteArray &configuration)
    {
        const Reply reply = ask("POST", configurations, configuration);
        if (reply.status != 201)
            giveUp(QString::fromUtf8(reply.body));
        return objectOf(reply.body)[u"id"_s].toString().toLatin1();
    }

    /** A platform with one service that has these templates, and one that has none. */
    void addService(const QString &name, const QString &result, const QString &technical = {})
    {
        run(u"INSERT INTO platforms (id, name) VALUES (?, 'A platform')"_s, {platform});
        const QString insert = u"INSERT INTO platform_services (id, name, platform_id, "
                               "result_string_template, technical_info_template) "
                               "VALUES (?, ?, ?, ?, ?)"_s;
        run(insert, {service, name, platform, result, technical});
        run(insert, {bare, u"Nothing"_s, platform, u""_s, u""_s});
    }

    void addEnvironment(const QString &id, const QString &name, const QString &config,
                        const QString &items)
    {
        run(u"INSERT INTO environments (id, name, acronym, context, is_default) "
            "VALUES (?, ?, ?, '', ?)"_s,
            {id, name, name.left(3), false});
        if (!config.isNull())
            run(u"INSERT INTO env_platform_configs (id, environment_id, platform_id, config) "
                "VALUES (?, ?, ?, ?)"_s,
                {QString(id).replace(0, 1, u'e'), id, platform, config});
        if (!items.isNull())
            run(u"INSERT INTO env_platform_service_configs "
                "(id, environment_id, platform_id, service_id, config) VALUES (?, ?, ?, ?, ?)"_s,
                {QString(id).replace(0, 1, u'f'), id, platform, service, items});
    }

private:
    static app::Database open(const QString &url)
    {
        auto opened = app::Database::open(url, app::Access::ReadWrite);
        if (!opened)
            giveUp(opened.error().message);
        return std::move(*opened);
    }

    void migrate(const migrations::Source &source)
    {
        const auto done = migrations::migrate(m_database.handle(), m_database.dialect(), source,
                                              migrations::Mode::Apply);
        if (!done)
            giveUp(done.error().error.message);
    }

    app::Database m_database;
    registry::HookCalls m_hooks{std::make_shared<registry::ModuleCalls>(), 10s};
    registry::SnapshotPtr m_snapshot;
    app::api::Router m_api;
};

inline QString detailOf(const Reply &reply)
{
    return objectOf(reply.body)[u"detail"_s].toString();
}

} // namespace outlet::tests
