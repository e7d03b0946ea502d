// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/contract/sample.h"

namespace outlet::tests {

/** A connector of this source tree whose module can be loaded. */
inline registry::Connector loadable(const QString &id)
{
    registry::Connector connector = connectorOf(id);
    const QString folder = id == QLatin1String("s3") ? QStringLiteral(OUTLET_EXTERNAL)
                                                     : QStringLiteral(OUTLET_BUILT_IN);
    connector.candidate.directory = folder + QLatin1Char('/') + id;
    connector.candidate.module = QStringLiteral("%1/%2/%2.so").arg(folder, id);
    return connector;
}

/** The four built-in ones in their default order, then the external one. */
inline registry::Draft loadableDraft()
{
    registry::Draft draft = sampleDraft();
    for (registry::Connector &connector : draft.connectors)
        connector = loadable(connector.candidate.name);
    return draft;
}

} // namespace outlet::tests
