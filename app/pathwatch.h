// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <functional>

namespace outlet::app {

/**
 * Has somebody look when directories may have changed: soon after the system says so, and now and
 * then anyway, since not every file system does. Lives in the thread of its event loop.
 */
class PathWatch
{
public:
    /**
     * @param look called in this thread
     * @param soon how long after a change: what is being copied is done by then, mostly
     * @param anyway how often without one
     */
    PathWatch(std::function<void()> look, std::chrono::milliseconds soon,
              std::chrono::milliseconds anyway);

    /** From now on these, and no others. Those that do not exist are left out. */
    void watch(const QStringList &directories);

private:
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    QTimer m_anyway;
};

} // namespace outlet::app
