// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>
#include <functional>

namespace outlet::app {

/**
 * Has `work` done in the thread of `context`, which runs an event loop, and waits for its end, but
 * not longer than `patience`: the thread may be busy, or wait for the caller's own. The work is
 * done later then, or never, if `context` goes first. From any other thread.
 *
 * @return whether the work is done
 */
bool handOver(QObject &context, std::function<void()> work, std::chrono::milliseconds patience);

} // namespace outlet::app
