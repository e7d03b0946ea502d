// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <outlet/result.h>

#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace outlet::app {

class Database;

/**
 * Asks, in a thread and on a connection of its own, whether somebody has written to the database
 * and whether it is there at all. Nobody else has to wait to learn either.
 *
 * A server's notifications make it look at once; what they fail to tell, the look at every interval
 * finds. A server that does not answer within the URL's connect timeout counts as gone: all
 * connections that joined are cut, so that whoever waits on one gets its error now. From then on it
 * is tried again, at first soon, then every few seconds. Once it is back, it counts as changed.
 */
class DatabaseWatch
{
public:
    /** @param onNews called in the watch's thread whenever number() or away() gives something new
     */
    DatabaseWatch(const QString &databaseUrl, std::chrono::milliseconds interval,
                  std::function<void()> onNews);
    /** Waits at most for the attempt to connect that it is in. */
    ~DatabaseWatch();
    DatabaseWatch(const DatabaseWatch &) = delete;
    DatabaseWatch &operator=(const DatabaseWatch &) = delete;

    /** Connects; only afterwards anything is watched. Errors as Database::open(). */
    Result<void> start();

    /**
     * Changes when somebody may have written; an error while that cannot be known. Thread-safe,
     * asks nobody.
     */
    Result<qint64> number() const;

    /** Why the server is not there; nothing while it is, and for a file. Thread-safe. */
    std::optional<Error> away() const;

    /**
     * Somebody has waited in vain: away() says so until the next look finds the contrary, so that
     * others need not wait, too. Thread-safe.
     */
    void suspect(const Error &error);

    /** From now on the connection is cut when the server does not answer. Thread-safe. */
    void join(const Database &database);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::app
