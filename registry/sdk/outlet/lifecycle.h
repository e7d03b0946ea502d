// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/context.h>
#include <outlet/result.h>

#include <QtPlugin>

namespace outlet {

/**
 * A plugin that has something to set up or to tear down.
 *
 * A plugin with this hook is loaded when the server starts, not at the first call:
 *
 *  1. initialize() of every such plugin, dependencies first, then by priority (lower first);
 *  2. start() in the same order, after all have been initialised;
 *  3. stop() in reverse order, when the plugin is disabled or replaced or the server ends.
 *
 * The calls of one object come one at a time, each on a thread of the server that need not be the
 * same. Each has a deadline (`hook_timeout_ms`); one that misses it is given up, the plugin gets
 * the verdict `timeout` and is left out. An error or exception of initialize() or start() gives
 * `initialize-failed` or `start-failed` and takes only this plugin and its dependants out.
 */
class Lifecycle
{
public:
    virtual ~Lifecycle() = default;

    /** Prepare: read settings, register services. `context` stays valid until stop() returns. */
    virtual Result<void> initialize(Context &context) = 0;

    /** Begin to work: connect, start timers. Everything in `requires` has been initialised. */
    virtual Result<void> start() = 0;

    /** End all work and release what start() took. Called once, also after a failed start(). */
    virtual void stop() = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::Lifecycle, "org.outlet.Lifecycle/1")
