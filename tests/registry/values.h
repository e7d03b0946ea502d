// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace outlet::tests {

using Tweak = std::function<void(registry::Described &)>;

/**
 * A candidate as the read step gives it, without a file: plugin name `<Id>DataOutput`, version
 * 1.0.0, table `<id>_configurations`, external, in `/plugins/<id>/<id>.so`, of Qt 6.4.
 */
registry::Described described(const QString &id, const Tweak &tweak = {});

/** Adds a dependency. */
Tweak needing(const QString &id, const QString &range = QStringLiteral("*"));

/** Makes it built-in, below `/built-in`. */
void builtIn(registry::Described &described);

ui::Version version(const QString &text);
ui::VersionRange range(const QString &text);

QStringList ids(const std::vector<registry::Described> &accepted);

/** `<name of the candidate>: <code>`, in order. */
QStringList codes(const std::vector<registry::Rejected> &rejected);

/** The verdict of the candidate of that name; one with an empty message where there is none. */
registry::Verdict verdictOf(const std::vector<registry::Rejected> &rejected, const QString &name);

} // namespace outlet::tests
