// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/events.h"
#include "app/api/metrics.h"
#include "app/api/routes.h"
#include "app/api/selfdescription.h"
#include "app/api/system.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;

void addSystemRoutes(Router &router, const ApiParts &parts)
{
    const auto get = [&](const QString &path, Place place, RouteHandler handler,
                         Description description, Access access = Access::Read) {
        description.tag = u"System"_s;
        router.get(path, place, std::move(handler), std::move(description), access);
    };
    get(u"/api/v2/"_s, Place::Edge,
        [text = parts.version](auto &request, auto &) { return index(request, text); },
        {.id = u"readIndex"_s, .summary = u"Where to go from here"_s, .schema = u"Index"_s});
    get(u"/api/v2/version"_s, Place::Edge,
        [text = parts.version](auto &request, auto &) { return version(request, text); },
        {.id = u"readVersion"_s,
         .summary = u"The version of the server"_s,
         .schema = u"Version"_s});
    get(
        u"/healthz"_s, Place::Edge, [](auto &request, auto &) { return healthz(request); },
        {.id = u"readLiveness"_s,
         .summary = u"Whether the process answers"_s,
         .schema = u"Liveness"_s,
         .freshness = Freshness::Momentary},
        Access::Open);
    get(
        u"/readyz"_s, Place::Worker,
        [snapshot = parts.snapshot, database = parts.database, check = parts.checkDatabase](
            auto &request, auto &) { return readyz(request, snapshot(), *database, check); },
        {.id = u"readReadiness"_s,
         .summary = u"Whether the server can do its work, and if not, why"_s,
         .schema = u"Readiness"_s,
         .freshness = Freshness::Momentary,
         .statuses = {200, 503}},
        Access::Open);
    get(u"/api/v2/events"_s, Place::Edge,
        [events = parts.events](auto &request, auto &) { return followEvents(request, events); },
        {.id = u"followEvents"_s,
         .summary = u"What happens from now on"_s,
         .details = u"Server-sent events without end. The data of each is an object of `id`, `at`, "
                    "`topic` and `payload`; the name is the topic. Where events are missing, one "
                    "named `outlet:gap` tells `after` and `next`."_s,
         .contentType = "text/event-stream",
         .freshness = Freshness::Momentary,
         .problems = {400},
         .parameters = {u"topic"_s, u"Last-Event-ID"_s}});
    get(u"/metrics"_s, Place::Worker,
        [text = parts.version, snapshot = parts.snapshot, collectables = parts.collectables](
            auto &, auto &) { return metrics(text, snapshot(), collectables); },
        {.id = u"readMetrics"_s,
         .summary = u"Numbers for Prometheus"_s,
         .details = u"The text format 0.0.4: process, snapshot, requests."_s,
         .contentType = "text/plain",
         .freshness = Freshness::Momentary});
}

void addSelfDescription(Router &router, const ApiParts &parts)
{
    const auto description = std::make_shared<SelfDescription>(parts.version);
    router.get(u"/openapi.json"_s, Place::Worker,
               withSnapshot(parts,
                            [description](auto &request, auto &snapshot, auto &) {
                                return openApiDocument(request, snapshot, *description);
                            }),
               {.id = u"readOpenApi"_s,
                .tag = u"System"_s,
                .summary = u"This description, for programs"_s,
                .details = u"OpenAPI 3.1."_s});
    router.get(u"/docs"_s, Place::Worker,
               withSnapshot(parts,
                            [description](auto &request, auto &snapshot, auto &) {
                                return openApiPage(request, snapshot, *description);
                            }),
               {.id = u"readDocs"_s,
                .tag = u"System"_s,
                .summary = u"This description, for people"_s,
                .details = u"A page without scripts that loads nothing."_s,
                .contentType = "text/html"});
    description->setRoutes(router.routes());
}

} // namespace outlet::app::api
