// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "app/api/submission.h"
#include "registry/events.h"

class QSqlDatabase;

namespace outlet::app::api {

// `/api/v2/data_output_configurations/`: configurations that are kept. A configuration is written
// as `{"configuration_type": ..., <fields>}` and read as the same with `id`, `created_on` and
// `updated_on`; further, where there is something to say, `name` (what it is called), `secrets_set`
// (the secret fields that have a value) and `notes` (why something is null, or the connector gone).
// A field of one of these three names takes the name's place.
//
// A body may also be wrapped: `{"configuration": {...}, "name": ..., "product": {...}}`. The
// product is `{id, name, namespace, mapping, domain_id, domain_name}`, everything optional;
// `?namespace=` and `?mapping=` say the same. Its namespace counts as mapping `default` unless
// `mapping` says `custom`.
//
// Values of secret fields go in and never out: they read as null. PUT keeps a secret whose field is
// missing or null; an empty text takes it away.

/** What the handlers work with; borrowed. */
struct ConfigurationDesk
{
    const registry::Snapshot &snapshot;
    QSqlDatabase &database;
    Advisers advisers;
    registry::EventBus *events = nullptr; ///< null: nobody hears of changes
};

/** `GET .../` -> 200 `{"data_output_configurations":[...]}`, `next_cursor` unless it is the last.
 */
Reply listOutputConfigurations(const Request &request, const ConfigurationDesk &desk);

/** `GET .../{id}` -> 200 with `ETag`; 304; 404 `Configuration not found`. */
Reply outputConfiguration(const Request &request, const ConfigurationDesk &desk, const QString &id);

/** `POST .../` -> 201 with `Location` and `ETag`; 422 for what cannot be accepted. */
Reply createOutputConfiguration(const Request &request, const ConfigurationDesk &desk);

/**
 * `PUT .../{id}` -> 200 with `ETag`; 404, 422; 412 if `If-Match` names no state that it is in. The
 * type stays: another one is 409.
 */
Reply replaceOutputConfiguration(const Request &request, const ConfigurationDesk &desk,
                                 const QString &id);

/** `DELETE .../{id}` -> 204; 404; 412 as above. */
Reply removeOutputConfiguration(const Request &request, const ConfigurationDesk &desk,
                                const QString &id);

} // namespace outlet::app::api
