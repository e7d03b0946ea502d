// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/api/router.h"
#include "tests/http/serverthread.h"

#include <atomic>

namespace outlet::tests {

/** A server with both places, as the program has them: a table of routes, and workers. */
class RoutedServer
{
public:
    /**
     * @param edge answers in the HTTP thread, and says which route belongs to a worker
     * @param makeHandler called in the thread of each worker
     */
    RoutedServer(app::api::Router edge, std::function<app::Workers::Handler()> makeHandler,
                 app::http::HttpOptions options = {})
        : m_router(std::move(edge)),
          m_workers({.threads = 2, .deadline = std::chrono::seconds(30)}, std::move(makeHandler)),
          m_server(backend(), std::move(options))
    {}

    quint16 port() const { return m_server.port(); }

    /** Ready answers are no longer true. */
    void changeSnapshot() { ++m_generation; }

private:
    app::http::Backend backend()
    {
        using app::api::Request;
        return {.answer = [this](const Request &request) { return m_router.answer(request); },
                .route = [this](const Request &request) { return m_router.match(request); },
                .work =
                    [this](const Request &request, app::http::Backend::Deliver deliver) {
                        return m_workers.work(request, std::move(deliver));
                    },
                .generation = [this] { return m_generation.load(); }};
    }

    const app::api::Router m_router;
    std::atomic<std::uint64_t> m_generation = 1;
    app::Workers m_workers;
    ServerThread m_server; ///< the first to go
};

} // namespace outlet::tests
