// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace outlet::app::http {

/**
 * What one client, and all of them together, may ask of the server. Plain values; 0 of a count or
 * rate means no limit. Every one is a setting of the same name.
 */
struct Limits
{
    using Milliseconds = std::chrono::milliseconds;

    std::int64_t connections = 20000;       ///< open at a time; more get a 503
    std::int64_t connectionsPerAddress = 0; ///< behind a proxy all come from one address
    std::int64_t requestsPerConnection = 10000;

    std::int64_t requestLine = 8'192;  ///< bytes; more is a 414
    std::int64_t head = 32'768;        ///< bytes; more is a 431
    std::int64_t fields = 100;         ///< more is a 431
    std::int64_t body = 1'048'576;     ///< bytes; more is a 413 where the route allows no more
    std::int64_t buffered = 1'048'576; ///< bytes of a stream that wait for one client
    std::int64_t pending = 1024;       ///< requests that wait for a worker; more get a 503

    Milliseconds headTime = std::chrono::seconds(10);    ///< from the first byte to the last
    Milliseconds bodyStall = std::chrono::seconds(15);   ///< without a byte of a body
    Milliseconds idle = std::chrono::seconds(60);        ///< between two requests
    Milliseconds readerStall = std::chrono::seconds(30); ///< without taking a byte of an answer
    Milliseconds handler = std::chrono::seconds(30);     ///< for an answer; later is a 504

    Milliseconds wrongTokenDelay = std::chrono::milliseconds(500); ///< after a few; then it doubles

    double requestsPerAddress = 0; ///< a second and address; more is a 429
    double requestsPerRoute = 0;   ///< a second and route; more is a 429
    double requestsPerPlugin = 0;  ///< a second to the routes of one plugin; more is a 429
};

} // namespace outlet::app::http
