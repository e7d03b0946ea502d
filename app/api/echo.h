// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/errors.h"
#include "registry/snapshot.h"

#include <QJsonValue>
#include <QList>

namespace outlet::app::api {

/** Whether it is clear for which connector a body was meant. */
enum class Meant { Clear, Unclear };

/**
 * 422 with the problems and the body, as far as they may be shown: null stands for every member, at
 * any depth, that has the name of a secret field of any connector that is known, in force or not.
 * Where it is unclear which one was meant, it may be one that is gone: there, null stands for every
 * value but those of open fields and of the members that all bodies may have. Pure.
 */
Reply refusedReply(const Request &request, const registry::Snapshot &snapshot,
                   QList<InvalidValue> problems, const QJsonValue &body, Meant meant);

} // namespace outlet::app::api
