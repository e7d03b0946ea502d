// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/result.h>

#include <QString>
#include <QtPlugin>

namespace outlet {

/**
 * The last step from template to access path, for example dropping empty path segments.
 *
 * The server replaces the template's placeholders by the configuration's values and hands the text
 * over. Pure; may be called from several threads at once.
 */
class AccessPath
{
public:
    virtual ~AccessPath() = default;

    /** Returns the path as people see it. Errors: InvalidArgument when no path can be made. */
    virtual Result<QString> accessPath(const QString &rendered) const = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::AccessPath, "org.outlet.AccessPath/1")
