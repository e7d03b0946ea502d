// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/packages/limits.h"
#include "registry/candidate.h"

#include <QByteArray>
#include <QString>

#include <expected>
#include <functional>

namespace outlet::app::packages {

/** Whether a module can be loaded; a verdict when it cannot. Callable from any thread. */
using Probe = std::function<std::expected<void, registry::Verdict>(const registry::Described &)>;

/**
 * Loads the module in a short-lived process of its own (`outlet connector-host --probe <module>`),
 * so that one that crashes or hangs takes nobody with it. The process knows none of the server's
 * secrets, and has a deadline and limits of memory, processor time and files.
 *
 * Verdicts: what registry::load() says; cannot-load if the process crashed, timeout.
 * @param program absolute path of `outlet`
 */
Probe processProbe(const QString &program, const Limits &limits);

/** What the process prints: `{"loaded":true}`, or `{"loaded":false,"verdict":{...}}`. */
QByteArray probeAnswer(const std::expected<void, registry::Verdict> &outcome);

/** The work of that process: loads the module, looks for its object and hooks. */
std::expected<void, registry::Verdict> probeHere(const QString &module);

} // namespace outlet::app::packages
