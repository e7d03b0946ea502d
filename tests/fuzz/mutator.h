// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>
#include <string>
#include <vector>

namespace outlet::tests {

/** Makes inputs from those it knows. The same seed and inputs make the same. */
class Mutator
{
public:
    static constexpr std::size_t longest = 4096; ///< bytes of an input

    explicit Mutator(std::uint32_t seed) : m_random(seed) {}

    void add(std::string input) { m_inputs.push_back(std::move(input)); }
    std::size_t size() const { return m_inputs.size(); }

    /** One of the inputs with some changes. */
    std::string next();

private:
    std::size_t below(std::size_t bound);
    const std::string &any() { return m_inputs[below(m_inputs.size())]; }
    void change(std::string &input);

    std::mt19937 m_random;
    std::vector<std::string> m_inputs;
};

/** Every file of corpus/<name>, in order of their names. */
std::vector<std::string> corpusOf(const char *name);

} // namespace outlet::tests
