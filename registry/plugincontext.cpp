// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/plugincontext.h"

#include "registry/guard.h"

#include <QLoggingCategory>
#include <QMutexLocker>

using namespace Qt::StringLiterals;

namespace outlet::registry {

Result<void> ServiceTable::add(const QString &owner, const QString &name, Service service)
{
    if (name.isEmpty() || !service)
        return fail(ErrorCode::InvalidArgument, u"A service needs a name and a function."_s);
    const QMutexLocker lock(&m_mutex);
    if (const auto taken = m_entries.find(name); taken != m_entries.end())
        return fail(ErrorCode::Conflict,
                    u"The service \"%1\" is offered by %2 already."_s.arg(name, taken->owner),
                    u"Choose a name that begins with the id of the plugin."_s);
    m_entries.insert(name, {owner, std::move(service)});
    return {};
}

Result<QJsonValue> ServiceTable::call(const QString &name, const QJsonValue &argument) const
{
    Service service;
    {
        const QMutexLocker lock(&m_mutex);
        service = m_entries.value(name).service;
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

void ServiceTable::removeOwnedBy(const QString &owner)
{
    const QMutexLocker lock(&m_mutex);
    m_entries.removeIf([&owner](const auto &entry) { return entry.value().owner == owner; });
}

PluginContext::PluginContext(QString id, std::shared_ptr<ServiceTable> table,
                             QJsonObject settings)
    : m_id(std::move(id)), m_category("outlet.plugin." + m_id.toUtf8()),
      m_table(std::move(table)), m_settings(std::move(settings))
{
}

void PluginContext::log(LogLevel level, const QString &message)
{
    const QLoggingCategory category(m_category.constData());
    switch (level) {
    case LogLevel::Debug: qCDebug(category).noquote() << message; break;
    case LogLevel::Info: qCInfo(category).noquote() << message; break;
    case LogLevel::Warning: qCWarning(category).noquote() << message; break;
    case LogLevel::Error: qCCritical(category).noquote() << message; break;
    }
}

Result<void> PluginContext::add(const QString &name, Service service)
{
    if (m_isRetired)
        return fail(ErrorCode::Unavailable, u"%1 has been stopped."_s.arg(m_id));
    return m_table->add(m_id, name, std::move(service));
}

void PluginContext::retire()
{
    m_isRetired = true;
    m_table->removeOwnedBy(m_id);
}

Result<QJsonValue> PluginContext::call(const QString &name, const QJsonValue &argument)
{
    return m_table->call(name, argument);
}

bool PluginContext::has(const QString &name) const
{
    return m_table->has(name);
}

Result<void> PluginContext::publish(const QString &topic, const QJsonObject &)
{
    if (!topic.startsWith(m_id + u':'))
        return fail(ErrorCode::InvalidArgument,
                    u"Found the topic \"%1\", wanted one that begins with \"%2:\"."_s.arg(topic,
                                                                                        m_id));
    return fail(ErrorCode::Unsupported,
                u"This version of the server does not deliver events yet."_s);
}

} // namespace outlet::registry
