// SPDX-License-Identifier: MIT
#pragma once

#include <outlet/values.h>

#include <QList>
#include <QtPlugin>

namespace outlet {

/**
 * Rules over the values of a configuration that the manifest cannot express.
 *
 * Called for every submission, after parsing and before storing: first normalise(), then the
 * manifest's own rules, then check(). Both must be pure: same values, same answer. They may be
 * called from several threads at once.
 */
class ConfigurationRules
{
public:
    virtual ~ConfigurationRules() = default;

    /**
     * Fills in derived values and returns the complete set.
     * Calling it on its own result must change nothing.
     */
    virtual Values normalise(const Values &values) const = 0;

    /**
     * Everything that is wrong with the values for this product; empty when all is well.
     * Report all problems, not only the first.
     */
    virtual QList<FieldError> check(const Values &values, const Product &product) const = 0;
};

} // namespace outlet

Q_DECLARE_INTERFACE(outlet::ConfigurationRules, "org.outlet.ConfigurationRules/1")
