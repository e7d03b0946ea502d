// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pathwatch.h"

#include <QFileInfo>

namespace outlet::app {

PathWatch::PathWatch(std::function<void()> look, std::chrono::milliseconds soon,
                     std::chrono::milliseconds anyway)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(soon);
    m_anyway.setInterval(anyway);
    QObject::connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_soon,
                     [this] { m_soon.start(); });
    QObject::connect(&m_soon, &QTimer::timeout, &m_soon, look);
    QObject::connect(&m_anyway, &QTimer::timeout, &m_anyway, look);
    m_anyway.start();
}

void PathWatch::watch(const QStringList &directories)
{
    QStringList wanted = directories;
    wanted.removeIf([](const QString &path) { return !QFileInfo(path).isDir(); });
    QStringList gone = m_watcher.directories();
    gone.removeIf([&](const QString &path) { return wanted.contains(path); });
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    wanted.removeIf([this](const QString &path) { return m_watcher.directories().contains(path); });
    if (!wanted.isEmpty())
        m_watcher.addPaths(wanted); // those that cannot be watched are looked at anyway
}

} // namespace outlet::app
