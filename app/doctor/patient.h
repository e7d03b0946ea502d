// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/doctor/doctor.h"

#include <outlet/values.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <optional>

namespace outlet::app::doctor {

/** Everything that an examination looks at, and what it has found so far. */
struct Patient
{
    const stores::Installation &tables;
    const registry::Snapshot &snapshot;
    registry::HookCalls *hooks;
    const Focus &focus;
    QList<Finding> findings = {};
    QSet<QString> silent = {}; ///< plugins that did not answer

    bool isInFocus(const stores::ServiceRow &service) const;
    bool isInFocus(const stores::Environment &environment) const;

    /** The connector in force whose platform's key is the service's name; null without one. */
    const registry::Connector *connectorOf(const stores::ServiceRow &service) const;

    /** The first service that is called like the connector's platform; null without one. */
    const stores::ServiceRow *serviceOf(const registry::Connector &connector) const;

    /** What the first readable row offers; nothing without one. */
    std::optional<QStringList> optionsOf(const stores::ServiceRow &service) const;

    /** The items of a service in an environment, those of unreadable rows left out. */
    QJsonArray itemsOf(const stores::Environment &environment,
                       const stores::ServiceRow &service) const;

    void report(Symptom symptom, const QString &message, const QString &hint,
                const QList<RowReference> &rows, const registry::Connector *connector = nullptr);
};

/** The field whose options come from the platform's service; null without one. */
const ui::Field *optionField(const ui::Manifest &manifest);

RowReference referenceTo(const stores::ServiceRow &service);
RowReference referenceTo(const stores::Environment &environment);

// The parts of an examination, in their order.
void examineRows(Patient &patient);
void examineServices(Patient &patient);
void examineTemplates(Patient &patient);
void examineEnvironments(Patient &patient);
void examineNames(Patient &patient);

} // namespace outlet::app::doctor
