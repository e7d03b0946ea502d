// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/doctor/patient.h"
#include "app/stores/jsoncolumn.h"
#include "ui-schemas/quote.h"

#include <algorithm>
#include <functional>

namespace outlet::app::doctor {

using namespace Qt::StringLiterals;
using registry::Connector;
using stores::ConfigRow;
using stores::Environment;
using stores::ServiceRow;
using ui::FieldType;

namespace {

QJsonValue blankOf(const ui::Field &field)
{
    if (!field.defaultValue.isUndefined())
        return field.defaultValue;
    switch (field.type) {
    case FieldType::String:
        return field.enumeration.isEmpty() ? QString(u""_s) : field.enumeration.first();
    case FieldType::Integer:
    case FieldType::Number:
        return 0;
    case FieldType::Boolean:
        return false;
    case FieldType::StringList:
        return QJsonArray();
    }
    Q_UNREACHABLE();
}

/** The values that somebody has who chose the option and entered nothing else. */
Values valuesWith(const ui::Manifest &manifest, const QString &field, const QString &option)
{
    Values values;
    for (const ui::Field &each : manifest.fields)
        values.insert(each.name, each.name == field ? QJsonValue(option) : blankOf(each));
    return values;
}

/** A connector's service in one environment. */
struct Place
{
    const Connector &connector;
    const ServiceRow &service;
    const Environment &environment;
};

/** Whether the connector answered; one that did not is asked no further. */
bool hasAnswered(Patient &patient, const Connector &connector, const Error &error)
{
    const bool isFault = error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout ||
                         error.code == ErrorCode::Internal;
    if (!isFault)
        return true;
    patient.silent.insert(connector.manifest.plugin);
    patient.report(Symptom::ConnectorSilent,
                   u"%1 could not be asked about the environments: %2"_s.arg(
                       connector.manifest.plugin, error.message),
                   error.hint, {}, &connector);
    return false;
}

/** The item for an option, as requests find it. Nothing: the connector did not answer. */
std::optional<std::optional<QJsonObject>> itemFor(Patient &patient, const Place &place,
                                                  const QJsonArray &items, const Values &values)
{
    const auto item = patient.hooks->matchingItem(place.connector, items, values);
    if (item)
        return *item;
    return hasAnswered(patient, place.connector, item.error())
               ? std::optional(std::optional<QJsonObject>())
               : std::nullopt;
}

/** A configuration that somebody could have, and what the environment has for it. */
struct Example
{
    Values values;
    std::optional<QJsonObject> item;
};

void reportMissing(Patient &patient, const Place &place, const QStringList &missing)
{
    patient.report(
        Symptom::ItemMissing,
        u"In the environment %1 the service %2 has no item for %3: what a template or a link would "
        "take from it is missing there"_s.arg(ui::quoted(place.environment.name),
                                              ui::quoted(place.service.name),
                                              ui::quotedList(missing)),
        u"Add items with the identifiers to the service's configuration: "
        "/api/v2/configuration/environments/%1/configs"_s.arg(place.environment.id),
        {referenceTo(place.environment), referenceTo(place.service)}, &place.connector);
}

/** What identifies an item, as far as it has that; no other value of it is shown. */
QString labelOf(const QJsonArray &items, const QJsonValue &item)
{
    const QJsonValue identifier = item[u"identifier"_s];
    if (identifier.isString())
        return ui::quoted(identifier.toString());
    const auto index = std::distance(items.begin(), std::ranges::find(items, item));
    return u"the one at index %1"_s.arg(index);
}

void removeAll(QJsonArray &items, const QJsonObject &item)
{
    QJsonArray rest;
    for (const QJsonValue each : items) {
        if (each != QJsonValue(item))
            rest.append(each);
    }
    items = rest;
}

void reportUnused(Patient &patient, const Place &place, const QJsonArray &items,
                  const QJsonArray &unused)
{
    QStringList labels;
    for (const QJsonValue item : unused)
        labels.append(labelOf(items, item));
    labels.removeDuplicates();
    patient.report(Symptom::ItemWithoutOption,
                   u"In the environment %1 the service %2 has items that none of its options leads "
                   "to: %3"_s.arg(ui::quoted(place.environment.name),
                                  ui::quoted(place.service.name), labels.join(u", "_s)),
                   u"Correct their identifiers, add the options to the service's configuration, or "
                   "take the items out"_s,
                   {referenceTo(place.environment), referenceTo(place.service)}, &place.connector);
}

/** Compares options and items. Gives one configuration to try links with. */
std::optional<Example> checkItems(Patient &patient, const Place &place)
{
    const ui::Manifest &manifest = place.connector.manifest;
    const ui::Field *field = optionField(manifest);
    const QStringList options = patient.optionsOf(place.service).value_or(QStringList());
    Example example{valuesWith(manifest, {}, {}), std::nullopt};
    if (!field || !manifest.hooks.contains(ui::Hook::EnvironmentMatch))
        return example;
    const QJsonArray items = patient.itemsOf(place.environment, place.service);
    QStringList missing;
    QJsonArray unused = items;
    for (const QString &option : options) {
        const auto values =
            patient.hooks->normalise(place.connector, valuesWith(manifest, field->name, option));
        if (!values && !hasAnswered(patient, place.connector, values.error()))
            return std::nullopt;
        const Values complete = values.value_or(valuesWith(manifest, field->name, option));
        const auto item = itemFor(patient, place, items, complete);
        if (!item)
            return std::nullopt;
        if (!*item) {
            missing.append(option);
            continue;
        }
        removeAll(unused, **item);
        if (!example.item)
            example = {complete, *item};
    }
    if (!missing.isEmpty())
        reportMissing(patient, place, missing);
    if (!unused.isEmpty() && !options.isEmpty())
        reportUnused(patient, place, items, unused);
    return example;
}

const ConfigRow *platformRow(const Patient &patient, const Place &place)
{
    const auto &rows = patient.tables.environmentPlatforms;
    const auto found = std::ranges::find_if(rows, [&](const ConfigRow &row) {
        return row.environmentId == place.environment.id &&
               row.platformId == place.service.platformId;
    });
    return found == rows.end() ? nullptr : &*found;
}

AccessUrlRequest requestFor(const Place &place, const Example &example, const QString &who)
{
    AccessUrlRequest request;
    request.values = example.values;
    request.product.nameSpace = who;
    request.product.domainId = who;
    request.product.domainName = who;
    request.environment = place.environment.name;
    request.displayName = place.connector.manifest.platform->displayName;
    request.serviceConfig = example.item;
    return request;
}

/**
 * Asks for a link twice, for two products that there are not: only what is wrong with both in the
 * same words is the environment's fault.
 */
void checkLink(Patient &patient, const Place &place, const Example &example)
{
    AccessUrlRequest one = requestFor(place, example, u"a"_s);
    AccessUrlRequest other = requestFor(place, example, u"b"_s);
    const ConfigRow *row = platformRow(patient, place);
    if (row) {
        const auto config = stores::readObject(row->config, {});
        if (!config)
            return; // reported with the rows
        one.platformConfig = other.platformConfig = *config;
    }
    const auto url = patient.hooks->accessUrl(place.connector, one);
    if (url || !hasAnswered(patient, place.connector, url.error()))
        return;
    const auto second = patient.hooks->accessUrl(place.connector, other);
    const bool isSame = !second && second.error().message == url.error().message;
    const bool isAboutItems = url.error().where == "env_platform_service_configs"_L1;
    if (!isSame || (isAboutItems && !example.item))
        return; // depends on the product, or on an item that is reported as missing
    QList<RowReference> rows = {referenceTo(place.environment),
                                referenceTo(place.service),
                                {u"platforms"_s, place.service.platformId}};
    if (row)
        rows.append({u"env_platform_configs"_s, row->id});
    patient.report(Symptom::LinkMissing,
                   u"In the environment %1 %2 can make no links: %3"_s.arg(
                       ui::quoted(place.environment.name), place.connector.manifest.plugin,
                       url.error().message),
                   url.error().hint, rows, &place.connector);
}

void checkDefaults(Patient &patient)
{
    QStringList names;
    QList<RowReference> rows;
    for (const Environment &environment : patient.tables.environments) {
        if (!environment.isDefault)
            continue;
        names.append(ui::quoted(environment.name));
        rows.append(referenceTo(environment));
    }
    names.sort();
    if (names.size() > 1)
        patient.report(Symptom::SeveralDefaults,
                       u"%1 environments say that they are the default: %2"_s.arg(
                           QString::number(names.size()), names.join(u", "_s)),
                       u"PUT all but one with \"is_default\": false"_s, rows);
}

void checkPlaces(Patient &patient, const Connector &connector, const ServiceRow &service)
{
    for (const Environment &environment : patient.tables.environments) {
        if (!patient.isInFocus(environment) || patient.silent.contains(connector.manifest.plugin))
            continue;
        const Place place{connector, service, environment};
        const auto example = checkItems(patient, place);
        if (example && connector.manifest.hooks.contains(ui::Hook::AccessUrl))
            checkLink(patient, place, *example);
    }
}

} // namespace

void examineEnvironments(Patient &patient)
{
    checkDefaults(patient);
    if (!patient.hooks)
        return;
    for (const Connector &connector : patient.snapshot.connectors) {
        const bool hasPlaces =
            connector.manifest.platform && connector.manifest.platform->hasEnvironments;
        const ServiceRow *service = hasPlaces ? patient.serviceOf(connector) : nullptr;
        if (service && patient.isInFocus(*service))
            checkPlaces(patient, connector, *service);
    }
}

} // namespace outlet::app::doctor
