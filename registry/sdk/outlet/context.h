// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/result.h>

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <functional>

namespace outlet {

/** How urgent a line of the log is. */
enum class LogLevel { Debug, Info, Warning, Error };

/** Writes into the server's log, in the category `outlet.plugin.<id>`. Thread-safe. */
class Logger
{
public:
    virtual ~Logger() = default;

    /** One line. Never put the value of a secret field or setting into it. */
    virtual void log(LogLevel level, const QString &message) = 0;
};

/** A function that one plugin offers to others: plain JSON in, plain JSON or an error out. */
using Service = std::function<Result<QJsonValue>(const QJsonValue &)>;

/**
 * Services by name, for example `"catalog.lookup"`. Thread-safe.
 *
 * A provider registers in Lifecycle::initialize(); a consumer that lists the provider under
 * `requires.plugins` finds it from its own initialize() on.
 */
class Services
{
public:
    virtual ~Services() = default;

    /** Errors: Conflict when the name is taken, InvalidArgument when it is empty. */
    virtual Result<void> add(const QString &name, Service service) = 0;

    /** Calls a service. Errors: NotFound when nobody offers it, or what the service answered. */
    virtual Result<QJsonValue> call(const QString &name, const QJsonValue &argument) = 0;

    virtual bool has(const QString &name) const = 0;
};

/** Publishes events; subscribing is the EventSubscriber hook. Thread-safe, never blocks. */
class Events
{
public:
    virtual ~Events() = default;

    /** @param topic `"<plugin id>:<what happened>"`; topics of the server itself are refused. */
    virtual Result<void> publish(const QString &topic, const QJsonObject &payload) = 0;
};

/**
 * What the server lends to a plugin. Valid from Lifecycle::initialize() until Lifecycle::stop()
 * has returned; owned by the server. It never gives access to the registry or to the server's own
 * database connection.
 */
class Context
{
public:
    virtual ~Context() = default;

    virtual Logger &logger() = 0;
    virtual Services &services() = 0;
    virtual Events &events() = 0;

    /** The plugin's own settings, checked against `settings` of its manifest, defaults filled in.
     */
    virtual QJsonObject settings() const = 0;
};

} // namespace outlet
