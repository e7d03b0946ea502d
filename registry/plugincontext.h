// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/events.h"

#include <outlet/context.h>

#include <QHash>
#include <QMutex>

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace outlet::registry {

/** Services of all plugins by name. Thread-safe. */
class ServiceTable
{
public:
    /**
     * A new version of the owner takes the place of the old one, which has it back if the new one
     * is removed first. Conflict, if the name is another owner's.
     * @param holder which version of the owner offers it
     */
    Result<void> add(const QString &owner, const void *holder, const QString &name,
                     Service service);
    Result<QJsonValue> call(const QString &name, const QJsonValue &argument) const;
    bool has(const QString &name) const;

    /** Takes out what a plugin offered, when it stops. */
    void removeHeldBy(const void *holder);

private:
    struct Entry
    {
        QString owner;
        std::vector<std::pair<const void *, Service>> offers; ///< by holder; the last one counts
    };

    mutable QMutex m_mutex;
    QHash<QString, Entry> m_entries;
};

/** What one plugin is lent. Thread-safe; shared with calls that were given up at their deadline. */
class PluginContext final : public Context, private Logger, private Services, private Events
{
public:
    PluginContext(QString id, std::shared_ptr<ServiceTable> table, std::shared_ptr<EventBus> events,
                  QJsonObject settings);

    Logger &logger() override { return *this; }
    Services &services() override { return *this; }
    Events &events() override { return *this; }
    QJsonObject settings() const override { return m_settings; }

    /** The plugin was stopped or given up: a call of it that still runs can offer nothing more. */
    void retire();

private:
    void log(LogLevel level, const QString &message) override;
    Result<void> add(const QString &name, Service service) override;
    Result<QJsonValue> call(const QString &name, const QJsonValue &argument) override;
    bool has(const QString &name) const override;
    Result<void> publish(const QString &topic, const QJsonObject &payload) override;

    QString m_id;
    QByteArray m_category;
    std::shared_ptr<ServiceTable> m_table;
    std::shared_ptr<EventBus> m_events;
    QJsonObject m_settings;
    std::atomic<bool> m_isRetired = false;
};

} // namespace outlet::registry
