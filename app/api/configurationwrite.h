// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationdocument.h"
#include "app/api/message.h"
#include "app/stores/rowwriter.h"
#include "registry/events.h"
#include "registry/hookcalls.h"
#include "registry/snapshot.h"

#include <QString>

#include <expected>
#include <functional>

class QSqlDatabase;

namespace outlet::app::api {

/** What the handlers work with; borrowed. */
struct WriteDesk
{
    const registry::Snapshot &snapshot;
    QSqlDatabase &database;
    registry::HookCalls *hooks = nullptr; ///< null: no connector is asked
    registry::EventBus *events = nullptr; ///< null: nobody hears of changes
};

/** What a request names; ids in their usual form. */
struct Target
{
    Entity entity = Entity::Platform;
    QString id = {};            ///< null: it is yet to be made
    QString platformId = {};    ///< null: the address has none
    QString environmentId = {}; ///< null: the address has none
};

/**
 * Looks at the tables as they are, alone, and gives the columns to be written but for the id; or
 * the answer that refuses it.
 */
using Prepare =
    std::function<std::expected<stores::Columns, Reply>(const stores::Installation &tables)>;

/**
 * Makes or replaces a row, with its line in `audit_log`, in one transaction. 201 with `Location`
 * and `ETag`, or 200 with `ETag`: the thing as a GET shows it, and `warnings`, a list of what the
 * examination by outlet doctor finds about it. 404 for an id of the address that there is not; 412
 * if `If-Match` names another state; what `prepare` says.
 */
Reply saveEntity(const Request &request, const WriteDesk &desk, const Target &target,
                 const Prepare &prepare);

/**
 * Removes a row that nothing refers to. 204; or 200 with `{"id", "warnings"}` where something is
 * missing now that was not before. 404 and 412 as above; 409 names what it is in use by.
 */
Reply removeEntity(const Request &request, const WriteDesk &desk, const Target &target);

/** 200, one of them as JSON; 404. */
Reply readEntity(const Request &request, const WriteDesk &desk, const Target &target);

} // namespace outlet::app::api
