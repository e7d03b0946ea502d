// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/access.h"

#include "app/api/rendering.h"
#include "app/api/storeddocument.h"
#include "app/api/uuid.h"
#include "app/stores/configurationstore.h"
#include "app/stores/environmentstore.h"
#include "registry/hookcalls.h"
#include "ui-schemas/jsonwriter.h"
#include "ui-schemas/quote.h"

#include <QSqlDatabase>

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;
using registry::Snapshot;
using stores::Environment;
using stores::PlatformService;
using stores::StoredConfiguration;
using ui::JsonWriter;

namespace {

Reply momentaryReply(JsonWriter &json)
{
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

/** The connectors of a platform; those below it where the key is a parent's. */
QList<const Connector *> connectorsOfPlatform(const Snapshot &snapshot, const QString &key)
{
    QList<const Connector *> own;
    QList<const Connector *> below;
    for (const Connector &connector : snapshot.connectors) {
        const auto &platform = connector.manifest.platform;
        if (platform && platform->key == key)
            own.append(&connector);
        else if (platform && platform->parent == key)
            below.append(&connector);
    }
    return own.isEmpty() ? below : own;
}

QString parameter(const Request &request, QLatin1StringView name)
{
    const auto found =
        std::ranges::find_if(request.query, [&](const auto &entry) { return entry.first == name; });
    return found == request.query.end() ? QString() : found->second;
}

/** What an environment says about a connector's platform and one configuration. */
struct Surroundings
{
    std::optional<QJsonObject> platformConfig;
    std::optional<QJsonObject> item;
};

Result<Surroundings> surroundingsOf(const ConfigurationDesk &desk, const Connector &connector,
                                    const std::optional<PlatformService> &service,
                                    const Environment &environment, const Values &values)
{
    if (!service)
        return Surroundings();
    const auto platform =
        stores::readPlatformConfig(desk.database, environment.id, service->platform.id);
    if (!platform)
        return std::unexpected(platform.error());
    const auto items = stores::readServiceItems(desk.database, environment.id, service->id);
    if (!items)
        return std::unexpected(items.error());
    using Item = Result<std::optional<QJsonObject>>;
    const auto item = desk.advisers.hooks
                          ? desk.advisers.hooks->matchingItem(connector, *items, values)
                          : Item(std::nullopt);
    if (!item)
        return std::unexpected(item.error());
    return Surroundings{*platform, *item};
}

/** Whose link is wanted, and with which values. */
struct Link
{
    const Connector *connector = nullptr;
    Values values;
};

/**
 * The connector of a stored configuration, with its values. An id that only the portal knows stands
 * for the first connector, without values.
 */
Result<Link> linkOf(const ConfigurationDesk &desk, const QList<const Connector *> &connectors,
                    const QString &id)
{
    const auto stored = stores::ConfigurationStore(desk.database, typesIn(desk.snapshot)).read(id);
    if (!stored && stored.error().code != ErrorCode::NotFound)
        return std::unexpected(stored.error());
    if (!stored)
        return Link{connectors.first(), {}};
    for (const Connector *connector : connectors) {
        if (connector->manifest.answersTo(stored->type))
            return Link{connector, stored->values};
    }
    return fail(ErrorCode::InvalidArgument,
                u"Configuration %1 is of type %2, which is no %3"_s.arg(
                    id, stored->type, connectors.first()->manifest.platformOrEmpty().displayName),
                u"Ask for the link by the platform of its own connector"_s, u"id"_s);
}

/** What is known of a link before an environment adds to it. */
AccessUrlRequest askedOf(const Request &request, const Connector &connector, const Values &values)
{
    AccessUrlRequest asked;
    asked.values = values;
    asked.product.nameSpace = parameter(request, "namespace"_L1);
    asked.product.domainId = parameter(request, "domain_id"_L1);
    asked.product.domainName = parameter(request, "domain_name"_L1);
    asked.environment = parameter(request, "environment"_L1);
    asked.displayName = connector.manifest.platformOrEmpty().displayName;
    return asked;
}

Result<QString> linkFor(const ConfigurationDesk &desk, const Connector &connector,
                        const AccessUrlRequest &asked)
{
    if (!desk.advisers.hooks)
        return fail(ErrorCode::Unsupported, u"No connector is asked for links here"_s);
    return desk.advisers.hooks->accessUrl(connector, asked);
}

Result<QString> urlOf(const Request &request, const ConfigurationDesk &desk, const Link &link)
{
    AccessUrlRequest asked = askedOf(request, *link.connector, link.values);
    if (!asked.environment.isEmpty()) {
        const auto environment = stores::readEnvironmentNamed(desk.database, asked.environment);
        if (!environment)
            return std::unexpected(environment.error());
        const auto service =
            stores::findServiceOf(desk.database, link.connector->manifest.platformOrEmpty().key);
        if (!service)
            return std::unexpected(service.error());
        auto around = surroundingsOf(desk, *link.connector, *service, *environment, asked.values);
        if (!around)
            return std::unexpected(around.error());
        asked.platformConfig = std::move(around->platformConfig);
        asked.serviceConfig = std::move(around->item);
    }
    return linkFor(desk, *link.connector, asked);
}

/** A part of an answer that may be missing, with the reason. */
struct Part
{
    QLatin1StringView name;
    Result<QString> text;
};

/** The parts, null where there are none, and why. */
void writeParts(JsonWriter &json, std::initializer_list<Part> parts)
{
    for (const Part &part : parts)
        json.member(part.name, part.text.value_or(QString()));
    json.key("problems"_L1).beginArray();
    for (const Part &part : parts) {
        // A connector without links has nothing that anybody could mend.
        if (part.text || part.text.error().code == ErrorCode::Unsupported)
            continue;
        json.beginObject()
            .member("part"_L1, QString(part.name))
            .member("detail"_L1, part.text.error().message)
            .member("hint"_L1, part.text.error().hint)
            .endObject();
    }
    json.endArray();
}

Result<QString> noTemplate(const PlatformService &service, const QString &column)
{
    return fail(ErrorCode::NotFound,
                u"The service %1 has no %2"_s.arg(ui::quoted(service.name), column),
                u"Give it one in platform_services"_s, u"platform_services"_s);
}

/** Everything about one configuration that its access needs. */
struct Subject
{
    const ConfigurationDesk &desk;
    const Connector &connector;
    const StoredConfiguration &configuration;
    std::optional<PlatformService> service;

    Result<QString> rendered(const QString &text, const QString &column,
                             const QJsonObject &context = {}) const
    {
        if (!service)
            return fail(ErrorCode::NotFound,
                        u"No platform service is called %1"_s.arg(
                            ui::quoted(connector.manifest.platformOrEmpty().key)),
                        u"Add a row to platform_services whose name, in lower case, is that"_s,
                        u"platform_services"_s);
        if (text.isEmpty())
            return noTemplate(*service, column);
        return renderPath(desk.advisers, connector, text, configuration.values, context);
    }
};

/** What a template may use of an environment: its item for the configuration, and its name. */
QJsonObject contextOf(const Environment &environment, const Surroundings &around)
{
    QJsonObject context = around.item.value_or(QJsonObject());
    if (!context.contains("environment"_L1))
        context.insert("environment"_L1, environment.name);
    return context;
}

void writeEnvironment(JsonWriter &json, const Request &request, const Subject &subject,
                      const Environment &environment)
{
    const auto around = surroundingsOf(subject.desk, subject.connector, subject.service,
                                       environment, subject.configuration.values);
    const auto info = [&]() -> Result<QString> {
        if (!around)
            return std::unexpected(around.error());
        return subject.rendered(subject.service ? subject.service->technicalTemplate : QString(),
                                u"technical_info_template"_s, contextOf(environment, *around));
    };
    const auto url = [&]() -> Result<QString> {
        if (!around)
            return std::unexpected(around.error());
        AccessUrlRequest asked = askedOf(request, subject.connector, subject.configuration.values);
        asked.environment = environment.name;
        asked.platformConfig = around->platformConfig;
        asked.serviceConfig = around->item;
        return linkFor(subject.desk, subject.connector, asked);
    };
    json.beginObject()
        .member("id"_L1, environment.id)
        .member("name"_L1, environment.name)
        .member("acronym"_L1, environment.acronym);
    writeParts(json, {{"technical_info"_L1, info()}, {"url"_L1, url()}});
    json.endObject();
}

} // namespace

Reply platformUrl(const Request &request, const ConfigurationDesk &desk, const QString &platform)
{
    const QString text = parameter(request, "id"_L1);
    if (text.isNull())
        return invalidReply(request, {{.type = u"missing"_s,
                                       .where = {u"query"_s, u"id"_s},
                                       .message = u"Field required"_s,
                                       .input = QJsonValue::Null,
                                       .context = {}}});
    const auto id = readUuid(text, u"id"_s);
    if (!id) {
        InvalidValue problem = id.error();
        problem.where = {u"query"_s, u"id"_s};
        return invalidReply(request, {problem});
    }
    const auto connectors = connectorsOfPlatform(desk.snapshot, platform);
    if (connectors.isEmpty())
        return errorReply(request, {ErrorCode::NotFound,
                                    u"Plugin '%1' not found"_s.arg(platform),
                                    u"GET /api/v2/plugins/platform-tiles lists the platforms"_s,
                                    {}});
    const auto link = linkOf(desk, connectors, *id);
    if (!link)
        return errorReply(request, link.error());
    const auto url = urlOf(request, desk, *link);
    if (!url)
        return errorReply(request, url.error());
    JsonWriter json;
    return momentaryReply(json.beginObject().member("url"_L1, *url).endObject());
}

Reply configurationAccess(const Request &request, const ConfigurationDesk &desk,
                          const QString &text)
{
    const auto id = readUuid(text, u"id"_s);
    if (!id)
        return invalidReply(request, {id.error()});
    const auto configuration =
        stores::ConfigurationStore(desk.database, typesIn(desk.snapshot)).read(*id);
    if (!configuration)
        return errorReply(request, configuration.error());
    const Connector *connector = desk.snapshot.find(configuration->type);
    if (!connector || !connector->manifest.platform)
        return errorReply(
            request,
            {ErrorCode::Conflict,
             u"The connector %1 of this configuration is not in force"_s.arg(configuration->type),
             u"GET /api/v2/plugins/%1/why says why"_s.arg(configuration->type),
             {}});
    auto service = stores::findServiceOf(desk.database, connector->manifest.platformOrEmpty().key);
    if (!service)
        return errorReply(request, service.error());
    const auto environments = stores::readEnvironments(desk.database);
    if (!environments)
        return errorReply(request, environments.error());
    const Subject subject{desk, *connector, *configuration, std::move(*service)};
    JsonWriter json;
    json.beginObject()
        .member("id"_L1, configuration->id)
        .member("configuration_type"_L1, configuration->type);
    writeParts(json,
               {{"result_string"_L1,
                 subject.rendered(subject.service ? subject.service->resultTemplate : QString(),
                                  u"result_string_template"_s)}});
    json.key("environments"_L1).beginArray();
    for (const Environment &environment : *environments)
        writeEnvironment(json, request, subject, environment);
    json.endArray().endObject();
    return momentaryReply(json);
}

} // namespace outlet::app::api
