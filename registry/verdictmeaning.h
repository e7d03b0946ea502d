// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "registry/verdict.h"

namespace outlet::registry {

/** What a verdict code says whoever has it; a verdict's own message and hint name the case. */
struct Meaning
{
    QString meaning; ///< whole sentences
    QString remedy;  ///< the usual one; empty for good ends
};

Meaning meaningOf(VerdictCode code);

/** What the step of the pipeline does, a phrase: "looking for modules in the plugin paths". */
QString purposeOf(Stage stage);

} // namespace outlet::registry
