// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/message.h"
#include "app/api/router.h"

#include <QByteArray>

#include <functional>
#include <memory>

class QTcpServer;

namespace outlet::app::http {

/** Where answers come from. Shared by all HTTP threads; each function may be called in any. */
struct Backend
{
    using Deliver = std::function<void(api::Reply)>;

    /** Answers what needs no waiting: routes of Place::Edge, and what no route answers. */
    std::function<api::Reply(const api::Request &)> answer;
    /** The route of a request; null where answer() has one without. */
    std::function<api::RoutePtr(const api::Request &)> route;
    /**
     * Has a worker answer; `deliver` is called once, in any thread, maybe never.
     * @return false: too many wait already
     */
    std::function<bool(const api::Request &, Deliver deliver)> work;
    /** Grows when ready answers are no longer true. Costs next to nothing. */
    std::function<std::uint64_t()> generation;
};

/** A backend whose every request is answered by one function in the connection's thread. */
Backend backendOf(std::function<api::Reply(const api::Request &)> answer);

/** What came of a request. */
struct Answer
{
    int status = 500;
    QByteArray head; ///< from the status line to the last header's CR LF, without the empty line
    QByteArray body;
    std::shared_ptr<api::Stream> stream; ///< in place of `body`
    bool isReady = false;                ///< see api::Reply
};

/**
 * Hands requests to QHttpServer and takes its answers back, without a socket between them.
 *
 * QHttpServer gets one complete and valid request at a time on each of its connections, which are
 * made as they are needed and used again. It sees method, target and body; everything else of the
 * head has been read already, and two readings could differ. Lives in one thread.
 */
class Dispatcher
{
public:
    explicit Dispatcher(const Backend &backend);
    ~Dispatcher();
    Dispatcher(const Dispatcher &) = delete;
    Dispatcher &operator=(const Dispatcher &) = delete;

    using Done = std::function<void(Answer)>;

    /**
     * Has the request answered; `done` is called once, at once or later, in this thread. For a
     * handler that never answers it is not called at all: whoever waits needs a deadline.
     */
    void dispatch(const std::shared_ptr<api::Request> &request, const api::RoutePtr &route,
                  Done done);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace outlet::app::http
