// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stores/auditlog.h"

#include "app/stores/transaction.h"

#include <QJsonDocument>
#include <QUuid>
#include <QVariant>

namespace outlet::app::stores {

using namespace Qt::StringLiterals;

Result<void> recordAudit(QSqlDatabase &database, const AuditEntry &entry)
{
    const QByteArray detail = QJsonDocument(entry.detail).toJson(QJsonDocument::Compact);
    const auto done =
        execute(database, u"write the audit log"_s,
                u"INSERT INTO audit_log (id, actor, action, subject, detail, "
                "correlation_id) VALUES (?, ?, ?, ?, ?, ?)"_s,
                {QUuid::createUuid().toString(QUuid::WithoutBraces), entry.actor, entry.action,
                 entry.subject, QString::fromUtf8(detail), entry.correlationId});
    return done ? Result<void>() : std::unexpected(done.error());
}

} // namespace outlet::app::stores
