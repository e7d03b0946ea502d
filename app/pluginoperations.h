// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/pluginadmin.h"

#include <QObject>

#include <chrono>
#include <functional>

namespace outlet::registry {
class PluginRegistry;
} // namespace outlet::registry

namespace outlet::app {

/** Gives the registry when it can work, in its own thread; or says why it cannot. */
using RegistryAtWork = std::function<Result<registry::PluginRegistry *>()>;

/**
 * Operations that workers ask for, done in the thread of `context`, where the registry lives.
 * Whoever waits longer than `patience` is told so: the operation is done all the same.
 */
api::PluginOperations operationsIn(QObject &context, RegistryAtWork registry,
                                   std::chrono::milliseconds patience);

} // namespace outlet::app
