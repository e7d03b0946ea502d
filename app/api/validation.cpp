// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/validation.h"

#include "app/api/describe.h"
#include "app/api/errors.h"
#include "app/api/submittedconfiguration.h"
#include "ui-schemas/jsonwriter.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using ui::FieldVerdict;
using ui::JsonWriter;

namespace {

void writeField(JsonWriter &json, const FieldVerdict &field)
{
    json.key(field.name).beginObject();
    json.member("value"_L1, field.value).member("errors"_L1, field.errors);
    json.member("visible"_L1, field.isVisible).member("required"_L1, field.isRequired);
    json.key("options"_L1).beginArray();
    for (const ui::Option &option : field.options) {
        json.beginObject();
        json.member("label"_L1, option.label).member("value"_L1, option.value);
        json.endObject();
    }
    json.endArray().endObject();
}

Reply writtenVerdict(const Judgement &judgement)
{
    JsonWriter json;
    json.beginObject().member("valid"_L1, judgement.isValid);
    json.key("fields"_L1).beginObject();
    for (const FieldVerdict &field : judgement.fields)
        writeField(json, field);
    json.endObject();
    json.member("errors"_L1, judgement.general);
    json.endObject();
    return {.body = json.take(), .headers = {{"Cache-Control", "no-store"}}};
}

/** A tag that means another connector than the path. */
QString wrongTag(const QJsonObject &configuration, const ui::Manifest &manifest)
{
    const QJsonValue tag = configuration.value("configuration_type"_L1);
    if (tag.isUndefined() || (tag.isString() && manifest.answersTo(tag.toString())))
        return {};
    return u"configuration_type is another than %1, which the address names"_s.arg(manifest.plugin);
}

} // namespace

Reply validateConfiguration(const Request &request, const registry::Snapshot &snapshot,
                            const Advisers &advisers, const QString &name)
{
    const registry::Connector *connector = snapshot.find(name);
    if (!connector || connector->manifest.table.isEmpty())
        return pluginNotFound(request, snapshot, name);
    const auto body = readSubmittedBody(request, snapshot);
    if (!body)
        return body.error();
    auto judgement = judge({.connector = *connector,
                            .generation = snapshot.generation,
                            .configuration = body->configuration,
                            .product = body->product},
                           advisers);
    if (!judgement)
        return errorReply(request, judgement.error());
    const QString problem = wrongTag(body->configuration, connector->manifest);
    if (!problem.isNull()) {
        judgement->general.append(problem);
        judgement->isValid = false;
    }
    return writtenVerdict(*judgement);
}

} // namespace outlet::app::api
