// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/api.h"
#include "app/database.h"
#include "app/workers.h"
#include "migrations/engine.h"
#include "tests/contract/sample.h"

#include <QByteArray>

#include <memory>

namespace outlet::tests {

// The ready answers: one of each kind.
inline const QByteArray listTarget = "/api/v2/plugins/";
inline const QByteArray formTarget = "/api/v2/plugins/SnowflakeDataOutput/form";
inline const QByteArray tilesTarget = "/api/v2/plugins/platform-tiles";
inline const QByteArray iconTarget = "/api/v2/plugins/S3DataOutput/icon";

/** Opens the database in the calling thread; the handler keeps it. */
inline app::Workers::Handler makeHandler(const QString &path, const registry::SnapshotPtr &snapshot)
{
    auto opened = app::Database::open(QStringLiteral("sqlite:///") + path, app::Access::ReadWrite);
    if (!opened)
        giveUp(opened.error().message);
    auto database = std::make_shared<app::Database>(std::move(*opened));
    const auto done = migrations::migrate(database->handle(), database->dialect(),
                                          migrations::coreSource(), migrations::Mode::Apply);
    if (!done)
        giveUp(done.error().error.message);
    const app::api::Router api = app::api::makeApi(
        {[snapshot] { return snapshot; }, &database->handle(), QStringLiteral("1.2.3")});
    return [database, api](const app::api::Request &request) { return api.answer(request); };
}

} // namespace outlet::tests
