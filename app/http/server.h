// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"

#include <outlet/result.h>

#include <QHostAddress>

#include <functional>
#include <memory>

namespace outlet::app::http {

/**
 * Speaks HTTP/1.1 on a socket and turns every request into a call of one function.
 *
 * What this edge takes care of, so that no handler has to: the target is parsed and decoded
 * (nonsense is a 400), the correlation id is settled and sent as `X-Request-ID`, `HEAD` gets the
 * headers of `GET` without its body, an exception or an impossible header becomes a 500 and a
 * critical line in the log, and each request leaves a line at debug level.
 *
 * Lives in one thread, that of its event loop; the handler is called there, one request at a time.
 */
class HttpServer
{
public:
    using Handler = std::function<api::Reply(const api::Request &)>;

    explicit HttpServer(Handler handler);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /**
     * Starts to listen and returns the port, which matters for port 0 (any free one).
     * Errors name address and port: Unavailable if somebody listens there already, else Io (no
     * such address on this machine, a port that needs privileges).
     */
    Result<quint16> listen(const QHostAddress &address, quint16 port);

    /** Stops listening and ends all connections. Not from within a handler. */
    void close();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::app::http
