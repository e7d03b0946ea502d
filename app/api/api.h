// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "registry/snapshot.h"

#include <outlet/result.h>

#include <QString>

#include <functional>

class QSqlDatabase;

namespace outlet::app::api {

/** Whether the database is in order, beyond answering a query. */
using DatabaseCheck = std::function<Result<void>()>;

/** What the answers are made from. */
struct ApiParts
{
    /** The snapshot in force; null until there is one. Asked once per request. */
    std::function<registry::SnapshotPtr()> snapshot;
    /** Borrowed, outlives the handler; the handler runs in the thread that owns it. Never null. */
    QSqlDatabase *database = nullptr;
    QString version; ///< of this program
    /** Whether the database is in order, for readyz; nothing: one that answers is. */
    DatabaseCheck checkDatabase = {};
};

/** A complete answer to any request that the edge lets through. */
using Handler = std::function<Reply(const Request &)>;

/** The whole API as one function: the table of all routes, in api.cpp. */
Handler makeApi(ApiParts parts);

} // namespace outlet::app::api
