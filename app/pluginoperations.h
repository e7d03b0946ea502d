// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/pluginadmin.h"
#include "app/packageoperations.h"

#include <QObject>

#include <chrono>
#include <functional>

namespace outlet::app {

/** Gives the registry when it can work, in its own thread; or says why it cannot. */
using RegistryAtWork = std::function<Result<RegistrySite>()>;

/**
 * Operations that workers ask for, done in the thread of `context`, where the registry lives.
 * Whoever waits longer than `patience` is told so: the operation is done all the same. Packages are
 * verified and tried in the thread of whoever asks.
 * @param plugins the folder that packages are installed in
 */
api::PluginOperations operationsIn(QObject &context, RegistryAtWork registry,
                                   packages::Judging judging, const QString &plugins,
                                   std::chrono::milliseconds patience);

} // namespace outlet::app
