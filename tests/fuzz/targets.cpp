// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/targets.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace outlet::tests {

std::span<const FuzzTarget> fuzzTargets()
{
    static constexpr std::array all{
        FuzzTarget{"framing", fuzz::framing},
        FuzzTarget{"target", fuzz::target},
        FuzzTarget{"manifest", fuzz::manifest},
        FuzzTarget{"sql", fuzz::sql},
        FuzzTarget{"page", fuzz::page},
        FuzzTarget{"conditional", fuzz::conditional},
        FuzzTarget{"forwarded", fuzz::forwarded},
        FuzzTarget{"configuration", fuzz::configuration},
        FuzzTarget{"template", fuzz::accessTemplate},
    };
    return all;
}

void require(bool holds, const char *rule)
{
    if (holds)
        return;
    std::fprintf(stderr, "This does not hold: %s\n", rule);
    std::abort();
}

} // namespace outlet::tests
