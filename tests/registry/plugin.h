// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/pluginregistry.h"
#include "tests/registry/modules.h"
#include "tests/registry/pipeline.h"

namespace outlet::tests {

/** The connector of a fixture as a snapshot has it; no plugin has been started. */
class Plugin
{
public:
    explicit Plugin(const QString &fixture)
    {
        m_site.add(fixture);
        m_site.options.mode = migrations::Mode::PlanOnly;
        registry::PluginRegistry registry(m_site.options, m_site.database());
        if (!registry.discover())
            qFatal("Cannot discover %s", qPrintable(fixture));
        connector = registry.snapshot()->connectors.front();
    }

    registry::Connector connector;
    registry::Described described() const { return {connector.candidate, connector.manifest, {}}; }
    QStringList loaded() const { return loadedModules(connector.candidate.directory); }
    QString path(const QString &name) const { return m_site.path(name); }

private:
    Site m_site;
};

} // namespace outlet::tests
