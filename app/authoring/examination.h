// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/authoring/caller.h"
#include "registry/candidate.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <chrono>

namespace outlet::app::authoring {

/** What the names of `outlet connector-host --hook` are: a hook's, or this one. */
inline const QString loadExamination = QStringLiteral("load");

/**
 * The work of a process of its own: loads the module and calls one hook with everything that is at
 * hand, good and bad; or, for `load`, compares the hooks that there are with those promised.
 */
void examine(const QString &module, const QString &hook, std::chrono::milliseconds timeout,
             Teller &teller);

/** A loaded connector under examination. */
struct Patient
{
    ui::Manifest manifest;
    QJsonObject document; ///< the manifest as it was written
    QObject *object = nullptr;
    QList<QJsonObject> good; ///< configurations that the form accepts; never empty
};

// One for each hook.
void examineRules(const Patient &patient, Caller &caller);
void examineAccessPath(const Patient &patient, Caller &caller);
void examineAccessUrl(const Patient &patient, Caller &caller);
void examineEnvironmentMatch(const Patient &patient, Caller &caller);
void examineOptions(const Patient &patient, Caller &caller);
void examineRoutes(const Patient &patient, Caller &caller);
void examineEvents(const Patient &patient, Caller &caller);
void examineHealth(const Patient &patient, Caller &caller);
void examineSeed(const Patient &patient, Caller &caller);

/** initialize(), start() and stop(), twice. */
void examineLifecycle(const Patient &patient, Caller &caller);

/** initialize() and start(), as the server does before any other hook; false: they failed. */
bool begin(const Patient &patient, Caller &caller);

} // namespace outlet::app::authoring
