// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/plugincontext.h"

#include "registry/guard.h"

#include <QLoggingCategory>
#include <QMutexLocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace outlet::registry {

Result<void> ServiceTable::add(const QString &owner, const void *holder, const QString &name,
                               Service service)
{
    if (name.isEmpty() || !service)
        return fail(ErrorCode::InvalidArgument, u"A service needs a name and a function."_s);
    const QMutexLocker lock(&m_mutex);
    const auto taken = m_entries.find(name);
    if (taken == m_entries.end()) {
        m_entries.insert(name, {owner, {{holder, std::move(service)}}});
        return {};
    }
    const bool isOffered = std::ranges::any_of(
        taken->offers, [&](const auto &offer) { return offer.first == holder; });
    if (taken->owner != owner || isOffered)
        return fail(ErrorCode::Conflict,
                    u"The service \"%1\" is offered by %2 already."_s.arg(name, taken->owner),
                    u"Choose a name that begins with the id of the plugin."_s);
    taken->offers.emplace_back(holder, std::move(service));
    return {};
}

Result<QJsonValue> ServiceTable::call(const QString &name, const QJsonValue &argument) const
{
    Service service;
    {
        const QMutexLocker lock(&m_mutex);
        if (const auto entry = m_entries.constFind(name); entry != m_entries.cend())
            service = entry->offers.back().second;
    }
    if (!service)
        return fail(ErrorCode::NotFound, u"Nobody offers the service \"%1\"."_s.arg(name),
                    u"Name the plugin that offers it under \"requires\"."_s);
    return guarded([&] { return service(argument); }); // not under the lock: services call services
}

bool ServiceTable::has(const QString &name) const
{
    const QMutexLocker lock(&m_mutex);
    return m_entries.contains(name);
}

void ServiceTable::removeHeldBy(const void *holder)
{
    const QMutexLocker lock(&m_mutex);
    m_entries.removeIf([holder](const auto &entry) {
        std::erase_if(entry.value().offers,
                      [holder](const auto &offer) { return offer.first == holder; });
        return entry.value().offers.empty();
    });
}

PluginContext::PluginContext(QString id, std::shared_ptr<ServiceTable> table,
                             std::shared_ptr<EventBus> events, QJsonObject settings)
    : m_id(std::move(id)), m_category("outlet.plugin." + m_id.toUtf8()), m_table(std::move(table)),
      m_events(std::move(events)), m_settings(std::move(settings))
{}

void PluginContext::log(LogLevel level, const QString &message)
{
    const QLoggingCategory category(m_category.constData());
    switch (level) {
    case LogLevel::Debug:
        qCDebug(category).noquote() << message;
        break;
    case LogLevel::Info:
        qCInfo(category).noquote() << message;
        break;
    case LogLevel::Warning:
        qCWarning(category).noquote() << message;
        break;
    case LogLevel::Error:
        qCCritical(category).noquote() << message;
        break;
    }
}

Result<void> PluginContext::add(const QString &name, Service service)
{
    if (m_isRetired)
        return fail(ErrorCode::Unavailable, u"%1 has been stopped."_s.arg(m_id));
    return m_table->add(m_id, this, name, std::move(service));
}

void PluginContext::retire()
{
    m_isRetired = true;
    m_table->removeHeldBy(this);
}

Result<QJsonValue> PluginContext::call(const QString &name, const QJsonValue &argument)
{
    return m_table->call(name, argument);
}

bool PluginContext::has(const QString &name) const
{
    return m_table->has(name);
}

Result<void> PluginContext::publish(const QString &topic, const QJsonObject &payload)
{
    if (!topic.startsWith(m_id + u':'))
        return fail(
            ErrorCode::InvalidArgument,
            u"Found the topic \"%1\", wanted one that begins with \"%2:\"."_s.arg(topic, m_id));
    const auto published = m_events->publish(topic, payload);
    return published ? Result<void>() : std::unexpected(published.error());
}

} // namespace outlet::registry
