// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/http/correlation.h"

#include <QRandomGenerator64>

#include <algorithm>

namespace outlet::app::http {

namespace {

bool isAllowed(char character)
{
    const char lower = char(character | 0x20);
    return (lower >= 'a' && lower <= 'z') || (character >= '0' && character <= '9') ||
           character == '.' || character == '_' || character == '-';
}

/** Version 4 of RFC 9562, from a generator of the thread's own: the system's costs a call each. */
std::string randomUuid()
{
    thread_local QRandomGenerator64 generator = QRandomGenerator64::securelySeeded();
    constexpr char digits[] = "0123456789abcdef";
    std::string uuid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    quint64 bits = 0;
    int left = 0;
    for (char &character : uuid) {
        if (character != 'x' && character != 'y')
            continue;
        if (left == 0) {
            bits = generator.generate();
            left = 16;
        }
        const unsigned nibble = bits & 0xf;
        bits >>= 4;
        --left;
        character = digits[character == 'x' ? nibble : (nibble & 0x3) | 0x8];
    }
    return uuid;
}

} // namespace

std::string correlationId(std::string_view given)
{
    const bool isValid =
        !given.empty() && given.size() <= 128 && std::ranges::all_of(given, isAllowed);
    return isValid ? std::string(given) : randomUuid();
}

} // namespace outlet::app::http
