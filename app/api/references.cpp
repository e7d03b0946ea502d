// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/api/references.h"

#include "app/api/uuid.h"
#include "ui-schemas/quote.h"

namespace outlet::app::api {

using namespace Qt::StringLiterals;
using stores::ConfigRow;
using stores::Installation;

References::References(FieldsOfBody &body, bool isNew, bool hasService)
    : m_body(body), m_hasService(hasService)
{
    if (hasService)
        m_serviceId = body.uuid(u"service_id"_s, isNew);
    m_platformId = body.uuid(u"platform_id"_s, isNew && !hasService);
    body.ignore({u"platform"_s, u"service"_s, u"environment"_s, u"warnings"_s});
}

void References::checkSame(const ConfigRow &row)
{
    const QString stays = u"It belongs to %1 and stays there: DELETE it and POST another"_s;
    if (!m_platformId.isNull() && m_platformId != row.platformId)
        m_body.refuse(u"platform_id"_s, stays.arg(row.platformId));
    if (!m_serviceId.isNull() && m_serviceId != row.serviceId)
        m_body.refuse(u"service_id"_s, stays.arg(row.serviceId));
    m_platformId = row.platformId;
    m_serviceId = row.serviceId;
}

void References::checkService(const Installation &tables)
{
    const stores::ServiceRow *service = tables.service(m_serviceId);
    if (!service) {
        m_body.refuse(u"service_id"_s, u"No service has this id"_s);
        return;
    }
    if (m_platformId.isNull())
        m_platformId = service->platformId;
    else if (m_platformId != service->platformId && tables.platform(m_platformId))
        m_body.refuse(u"platform_id"_s, u"The service %1 belongs to platform %2"_s.arg(
                                            ui::quoted(service->name), service->platformId));
}

void References::check(const Installation &tables, const ConfigRow *row)
{
    if (row) {
        checkSame(*row);
        return;
    }
    if (!m_platformId.isNull() && !tables.platform(m_platformId))
        m_body.refuse(u"platform_id"_s, u"No platform has this id"_s);
    if (m_hasService)
        checkService(tables);
}

QString readId(FieldsOfBody &body, const QString &text, const QString &parameter)
{
    if (text.isNull())
        return {};
    const auto uuid = readUuid(text, parameter);
    if (!uuid)
        body.add(uuid.error());
    return uuid.value_or(QString());
}

} // namespace outlet::app::api
