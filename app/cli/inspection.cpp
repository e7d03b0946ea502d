// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inspection.h"

#include "app/registryoptions.h"
#include "migrations/engine.h"
#include "registry/pluginregistry.h"

namespace outlet::app::cli {

Result<registry::SnapshotPtr> inspect(const Settings &settings)
{
    auto database = Database::open(settings.databaseUrl, Access::ReadOnly);
    if (!database)
        return std::unexpected(database.error());
    return inspect(settings, *database);
}

Result<registry::SnapshotPtr> inspect(const Settings &settings, Database &database)
{
    // What the server would refuse to start on is no database to judge connectors by.
    const auto core = migrations::migrate(database.handle(), database.dialect(),
                                          migrations::coreSource(), migrations::Mode::PlanOnly);
    if (!core)
        return std::unexpected(core.error().error);
    registry::PluginRegistry plugins(registryOptions(settings, migrations::Mode::PlanOnly),
                                     database.handle());
    if (const auto discovered = plugins.discover(); !discovered)
        return std::unexpected(discovered.error());
    return plugins.snapshot();
}

bool isLeftOut(registry::VerdictCode code)
{
    using registry::VerdictCode;
    return code == VerdictCode::NotEnabled || code == VerdictCode::DisabledByEnvironment ||
           code == VerdictCode::Inactive;
}

ExitCode exitCodeOf(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::NotFound
               ? ExitCode::Usage
               : ExitCode::Database;
}

} // namespace outlet::app::cli
