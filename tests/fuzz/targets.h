// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace outlet::tests {

/** Something that takes bytes of strangers, and has rules that must hold whatever they are. */
struct FuzzTarget
{
    const char *name;                    ///< of its folder in corpus/
    void (*run)(std::string_view bytes); ///< ends the process where a rule does not hold
};

std::span<const FuzzTarget> fuzzTargets();

/** Ends the process, with the rule on stderr, unless it holds. */
void require(bool holds, const char *rule);

namespace fuzz {
void framing(std::string_view bytes);
void target(std::string_view bytes);
void manifest(std::string_view bytes);
void sql(std::string_view bytes);
void page(std::string_view bytes);
void conditional(std::string_view bytes);
void forwarded(std::string_view bytes);
void configuration(std::string_view bytes);
void accessTemplate(std::string_view bytes);
} // namespace fuzz

} // namespace outlet::tests
