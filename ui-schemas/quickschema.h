// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <rapidjson/fwd.h>

#include <memory>

namespace outlet::ui {

/**
 * A schema in the form of RapidJSON's validator, which knows draft 4 only and has no words for a
 * breach, but takes a quarter of the time. So it is asked first, and only its yes counts.
 *
 * It says yes to nothing that the schema does not allow, but for values of an `enum`: those it
 * compares by a hash of 64 bits, so that somebody who looks for one on purpose may find another
 * text that it takes for one of them. Thread-safe.
 */
class QuickSchema
{
public:
    /**
     * @param schema copied; without `patternProperties`
     * @return nothing where it has a keyword that is not said in draft 4
     */
    static std::unique_ptr<const QuickSchema> made(const rapidjson::Value &schema);
    ~QuickSchema();

    /** Whether the document is surely allowed. May throw what regular expressions throw. */
    bool accepts(const rapidjson::Value &document) const;

private:
    struct Private;
    explicit QuickSchema(std::unique_ptr<const Private> made);
    std::unique_ptr<const Private> d;
};

} // namespace outlet::ui
