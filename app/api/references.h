// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/configurationdocument.h"
#include "app/api/fieldsofbody.h"

#include <QString>
#include <QStringList>

namespace outlet::app::api {

/** The service and platform that a body names; what is wrong with them becomes its problems. */
class References
{
public:
    /**
     * Reads `platform_id` and, with `hasService`, `service_id`.
     * @param isNew what they have to say; else they may only repeat what is there
     */
    References(FieldsOfBody &body, bool isNew, bool hasService);

    /**
     * Compares them with the tables. `row` is what is there, null for a new one. Fills in what the
     * body left out: the platform of a service is known.
     */
    void check(const stores::Installation &tables, const stores::ConfigRow *row);

    QString platformId() const { return m_platformId; }
    QString serviceId() const { return m_serviceId; }

private:
    void checkSame(const stores::ConfigRow &row);
    void checkService(const stores::Installation &tables);

    FieldsOfBody &m_body;
    bool m_hasService;
    QString m_platformId;
    QString m_serviceId;
};

/** The ids of an address in their usual form; what is no uuid becomes a problem of the body. */
QString readId(FieldsOfBody &body, const QString &text, const QString &parameter);

} // namespace outlet::app::api
