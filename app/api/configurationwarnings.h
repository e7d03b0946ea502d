// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationdocument.h"
#include "app/api/message.h"
#include "app/doctor/doctor.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace outlet::app::api {

struct WriteDesk;

/** What has to do with a row that was written: of all findings an answer has only these. */
struct Concern
{
    QList<QStringList> groups; ///< ids and plugins: a finding about all of one group counts
    doctor::Focus focus;

    /** Before and after a change: what it was tied to counts, too. */
    void add(const stores::Installation &tables, const registry::Snapshot &snapshot, Entity entity,
             const QString &id);
};

/**
 * The findings that a write has to do with. Connectors may take their time: not to be called in a
 * transaction, as others want to write. As doctor::examine().
 */
QList<doctor::Finding> warningsOf(const stores::Installation &tables,
                                  const registry::Snapshot &snapshot, registry::HookCalls *hooks,
                                  const Concern &concern);

/** A JSON object with one member more, `warnings`. */
QByteArray withWarnings(const QByteArray &object, const QList<doctor::Finding> &findings);

/**
 * `GET /api/v2/configuration/findings` -> 200 `{"findings":[...]}`: what is so at the moment, of
 * all that `outlet doctor` finds between tables and connectors. Connectors are asked.
 */
Reply listFindings(const Request &request, const WriteDesk &desk);

} // namespace outlet::app::api
