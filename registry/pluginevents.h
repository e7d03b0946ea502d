// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/events.h"
#include "registry/snapshot.h"

#include <QJsonObject>
#include <QString>

#include <vector>

namespace outlet::registry {

/** An event that is yet to be published. */
struct News
{
    QString topic;
    QJsonObject payload;

    friend bool operator==(const News &, const News &) = default;
};

/**
 * What became of plugins from one snapshot to the next, in the order of the new one:
 *
 * - `plugin:discovered`: a candidate that was not there before, whatever became of it
 * - `plugin:loaded`: in force now; `plugin:enabled`, if it had been left out by choice
 * - `plugin:reloaded`: in force with another module or version, `was` being the old version
 * - `plugin:disabled`: in force before, and now left out by choice
 * - `plugin:failed`: turned down now for a reason that it had not before, with its verdict
 * - `plugin:removed`: its candidate is gone
 *
 * The payload has `id`, `plugin`, `version`, `source`.
 * @param before null: nothing
 */
std::vector<News> changesBetween(const Snapshot *before, const Snapshot &after);

/** Publishes them. */
void publishChanges(EventBus &bus, const Snapshot *before, const Snapshot &after);

} // namespace outlet::registry
