// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/doctor/finding.h"
#include "app/stores/installation.h"
#include "registry/hookcalls.h"
#include "registry/snapshot.h"

#include <QList>
#include <QString>

namespace outlet::app::doctor {

/** Whom connectors are asked about: what they say takes longest. Null ids stand for all. */
struct Focus
{
    QString platformId;
    QString serviceId;
    QString environmentId;
};

/**
 * Looks for couplings that would fail in silence: tables that administrators and other programs
 * fill are tied to connectors by names alone, and a name that nothing has is no error to a
 * database. The one rule of `outlet doctor` and of the answers to writes.
 *
 * Connectors that are in force are asked whether an environment has what their configurations
 * need, with one made-up configuration for each option. Blocks for as long as their hooks may take;
 * one that does not answer is asked no further, and that is a finding.
 *
 * @param hooks null: no connector is asked anything, and what only they know is not found
 * @return errors first, then warnings, each in the order of the tables
 */
QList<Finding> examine(const stores::Installation &installation, const registry::Snapshot &snapshot,
                       registry::HookCalls *hooks, const Focus &focus = {});

} // namespace outlet::app::doctor
