// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/hookcalls.h"

#include "registry/guard.h"
#include "registry/loader.h"

#include <outlet/accesspath.h>
#include <outlet/configurationrules.h>
#include <outlet/environmentmatch.h>

#include <QObject>

#include <algorithm>
#include <utility>

namespace outlet::registry {

using namespace Qt::StringLiterals;

namespace {

/** How far a call has come. */
enum class Turn { Running, Back, GivenUp };

bool has(const Connector &connector, ui::Hook hook)
{
    return connector.manifest.hooks.contains(hook);
}

std::unexpected<Error> unavailable(const QString &message, const QString &hint)
{
    return fail(ErrorCode::Unavailable, message, hint);
}

std::unexpected<Error> timedOut(const QString &plugin, const QString &hook,
                                std::chrono::milliseconds timeout)
{
    return fail(ErrorCode::Timeout,
                u"%1() of %2 did not return within %3 ms"_s.arg(hook, plugin).arg(timeout.count()),
                u"Try again later; if it stays so, tell the author of the connector."_s);
}

} // namespace

HookCalls::HookCalls(std::shared_ptr<ModuleCalls> calls, std::chrono::milliseconds timeout)
    : m_calls(std::move(calls)), m_timeout(timeout)
{}

std::shared_ptr<HookCalls::Module> HookCalls::moduleOf(const Connector &connector)
{
    const std::lock_guard lock(m_mutex);
    std::shared_ptr<Module> &module = m_modules[connector.candidate.module];
    if (!module)
        module = std::make_shared<Module>();
    return module;
}

void HookCalls::replace(const Connector &old, const Connector &by)
{
    const std::shared_ptr<Module> before = moduleOf(old);
    const std::shared_ptr<Module> after = moduleOf(by);
    const std::lock_guard lock(m_mutex);
    before->successor = std::make_shared<const Connector>(by);
    after->successor.reset(); // it may have been in force before
}

std::shared_ptr<const Connector> HookCalls::successorOf(const Connector &connector)
{
    const std::shared_ptr<Module> module = moduleOf(connector);
    const std::lock_guard lock(m_mutex);
    return module->successor;
}

/** Loads the module where nobody has; a failure is tried again at the next call. */
Result<QObject *> HookCalls::objectOf(const Connector &connector, Module &module)
{
    const QString &plugin = connector.manifest.plugin;
    if (QObject *object = module.object)
        return object;
    const std::lock_guard lock(module.loading);
    if (QObject *object = module.object)
        return object;
    const auto described = std::make_shared<const Described>(connector.candidate,
                                                             connector.manifest, QVersionNumber());
    const auto loaded =
        m_calls->callUnlessStopped(connector.candidate.module, m_timeout, [described] {
            const auto object = load(*described);
            return object ? Result<QObject *>(*object)
                          : unavailable(object.error().message, object.error().hint);
        });
    if (!loaded)
        return unavailable(u"%1 cannot be asked at the moment"_s.arg(plugin),
                           u"Its verdict says why: outlet plugins why %1"_s.arg(plugin));
    if (*loaded)
        module.object = **loaded;
    return *loaded;
}

template<class Answer>
Result<Answer> HookCalls::ask(const Connector &connector, const QString &hook,
                              std::function<Result<Answer>(QObject &)> call)
{
    const QString &plugin = connector.manifest.plugin;
    const auto visit = m_calls->visit(connector.candidate.module);
    if (!visit) {
        const auto successor = successorOf(connector);
        return successor
                   ? ask(*successor, hook, std::move(call))
                   : unavailable(u"%1 was stopped"_s.arg(plugin), u"Enable it to use it again."_s);
    }
    const std::shared_ptr<Module> module = moduleOf(connector);
    if (module->lost >= mostLost)
        return unavailable(
            u"%1 calls of %2 have not come back"_s.arg(mostLost).arg(plugin),
            u"It is asked again when one of them has; a restart of the server ends them."_s);
    const auto object = objectOf(connector, *module);
    if (!object)
        return std::unexpected(object.error());
    const auto turn = std::make_shared<std::atomic<Turn>>(Turn::Running);
    auto answer = withDeadline(m_timeout, [module, turn, object = *object, call = std::move(call)] {
        auto result = guarded([&] { return call(*object); });
        if (turn->exchange(Turn::Back) == Turn::GivenUp)
            --module->lost;
        return result;
    });
    if (!answer) {
        if (turn->exchange(Turn::GivenUp) == Turn::Running)
            ++module->lost;
        return timedOut(plugin, hook, m_timeout);
    }
    if (!*answer && answer->error().code == ErrorCode::Internal)
        answer->error().message = u"%1() of %2: %3"_s.arg(hook, plugin, answer->error().message);
    return std::move(*answer);
}

Result<Values> HookCalls::normalise(const Connector &connector, const Values &values)
{
    if (!has(connector, ui::Hook::ConfigurationRules))
        return values;
    return ask<Values>(connector, u"normalise"_s, [values](QObject &object) {
        return qobject_cast<ConfigurationRules *>(&object)->normalise(values);
    });
}

Result<QList<FieldError>> HookCalls::check(const Connector &connector, const Values &values,
                                           const Product &product)
{
    if (!has(connector, ui::Hook::ConfigurationRules))
        return QList<FieldError>();
    return ask<QList<FieldError>>(connector, u"check"_s, [values, product](QObject &object) {
        return qobject_cast<ConfigurationRules *>(&object)->check(values, product);
    });
}

Result<QString> HookCalls::accessPath(const Connector &connector, const QString &rendered)
{
    if (!has(connector, ui::Hook::AccessPath))
        return rendered;
    return ask<QString>(connector, u"accessPath"_s, [rendered](QObject &object) {
        return qobject_cast<AccessPath *>(&object)->accessPath(rendered);
    });
}

Result<QString> HookCalls::accessUrl(const Connector &connector, const AccessUrlRequest &request)
{
    if (!has(connector, ui::Hook::AccessUrl))
        return fail(ErrorCode::Unsupported,
                    u"Plugin '%1' does not implement URL retrieval"_s.arg(connector.manifest.id));
    return ask<QString>(connector, u"accessUrl"_s, [request](QObject &object) {
        return qobject_cast<AccessUrl *>(&object)->accessUrl(request);
    });
}

Result<std::optional<QJsonObject>>
HookCalls::matchingItem(const Connector &connector, const QJsonArray &items, const Values &values)
{
    using Item = std::optional<QJsonObject>;
    if (!has(connector, ui::Hook::EnvironmentMatch))
        return Item();
    return ask<Item>(connector, u"matches"_s, [items, values](QObject &object) -> Result<Item> {
        const auto *match = qobject_cast<EnvironmentMatch *>(&object);
        const auto found = std::ranges::find_if(items, [&](const QJsonValue &item) {
            return item.isObject() && match->matches(item.toObject(), values);
        });
        return found == items.end() ? Item() : Item((*found).toObject());
    });
}

Result<QList<FieldOption>> HookCalls::options(const Connector &connector, const QString &field,
                                              const Values &values)
{
    if (!has(connector, ui::Hook::OptionsSource))
        return fail(ErrorCode::Unsupported,
                    u"%1 has no hook OptionsSource"_s.arg(connector.manifest.plugin));
    return ask<QList<FieldOption>>(connector, u"options"_s, [field, values](QObject &object) {
        return qobject_cast<OptionsSource *>(&object)->options(field, values);
    });
}

Result<void> HookCalls::call(const Connector &connector, const QString &name,
                             std::function<Result<void>(QObject &)> call)
{
    return ask<void>(connector, name, std::move(call));
}

} // namespace outlet::registry
