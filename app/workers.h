// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <outlet/result.h>

#include <chrono>
#include <functional>
#include <memory>

namespace outlet::app {

/**
 * Threads that may wait: for the database, a connector, the disk. Each has a handler of its own,
 * made in its thread, and takes the next request that waits.
 *
 * A request whose handler misses the deadline cannot be ended; its thread is given up and another
 * takes its place, a limited number of times.
 */
class Workers
{
public:
    using Handler = std::function<api::Reply(const api::Request &)>;
    using Deliver = std::function<void(api::Reply)>;

    struct Options
    {
        int threads = 4;
        std::int64_t pending = 1024;             ///< requests that may wait
        std::chrono::milliseconds deadline = {}; ///< from then on a thread counts as lost
        int spares = 32;                         ///< how many lost threads are replaced
    };

    /**
     * @param makeHandler called in each thread before its first request, and again for the next
     *        one after an error, which is the answer
     */
    Workers(const Options &options, std::function<Result<Handler>()> makeHandler);

    /** stop() with the deadline. */
    ~Workers();
    Workers(const Workers &) = delete;
    Workers &operator=(const Workers &) = delete;

    /**
     * Has a request answered; `deliver` is called once, in a worker's thread, unless the workers go
     * before. From any thread. @return false: too many wait already
     */
    bool work(const api::Request &request, Deliver deliver);

    /**
     * Drops what waits, and waits for what is being answered, but for no thread that has been
     * given up. What takes longer than `patience` is given up, too. The last thing to call.
     */
    void stop(std::chrono::milliseconds patience);

private:
    struct Private;
    std::shared_ptr<Private> d; ///< a thread that was given up shares it
};

} // namespace outlet::app
