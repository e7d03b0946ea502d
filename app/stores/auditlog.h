// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QJsonObject>
#include <QString>

class QSqlDatabase;

namespace outlet::app::stores {

/** Who did what to what. Nothing of it may be a secret. */
struct AuditEntry
{
    QString actor;         ///< `admin`
    QString action;        ///< `configuration:created`
    QString subject;       ///< the id or name of what was changed
    QJsonObject detail;    ///< further facts, for programs
    QString correlationId; ///< of the request
};

/**
 * Adds a row to `audit_log`; its id and its time are made here. Belongs into the transaction of the
 * change that it tells about, so that neither is ever there without the other. Errors: Database.
 */
Result<void> recordAudit(QSqlDatabase &database, const AuditEntry &entry);

} // namespace outlet::app::stores
