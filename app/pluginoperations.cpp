// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pluginoperations.h"

#include "app/handover.h"
#include "registry/pluginregistry.h"

#include <memory>
#include <optional>

namespace outlet::app {

using namespace Qt::StringLiterals;
using registry::Change;
using registry::PluginRegistry;

namespace {

using Work = std::function<Result<Change>(PluginRegistry &)>;

Result<Change> doIn(QObject &context, const RegistryAtWork &registry,
                    std::chrono::milliseconds patience, Work work)
{
    // Shared: the caller may have gone when the work is done.
    const auto result = std::make_shared<std::optional<Result<Change>>>();
    const bool isDone = handOver(
        context,
        [registry, work = std::move(work), result] {
            const auto ready = registry();
            *result = ready ? work(**ready) : std::unexpected(ready.error());
        },
        patience);
    if (isDone)
        return **result;
    return fail(ErrorCode::Timeout,
                u"The registry has not come to it within %1 ms"_s.arg(patience.count()),
                u"It may still do it: ask for the plugin again in a moment"_s);
}

} // namespace

api::PluginOperations operationsIn(QObject &context, RegistryAtWork registry,
                                   std::chrono::milliseconds patience)
{
    return {.setEnabled =
                [&context, registry, patience](const QString &name, bool isEnabled) {
                    return doIn(context, registry, patience,
                                [=](PluginRegistry &at) { return at.setEnabled(name, isEnabled); });
                },
            .reload =
                [&context, registry, patience](const QString &name, bool isForced) {
                    return doIn(context, registry, patience,
                                [=](PluginRegistry &at) { return at.reload(name, isForced); });
                }};
}

} // namespace outlet::app
