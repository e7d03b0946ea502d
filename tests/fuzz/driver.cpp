// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz TARGET SECONDS: looks for inputs that break the target's rules or that a sanitizer objects
// to. Inputs that reach code which none before reached are mutated further. The input that is
// being tried lies in ./fuzz-<TARGET>.input, also after the end of the process.
#include "tests/fuzz/mutator.h"
#include "tests/fuzz/targets.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace outlet::tests;

namespace {

std::uint8_t reached[1 << 18]; ///< which places of the code were
bool isNew = false;

/** Shared memory of a file: what is written there is there after any kind of end. */
char *inputFile(const std::string &name)
{
    const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || ::ftruncate(file, off_t(Mutator::longest)) < 0)
        return nullptr;
    void *memory = ::mmap(nullptr, Mutator::longest, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<char *>(memory);
}

int fuzzFor(const FuzzTarget &target, std::chrono::seconds time)
{
    const std::string name = std::string("fuzz-") + target.name + ".input";
    char *kept = inputFile(name);
    if (!kept) {
        std::fprintf(stderr, "fuzz: cannot write %s here\n", name.c_str());
        return 1;
    }
    Mutator mutator(std::random_device{}());
    for (std::string &input : corpusOf(target.name)) {
        target.run(input);
        mutator.add(std::move(input));
    }
    std::uint64_t runs = 0;
    const auto end = std::chrono::steady_clock::now() + time;
    for (; std::chrono::steady_clock::now() < end; ++runs) {
        std::string input = mutator.next();
        std::memset(kept, 0, Mutator::longest);
        std::memcpy(kept, input.data(), input.size());
        if (::truncate(name.c_str(), off_t(input.size())) < 0)
            return 1;
        isNew = false;
        target.run(input);
        if (::truncate(name.c_str(), off_t(Mutator::longest)) < 0)
            return 1;
        if (isNew)
            mutator.add(std::move(input));
    }
    ::unlink(name.c_str());
    std::printf("%-12s %llu inputs tried, %zu kept\n", target.name,
                static_cast<unsigned long long>(runs), mutator.size());
    return 0;
}

} // namespace

/** Called by code that was compiled with -fsanitize-coverage=trace-pc, at each of its branches. */
extern "C" __attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc()
{
    const auto place = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
    std::uint8_t &was = reached[place % sizeof reached];
    isNew = isNew || was == 0;
    was = 1;
}

int main(int argc, char **argv)
{
    const auto targets = fuzzTargets();
    const auto target = std::ranges::find_if(targets, [&](const FuzzTarget &candidate) {
        return argc == 3 && std::string_view(candidate.name) == argv[1];
    });
    if (target != targets.end())
        return fuzzFor(*target, std::chrono::seconds(std::atoi(argv[2])));
    std::fprintf(stderr, "Usage: fuzz TARGET SECONDS, where TARGET is one of:");
    for (const FuzzTarget &candidate : targets)
        std::fprintf(stderr, " %s", candidate.name);
    std::fprintf(stderr, "\n");
    return 2;
}
