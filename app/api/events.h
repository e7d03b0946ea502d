// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/events.h"

#include <chrono>

namespace outlet::app::api {

/** How long a stream may be silent; proxies and clients take longer silence for its end. */
constexpr std::chrono::milliseconds heartbeat = std::chrono::seconds(15);

/**
 * `GET /api/v2/events` -> 200 `text/event-stream` without end: what happens from now on. Each event
 * has its id, its topic as name, and as data `{"id","at","topic","payload"}`.
 *
 * `?topic=` (several times or with commas between) names topics, prefixes like `plugin:*` or `*`;
 * everything without. `Last-Event-ID` goes on after that event. Where some are missing, because
 * they are kept no longer or the client is too slow, comes the event `outlet:gap` with
 * `{"after","next"}`. Ends when the server stops.
 *
 * 400 for what is no topic or no id.
 * @param bus null: 503
 */
Reply followEvents(const Request &request, registry::EventBus *bus,
                   std::chrono::milliseconds silence = heartbeat);

/** What was done to something that is configured. */
enum class Deed { Created, Updated, Deleted };

/** A change that has been committed. Nothing of its values: they may be secrets. */
struct ConfigurationChange
{
    Deed deed = Deed::Created;
    QString kind; ///< `output-configuration`, `platform`, ...
    QString id;
    QString type = {}; ///< of an output configuration; else null
};

/**
 * Publishes `configuration:created`, `:updated` or `:deleted` with `{"kind","id","actor",
 * "correlation_id"}` and, where there is one, `"configuration_type"`.
 * @param bus null: nobody hears of it
 */
void publishChange(const Request &request, registry::EventBus *bus,
                   const ConfigurationChange &change);

} // namespace outlet::app::api
