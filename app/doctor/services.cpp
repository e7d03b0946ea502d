// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/patient.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <algorithm>

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;
using registry::Connector;
using stores::ServiceRow;

namespace {

QStringList platformKeys(const registry::Snapshot &snapshot)
{
    QStringList keys;
    for (const Connector &connector : snapshot.connectors) {
        if (connector.manifest.platform)
            keys.append(connector.manifest.platform->key);
    }
    return keys;
}

/** One that was turned down and has the key, so that the service may be right after all. */
const registry::Rejected *rejectedOf(const registry::Snapshot &snapshot, const QString &key)
{
    const auto found =
        std::ranges::find_if(snapshot.rejected, [&](const registry::Rejected &rejected) {
            return rejected.manifest && rejected.manifest->platform &&
                   rejected.manifest->platform->key == key;
        });
    return found == snapshot.rejected.end() ? nullptr : &*found;
}

void reportStranger(Patient &patient, const ServiceRow &service)
{
    const QString key = service.name.toLower();
    if (const registry::Rejected *rejected = rejectedOf(patient.snapshot, key)) {
        patient.report(Symptom::ServiceWithoutConnector,
                       u"The service %1 belongs to %2, which is not in force (%3)"_s.arg(
                           ui::quoted(service.name), rejected->manifest->plugin,
                           registry::nameOf(rejected->verdict.code)),
                       u"outlet plugins why "_s + rejected->manifest->plugin,
                       {referenceTo(service)});
        return;
    }
    const QStringList keys = platformKeys(patient.snapshot);
    const QString meant = ui::didYouMean(key, keys);
    patient.report(Symptom::ServiceWithoutConnector,
                   u"No connector in force has the platform key %1, so that nothing uses the "
                   "service %2"_s.arg(ui::quoted(key), ui::quoted(service.name)),
                   meant.isEmpty()
                       ? u"The keys are "_s + keys.join(u", "_s)
                       : u"%1 A service is found by its name in lower case"_s.arg(meant),
                   {referenceTo(service)});
}

void reportHidden(Patient &patient, const ServiceRow &service, const ServiceRow &first)
{
    patient.report(Symptom::ServiceHidden,
                   u"The service %1 is called like %2, which comes before it: links and options "
                   "are those of the other one"_s.arg(service.id, first.id),
                   u"Rename or delete one of them"_s, {referenceTo(service), referenceTo(first)},
                   patient.connectorOf(service));
}

void reportEmpty(Patient &patient, const ServiceRow &service, const Connector &connector,
                 const ui::Field &field)
{
    const auto &rows = patient.tables.serviceConfigs;
    const auto row = std::ranges::find(rows, service.id, &stores::ConfigRow::serviceId);
    patient.report(
        Symptom::OptionsEmpty,
        u"The configuration of the service %1 is an empty list: the form of %2 has no "
        "option to choose for %3"_s.arg(ui::quoted(service.name), connector.manifest.plugin,
                                        ui::quoted(field.name)),
        u"PUT /api/v2/configuration/platforms/configs/%1 with a list of strings"_s.arg(row->id),
        {referenceTo(service), {u"platform_service_configs"_s, row->id}}, &connector);
}

/** The form's select takes its options from the service. */
void checkOptions(Patient &patient, const ServiceRow &service, const Connector &connector)
{
    const ui::Field *field = optionField(connector.manifest);
    const auto &rows = patient.tables.serviceConfigs;
    if (!field)
        return;
    if (std::ranges::find(rows, service.id, &stores::ConfigRow::serviceId) != rows.end()) {
        const auto options = patient.optionsOf(service);
        if (options && options->isEmpty())
            reportEmpty(patient, service, connector, *field);
        return;
    }
    patient.report(Symptom::ServiceWithoutConfig,
                   u"The service %1 has no configuration: the form of %2 is not_configured, as "
                   "nothing says which values %3 may have"_s.arg(ui::quoted(service.name),
                                                                 connector.manifest.plugin,
                                                                 ui::quoted(field->name)),
                   u"POST /api/v2/configuration/platforms/configs with the service's id and a list "
                   "of strings"_s,
                   {referenceTo(service)}, &connector);
}

void checkConnector(Patient &patient, const Connector &connector)
{
    if (!connector.manifest.platform || patient.serviceOf(connector))
        return;
    const bool hasOptions = optionField(connector.manifest);
    patient.report(Symptom::ConnectorWithoutService,
                   u"No service is called %1: %2 has no template for its access paths%3"_s.arg(
                       ui::quoted(connector.manifest.platform->key), connector.manifest.plugin,
                       hasOptions ? u", and its form is not_configured"_s : QString()),
                   u"POST /api/v2/configuration/platforms/<id>/services with this name, in upper "
                   "or lower case"_s,
                   {}, &connector);
}

} // namespace

void examineServices(Patient &patient)
{
    for (const ServiceRow &service : patient.tables.services) {
        const Connector *connector = patient.connectorOf(service);
        if (!connector) {
            reportStranger(patient, service);
            continue;
        }
        const ServiceRow *first = patient.serviceOf(*connector);
        if (first->id != service.id)
            reportHidden(patient, service, *first);
        else
            checkOptions(patient, service, *connector);
    }
    for (const Connector &connector : patient.snapshot.connectors)
        checkConnector(patient, connector);
}

} // namespace outlet::app::doctor
