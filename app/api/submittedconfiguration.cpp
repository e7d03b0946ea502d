// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/submittedconfiguration.h"

#include "app/api/body.h"
#include "app/api/configurationtag.h"
#include "app/api/echo.h"
#include "ui-schemas/jsondocument.h"

#include <QSet>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Snapshot;

namespace {

const QString tagKey = u"configuration_type"_s;

/** Everything that is wrong, each with its place. */
QList<InvalidValue> problemsOf(const Judgement &judgement, const QJsonArray &where)
{
    QList<InvalidValue> problems;
    QSet<QString> unreadable;
    for (const ui::InputProblem &problem : judgement.unreadable) {
        QJsonArray place = where;
        for (const QJsonValue part : problem.where)
            place.append(part);
        unreadable.insert(problem.where.first().toString());
        problems.append({problem.type, place, problem.message, problem.input, problem.context});
    }
    const auto add = [&](const QJsonArray &place, const QString &message, const QJsonValue &input) {
        problems.append({.type = u"value_error"_s,
                         .where = place,
                         .message = message,
                         .input = input,
                         .context = {}});
    };
    for (const ui::FieldVerdict &field : judgement.fields) {
        if (unreadable.contains(field.name))
            continue; // said already, in the contract's words
        QJsonArray place = where;
        place.append(field.name);
        for (const QString &message : field.errors)
            add(place, message, field.value);
    }
    for (const QString &message : judgement.general)
        add(where, message, QJsonValue::Null);
    return problems;
}

/** The name that the configuration is to have, unless that is the value of a field. */
QString nameOf(const ConfigurationBody &body, const ui::Manifest &manifest)
{
    const bool isField =
        std::ranges::any_of(body.where.size() == 1 ? manifest.fields : QList<ui::Field>(),
                            [](const ui::Field &field) { return field.name == "name"_L1; });
    return isField ? QString() : body.name;
}

} // namespace

std::expected<QJsonValue, InvalidValue> readJsonBody(const Request &request)
{
    auto json = ui::readJson(bytesOf(request));
    return json ? std::expected<QJsonValue, InvalidValue>(std::move(*json))
                : std::unexpected(unreadableBody(json.error()));
}

std::expected<ConfigurationBody, Reply> readSubmittedBody(const Request &request,
                                                          const Snapshot &snapshot)
{
    const auto json = readJsonBody(request);
    if (!json) // what cannot be read is not shown either: who knows what is secret in it
        return std::unexpected(invalidReply(request, {json.error()}));
    const auto body = readConfigurationBody(request, *json);
    return body ? std::expected<ConfigurationBody, Reply>(*body)
                : std::unexpected(
                      refusedReply(request, snapshot, body.error(), *json, Meant::Unclear));
}

std::expected<stores::NewConfiguration, Reply> acceptConfiguration(const Request &request,
                                                                   const Snapshot &snapshot,
                                                                   const Advisers &advisers,
                                                                   const ConfigurationBody &body)
{
    const auto connector = connectorOf(body.configuration, body.where, snapshot);
    if (!connector)
        return std::unexpected(
            refusedReply(request, snapshot, {connector.error()}, body.whole, Meant::Unclear));
    const auto judgement = judge({.connector = **connector,
                                  .generation = snapshot.generation,
                                  .configuration = body.configuration,
                                  .product = body.product},
                                 advisers);
    if (!judgement)
        return std::unexpected(errorReply(request, judgement.error()));
    if (!judgement->isValid) {
        QJsonArray where = body.where;
        where.append(body.configuration.value(tagKey));
        return std::unexpected(refusedReply(request, snapshot, problemsOf(*judgement, where),
                                            body.whole, Meant::Clear));
    }
    const ui::Manifest &manifest = (*connector)->manifest;
    return stores::NewConfiguration{.type = {.name = manifest.plugin,
                                             .otherNames = manifest.aliases,
                                             .table = manifest.table,
                                             .fields = manifest.fields},
                                    .name = nameOf(body, manifest),
                                    .values = judgement->values};
}

} // namespace outlet::app::api
