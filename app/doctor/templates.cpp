// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/patient.h"
#include "ui-schemas/accesstemplate.h"
#include "ui-schemas/nearest.h"
#include "ui-schemas/quote.h"

#include <algorithm>

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;
using registry::Connector;
using stores::Environment;
using stores::ServiceRow;

namespace {

/** One template of a service. */
struct Template
{
    const ServiceRow &service;
    QString column;
    QString text;
};

const ui::Field *fieldOf(const Connector &connector, const QString &name)
{
    const auto found = std::ranges::find(connector.manifest.fields, name, &ui::Field::name);
    return found == connector.manifest.fields.end() ? nullptr : &*found;
}

QStringList fieldNames(const Connector &connector)
{
    QStringList names;
    for (const ui::Field &field : connector.manifest.fields) {
        if (!field.secret)
            names.append(field.name);
    }
    return names;
}

QString remedy(const Connector &connector, const QString &name)
{
    const QStringList names = fieldNames(connector);
    const QString meant = ui::didYouMean(name, names);
    const QString known =
        u"The fields of %1 are %2"_s.arg(connector.manifest.plugin, names.join(u", "_s));
    return meant.isEmpty() ? known : meant + u' ' + known;
}

void reportUnknown(Patient &patient, const Template &text, const Connector &connector,
                   const QString &name, const QString &nobody,
                   const QList<RowReference> &environments = {})
{
    patient.report(Symptom::TemplateUnknownName,
                   u"%1 of the service %2 names %3, and %4: it can never be rendered"_s.arg(
                       text.column, ui::quoted(text.service.name), ui::quoted(name), nobody),
                   remedy(connector, name),
                   QList<RowReference>{referenceTo(text.service)} + environments, &connector);
}

/** What of a template is settled without looking at environments. */
bool isSettled(Patient &patient, const Template &text, const Connector &connector,
               const QString &name)
{
    const ui::Field *field = fieldOf(connector, name);
    if (field && field->secret)
        patient.report(Symptom::TemplateNamesSecret,
                       u"%1 of the service %2 names %3, a secret field of %4: it is never "
                       "rendered"_s.arg(text.column, ui::quoted(text.service.name),
                                        ui::quoted(name), connector.manifest.plugin),
                       u"Take the name out of the template"_s, {referenceTo(text.service)},
                       &connector);
    return field;
}

/** Where a name is looked for that no field has: in the items of the environments. */
struct Sighting
{
    qsizetype seen = 0;
    QStringList absent = {}; ///< environments with an item that lacks it
    QList<RowReference> rows = {};
};

Sighting lookFor(const Patient &patient, const ServiceRow &service, const QString &name)
{
    Sighting sighting;
    for (const Environment &environment : patient.tables.environments) {
        const QJsonArray items = patient.itemsOf(environment, service);
        const qsizetype count = std::ranges::count_if(
            items, [&](const QJsonValue &item) { return item.toObject().contains(name); });
        sighting.seen += count;
        if (count < items.size()) {
            sighting.absent.append(ui::quoted(environment.name));
            sighting.rows.append(referenceTo(environment));
        }
    }
    return sighting;
}

/** A name of the technical template that no field has: an item of each environment should. */
void checkItems(Patient &patient, const Template &text, const Connector &connector,
                const QString &name)
{
    if (name == "environment"_L1)
        return; // stands for the environment's own name
    const Sighting sighting = lookFor(patient, text.service, name);
    if (sighting.seen == 0 && !sighting.absent.isEmpty()) {
        reportUnknown(patient, text, connector, name,
                      u"neither a field nor an item of any environment has it"_s, sighting.rows);
        return;
    }
    if (sighting.seen > 0 && sighting.absent.isEmpty())
        return;
    const QString where = sighting.absent.isEmpty()
                              ? u"no field has it, and no environment has an item yet"_s
                              : u"items lack it in "_s + sighting.absent.join(u", "_s);
    patient.report(Symptom::TemplateNameAbsent,
                   u"%1 of the service %2 names %3, and %4"_s.arg(
                       text.column, ui::quoted(text.service.name), ui::quoted(name), where),
                   u"Give each item of the service in these environments the key %1, or %2"_s.arg(
                       ui::quoted(name), u"take it out of the template"_s),
                   QList<RowReference>{referenceTo(text.service)} + sighting.rows, &connector);
}

void checkNames(Patient &patient, const Template &text, const Connector &connector,
                const QStringList &names)
{
    const bool isTechnical = text.column == "technical_info_template"_L1;
    for (const QString &name : names) {
        if (isSettled(patient, text, connector, name))
            continue;
        if (isTechnical)
            checkItems(patient, text, connector, name);
        else
            reportUnknown(patient, text, connector, name, u"no field has it"_s);
    }
}

void checkTemplate(Patient &patient, const Template &text, const Connector *connector)
{
    const auto names = ui::templateNames(text.text);
    if (!names)
        patient.report(Symptom::TemplateBroken,
                       u"%1 of the service %2: %3"_s.arg(text.column, ui::quoted(text.service.name),
                                                         names.error().message),
                       u"Names stand in single braces; braces that shall stay are written "
                       "{{ and }}"_s,
                       {referenceTo(text.service)}, connector);
    else if (connector)
        checkNames(patient, text, *connector, *names);
}

} // namespace

void examineTemplates(Patient &patient)
{
    for (const ServiceRow &service : patient.tables.services) {
        const Connector *connector = patient.connectorOf(service);
        if (connector && service.resultTemplate.isEmpty())
            patient.report(
                Symptom::TemplateMissing,
                u"The service %1 has no result_string_template: no access path of %2 "
                "can be rendered"_s.arg(ui::quoted(service.name), connector->manifest.plugin),
                u"PUT /api/v2/configuration/platforms/%1/services/%2 with one"_s.arg(
                    service.platformId, service.id),
                {referenceTo(service)}, connector);
        checkTemplate(patient, {service, u"result_string_template"_s, service.resultTemplate},
                      connector);
        checkTemplate(patient, {service, u"technical_info_template"_s, service.technicalTemplate},
                      connector);
    }
}

} // namespace outlet::app::doctor
