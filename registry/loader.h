// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/candidate.h"

#include <QObject>

#include <expected>

namespace outlet::registry {

/**
 * Loads a module and makes its object. The module stays mapped until the process ends: unloading
 * Qt code is not safe (timers, meta types, string literals that the host kept).
 *
 * The object belongs to the module and lives in the thread of the application, whoever loads it.
 * Callable from any thread, for one module by one thread at a time.
 * Codes: cannot-load (with the linker's words), no-instance, hook-missing.
 */
std::expected<QObject *, Verdict> load(const Described &described);

/** Every hook that the object has, promised or not. Pure. */
QList<ui::Hook> implementedHooks(QObject *object);

} // namespace outlet::registry
