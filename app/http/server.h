// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/http/dispatcher.h"
#include "app/http/edge.h"
#include "app/http/httpmetrics.h"
#include "app/http/limits.h"
#include "app/http/listeners.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace outlet::app::http {

/** How to serve. */
struct HttpOptions
{
    Limits limits = {};
    Policy policy = {};
    int threads = 1;             ///< each serves the clients that the kernel gives it
    QString spoolDirectory = {}; ///< for bodies too large for memory, and large answers; writable
    bool logsAccess = false;     ///< a line in the log for each request
    std::shared_ptr<HttpMetrics> metrics = {}; ///< made for as many threads; null: nobody looks
};

/**
 * Speaks HTTP/1.1 and turns every request into a call of its backend.
 *
 * What this edge takes care of, so that no handler has to: framing, limits and deadlines, order of
 * answers, target and its decoding (nonsense is a 400), correlation id, token, CORS, rates, `HEAD`;
 * an exception or an impossible header becomes a 500 and a critical line in the log.
 *
 * Each HTTP thread has a gate of its own (gate.h); the functions of this class belong to one
 * thread.
 */
class HttpServer
{
public:
    explicit HttpServer(Backend backend, HttpOptions options = {});
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /** Where it listens, for people. */
    QStringList places() const;

    /** Begins to answer those who come there. Once. */
    void start(Listening listening);

    /**
     * Accepts nobody any more, closes idle connections and finishes what has begun; `done` is
     * called in the calling thread's event loop when the last client has gone.
     */
    void drain(std::function<void()> done);

    /** Ends all connections and threads. */
    void close();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::app::http
