// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/outputconfigurations.h"

#include "app/api/conditional.h"
#include "app/api/events.h"
#include "app/api/page.h"
#include "app/api/storeddocument.h"
#include "app/api/submittedconfiguration.h"
#include "app/api/uuid.h"
#include "app/stores/configurationstore.h"

#include <optional>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using registry::Document;
using registry::Effort;
using stores::ConfigurationPage;
using stores::ConfigurationStore;
using stores::StoredConfiguration;
using ui::JsonWriter;

namespace {

constexpr int mostTries = 5; // of a PUT without If-Match that others get in the way of

ConfigurationStore storeOf(const ConfigurationDesk &desk)
{
    return {desk.database, typesIn(desk.snapshot)};
}

stores::Author authorOf(const Request &request)
{
    return {.actor = request.isAdmin ? u"admin"_s : u"anonymous"_s,
            .correlationId = request.correlationId};
}

/** The answer of a change: what is there now. Not compressed, as nobody keeps it. */
Reply writtenReply(int status, const StoredConfiguration &configuration)
{
    const Document document = storedDocument(configuration, Effort::None);
    return {.status = status,
            .body = document.body,
            .headers = {{"ETag", document.etag}, {"Cache-Control", "no-store"}}};
}

Reply changedMeanwhile(const Request &request, const StoredConfiguration &current)
{
    Reply reply = problemReply(request, 412,
                               u"The configuration is not in the state that the "
                               "request names"_s,
                               "precondition-failed"_L1,
                               u"GET it again, and repeat the change with its new ETag"_s);
    reply.headers.emplaceBack("ETag", storedDocument(current, Effort::None).etag);
    return reply;
}

void tell(const Request &request, const ConfigurationDesk &desk, Deed deed, const QString &id,
          const QString &type)
{
    publishChange(request, desk.events, {deed, u"output-configuration"_s, id, type});
}

/** What `If-Match` and `If-None-Match` say about a change. */
bool isAllowed(const Request &request, const StoredConfiguration &current)
{
    const Document document = storedDocument(current, Effort::None);
    const bool isNamed = request.ifMatch.isEmpty() || isMatchedBy(request.ifMatch, document);
    const bool isUnwanted =
        !request.ifNoneMatch.isEmpty() && isMatchedBy(request.ifNoneMatch, document);
    return isNamed && !isUnwanted;
}

/** Lets a change pass, or remembers what was in its way. */
struct Gatekeeper
{
    std::function<bool(const StoredConfiguration &)> isFine;
    std::optional<StoredConfiguration> refused = {};

    stores::Permit permit()
    {
        return [this](const StoredConfiguration &current) -> Result<void> {
            if (isFine(current))
                return {};
            refused = current;
            return fail(ErrorCode::Conflict, u"The configuration has changed"_s);
        };
    }
};

/** Secrets that are not sent again stay as they are. */
QJsonObject withStoredSecrets(QJsonObject configuration, const StoredConfiguration &current)
{
    for (auto secret = current.secrets.begin(); secret != current.secrets.end(); ++secret) {
        const QJsonValue given = configuration.value(secret.key());
        if (given.isUndefined() || given.isNull())
            configuration.insert(secret.key(), *secret);
    }
    return configuration;
}

QString queryValue(const Request &request, QLatin1StringView name)
{
    QString value;
    for (const auto &[key, text] : request.query) {
        if (key == name)
            value = text.isNull() ? u""_s : text;
    }
    return value;
}

Result<ConfigurationPage> readList(const Request &request, const ConfigurationDesk &desk)
{
    const auto limit = readLimit(request);
    if (!limit)
        return std::unexpected(limit.error());
    return storeOf(desk).list({.type = queryValue(request, "configuration_type"_L1),
                               .limit = *limit,
                               .cursor = queryValue(request, "cursor"_L1)});
}

/** One try of a PUT. Nothing: somebody else was faster. */
std::optional<Reply> tryReplace(const Request &request, const ConfigurationDesk &desk,
                                const ConfigurationBody &body, const QString &id)
{
    ConfigurationStore store = storeOf(desk);
    const auto current = store.read(id);
    if (!current)
        return errorReply(request, current.error());
    if (!isAllowed(request, *current))
        return changedMeanwhile(request, *current);
    ConfigurationBody complete = body;
    complete.configuration = withStoredSecrets(body.configuration, *current);
    const auto submitted = acceptConfiguration(request, desk.snapshot, desk.advisers, complete);
    if (!submitted)
        return submitted.error();
    if (submitted->type.name != current->type)
        return problemReply(request, 409,
                            u"The configuration is of type %1 and stays so"_s.arg(current->type),
                            "conflict"_L1, u"DELETE it and POST another"_s);
    const QByteArray seen = storedDocument(*current, Effort::None).etag;
    Gatekeeper gate{[&seen](const StoredConfiguration &now) {
        return storedDocument(now, Effort::None).etag == seen;
    }};
    const auto stored = store.replace(id, *submitted, gate.permit(), authorOf(request));
    if (stored) {
        tell(request, desk, Deed::Updated, stored->id, stored->type);
        return writtenReply(200, *stored);
    }
    if (!gate.refused)
        return errorReply(request, stored.error());
    if (!isAllowed(request, *gate.refused))
        return changedMeanwhile(request, *gate.refused);
    return std::nullopt;
}

} // namespace

Reply listOutputConfigurations(const Request &request, const ConfigurationDesk &desk)
{
    const auto page = readList(request, desk);
    if (!page)
        return errorReply(request, page.error());
    JsonWriter json;
    json.beginObject().key("data_output_configurations"_L1).beginArray();
    for (const StoredConfiguration &configuration : page->items)
        writeConfiguration(json, configuration);
    json.endArray();
    if (!page->next.isNull())
        json.member("next_cursor"_L1, page->next);
    json.endObject();
    return jsonReply(request, json.take());
}

Reply outputConfiguration(const Request &request, const ConfigurationDesk &desk, const QString &id)
{
    const auto uuid = readUuid(id, u"id"_s);
    if (!uuid)
        return invalidReply(request, {uuid.error()});
    const auto found = storeOf(desk).read(*uuid);
    if (!found)
        return errorReply(request, found.error());
    const bool isGzip = chooseCoding(request.acceptEncoding, true) == Coding::Gzip;
    Reply reply =
        documentReply(request, storedDocument(*found, isGzip ? Effort::Low : Effort::None));
    reply.isReady = false; // made for this request
    return reply;
}

Reply createOutputConfiguration(const Request &request, const ConfigurationDesk &desk)
{
    const auto body = readSubmittedBody(request, desk.snapshot);
    if (!body)
        return body.error();
    const auto submitted = acceptConfiguration(request, desk.snapshot, desk.advisers, *body);
    if (!submitted)
        return submitted.error();
    const auto stored = storeOf(desk).create(*submitted, authorOf(request));
    if (!stored)
        return errorReply(request, stored.error());
    tell(request, desk, Deed::Created, stored->id, stored->type);
    Reply reply = writtenReply(201, *stored);
    reply.headers.emplaceBack("Location",
                              "/api/v2/data_output_configurations/" + stored->id.toLatin1());
    return reply;
}

Reply replaceOutputConfiguration(const Request &request, const ConfigurationDesk &desk,
                                 const QString &id)
{
    const auto uuid = readUuid(id, u"id"_s);
    if (!uuid)
        return invalidReply(request, {uuid.error()});
    const auto body = readSubmittedBody(request, desk.snapshot);
    if (!body)
        return body.error();
    for (int i = 0; i < mostTries; ++i) {
        if (auto reply = tryReplace(request, desk, *body, *uuid))
            return std::move(*reply);
    }
    return errorReply(request, {ErrorCode::Unavailable,
                                u"Others change the configuration all the time"_s,
                                u"Try again in a moment"_s,
                                {}});
}

Reply removeOutputConfiguration(const Request &request, const ConfigurationDesk &desk,
                                const QString &id)
{
    const auto uuid = readUuid(id, u"id"_s);
    if (!uuid)
        return invalidReply(request, {uuid.error()});
    QString type;
    Gatekeeper gate{[&](const StoredConfiguration &current) {
        type = current.type;
        return isAllowed(request, current);
    }};
    const auto removed = storeOf(desk).remove(*uuid, gate.permit(), authorOf(request));
    if (gate.refused)
        return changedMeanwhile(request, *gate.refused);
    if (!removed)
        return errorReply(request, removed.error());
    tell(request, desk, Deed::Deleted, *uuid, type);
    return {.status = 204, .contentType = {}, .headers = {{"Cache-Control", "no-store"}}};
}

} // namespace outlet::app::api
