// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry/lifecycle.h"

#include "registry/guard.h"
#include "registry/loader.h"
#include "registry/plugincontext.h"
#include "registry/pluginsettings.h"

#include <outlet/lifecycle.h>

#include <QHash>
#include <QLoggingCategory>
#include <QSet>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace outlet::registry {

namespace {

Q_LOGGING_CATEGORY(log, "outlet.registry", QtInfoMsg)

Verdict missed(const QString &plugin, const char *step, std::chrono::milliseconds timeout)
{
    return {VerdictCode::Timeout,
            u"%1() of %2 missed its deadline: it did not return within %3 ms."_s.arg(
                QLatin1StringView(step), plugin, QString::number(timeout.count())),
            u"Do long work in a thread of the plugin's own, or raise hook_timeout_ms; then start "
            "the server again."_s,
            {}};
}

Verdict neverCameBack(const QString &plugin, const char *step)
{
    return {VerdictCode::Timeout,
            u"%1() of %2 was not called: an earlier call of it has not come back."_s.arg(
                QLatin1StringView(step), plugin),
            u"Look in the log for the call that missed its deadline; then start the server "
            "again."_s,
            {}};
}

Verdict failed(const QString &plugin, const char *step, VerdictCode code, const Error &error)
{
    return {code,
            u"%1() of %2 failed: %3"_s.arg(QLatin1StringView(step), plugin, error.message),
            error.hint.isEmpty() ? u"The log of the server may tell more."_s : error.hint,
            {}};
}

Verdict dependencyFailed(const ui::Manifest &manifest, const QString &needed, const Verdict &why)
{
    return {VerdictCode::DependencyRejected,
            u"%1 needs %2, which was turned down: %3"_s.arg(manifest.plugin, needed, why.message),
            u"Mend %1 first."_s.arg(needed),
            {needed}};
}

bool needs(const ui::Manifest &manifest, const ui::Manifest &other)
{
    const auto &services = manifest.requirements.services;
    return manifest.requirements.plugins.contains(other.id) ||
           std::ranges::any_of(
               services, [&](const QString &service) { return other.provides.contains(service); });
}

/** A promise that others were let in for. */
Verdict serviceMissing(const QString &plugin, const QString &service)
{
    return {VerdictCode::InitializeFailed,
            u"%1 promises the service %2, but has not registered it in initialize()."_s.arg(
                plugin, service),
            u"Register it with context.services().add(), or take it out of \"provides\"."_s,
            {service}};
}

Verdict wrongSettings(const ui::Manifest &manifest, const Problems &problems)
{
    QStringList texts;
    for (const Error &problem : problems)
        texts.append(u"%1: %2"_s.arg(problem.where, problem.message));
    return {VerdictCode::InitializeFailed,
            u"The settings of %1 are wrong: %2."_s.arg(manifest.plugin, texts.join(u"; "_s)),
            u"Correct plugins.%1.settings in the configuration file, then start the server "
            "again."_s.arg(manifest.id),
            texts};
}

} // namespace

Lifecycles::Lifecycles(std::chrono::milliseconds timeout, std::shared_ptr<ModuleCalls> calls,
                       std::shared_ptr<EventBus> events)
    : m_timeout(timeout), m_calls(std::move(calls)), m_services(std::make_shared<ServiceTable>()),
      m_events(std::move(events))
{}

Lifecycles::~Lifecycles()
{
    stopAll();
}

/** One run of apply(): whoever fails takes along those who depend on it. */
class Lifecycles::Run
{
public:
    explicit Run(Lifecycles &owner, std::vector<Described *> plugins)
        : m_owner(owner), m_plugins(std::move(plugins))
    {}

    std::vector<Rejected> take() { return std::move(m_rejected); }

    /** Calls `step` for every plugin that is still in, in order. */
    template<class Step>
    void each(Step &&step)
    {
        for (Described *&plugin : m_plugins) {
            if (!plugin)
                continue;
            std::optional<Verdict> verdict = brokenDependency(plugin->manifest);
            if (!verdict)
                verdict = step(*plugin);
            if (!verdict)
                continue;
            m_owner.stopOne(plugin->candidate.module);
            qCWarning(log).noquote() << verdict->message;
            m_rejected.push_back(reject(*plugin, std::move(*verdict)));
            plugin = nullptr;
        }
    }

private:
    std::optional<Verdict> brokenDependency(const ui::Manifest &manifest) const
    {
        for (const Rejected &rejected : m_rejected) {
            const auto &needed = rejected.manifest;
            const bool hasOldOne = std::ranges::find(m_owner.m_running, needed->id, &Running::id) !=
                                   m_owner.m_running.end();
            if (!hasOldOne && needs(manifest, *needed))
                return dependencyFailed(manifest, needed->id, rejected.verdict);
        }
        return std::nullopt;
    }

    Lifecycles &m_owner;
    std::vector<Described *> m_plugins;
    std::vector<Rejected> m_rejected;
};

std::optional<Verdict> Lifecycles::initialize(const Described &plugin)
{
    const ui::Manifest &manifest = plugin.manifest;
    if (!manifest.hooks.contains(ui::Hook::Lifecycle) || isRunning(plugin.candidate.module))
        return std::nullopt;
    const auto settings = settingsOf(manifest, m_settings.value(manifest.id));
    if (!settings)
        return wrongSettings(manifest, settings.error());
    const auto object = load(plugin);
    if (!object)
        return object.error();
    Running entry{manifest.id,
                  manifest.plugin,
                  plugin.candidate.module,
                  *object,
                  std::make_shared<PluginContext>(manifest.id, m_services, m_events, *settings),
                  false};
    m_running.push_back(entry);
    auto verdict = call(entry, "initialize", VerdictCode::InitializeFailed,
                        [](Lifecycle &hook, Context &context) { return hook.initialize(context); });
    for (qsizetype i = 0; !verdict && i < manifest.provides.size(); ++i) {
        if (!m_services->has(manifest.provides[i]))
            verdict = serviceMissing(manifest.plugin, manifest.provides[i]);
    }
    return verdict;
}

std::optional<Verdict> Lifecycles::start(const Described &plugin)
{
    const auto entry = std::ranges::find(m_running, plugin.candidate.module, &Running::module);
    if (entry == m_running.end() || entry->hasStarted)
        return std::nullopt;
    entry->hasStarted = true;
    auto verdict = call(*entry, "start", VerdictCode::StartFailed,
                        [](Lifecycle &hook, Context &) { return hook.start(); });
    if (!verdict)
        m_calls->open(entry->module);
    return verdict;
}

std::optional<Verdict> Lifecycles::call(const Running &plugin, const char *step, VerdictCode code,
                                        std::function<Result<void>(Lifecycle &, Context &)> hook)
{
    if (const auto why = m_givenUp.constFind(plugin.module); why != m_givenUp.constEnd())
        return *why;
    const auto done = m_calls->call(plugin.module, m_timeout, [plugin, hook = std::move(hook)] {
        return hook(*qobject_cast<Lifecycle *>(plugin.object), *plugin.context);
    });
    if (!done && done.error() == Refusal::GivenUp) // by somebody else
        return *m_givenUp.insert(plugin.module, neverCameBack(plugin.plugin, step));
    if (!done)
        return *m_givenUp.insert(plugin.module, missed(plugin.plugin, step, m_timeout));
    if (!*done)
        return failed(plugin.plugin, step, code, done->error());
    return std::nullopt;
}

Lifecycles::Outcome Lifecycles::apply(std::vector<Described> &connectors,
                                      const QStringList &startOrder)
{
    QHash<QString, Described *> byId;
    for (Described &described : connectors)
        byId.insert(described.manifest.id, &described);
    std::vector<Described *> plugins;
    for (const QString &id : startOrder) {
        if (Described *described = byId.value(id))
            plugins.push_back(described);
    }
    stopUnless([&byId](const Running &plugin) { return byId.contains(plugin.id); });

    Run run(*this, std::move(plugins));
    run.each([this](const Described &plugin) { return initialize(plugin); });
    run.each([this](const Described &plugin) { return start(plugin); });

    Outcome outcome{run.take(), {}};
    for (const Rejected &rejected : outcome.rejected) {
        std::erase_if(connectors, [&rejected](const Described &described) {
            return described.manifest.id == rejected.manifest->id;
        });
    }
    // What replaces another comes where that stood.
    std::ranges::stable_sort(m_running, {},
                             [&](const Running &plugin) { return startOrder.indexOf(plugin.id); });
    for (const Running &plugin : m_running) {
        if (!outcome.running.contains(plugin.id))
            outcome.running.append(plugin.id);
    }
    return outcome;
}

void Lifecycles::stopReplaced(const std::vector<Described> &connectors)
{
    QSet<QString> modules;
    for (const Described &described : connectors)
        modules.insert(described.candidate.module);
    stopUnless([&modules](const Running &plugin) { return modules.contains(plugin.module); });
}

bool Lifecycles::isRunning(const QString &module) const
{
    return std::ranges::find(m_running, module, &Running::module) != m_running.end();
}

void Lifecycles::stopOne(const QString &module)
{
    const auto found = std::ranges::find(m_running, module, &Running::module);
    if (found == m_running.end())
        return;
    const Running plugin = std::move(*found);
    m_running.erase(found);
    m_calls->stop(plugin.module, m_timeout); // whoever is in there comes out first
    plugin.context->retire();
    if (!plugin.hasStarted)
        return; // stop() belongs to start()
    if (m_givenUp.contains(plugin.module))
        return;
    const auto verdict =
        call(plugin, "stop", VerdictCode::Stopped, [](Lifecycle &hook, Context &) -> Result<void> {
            hook.stop();
            return {};
        });
    if (verdict)
        qCWarning(log).noquote() << verdict->message;
}

void Lifecycles::stopUnless(const std::function<bool(const Running &)> &isWanted)
{
    QStringList unwanted;
    for (const Running &plugin : std::views::reverse(m_running)) {
        if (!isWanted(plugin))
            unwanted.append(plugin.module);
    }
    for (const QString &module : unwanted)
        stopOne(module);
}

void Lifecycles::stopAll()
{
    stopUnless([](const Running &) { return false; });
}

} // namespace outlet::registry
