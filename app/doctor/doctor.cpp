// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/doctor.h"

#include "app/doctor/patient.h"
#include "app/stores/jsoncolumn.h"

#include <QJsonDocument>

#include <algorithm>

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;
using registry::Connector;
using stores::Environment;
using stores::ServiceRow;

bool Patient::isInFocus(const ServiceRow &service) const
{
    return (focus.serviceId.isNull() || focus.serviceId == service.id) &&
           (focus.platformId.isNull() || focus.platformId == service.platformId);
}

bool Patient::isInFocus(const Environment &environment) const
{
    return focus.environmentId.isNull() || focus.environmentId == environment.id;
}

const Connector *Patient::connectorOf(const ServiceRow &service) const
{
    const QString key = service.name.toLower();
    const auto found = std::ranges::find_if(snapshot.connectors, [&](const Connector &connector) {
        return connector.manifest.platform && connector.manifest.platform->key == key;
    });
    return found == snapshot.connectors.end() ? nullptr : &*found;
}

const ServiceRow *Patient::serviceOf(const Connector &connector) const
{
    const auto found = std::ranges::find_if(tables.services, [&](const ServiceRow &service) {
        return connector.manifest.platform &&
               service.name.toLower() == connector.manifest.platform->key;
    });
    return found == tables.services.end() ? nullptr : &*found;
}

std::optional<QStringList> Patient::optionsOf(const ServiceRow &service) const
{
    const auto row =
        std::ranges::find(tables.serviceConfigs, service.id, &stores::ConfigRow::serviceId);
    if (row == tables.serviceConfigs.end())
        return std::nullopt;
    const auto json = stores::readArray(row->config, stores::Items::Strings, {});
    if (!json)
        return std::nullopt;
    QStringList options;
    for (const QJsonValue option : QJsonDocument::fromJson(*json).array())
        options.append(option.toString());
    return options;
}

QJsonArray Patient::itemsOf(const Environment &environment, const ServiceRow &service) const
{
    QJsonArray items;
    for (const stores::ConfigRow &row : tables.environmentServices) {
        if (row.environmentId != environment.id || row.serviceId != service.id)
            continue;
        const auto json = stores::readArray(row.config, stores::Items::Objects, {});
        for (const QJsonValue item : QJsonDocument::fromJson(json.value_or("[]"_ba)).array())
            items.append(item);
    }
    return items;
}

void Patient::report(Symptom symptom, const QString &message, const QString &hint,
                     const QList<RowReference> &rows, const Connector *connector)
{
    // Hints of connectors end as whole sentences.
    const QString remedy = hint.endsWith(u'.') ? hint.chopped(1) : hint;
    findings.append(
        {symptom, message, remedy, rows, connector ? connector->manifest.plugin : QString()});
}

const ui::Field *optionField(const ui::Manifest &manifest)
{
    const auto found = std::ranges::find_if(manifest.fields, [](const ui::Field &field) {
        return field.form && field.form->optionsFrom == ui::OptionsFrom::PlatformService;
    });
    return found == manifest.fields.end() ? nullptr : &*found;
}

RowReference referenceTo(const ServiceRow &service)
{
    return {u"platform_services"_s, service.id};
}

RowReference referenceTo(const Environment &environment)
{
    return {u"environments"_s, environment.id};
}

QList<Finding> examine(const stores::Installation &installation, const registry::Snapshot &snapshot,
                       registry::HookCalls *hooks, const Focus &focus)
{
    Patient patient{installation, snapshot, hooks, focus};
    for (const auto part :
         {examineRows, examineServices, examineTemplates, examineEnvironments, examineNames})
        part(patient);
    std::ranges::stable_partition(patient.findings, [](const Finding &finding) {
        return severityOf(finding.symptom) == Severity::Error;
    });
    return std::move(patient.findings);
}

} // namespace outlet::app::doctor
