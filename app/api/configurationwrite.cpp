// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/configurationwrite.h"

#include "app/api/conditional.h"
#include "app/api/configurationuses.h"
#include "app/api/configurationwarnings.h"
#include "app/api/errors.h"
#include "app/api/events.h"
#include "app/api/storeddocument.h"
#include "app/stores/auditlog.h"
#include "app/stores/transaction.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::ConfigRow;
using stores::Installation;
using stores::ServiceRow;
using ui::JsonWriter;

namespace {

/** How a kind is called in the database and in the log. */
struct Naming
{
    QString table;
    QString word;
};

Naming namingOf(Entity entity)
{
    switch (entity) {
    case Entity::Platform:
        return {u"platforms"_s, u"platform"_s};
    case Entity::Service:
        return {u"platform_services"_s, u"service"_s};
    case Entity::ServiceConfig:
        return {u"platform_service_configs"_s, u"service-config"_s};
    case Entity::Environment:
        return {u"environments"_s, u"environment"_s};
    case Entity::EnvironmentPlatform:
        return {u"env_platform_configs"_s, u"environment-platform-config"_s};
    case Entity::EnvironmentService:
        return {u"env_platform_service_configs"_s, u"environment-service-config"_s};
    }
    Q_UNREACHABLE();
}

/** Whether the row is there, and below what the address puts it. */
bool isThere(const Installation &tables, const Target &target)
{
    switch (target.entity) {
    case Entity::Platform:
        return tables.platform(target.id);
    case Entity::Environment:
        return tables.environment(target.id);
    case Entity::Service: {
        const ServiceRow *row = tables.service(target.id);
        return row && (target.platformId.isNull() || row->platformId == target.platformId);
    }
    case Entity::ServiceConfig:
    case Entity::EnvironmentPlatform:
    case Entity::EnvironmentService: {
        const ConfigRow *row = configRowOf(tables, target.entity, target.id);
        return row && (target.environmentId.isNull() || row->environmentId == target.environmentId);
    }
    }
    Q_UNREACHABLE();
}

Result<void> checkAddress(const Installation &tables, const Target &target)
{
    if (!target.platformId.isNull() && !tables.platform(target.platformId))
        return std::unexpected(notFound(Entity::Platform));
    if (!target.environmentId.isNull() && !tables.environment(target.environmentId))
        return std::unexpected(notFound(Entity::Environment));
    if (!target.id.isNull() && !isThere(tables, target))
        return std::unexpected(notFound(target.entity));
    return {};
}

registry::Document stateOf(const QByteArray &json)
{
    return registry::makeDocument(json, "application/json", registry::Effort::None);
}

/** What `If-Match` says about a change; a row that cannot be shown is in no state that has a tag.
 */
bool isAllowed(const Request &request, const Installation &tables, const Target &target)
{
    if (request.ifMatch.isEmpty() || target.id.isNull())
        return true;
    const auto json = documentOf(tables, target.entity, target.id);
    return json ? isMatchedBy(request.ifMatch, stateOf(*json)) : request.ifMatch.trimmed() == "*";
}

Reply changedMeanwhile(const Request &request)
{
    return problemReply(request, 412, u"It is not in the state that the request names"_s,
                        "precondition-failed"_L1,
                        u"GET it again, and repeat the change with its new ETag"_s);
}

/** The tables for somebody who is about to write, or why not. */
std::expected<Installation, Reply> look(const Request &request, const WriteDesk &desk,
                                        const Target &target, stores::Transaction &transaction)
{
    Result<void> ready = transaction.begin();
    if (ready)
        ready = stores::lockInstallation(desk.database);
    if (!ready)
        return std::unexpected(errorReply(request, ready.error()));
    auto tables = stores::readInstallation(desk.database);
    if (!tables)
        return std::unexpected(errorReply(request, tables.error()));
    if (const auto known = checkAddress(*tables, target); !known)
        return std::unexpected(errorReply(request, known.error()));
    if (!isAllowed(request, *tables, target))
        return std::unexpected(changedMeanwhile(request));
    return std::move(*tables);
}

/** What is known of a change without its config, which may hold what nobody should read here. */
Result<void> record(const Request &request, const WriteDesk &desk, const Target &target,
                    const QString &verb, const stores::Columns &columns)
{
    const Naming naming = namingOf(target.entity);
    QJsonObject detail = {{u"table"_s, naming.table}};
    for (const auto &[name, value] : columns) {
        if (name != "config"_L1)
            detail.insert(name, value.isNull() ? QJsonValue() : QJsonValue::fromVariant(value));
    }
    return stores::recordAudit(desk.database,
                               {.actor = request.isAdmin ? u"admin"_s : u"anonymous"_s,
                                .action = naming.word + u':' + verb,
                                .subject = target.id,
                                .detail = detail,
                                .correlationId = request.correlationId});
}

Reply writtenReply(int status, const QByteArray &body)
{
    return {.status = status, .body = body, .headers = {{"Cache-Control", "no-store"}}};
}

/** Writes the row. */
Result<void> put(const WriteDesk &desk, const Target &target, bool isNew, stores::Columns columns)
{
    const QString table = namingOf(target.entity).table;
    if (isNew) {
        columns.prepend({u"id"_s, target.id});
        return stores::insertRow(desk.database, table, columns);
    }
    if (target.entity == Entity::ServiceConfig)
        columns.append(
            {u"updated_on"_s, QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm:ss"_s)});
    return stores::updateRow(desk.database, table, target.id, columns);
}

/** How things are after a write. */
struct Stored
{
    Installation tables;
    QByteArray json; ///< what was written
};

/** Writes, records, reads back and commits. */
Result<Stored> store(const Request &request, const WriteDesk &desk, const Target &target,
                     bool isNew, const stores::Columns &columns, stores::Transaction &transaction)
{
    Result<void> done = put(desk, target, isNew, columns);
    if (done)
        done = record(request, desk, target, isNew ? u"created"_s : u"updated"_s, columns);
    if (!done)
        return std::unexpected(done.error());
    auto tables = stores::readInstallation(desk.database);
    if (!tables)
        return std::unexpected(tables.error());
    auto json = documentOf(*tables, target.entity, target.id);
    if (!json)
        return std::unexpected(json.error());
    if (const auto committed = transaction.commit(); !committed)
        return std::unexpected(committed.error());
    return Stored{std::move(*tables), std::move(*json)};
}

/** What was so before is not what the removal has done. */
void removeKnown(QList<doctor::Finding> &findings, const QList<doctor::Finding> &known)
{
    findings.removeIf([&](const doctor::Finding &finding) {
        return std::ranges::find(known, finding.message, &doctor::Finding::message) != known.end();
    });
}

} // namespace

Reply saveEntity(const Request &request, const WriteDesk &desk, const Target &named,
                 const Prepare &prepare)
{
    stores::Transaction transaction(desk.database, stores::Purpose::Write);
    const auto before = look(request, desk, named, transaction);
    if (!before)
        return before.error();
    const auto columns = prepare(*before);
    if (!columns)
        return columns.error();
    Target target = named;
    const bool isNew = target.id.isNull();
    if (isNew)
        target.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto after = store(request, desk, target, isNew, *columns, transaction);
    if (!after)
        return errorReply(request, after.error());
    publishChange(request, desk.events,
                  {isNew ? Deed::Created : Deed::Updated, namingOf(target.entity).word, target.id});
    Concern concern;
    concern.add(*before, desk.snapshot, target.entity, target.id);
    concern.add(after->tables, desk.snapshot, target.entity, target.id);
    const auto warnings = warningsOf(after->tables, desk.snapshot, desk.hooks, concern);
    Reply reply = writtenReply(isNew ? 201 : 200, withWarnings(after->json, warnings));
    reply.headers.emplaceBack("ETag", stateOf(after->json).etag);
    if (isNew)
        reply.headers.emplaceBack("Location",
                                  addressOf(after->tables, target.entity, target.id).toLatin1());
    return reply;
}

Reply removeEntity(const Request &request, const WriteDesk &desk, const Target &target)
{
    stores::Transaction transaction(desk.database, stores::Purpose::Write);
    const auto before = look(request, desk, target, transaction);
    if (!before)
        return before.error();
    const Naming naming = namingOf(target.entity);
    if (const QStringList uses = usesOf(*before, target.entity, target.id); !uses.isEmpty())
        return errorReply(request,
                          {ErrorCode::Conflict,
                           u"The %1 is in use by %2"_s.arg(naming.word, uses.join(u", "_s)),
                           u"DELETE these first"_s,
                           {}});
    Result<void> done = stores::removeRow(desk.database, naming.table, target.id);
    if (done)
        done = record(request, desk, target, u"deleted"_s, {});
    const auto after = done ? stores::readInstallation(desk.database)
                            : Result<Installation>(std::unexpected(done.error()));
    if (after)
        done = transaction.commit();
    if (!after || !done)
        return errorReply(request, after ? done.error() : after.error());
    publishChange(request, desk.events, {Deed::Deleted, naming.word, target.id});
    Concern concern;
    concern.add(*before, desk.snapshot, target.entity, target.id);
    auto warnings = warningsOf(*after, desk.snapshot, desk.hooks, concern);
    if (!warnings.isEmpty())
        removeKnown(warnings, warningsOf(*before, desk.snapshot, desk.hooks, concern));
    if (warnings.isEmpty())
        return {.status = 204, .contentType = {}, .headers = {{"Cache-Control", "no-store"}}};
    const QByteArray id = JsonWriter().beginObject().member("id"_L1, target.id).endObject().take();
    return writtenReply(200, withWarnings(id, warnings));
}

Reply readEntity(const Request &request, const WriteDesk &desk, const Target &target)
{
    const auto tables = stores::readInstallation(desk.database);
    if (!tables)
        return errorReply(request, tables.error());
    if (const auto known = checkAddress(*tables, target); !known)
        return errorReply(request, known.error());
    const auto json = documentOf(*tables, target.entity, target.id);
    return json ? jsonReply(request, *json) : errorReply(request, json.error());
}

} // namespace outlet::app::api
