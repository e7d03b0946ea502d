// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/patient.h"
#include "app/stores/jsoncolumn.h"
#include "ui-schemas/quote.h"

#include <QHash>

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;
using stores::ConfigRow;
using stores::ServiceRow;

namespace {

/** One of the tables that have a `config`. */
struct Table
{
    QString name;
    const QList<ConfigRow> &rows;
    QString collection; ///< where the API has its rows: below the environment, where they have one
};

QString addressOf(const Table &table, const ConfigRow &row)
{
    const QString base = u"/api/v2/configuration/"_s;
    const QString owner =
        row.environmentId.isNull() ? QString() : u"environments/%1/"_s.arg(row.environmentId);
    return base + owner + table.collection + row.id;
}

void reportOrphan(Patient &patient, const QString &table, const QString &id, const QString &column,
                  const QString &missing)
{
    patient.report(
        Symptom::Orphan,
        u"Table %1, row %2: %3 is %4, and no row has that id. The row is never read"_s.arg(
            table, id, column, ui::quoted(missing)),
        u"DELETE FROM %1 WHERE id = '%2', or add the row that it refers to"_s.arg(table, id),
        {{table, id}});
}

void checkReferences(Patient &patient, const QString &table, const ConfigRow &row)
{
    const auto check = [&](const QString &column, const QString &id, bool isThere) {
        if (!id.isNull() && !isThere)
            reportOrphan(patient, table, row.id, column, id);
    };
    check(u"environment_id"_s, row.environmentId, patient.tables.environment(row.environmentId));
    check(u"platform_id"_s, row.platformId, patient.tables.platform(row.platformId));
    const ServiceRow *service = patient.tables.service(row.serviceId);
    check(u"service_id"_s, row.serviceId, service);
    if (service && service->platformId != row.platformId)
        patient.report(Symptom::PlatformMismatch,
                       u"Table %1, row %2: the service %3 does not belong to platform %4, so that "
                       "nobody who asks the service's own platform finds the row"_s.arg(
                           table, row.id, ui::quoted(service->name), row.platformId),
                       u"UPDATE %1 SET platform_id = '%2' WHERE id = '%3'"_s.arg(
                           table, service->platformId, row.id),
                       {{table, row.id}, referenceTo(*service)});
}

/** Whether the text is what the column has to hold. */
Result<void> judge(const QString &table, const ConfigRow &row)
{
    const stores::Cell cell{table, row.id, u"config"_s};
    if (row.serviceId.isNull()) {
        const auto object = stores::readObject(row.config, cell);
        return object ? Result<void>() : std::unexpected(object.error());
    }
    const auto items = row.environmentId.isNull() ? stores::Items::Strings : stores::Items::Objects;
    const auto array = stores::readArray(row.config, items, cell);
    return array ? Result<void>() : std::unexpected(array.error());
}

QList<RowReference> rowsOf(const QString &table, const ConfigRow &row)
{
    QList<RowReference> rows = {{table, row.id}};
    if (!row.environmentId.isNull())
        rows.append({u"environments"_s, row.environmentId});
    rows.append(row.serviceId.isNull() ? RowReference{u"platforms"_s, row.platformId}
                                       : RowReference{u"platform_services"_s, row.serviceId});
    return rows;
}

void checkConfig(Patient &patient, const Table &table, const ConfigRow &row)
{
    const auto judged = judge(table.name, row);
    if (judged)
        return;
    patient.report(Symptom::ConfigUnreadable, judged.error().message,
                   u"PUT %1, or mend the row"_s.arg(addressOf(table, row)),
                   rowsOf(table.name, row));
}

/** Only the first row counts; of the items of a service all rows do. */
void checkFirst(Patient &patient, const Table &table)
{
    QHash<QString, QString> first;
    for (const ConfigRow &row : table.rows) {
        const QString owner = row.serviceId.isNull() ? row.platformId : row.serviceId;
        const QString place = row.environmentId + u'/' + owner;
        if (!first.contains(place)) {
            first.insert(place, row.id);
            continue;
        }
        patient.report(Symptom::ConfigHidden,
                       u"Table %1, row %2: row %3 comes before it, so that it never counts"_s.arg(
                           table.name, row.id, first.value(place)),
                       u"DELETE "_s + addressOf(table, row), rowsOf(table.name, row));
    }
}

} // namespace

void examineRows(Patient &patient)
{
    for (const ServiceRow &service : patient.tables.services) {
        if (!patient.tables.platform(service.platformId))
            reportOrphan(patient, u"platform_services"_s, service.id, u"platform_id"_s,
                         service.platformId);
    }
    const Table services{u"platform_service_configs"_s, patient.tables.serviceConfigs,
                         u"platforms/configs/"_s};
    const Table platforms{u"env_platform_configs"_s, patient.tables.environmentPlatforms,
                          u"platform_configs/"_s};
    const Table items{u"env_platform_service_configs"_s, patient.tables.environmentServices,
                      u"configs/"_s};
    for (const Table &table : {services, platforms, items}) {
        for (const ConfigRow &row : table.rows) {
            checkReferences(patient, table.name, row);
            checkConfig(patient, table, row);
        }
    }
    checkFirst(patient, services);
    checkFirst(patient, platforms);
}

} // namespace outlet::app::doctor
