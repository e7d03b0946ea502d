// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/rendering.h"

#include "app/api/configurationtag.h"
#include "app/api/echo.h"
#include "app/api/submittedconfiguration.h"
#include "app/api/uuid.h"
#include "app/stores/platformstore.h"
#include "registry/hookcalls.h"
#include "ui-schemas/accesstemplate.h"
#include "ui-schemas/jsonwriter.h"

#include <QSqlDatabase>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Connector;
using registry::Snapshot;

namespace {

/** What a template may use: everything that is no secret. */
Values printable(Values values, const ui::Manifest &manifest)
{
    for (const ui::Field &field : manifest.fields) {
        if (field.secret)
            values.remove(field.name);
    }
    return values;
}

InvalidValue missing(const QJsonObject &body, const QString &name)
{
    return {.type = u"missing"_s,
            .where = {u"body"_s, name},
            .message = u"Field required"_s,
            .input = body,
            .context = {}};
}

/** What is to be rendered, taken apart. */
struct Rendering
{
    QString platformId;
    QString serviceId;
    const Connector *connector = nullptr;
    Values values;
};

/** An id in a body: a text of the form that uuids have. */
void readId(QString &id, const QJsonObject &body, const QString &name,
            QList<InvalidValue> &problems)
{
    const QJsonValue value = body.value(name);
    if (value.isUndefined()) {
        problems.append(missing(body, name));
    } else if (!value.isString()) {
        problems.append({.type = u"uuid_type"_s,
                         .where = {u"body"_s, name},
                         .message = u"UUID input should be a string, bytes or UUID object"_s,
                         .input = value,
                         .context = {}});
    } else if (const auto read = readUuid(value.toString(), name)) {
        id = *read;
    } else {
        InvalidValue problem = read.error();
        problem.where = {u"body"_s, name};
        problems.append(problem);
    }
}

void readValues(Rendering &rendering, const QJsonObject &body, const Snapshot &snapshot,
                QList<InvalidValue> &problems)
{
    const QString key = u"configuration"_s;
    const QJsonArray where{u"body"_s, key};
    const QJsonValue configuration = body.value(key);
    if (configuration.isUndefined()) {
        problems.append(missing(body, key));
        return;
    }
    if (!configuration.isObject()) {
        problems.append(notAnObject(where, configuration));
        return;
    }
    const auto connector = connectorOf(configuration.toObject(), where, snapshot);
    if (!connector) {
        problems.append(connector.error());
        return;
    }
    rendering.connector = *connector;
    const auto values = ui::parseValues((*connector)->manifest, configuration.toObject());
    if (values) {
        rendering.values = *values;
        return;
    }
    for (const ui::InputProblem &problem : values.error()) {
        QJsonArray place = where;
        place.append(configuration["configuration_type"_L1]);
        for (const QJsonValue part : problem.where)
            place.append(part);
        problems.append({problem.type, place, problem.message, problem.input, problem.context});
    }
}

/** Everything that is wrong with the body. */
QList<InvalidValue> readRendering(Rendering &rendering, const QJsonValue &body,
                                  const Snapshot &snapshot)
{
    if (!body.isObject())
        return {notAnObject({u"body"_s}, body)};
    QList<InvalidValue> problems;
    readId(rendering.platformId, body.toObject(), u"platform_id"_s, problems);
    readId(rendering.serviceId, body.toObject(), u"service_id"_s, problems);
    readValues(rendering, body.toObject(), snapshot, problems);
    return problems;
}

} // namespace

Result<QString> renderPath(const Advisers &advisers, const Connector &connector,
                           const QString &text, const Values &values, const QJsonObject &context)
{
    const auto rendered = ui::renderTemplate(text, printable(values, connector.manifest), context);
    if (!rendered || !advisers.hooks)
        return rendered;
    const auto path = advisers.hooks->accessPath(connector, *rendered);
    return path && path->isNull() ? u""_s : path; // an empty path is one, and not the lack of one
}

Reply renderAccessPath(const Request &request, const ConfigurationDesk &desk)
{
    const auto body = readJsonBody(request);
    if (!body)
        return invalidReply(request, {body.error()});
    Rendering rendering;
    const auto problems = readRendering(rendering, *body, desk.snapshot);
    if (!problems.isEmpty())
        return refusedReply(request, desk.snapshot, problems, *body,
                            rendering.connector ? Meant::Clear : Meant::Unclear);
    const auto service =
        stores::readPlatformService(desk.database, rendering.platformId, rendering.serviceId);
    if (!service)
        return errorReply(request, service.error());
    if (service->resultTemplate.isEmpty())
        return errorReply(request, {ErrorCode::NotFound,
                                    u"Template not found for the given platform and service"_s,
                                    u"Give the service a result_string_template"_s,
                                    {}});
    const Connector &connector = *rendering.connector;
    registry::HookCalls *hooks = desk.advisers.hooks;
    const auto values =
        hooks ? hooks->normalise(connector, rendering.values) : Result<Values>(rendering.values);
    if (!values)
        return errorReply(request, values.error());
    const auto path = renderPath(desk.advisers, connector, service->resultTemplate, *values);
    if (!path)
        return errorReply(request, path.error());
    ui::JsonWriter json;
    json.beginObject().member("technical_asset_access_path"_L1, *path).endObject();
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

} // namespace outlet::app::api
